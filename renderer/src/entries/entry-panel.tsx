/** One value: what it is, when it ends, its history, and what can be done with it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Copy, Eraser, FileQuestion, PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { KeepsakeError, type Entry } from '../../../contract/index.ts';
import { useReadAgain } from '../data/change.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { askToErase } from '../erasure/asking.ts';
import { Button } from '../parts/button.tsx';
import { Countdown } from '../parts/countdown.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { KeyValue } from '../parts/facts.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import { ViewerBox } from '../preview/viewer-box.tsx';
import { EntryHistory } from './entry-history.tsx';
import { notationOf, typedOf } from './json.ts';
import type { EntryName } from './place.ts';
import { useEntry } from './queries.ts';
import { useRemoveEntry } from './remove.ts';
import { ValueEditor } from './value-editor.tsx';

interface EntryPanelProps {
  readonly projectId: string;
  readonly name: EntryName;
  /** Called when it was deleted from here. */
  readonly onGone: () => void;
}

export function EntryPanel({ projectId, name, onGone }: EntryPanelProps) {
  const entry = useEntry(projectId, name);
  if (entry.error instanceof KeepsakeError && entry.error.code === 'NOT_FOUND')
    return <Gone projectId={projectId} name={name} />;
  if (entry.data !== undefined) return <OpenEntry projectId={projectId} entry={entry.data} onGone={onGone} />;
  if (entry.error === null) return <Skeleton />;
  return <ErrorState error={entry.error} retry={() => void entry.refetch()} />;
}

/** Deleted or over; what was deleted still has its history. */
function Gone({ projectId, name }: { projectId: string; name: EntryName }) {
  const { t } = useLingui();
  return (
    <>
      <EmptyState icon={FileQuestion} title={t`“${name.key}” has no value now`}>
        <Trans>It was deleted, or its time is over. A deleted value can be restored from its history.</Trans>
      </EmptyState>
      <EntryHistory projectId={projectId} name={name} current={undefined} />
    </>
  );
}

type Shown = 'value' | 'history';

function OpenEntry({ projectId, entry, onGone }: { projectId: string; entry: Entry; onGone: () => void }) {
  const { t } = useLingui();
  const [shown, setShown] = useState<Shown>('value');
  const [editing, setEditing] = useState<Entry>();
  const { key, namespace } = entry;
  useShortcut('e', t`Edit the value`, () => setEditing(entry), editing === undefined);
  return (
    <>
      <div className="panel-head">
        <h2 dir="auto">{key}</h2>
        <div className="actions">
          {editing === undefined && (
            <Button icon={PencilLine} onClick={() => setEditing(entry)}>
              <Trans>Edit</Trans>
            </Button>
          )}
          <EntryMenu projectId={projectId} entry={entry} onGone={onGone} />
        </div>
      </div>
      {editing !== undefined ? (
        <ValueEditor
          projectId={projectId}
          opened={editing}
          now={entry}
          onClose={() => setEditing(undefined)}
        />
      ) : (
        <Tabs<Shown>
          label={t`Value and history`}
          value={shown}
          onChange={setShown}
          tabs={[
            { value: 'value', label: t`Value`, content: <Value entry={entry} /> },
            {
              value: 'history',
              label: t`History`,
              content: (
                <EntryHistory projectId={projectId} name={{ namespace, key }} current={entry.revision} />
              ),
            },
          ]}
        />
      )}
    </>
  );
}

function Value({ entry }: { entry: Entry }) {
  const { t } = useLingui();
  const readAgain = useReadAgain();
  const { key, value, namespace, version, bytes, updated_by, updated_at, created_at, expires_at } = entry;
  const notation = notationOf(value);
  return (
    <>
      <ViewerBox className="value-view" label={t`Value of ${key}`} dir={notation === 'json' ? 'ltr' : 'auto'}>
        <pre>{typedOf(value, notation)}</pre>
      </ViewerBox>
      <KeyValue
        facts={[
          { name: t`Namespace`, value: <bdi>{namespace}</bdi> },
          { name: t`Version`, value: version },
          { name: t`Size`, value: sizeInWords(bytes) },
          {
            name: t`Ends`,
            value:
              expires_at === null ? (
                t`Never`
              ) : (
                <span className="ending">
                  <Countdown until={expires_at} onEnd={() => void readAgain()} />
                </span>
              ),
          },
          { name: t`Written by`, value: updated_by.name ?? t`You` },
          { name: t`Last changed`, value: <When time={updated_at} /> },
          { name: t`Created`, value: <When time={created_at} /> },
        ]}
      />
    </>
  );
}

function EntryMenu({ projectId, entry, onGone }: { projectId: string; entry: Entry; onGone: () => void }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const remove = useRemoveEntry(projectId, onGone);
  const { namespace, key, value, id } = entry;
  const copy = () =>
    void navigator.clipboard.writeText(typedOf(value, notationOf(value))).then(
      () => show(t`Copied.`),
      () => show(t`The clipboard was not reached.`),
    );
  return (
    <>
      <MoreMenu
        of={key}
        actions={[
          { label: t`Copy value`, icon: Copy, onSelect: copy },
          'separator',
          { label: t`Delete`, icon: Trash2, onSelect: () => remove.mutate({ namespace, key }) },
          {
            label: t`Delete permanently…`,
            icon: Eraser,
            isDanger: true,
            onSelect: () =>
              askToErase({
                target: { type: 'entry', project_id: projectId, id },
                name: key,
                onErased: onGone,
              }),
          },
        ]}
      />
    </>
  );
}

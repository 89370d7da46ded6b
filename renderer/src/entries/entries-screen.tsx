/** Key-value memory of a project: namespaces, their keys, and the value of the one that is open. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Braces, Plus } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '../data/commands.ts';
import { goTo, useRoute } from '../data/route.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import { SplitPane } from '../parts/split-pane.tsx';
import type { SectionProps } from '../projects/project-screen.tsx';
import { EntryList } from './entry-list.tsx';
import { EntryPanel } from './entry-panel.tsx';
import { NewEntry } from './new-entry.tsx';
import { detailOf, readDetail, type EntryName } from './place.ts';
import { useNamespaces } from './queries.ts';

export default function EntriesScreen({ projectId }: SectionProps) {
  const { t } = useLingui();
  const route = useRoute();
  const namespaces = useNamespaces(projectId);
  const [adding, setAdding] = useState(false);
  const [prefix, setPrefix] = useState('');
  const names = namespaces.data ?? [];
  const opened = route.page === 'project' ? readDetail(route.detail) : undefined;
  const namespace = opened?.namespace ?? names[0];
  const open = opened === undefined || opened.key === '' ? undefined : opened;
  const add = () => setAdding(true);
  useShortcut('n', t`New value`, add);
  useCommand({ id: 'entries:new', label: t`New value`, icon: Plus, keys: 'n', run: add });
  const show = (name: EntryName) =>
    goTo({ page: 'project', projectId, section: 'values', detail: detailOf(name) });
  const newButton = (
    <Button look="primary" icon={Plus} onClick={add}>
      <Trans>New value</Trans>
    </Button>
  );
  return (
    <section aria-label={t`Key-value`} className="fill">
      {adding && (
        <NewEntry
          projectId={projectId}
          namespaces={names}
          namespace={namespace ?? 'default'}
          onClose={() => setAdding(false)}
          onCreated={show}
        />
      )}
      <ListState
        list={{
          isPending: namespaces.isPending,
          error: namespaces.data === undefined ? namespaces.error : null,
          items: names,
          retry: () => void namespaces.refetch(),
        }}
        empty={
          <EmptyState icon={Braces} title={t`No values yet`} action={newButton}>
            <Trans>
              Programs and AI clients keep small JSON values here, each under a key: the state of a task, a
              counter, somebody’s preferences. What people should recall in words is a memory.
            </Trans>
          </EmptyState>
        }
      >
        {namespace !== undefined && (
          <>
            <div className="toolbar entries-bar">
              <Select
                label={t`Namespace`}
                isLabelHidden
                value={namespace}
                options={[...new Set([...names, namespace])].map((name) => ({
                  value: name,
                  label: name,
                }))}
                onChange={(next) => (setPrefix(''), show({ namespace: next, key: '' }))}
              />
              <input
                type="search"
                value={prefix}
                aria-label={t`Keys that begin with`}
                placeholder={t`Keys that begin with…`}
                onChange={({ target }) => setPrefix(target.value)}
              />
              {newButton}
            </div>
            <SplitPane
              label={t`Value`}
              onClose={() => show({ namespace, key: '' })}
              list={
                <EntryList
                  key={namespace}
                  projectId={projectId}
                  namespace={namespace}
                  prefix={prefix}
                  open={open?.key}
                  onOpen={(key) => show({ namespace, key })}
                />
              }
              detail={
                open === undefined ? undefined : (
                  <EntryPanel
                    key={detailOf(open)}
                    projectId={projectId}
                    name={open}
                    onGone={() => show({ namespace, key: '' })}
                  />
                )
              }
            />
          </>
        )}
      </ListState>
    </section>
  );
}

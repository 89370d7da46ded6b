/** One document: whether it is searchable yet, why not, and what can be done about it. */
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Eraser, Eye, FolderOpen, Info } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Document } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useOptimisticChange } from '../data/change.ts';
import { goTo, hashOf } from '../data/route.ts';
import { askToErase } from '../erasure/asking.ts';
import { MoreMenu } from '../parts/menu.tsx';
import { FileName, RowAction, RowMain } from '../parts/row.tsx';
import { Status, type Tone } from '../parts/status.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import type { RecordState } from '../sync/queries.ts';
import { SyncMark } from '../sync/sync-chip.tsx';
import { DocumentDetails } from './document-details.tsx';
import { documentsKey, type ShownState } from './queries.ts';
import { useStateWords } from './state-words.ts';

const QuickLook = lazy(() => import('../preview/quick-look.tsx'));

const tones: Record<Document['status'], Tone> = {
  pending: 'busy',
  running: 'busy',
  okay: 'okay',
  error: 'error',
};

interface DocumentRowProps {
  readonly projectId: string;
  readonly document: Document;
  /** Which documents the list shows. */
  readonly state: ShownState;
  /** Nothing where no remote server keeps it. */
  readonly sync: RecordState | undefined;
}

export function DocumentRow({ projectId, document, state, sync }: DocumentRowProps) {
  const { t } = useLingui();
  const words = useStateWords();
  const [open, setOpen] = useState<'details' | 'look'>();
  const { id: documentId, name } = document;
  const close = () => setOpen(undefined);
  const remove = useRemove(projectId, state);
  const retry = useChange(() => client.retryDocument({ projectId, documentId }));
  const of = { projectId, documentId };
  return (
    <li>
      <RowMain icon="file">
        <a className="name" href={hashOf({ page: 'preview', of })}>
          <FileName name={name} />
        </a>{' '}
        <SyncMark state={sync} />
        <small>
          {factsOf(document).join(' · ')} ·{' '}
          <Trans>
            added <When time={document.created_at} />
          </Trans>
        </small>
        {document.status === 'error' && <p className="problem">{document.reason}</p>}
      </RowMain>
      <Status tone={tones[document.status]}>{words[document.status]}</Status>
      <div className="row-actions">
        {document.status === 'error' && document.retry && (
          <RowAction
            label={t`Try again`}
            of={t`to read ${name}`}
            isBusy={retry.isPending}
            onClick={() => retry.mutate(undefined)}
          />
        )}
        <RowAction
          label={t`Remove`}
          of={name}
          isBusy={remove.isPending}
          onClick={() => remove.mutate(document)}
        />
        <MoreMenu
          of={name}
          actions={[
            { label: t`Quick look`, icon: Eye, onSelect: () => setOpen('look') },
            { label: t`Details`, icon: Info, onSelect: () => setOpen('details') },
            {
              label: t`Show in the drive`,
              icon: FolderOpen,
              onSelect: () => void showInDrive(document.item_id),
            },
            'separator',
            {
              label: t`Delete permanently…`,
              icon: Eraser,
              isDanger: true,
              onSelect: () =>
                askToErase({ target: { type: 'document', project_id: projectId, id: documentId }, name }),
            },
          ]}
        />
      </div>
      {open === 'details' && <DocumentDetails document={document} onClose={close} />}
      {open === 'look' && (
        <Suspense>
          <QuickLook of={of} name={name} onClose={close} />
        </Suspense>
      )}
    </li>
  );
}

/** Takes a document out of the project at once; “Undo” attaches its file again. */
function useRemove(projectId: string, state: ShownState) {
  const { t } = useLingui();
  return useOptimisticChange<Document>({
    queryKey: documentsKey(projectId, state),
    change: ({ id }) => client.removeDocument({ projectId, documentId: id }),
    after: () => undefined,
    idOf: ({ id }) => id,
    done: ({ name, item_id }) => ({
      text: t`Removed “${name}” from the project. The file stays in the drive.`,
      undo: () => client.addDocuments({ projectId, item_ids: [item_id] }),
    }),
  });
}

async function showInDrive(itemId: string): Promise<void> {
  const { parent_id } = await client.getItem({ itemId });
  goTo({ page: 'drive', folderId: parent_id ?? undefined, itemId });
}

function factsOf(document: Document): string[] {
  if (document.status !== 'okay') return [sizeInWords(document.size)];
  const { pages, passages, size } = document;
  return [
    sizeInWords(size),
    ...(pages === undefined ? [] : [plural(pages, { one: '# page', other: '# pages' })]),
    plural(passages, { one: '# passage', other: '# passages' }),
  ];
}

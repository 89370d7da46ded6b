/** The documents of a project: drop files or choose them, see each become searchable, read why one did not. */
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, FileText, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { useCommand } from '../data/commands.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button } from '../parts/button.tsx';
import { SegmentedControl } from '../parts/choices.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import type { SectionProps } from '../projects/project-screen.tsx';
import { viewerOf, type Viewer } from '../preview/kinds.ts';
import { useRecordStates } from '../sync/queries.ts';
import { DropArea, FileButton } from '../uploads/file-input.tsx';
import { UploadRow } from '../uploads/upload-row.tsx';
import { useUploads } from '../uploads/uploads.tsx';
import { AddDocuments } from './add-documents.tsx';
import { DocumentRow } from './document-row.tsx';
import { LiveFolders } from './live-folders.tsx';
import { isBeingRead, useDocuments, type ShownState } from './queries.ts';

type Kind = Viewer | 'all';

export default function DocumentsScreen({ projectId }: SectionProps) {
  const { t } = useLingui();
  const [state, setState] = useState<ShownState>('all');
  const [kind, setKind] = useState<Kind>('all');
  const [isAdding, setAdding] = useState(false);
  const documents = useDocuments(projectId, state);
  const { queue, uploads } = useUploads();
  const addFiles = (files: readonly File[]) => queue.add(files, { projectId });
  useShortcut('n', t`Add Documents`, () => setAdding(true));
  useCommand({ id: 'documents:add', label: t`Add Documents`, icon: Plus, run: () => setAdding(true) });
  const { hasMore, isLoadingMore, loadMore } = documents;
  // A kind is looked for in all of them.
  useEffect(() => {
    if (kind !== 'all' && hasMore && !isLoadingMore) loadMore();
  }, [kind, hasMore, isLoadingMore, loadMore]);
  const shown = documents.items.filter(
    ({ name, media_type: mediaType }) => kind === 'all' || viewerOf({ name, mediaType }) === kind,
  );
  // An upload that became a document goes on as that document's row.
  const known = new Set(documents.items.map(({ id }) => id));
  const coming = uploads.filter(
    ({ to, documentId }) => to.projectId === projectId && !known.has(documentId ?? ''),
  );
  const sync = useRecordStates(
    projectId,
    shown.map(({ id }) => id),
  );
  const isFiltered = state !== 'all' || kind !== 'all';
  const isEmpty = documents.items.length === 0 && !isFiltered;
  const rows = (
    <ul className="rows">
      {coming.map((upload) => (
        <UploadRow key={upload.id} upload={upload} queue={queue} />
      ))}
      {shown.map((document) => (
        <DocumentRow
          key={document.id}
          projectId={projectId}
          document={document}
          state={state}
          sync={sync[document.id]}
        />
      ))}
    </ul>
  );
  return (
    <section aria-label={t`Documents`} className="documents">
      <DropArea target={{ projectId }} onFiles={addFiles}>
        <div className={isEmpty ? 'drop' : 'drop slim'}>
          <div className="actions">
            <Button look="primary" icon={Plus} onClick={() => setAdding(true)}>{t`Add Documents`}</Button>
            <FileButton label={t`Choose files`} look="secondary" target={{ projectId }} onFiles={addFiles} />
          </div>
          <small>
            <Trans>
              From the drive, from this computer, or drop them here: PDF, Office files, e-books, e-mail,
              pictures, web pages, code and text
            </Trans>
          </small>
        </div>
        {!isEmpty && <Filters state={state} onState={setState} kind={kind} onKind={setKind} />}
        <Summary projectId={projectId} documents={documents} />
        <LiveFolders projectId={projectId} />
        {coming.length > 0 && documents.items.length === 0 ? (
          rows
        ) : (
          <ListState
            list={{ ...documents, items: shown }}
            empty={isFiltered ? <NothingSuch state={state} /> : <NoDocuments />}
          >
            {rows}
          </ListState>
        )}
      </DropArea>
      {isAdding && (
        <AddDocuments
          projectId={projectId}
          known={new Set(documents.items.map(({ item_id }) => item_id))}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}

function NoDocuments() {
  const { t } = useLingui();
  return (
    <EmptyState icon={FileText} title={t`No documents yet`}>
      <Trans>Every AI client with a key for this project finds what you add here, and cites it.</Trans>
    </EmptyState>
  );
}

function NothingSuch({ state }: { state: ShownState }) {
  const { t } = useLingui();
  const isGood = state === 'error';
  return (
    <EmptyState
      icon={isGood ? CircleCheck : FileText}
      title={isGood ? t`Every document could be read` : t`No document is of this kind`}
    />
  );
}

interface FiltersProps {
  readonly state: ShownState;
  readonly onState: (state: ShownState) => void;
  readonly kind: Kind;
  readonly onKind: (kind: Kind) => void;
}

function Filters({ state, onState, kind, onKind }: FiltersProps) {
  const { t } = useLingui();
  return (
    <div className="toolbar document-filters">
      <SegmentedControl<ShownState>
        label={t`State`}
        value={state}
        options={[
          { value: 'all', label: t`All` },
          { value: 'okay', label: t`Ready` },
          { value: 'error', label: t`Not readable` },
        ]}
        onChange={onState}
      />
      <Select<Kind>
        label={t`Kind`}
        isLabelHidden
        value={kind}
        options={[
          { value: 'all', label: t`All kinds` },
          { value: 'pdf', label: t`PDF` },
          { value: 'passages', label: t`Office, web and mail` },
          { value: 'table', label: t`Tables` },
          { value: 'lines', label: t`Text and code` },
          { value: 'image', label: t`Pictures` },
        ]}
        onChange={onKind}
      />
    </div>
  );
}

function Summary({
  projectId,
  documents: { items, total },
}: {
  projectId: string;
  documents: ReturnType<typeof useDocuments>;
}) {
  const { t } = useLingui();
  const retry = useChange(() => client.retryDocuments({ projectId }));
  const reading = items.filter(isBeingRead).length;
  const failed = items.filter(({ status }) => status === 'error').length;
  const parts = [
    ...(total === 0 ? [] : [plural(total, { one: '# document', other: '# documents' })]),
    ...(reading === 0 ? [] : [t`${reading} being read`]),
    ...(failed === 0 ? [] : [t`${failed} not readable`]),
  ];
  return (
    <div className="document-summary">
      <output className="summary">{parts.join(' · ')}</output>
      {failed > 1 && (
        <Button look="ghost" isBusy={retry.isPending} onClick={() => retry.mutate(undefined)}>
          <Trans>Try all again</Trans>
        </Button>
      )}
    </div>
  );
}

/** The documents of a project: drop files, see each become searchable, read why one did not. */
import { client } from '../data/client.ts';
import { isBeingRead, useChange, useDocuments } from '../data/queries.ts';
import { ListState } from '../parts/list-state.tsx';
import { count } from '../parts/words.tsx';
import { DropArea, FileButton } from '../uploads/file-input.tsx';
import { UploadRow } from '../uploads/upload-row.tsx';
import { useUploads } from '../uploads/uploads.tsx';
import { DocumentRow } from './document-row.tsx';

export function DocumentsSection({ projectId }: { projectId: string }) {
  const documents = useDocuments(projectId);
  const { queue, uploads } = useUploads();
  const add = (files: readonly File[]) => queue.add(files, { projectId });
  // An upload that became a document goes on as that document's row.
  const known = new Set(documents.items.map(({ id }) => id));
  const coming = uploads.filter(
    ({ to, documentId }) => to.projectId === projectId && !known.has(documentId ?? ''),
  );
  const failed = documents.items.filter(({ status }) => status === 'error').length;
  const retry = useChange(() => client.retryDocuments({ projectId }));
  const rows = (
    <ul className="rows">
      {coming.map((upload) => (
        <UploadRow key={upload.id} upload={upload} queue={queue} />
      ))}
      {documents.items.map((document) => (
        <DocumentRow key={document.id} projectId={projectId} document={document} />
      ))}
    </ul>
  );
  return (
    <section aria-label="Documents">
      <DropArea onFiles={add}>
        <div className="drop">
          <p>Drop files here, or</p>
          <FileButton label="Choose files" onFiles={add} />
          <small>PDF, Office files, e-books, e-mail, pictures, web pages, code and text</small>
        </div>
        <Summary
          total={documents.total}
          reading={documents.items.filter(isBeingRead).length}
          failed={failed}
        />
        {failed > 1 && (
          <button
            type="button"
            className="secondary"
            disabled={retry.isPending}
            onClick={() => retry.mutate(undefined)}
          >
            Try all again
          </button>
        )}
        {coming.length > 0 && documents.items.length === 0 ? (
          rows
        ) : (
          <ListState
            list={documents}
            empty={
              <>
                <strong>No documents yet</strong>
                <p>Every AI client with a key for this project finds what you add here, and cites it.</p>
              </>
            }
          >
            {rows}
          </ListState>
        )}
      </DropArea>
    </section>
  );
}

function Summary({ total, reading, failed }: { total: number; reading: number; failed: number }) {
  const parts = [
    ...(total === 0 ? [] : [count(total, 'document')]),
    ...(reading === 0 ? [] : [`${reading} being read`]),
    ...(failed === 0 ? [] : [`${failed} not readable`]),
  ];
  return <output className="summary">{parts.join(' · ')}</output>;
}

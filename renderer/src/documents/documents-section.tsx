/** The documents of a project: drop files, see each become searchable, read why one did not. */
import { useState, type DragEvent } from 'react';
import type { Document } from '../../../contract/index.ts';
import { client, uploadWithProgress } from '../data/client.ts';
import { useChange, useDocuments, useRootFolder } from '../data/queries.ts';
import { useNotices } from '../parts/notices.tsx';
import { ListState, sizeInWords } from '../parts/pieces.tsx';

export function DocumentsSection({ projectId }: { projectId: string }) {
  const documents = useDocuments(projectId);
  const { uploads, upload } = useUploads(projectId);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    upload([...event.dataTransfer.files]);
  };
  return (
    <section aria-label="Documents">
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={(event) => (event.preventDefault(), setOver(true))}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>Drop files here, or</p>
        <label className="button">
          Choose files
          <input
            type="file"
            multiple
            onChange={(event) => (upload([...(event.target.files ?? [])]), (event.target.value = ''))}
          />
        </label>
        <small>PDF, Word, HTML, Markdown, CSV and text</small>
      </div>
      {[...uploads].map(([name, share]) => (
        <div key={name} className="upload">
          <span>{name}</span>
          <progress value={share} max={1} aria-label={`Uploading ${name}`} />
        </div>
      ))}
      <ListState
        query={documents}
        empty={
          <p>
            Nothing here yet. Every AI client with a key for this project will find what you add, and cite it.
          </p>
        }
      >
        <ul className="rows">
          {documents.data?.map((document) => (
            <DocumentRow key={document.id} projectId={projectId} document={document} />
          ))}
        </ul>
      </ListState>
    </section>
  );
}

function useUploads(projectId: string) {
  const root = useRootFolder();
  const [uploads, setUploads] = useState<ReadonlyMap<string, number>>(new Map());
  const put = (name: string, share: number) => setUploads((all) => new Map(all).set(name, share));
  const change = useChange(async (file: File) => {
    const fields = { project_id: projectId, on_conflict: 'rename' };
    try {
      await uploadWithProgress(root.data ?? '', file, fields, (share) => put(file.name, share));
    } finally {
      setUploads((all) => new Map([...all].filter(([name]) => name !== file.name)));
    }
  });
  const upload = (files: readonly File[]) => {
    for (const file of files) {
      put(file.name, 0);
      change.mutate(file);
    }
  };
  return { uploads, upload };
}

const words: Record<Document['status'], string> = {
  pending: 'Waiting',
  running: 'Reading',
  okay: 'Ready',
  error: 'Not readable',
};

function DocumentRow({ projectId, document }: { projectId: string; document: Document }) {
  const { show } = useNotices();
  const documentId = document.id;
  const attach = useChange(() => client.addDocuments({ projectId, item_ids: [document.item_id] }));
  const remove = useChange(async () => {
    await client.removeDocument({ projectId, documentId });
    show(`Removed ${document.name} from the project. The file stays in the drive.`, () =>
      attach.mutate(undefined),
    );
  });
  const retry = useChange(() => client.retryDocument({ projectId, documentId }));
  return (
    <li>
      <div className="grow">
        <strong>{document.name}</strong>
        <small>
          {sizeInWords(document.size)}
          {document.status === 'okay' &&
            ` · ${document.passages} passages${document.pages === undefined ? '' : ` · ${document.pages} pages`}`}
        </small>
        {document.status === 'error' && <p className="problem">{document.reason}</p>}
      </div>
      <span className={`status ${document.status}`}>{words[document.status]}</span>
      {document.status === 'error' && (
        <button
          type="button"
          className="secondary"
          disabled={retry.isPending}
          onClick={() => retry.mutate(undefined)}
        >
          Try again
        </button>
      )}
      <button
        type="button"
        className="secondary"
        disabled={remove.isPending}
        onClick={() => remove.mutate(undefined)}
        aria-label={`Remove ${document.name}`}
      >
        Remove
      </button>
    </li>
  );
}

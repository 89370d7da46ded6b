/** One document: whether it is searchable yet, why not, and what can be done about it. */
import type { Document } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/queries.ts';
import { useNotices } from '../parts/notices.tsx';
import { FileName, RowAction, RowMain } from '../parts/row.tsx';
import { count, sizeInWords, When } from '../parts/words.tsx';

const words: Record<Document['status'], string> = {
  pending: 'Waiting',
  running: 'Reading',
  okay: 'Ready',
  error: 'Not readable',
};
const tones: Record<Document['status'], string> = {
  pending: 'busy',
  running: 'busy',
  okay: 'okay',
  error: 'error',
};

export function DocumentRow({ projectId, document }: { projectId: string; document: Document }) {
  const { show } = useNotices();
  const documentId = document.id;
  const attach = useChange(() => client.addDocuments({ projectId, item_ids: [document.item_id] }));
  const remove = useChange(async () => {
    await client.removeDocument({ projectId, documentId });
    show(`Removed “${document.name}” from the project. The file stays in the drive.`, () =>
      attach.mutate(undefined),
    );
  });
  const retry = useChange(() => client.retryDocument({ projectId, documentId }));
  return (
    <li>
      <RowMain icon="file">
        <FileName name={document.name} />
        <small>
          {factsOf(document).join(' · ')} · added <When time={document.created_at} />
        </small>
        {document.status === 'error' && <p className="problem">{document.reason}</p>}
      </RowMain>
      <span className={`status ${tones[document.status]}`}>{words[document.status]}</span>
      <div className="row-actions">
        {document.status === 'error' && document.retry && (
          <RowAction
            label="Try again"
            of={`to read ${document.name}`}
            isBusy={retry.isPending}
            onClick={() => retry.mutate(undefined)}
          />
        )}
        <RowAction
          label="Remove"
          of={document.name}
          isBusy={remove.isPending}
          onClick={() => remove.mutate(undefined)}
        />
      </div>
    </li>
  );
}

function factsOf(document: Document): string[] {
  if (document.status !== 'okay') return [sizeInWords(document.size)];
  return [
    sizeInWords(document.size),
    ...(document.pages === undefined ? [] : [count(document.pages, 'page')]),
    count(document.passages, 'passage'),
  ];
}

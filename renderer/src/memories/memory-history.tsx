/** A memory's revisions: what each changed, and a way back to it. */
import { useQuery } from '@tanstack/react-query';
import type { Memory } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useMemoryHistory } from '../data/queries.ts';
import { Dialog, ListState, Skeleton, When } from '../parts/pieces.tsx';

export function MemoryHistory({
  projectId,
  memory,
  onClose,
}: {
  projectId: string;
  memory: Memory;
  onClose: () => void;
}) {
  const history = useMemoryHistory(projectId, memory.id, true);
  const restore = useChange(async (revision: string) => {
    await client.restoreMemory({ projectId, memoryId: memory.id, revision });
    onClose();
  });
  return (
    <Dialog title={`History of ${memory.name}`} onClose={onClose}>
      <ListState query={history} empty={<p>No revisions.</p>}>
        <ol className="history">
          {history.data?.map(({ revision, version, author, time, message, parents }) => (
            <li key={revision}>
              <div className="line">
                <strong>Version {version}</strong>
                <small>
                  {author.name ?? (author.type === 'owner' ? 'You' : author.type)} · <When time={time} />
                  {message !== undefined && ` · ${message}`}
                </small>
                {revision !== memory.revision && (
                  <button
                    type="button"
                    className="secondary"
                    disabled={restore.isPending}
                    onClick={() => restore.mutate(revision)}
                  >
                    Restore
                  </button>
                )}
              </div>
              {parents[0] !== undefined && (
                <Changes projectId={projectId} memoryId={memory.id} from={parents[0]} to={revision} />
              )}
            </li>
          ))}
        </ol>
      </ListState>
      <div className="actions">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

function Changes({
  projectId,
  memoryId,
  from,
  to,
}: {
  projectId: string;
  memoryId: string;
  from: string;
  to: string;
}) {
  const diff = useQuery({
    queryKey: ['diff', from, to],
    queryFn: () => client.diffMemory({ projectId, memoryId, from, to }),
    staleTime: Infinity,
  });
  if (diff.data === undefined) return <Skeleton />;
  return (
    <>
      {diff.data.fields.map(({ field, before, after, words }) => (
        <p key={field} className="diff">
          <b>{field}</b>{' '}
          {words === undefined
            ? `${String(before)} → ${String(after)}`
            : words.map(({ kind, text }, index) =>
                kind === 'added' ? (
                  <ins key={index}>{text}</ins>
                ) : kind === 'removed' ? (
                  <del key={index}>{text}</del>
                ) : (
                  <span key={index}>{text}</span>
                ),
              )}
        </p>
      ))}
    </>
  );
}

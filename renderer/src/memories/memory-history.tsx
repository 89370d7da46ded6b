/** A memory's revisions: what each changed, and a way back to it. */
import { useQuery } from '@tanstack/react-query';
import type { Memory } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange, useMemoryHistory } from '../data/queries.ts';
import { Dialog, Problem } from '../parts/dialog.tsx';
import { ListState, Skeleton } from '../parts/list-state.tsx';
import { When, wordsOf } from '../parts/words.tsx';

interface MemoryHistoryProps {
  readonly projectId: string;
  readonly memory: Memory;
  readonly onClose: () => void;
}

export function MemoryHistory({ projectId, memory, onClose }: MemoryHistoryProps) {
  const history = useMemoryHistory(projectId, memory.id);
  const restore = useChange(
    async (revision: string) => {
      await client.restoreMemory({ projectId, memoryId: memory.id, revision });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <Dialog title={`History of “${memory.name}”`} onClose={onClose}>
      <div className="dialog-body">
        <Problem error={restore.error} />
        <ListState
          list={{ ...history, items: history.data ?? [], retry: () => void history.refetch() }}
          empty={<p>Nothing is recorded of this memory yet.</p>}
        >
          <ol className="history">
            {history.data?.map(({ revision, version, author, time, message, parents }) => (
              <li key={revision}>
                <div className="line">
                  <strong>Version {version}</strong>
                  {revision === memory.revision ? (
                    <span className="status okay">Current</span>
                  ) : (
                    <button
                      type="button"
                      className="ghost"
                      aria-label={`Restore version ${version}`}
                      disabled={restore.isPending}
                      onClick={() => restore.mutate(revision)}
                    >
                      Restore
                    </button>
                  )}
                </div>
                <small>
                  {author.name ?? (author.type === 'owner' ? 'You' : author.type)} · <When time={time} />
                  {message !== undefined && ` · ${message}`}
                </small>
                {parents[0] === undefined ? (
                  <p className="diff quiet">Written down for the first time.</p>
                ) : (
                  <Changes projectId={projectId} memoryId={memory.id} from={parents[0]} to={revision} />
                )}
              </li>
            ))}
          </ol>
        </ListState>
      </div>
      <div className="dialog-foot">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

const names: Record<string, string> = { name: 'Title', content: 'Memory', tags: 'Tags', status: 'State' };

interface ChangesProps {
  readonly projectId: string;
  readonly memoryId: string;
  readonly from: string;
  readonly to: string;
}

function Changes({ projectId, memoryId, from, to }: ChangesProps) {
  const diff = useQuery({
    queryKey: ['diff', from, to],
    queryFn: () => client.diffMemory({ projectId, memoryId, from, to }),
    staleTime: Infinity,
  });
  if (diff.error !== null) return <p className="problem">{wordsOf(diff.error)}</p>;
  if (diff.data === undefined) return <Skeleton />;
  if (diff.data.fields.length === 0) return <p className="diff quiet">Nothing in its words changed.</p>;
  return (
    <dl className="diff">
      {diff.data.fields.map(({ field, before, after, words }) => (
        <div key={field}>
          <dt>{names[field] ?? field}</dt>
          <dd>
            {words === undefined ? (
              <>
                <del>{valueInWords(before)}</del> <ins>{valueInWords(after)}</ins>
              </>
            ) : (
              words.map(({ kind, text }, index) => <Word key={index} kind={kind} text={text} />)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Word({ kind, text }: { kind: 'same' | 'added' | 'removed'; text: string }) {
  if (kind === 'added') return <ins>{text}</ins>;
  return kind === 'removed' ? <del>{text}</del> : <span>{text}</span>;
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'string' && value !== '' ? value : 'none';
}

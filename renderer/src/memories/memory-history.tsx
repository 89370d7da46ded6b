/** A memory's revisions: what each changed, and a way back to it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import type { Memory } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FieldChanges } from '../history/field-changes.tsx';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState, Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Badge } from '../parts/status.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { useMemoryHistory } from './queries.ts';

interface MemoryHistoryProps {
  readonly projectId: string;
  readonly memory: Memory;
}

export function MemoryHistory({ projectId, memory }: MemoryHistoryProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const history = useMemoryHistory(projectId, memory.id);
  const bring = (revision: string) => client.restoreMemory({ projectId, memoryId: memory.id, revision });
  const undo = useChange(bring);
  const restore = useChange(async (revision: string) => {
    await bring(revision);
    show(t`Restored as a new version.`, () => undo.mutate(memory.revision));
  });
  return (
    <ListState
      list={{ ...history, items: history.data ?? [], retry: () => void history.refetch() }}
      empty={<EmptyState icon={History} title={t`Nothing is recorded of this memory yet`} />}
    >
      <ol className="history">
        {history.data?.map(({ revision, version, author, time, message, parents }) => (
          <li key={revision}>
            <div className="line">
              <strong>
                <Trans>Version {version}</Trans>
              </strong>
              {revision === memory.revision ? (
                <Badge tone="okay">{t`Current`}</Badge>
              ) : (
                <Button
                  look="ghost"
                  aria-label={t`Restore version ${version}`}
                  isBusy={restore.isPending}
                  onClick={() => restore.mutate(revision)}
                >{t`Restore`}</Button>
              )}
            </div>
            <small>
              {writerInWords(author)} · <When time={time} />
              {message !== undefined && ` · ${message}`}
            </small>
            {parents[0] === undefined ? (
              <p className="diff quiet">{t`Written down for the first time.`}</p>
            ) : (
              <Changes projectId={projectId} memoryId={memory.id} from={parents[0]} to={revision} />
            )}
          </li>
        ))}
      </ol>
    </ListState>
  );
}

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
  if (diff.error !== null) return <Problem error={diff.error} />;
  if (diff.data === undefined) return <Skeleton rows={1} />;
  return <FieldChanges fields={diff.data.fields} />;
}

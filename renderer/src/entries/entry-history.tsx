/** Who wrote a value when, what each write changed, and the way back to it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { diffLines } from 'diff';
import { History } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, ListState, Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Status } from '../parts/status.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { ChangeLines } from '../preview/change-lines.tsx';
import { notationOf, typedOf } from './json.ts';
import type { EntryName } from './place.ts';
import { useEntryDifference, useEntryHistory } from './queries.ts';

interface EntryHistoryProps {
  readonly projectId: string;
  readonly name: EntryName;
  /** The revision that stands; nothing when the value is gone. */
  readonly current: string | undefined;
}

export function EntryHistory({ projectId, name, current }: EntryHistoryProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const history = useEntryHistory(projectId, name);
  const [opened, setOpened] = useState<string>();
  const back = useChange((revision: string) => client.restoreEntry({ projectId, ...name, revision }));
  const restore = useChange(async ({ revision, version }: { revision: string; version: number }) => {
    await client.restoreEntry({ projectId, ...name, revision });
    show(
      t`Version ${version} is the current one again.`,
      current === undefined ? undefined : () => back.mutate(current),
    );
  });
  return (
    <ListState
      list={{ ...history, items: history.data ?? [], retry: () => void history.refetch() }}
      empty={<EmptyState icon={History} title={t`Nothing is recorded of this value yet`} />}
    >
      <ol className="history">
        {history.data?.map(({ revision, version, author, time, message, parents, status }) => {
          const before = parents[0];
          const isOpen = opened === revision;
          return (
            <li key={revision}>
              <div className="line">
                <strong>{status === 'deleted' ? t`Deleted` : t`Version ${version}`}</strong>
                <span className="actions">
                  {before !== undefined && status !== 'deleted' && (
                    <Button
                      look="ghost"
                      aria-expanded={isOpen}
                      aria-label={t`Changes of version ${version}`}
                      onClick={() => setOpened(isOpen ? undefined : revision)}
                    >{t`Changes`}</Button>
                  )}
                  {revision === current ? (
                    <Status tone="okay">{t`Current`}</Status>
                  ) : (
                    status !== 'deleted' && (
                      <Button
                        look="ghost"
                        aria-label={t`Restore version ${version}`}
                        isBusy={restore.isPending}
                        onClick={() => restore.mutate({ revision, version })}
                      >{t`Restore`}</Button>
                    )
                  )}
                </span>
              </div>
              <small>
                {writerInWords(author)} · <When time={time} />
                {message !== undefined && ` · ${message}`}
              </small>
              {isOpen && before !== undefined && (
                <Changes projectId={projectId} name={name} from={before} to={revision} />
              )}
            </li>
          );
        })}
      </ol>
    </ListState>
  );
}

function Changes({
  projectId,
  name,
  from,
  to,
}: Omit<EntryHistoryProps, 'current'> & { from: string; to: string }) {
  const difference = useEntryDifference(projectId, name, from, to);
  const { data } = difference;
  const parts = useMemo(() => {
    const field = data?.fields.find((one) => one.field === 'value');
    return diffLines(inLines(field?.before), inLines(field?.after)).map(
      ({ added, removed, value, count }) => ({
        kind: added ? ('added' as const) : removed ? ('removed' as const) : ('same' as const),
        lines: count ?? 0,
        text: value,
      }),
    );
  }, [data]);
  if (difference.error !== null)
    return <ErrorState error={difference.error} retry={() => void difference.refetch()} />;
  if (data === undefined) return <Skeleton rows={1} />;
  if (!data.fields.some(({ field }) => field === 'value'))
    return (
      <p className="quiet">
        <Trans>The value stayed the same; when it ends may have changed.</Trans>
      </p>
    );
  return <ChangeLines parts={parts} />;
}

function inLines(value: unknown): string {
  return value === undefined ? '' : `${typedOf(value, notationOf(value))}\n`;
}

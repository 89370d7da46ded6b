/** How much the account holds, and how much it may. */
import { useLingui } from '@lingui/react/macro';
import { KeyValue } from '../parts/facts.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { useAccount } from './queries.ts';

export function Limits() {
  const { t } = useLingui();
  const { data, error, refetch } = useAccount();
  if (data === undefined && error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton rows={2} />;
  const { quotas, used } = data;
  const of = (limit: number | null, words: (value: number) => string) =>
    limit === null ? t`no limit` : t`of ${words(limit)}`;
  const plain = (value: number) => value.toLocaleString();
  return (
    <div className="card">
      <KeyValue
        facts={[
          { name: t`Files`, value: `${sizeInWords(used.bytes)}, ${of(quotas.bytes, sizeInWords)}` },
          { name: t`Memories`, value: `${plain(used.memories)}, ${of(quotas.memories, plain)}` },
          {
            name: t`Requests in a minute`,
            value: quotas.requests_per_minute === null ? t`no limit` : plain(quotas.requests_per_minute),
          },
        ]}
      />
    </div>
  );
}

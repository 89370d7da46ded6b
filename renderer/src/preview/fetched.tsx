/** A file once its bytes are here: until then that they are fetched, how far that is, or why it cannot be done now. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Cloud } from 'lucide-react';
import type { ReactNode } from 'react';
import { client } from '../data/client.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { Progress } from '../parts/facts.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { useCarrier } from '../sync/item-states.ts';
import { useSyncState } from '../sync/queries.ts';
import { hostOf } from '../sync/state-words.ts';
import type { PreviewFile } from './queries.ts';

const againMs = 300;
const awayMs = 5_000;

/** Shows `children` at once where every file's bytes are here anyway. */
export function Fetched({ file, children }: { file: PreviewFile; children: ReactNode }) {
  const isAsked = useSyncState().isLoading;
  const carrier = useCarrier();
  if (isAsked) return <Skeleton rows={8} />;
  if (carrier === undefined) return children;
  return (
    <FromServer file={file} host={hostOf(carrier.url)}>
      {children}
    </FromServer>
  );
}

function FromServer({ file, host, children }: { file: PreviewFile; host: string; children: ReactNode }) {
  const { t } = useLingui();
  const { itemId, versionId } = file;
  const fetched = useQuery({
    queryKey: ['root', 'fetched', versionId],
    queryFn: () => client.fetchVersion({ itemId, versionId }),
    retry: false,
    refetchInterval: ({ state }) => {
      if (state.data?.place === 'here' && state.error === null) return false;
      return state.error === null ? againMs : awayMs;
    },
  });
  if (fetched.error !== null)
    return (
      <EmptyState
        icon={Cloud}
        title={t`This file is in the cloud, and cannot be fetched now`}
        action={<ErrorState error={fetched.error} retry={() => void fetched.refetch()} />}
      />
    );
  if (fetched.data === undefined) return <Skeleton rows={8} />;
  const { place, size, received_bytes: received } = fetched.data;
  if (place === 'here') return children;
  const [done, all] = [sizeInWords(received), sizeInWords(size)];
  return (
    <EmptyState
      icon={Cloud}
      title={t`This file is being fetched from ${host}`}
      action={<Progress label={t`${done} of ${all}`} share={size === 0 ? 1 : received / size} />}
    >
      <Trans>Once it is here, it opens without a network.</Trans>
    </EmptyState>
  );
}

/** What is found while a person types. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { useSettled } from '../data/settled.ts';

const pauseMs = 20;
const longest = 200;

/** What was found before stays until the next answer is there; an answer to what is no longer typed is dropped. */
export function useQuickFind(typed: string) {
  const query = useSettled(typed.slice(0, longest), pauseMs);
  const found = useQuery({
    queryKey: ['find', query],
    queryFn: async ({ signal }) => (await client.quickFind({ query, limit: 6 }, { signal })).items,
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
  return {
    items: query === '' ? [] : (found.data ?? []),
    error: found.error,
    /** What is shown is the answer to something typed before. */
    isOld: typed !== query || found.isPlaceholderData || found.isPending,
    retry: () => void found.refetch(),
  };
}

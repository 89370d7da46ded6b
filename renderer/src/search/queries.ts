/** What a search finds, for the owner and for a client. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { searchInput, type Filters } from './filters.ts';

const pageSize = 20;
/** The server passes over at most so many. */
const mostPassedOver = 500;

/** What was found before stays until the new results are there. With a token budget there is one page. */
export function useSearch(query: string, filters: Filters) {
  const found = useInfiniteQuery({
    queryKey: ['search', query, filters],
    queryFn: ({ signal, pageParam }) =>
      client.search(
        { query, limit: pageSize, offset: pageParam, ...searchInput(filters, Date.now()) },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: ({ results }, pages) => {
      const next = pages.length * pageSize;
      const isLast = results.length < pageSize || filters.budget !== undefined || next > mostPassedOver;
      return isLast ? undefined : next;
    },
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
  return {
    isPending: found.isPending,
    isOld: found.isPlaceholderData,
    error: found.data === undefined ? found.error : null,
    items: found.data?.pages.flatMap(({ results }) => results) ?? [],
    tokens: found.data?.pages.reduce((sum, { total_tokens }) => sum + total_tokens, 0) ?? 0,
    hasMore: found.hasNextPage,
    isLoadingMore: found.isFetchingNextPage,
    loadMore: () => void found.fetchNextPage(),
    retry: () => void found.refetch(),
  };
}

/** What the tool `search` would answer a client with this key. */
export function usePreview(query: string, keyId: string | undefined, { project, type, budget }: Filters) {
  return useQuery({
    queryKey: ['preview', query, keyId, project, type, budget],
    queryFn: ({ signal }) => {
      const { project_ids: _, ...input } = searchInput({ project, type, budget }, 0);
      const only = project === undefined ? {} : { project_id: project };
      return client.previewSearch({ keyId: keyId ?? '', query, ...input, ...only }, { signal });
    },
    enabled: query !== '' && keyId !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** A passage with what stands before and after it. */
export function usePassage(id: string) {
  return useQuery({
    queryKey: ['passage', id],
    queryFn: ({ signal }) => client.fetchRecord({ id, max_tokens: 2_000 }, { signal }),
  });
}

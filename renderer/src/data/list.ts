/** Lists that are read a page at a time: by number, or by where the last page ended. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

const pageSize = 100;
const pollMs = 700;

interface Page<Entry> {
  readonly items: readonly Entry[];
  readonly pagination: { readonly page: number; readonly total: number; readonly total_pages: number };
}

/** A list that is read a page at a time. */
export interface List<Entry> {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly items: readonly Entry[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/**
 * A list in numbered pages of 100.
 * @param changes whether an entry is changing by itself: the list is read again and again while one is
 */
export function useList<Entry>(
  queryKey: readonly unknown[],
  read: (page: { page: number; page_size: number }) => Promise<Page<Entry>>,
  changes: (entry: Entry) => boolean = () => false,
): List<Entry> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read({ page: pageParam, page_size: pageSize }),
    initialPageParam: 1,
    getNextPageParam: ({ pagination: { page, total_pages } }) => (page < total_pages ? page + 1 : undefined),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(changes)) === true ? pollMs : false,
  });
  return {
    isPending: query.isPending,
    // What was read stays on the page when reading it once more fails.
    error: query.data === undefined ? query.error : null,
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    total: query.data?.pages.at(-1)?.pagination.total ?? 0,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

interface CursorPage<Entry> {
  readonly items: readonly Entry[];
  readonly next: string | null;
}

/**
 * A list in which each page says where the next begins, as those do that change while they are read.
 * `keepsOld`: what another key showed stays until this one is read, as while somebody types.
 */
export function useCursorList<Entry>(
  queryKey: readonly unknown[],
  read: (after: string | undefined) => Promise<CursorPage<Entry>>,
  { keepsOld = false }: { readonly keepsOld?: boolean } = {},
): List<Entry> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    ...(keepsOld ? { placeholderData: keepPreviousData } : {}),
    // With each page that is read, all before it would be compared.
    structuralSharing: false,
  });
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  return {
    isPending: query.isPending,
    error: query.data === undefined ? query.error : null,
    items,
    total: items.length,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

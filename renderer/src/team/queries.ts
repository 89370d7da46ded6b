/** The account, its people, their tokens and its audit log. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../data/client.ts';
import { useList } from '../data/list.ts';
import { useIsMember } from '../data/standing.ts';

export function useAccount() {
  return useQuery({ queryKey: ['team', 'account'], queryFn: () => client.getAccount({}) });
}

/** Whether there is anybody to share with: one person alone is not asked to think of others. */
export function useIsShared(): boolean {
  const isMember = useIsMember();
  // Not read again after each change: the place may come a moment late, and one alone never needs it.
  const { data = 0 } = useQuery({
    queryKey: ['server', 'members'],
    queryFn: async () => (await client.listMembers({ page_size: 1 })).pagination.total,
    staleTime: 30_000,
  });
  return isMember || data > 0;
}

export function useMembers() {
  return useList(['team', 'members'], (page) => client.listMembers(page));
}

/** Those that somebody may still accept. */
export function useOpenInvitations() {
  const list = useList(['team', 'invitations'], (page) => client.listInvitations(page));
  const items = list.items.filter(({ status }) => status === 'open');
  const { hasMore, isLoadingMore, loadMore } = list;
  const isHidden = items.length === 0 && hasMore;
  // Behind a page of those that are over, one may still be open.
  useEffect(() => {
    if (isHidden && !isLoadingMore) loadMore();
  }, [isHidden, isLoadingMore, loadMore]);
  return { ...list, items, isPending: list.isPending || isHidden };
}

/** Of the person at the page. */
export function useOwnTokens() {
  return useList(['team', 'tokens'], (page) => client.listTokens(page));
}

/** For who runs the server. */
export function useAccounts() {
  return useList(['team', 'accounts'], (page) => client.listAccounts(page));
}

export interface AuditFilters {
  readonly action?: string | undefined;
  /** The id of a member or key, or `owner`. */
  readonly by?: string | undefined;
}

/** The audit log, newest first, in the shape of a list. */
export function useAudit(filters: AuditFilters) {
  const query = useInfiniteQuery({
    queryKey: ['team', 'audit', filters],
    queryFn: ({ pageParam }) =>
      client.listAudit({ limit: 50, ...filters, ...(pageParam === 0 ? {} : { before: pageParam }) }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const isHidden = items.length === 0 && hasNextPage && !isError;
  // Behind many others there may be one.
  useEffect(() => {
    if (isHidden && !isFetching) void fetchNextPage();
  }, [isHidden, isFetching, fetchNextPage]);
  return {
    isPending: query.isPending || isHidden,
    error: query.error,
    items,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

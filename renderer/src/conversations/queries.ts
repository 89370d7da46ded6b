/** Conversations of a project, and their messages from either end. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { useList } from '../data/list.ts';

export function useConversations(projectId: string) {
  return useList(['conversations', projectId], (page) => client.listConversations({ projectId, ...page }));
}

export function useConversation(projectId: string, conversationId: string) {
  return useQuery({
    queryKey: ['conversation', projectId, conversationId],
    queryFn: () => client.getConversation({ projectId, conversationId }),
    retry: false,
  });
}

/** Where reading begins: the newest messages, the oldest, or those around a position. */
export type Start = 'newest' | 'oldest' | number;

interface Cursor {
  readonly after?: number;
  readonly before?: number;
}

const pageSize = 50;
/** More pages than these are not held at once; they are read again when somebody goes back. */
const heldPages = 12;

export function useMessages(projectId: string, conversationId: string, start: Start) {
  const first: Cursor =
    start === 'newest' ? {} : { after: start === 'oldest' ? -1 : Math.max(-1, start - pageSize / 2) };
  return useInfiniteQuery({
    queryKey: ['messages', projectId, conversationId, start],
    queryFn: ({ pageParam }) =>
      client.readMessages({ projectId, conversationId, limit: pageSize, ...pageParam }),
    initialPageParam: first,
    maxPages: heldPages,
    getPreviousPageParam: ({ items }) => {
      const position = items[0]?.position ?? 0;
      return position > 0 ? { before: position } : undefined;
    },
    getNextPageParam: ({ items, total }) => {
      const position = items.at(-1)?.position;
      return position !== undefined && position < total - 1 ? { after: position } : undefined;
    },
  });
}

export function useFoundMessages(projectId: string, conversationId: string, query: string) {
  return useQuery({
    queryKey: ['found-messages', projectId, conversationId, query],
    enabled: query.trim() !== '',
    queryFn: async () =>
      (await client.searchMessages({ projectId, conversationId, query: query.trim(), limit: 30 })).items,
    placeholderData: keepPreviousData,
  });
}

/** What the page reads and how it learns that something changed. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNotices } from '../parts/notices.tsx';
import { client } from './client.ts';

const firstPage = { page: 1, page_size: 100 };
const pollMs = 700;

export function useServer() {
  return useQuery({ queryKey: ['server'], queryFn: () => client.getServer({}) });
}

export function useProjects() {
  return useQuery({
    queryKey: ['projects'],
    queryFn: async () => (await client.listProjects(firstPage)).items,
  });
}

/** Asks again and again while a document is being read. */
export function useDocuments(projectId: string) {
  return useQuery({
    queryKey: ['documents', projectId],
    queryFn: async () => (await client.listDocuments({ projectId, ...firstPage })).items,
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'pending' || status === 'running') === true
        ? pollMs
        : false,
  });
}

export function useMemories(projectId: string) {
  return useQuery({
    queryKey: ['memories', projectId],
    queryFn: async () => (await client.listMemories({ projectId, ...firstPage })).items,
  });
}

export function useMemoryHistory(projectId: string, memoryId: string, open: boolean) {
  return useQuery({
    queryKey: ['history', projectId, memoryId],
    queryFn: async () => (await client.getMemoryHistory({ projectId, memoryId })).items,
    enabled: open,
  });
}

export function useKeys(projectId: string) {
  return useQuery({
    queryKey: ['keys', projectId],
    queryFn: async () => (await client.listProjectKeys({ projectId, ...firstPage })).items,
  });
}

export function useRootFolder() {
  return useQuery({
    queryKey: ['root'],
    queryFn: async () => (await client.listDrives({})).items[0]?.root_item_id ?? '',
    staleTime: Infinity,
  });
}

export function useItem(itemId: string | undefined) {
  return useQuery({
    queryKey: ['item', itemId],
    queryFn: () => client.getItem({ itemId: itemId ?? '' }),
    enabled: itemId !== undefined,
  });
}

export function useChildren(itemId: string | undefined) {
  return useQuery({
    queryKey: ['children', itemId],
    queryFn: async () => (await client.listChildren({ itemId: itemId ?? '', ...firstPage })).items,
    enabled: itemId !== undefined,
  });
}

export function useTrash() {
  return useQuery({ queryKey: ['trash'], queryFn: async () => (await client.listTrash(firstPage)).items });
}

export function useSearch(query: string) {
  return useQuery({
    queryKey: ['search', query],
    queryFn: () => client.search({ query, limit: 20 }),
    enabled: query !== '',
  });
}

/** A change: everything shown is read again after it, and a refusal is shown. */
export function useChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  const { showError } = useNotices();
  return useMutation({
    mutationFn: change,
    onError: showError,
    onSettled: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'server' && queryKey[0] !== 'root',
      }),
  });
}

/** What the page reads and how it learns that something changed. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { KeepsakeError, type Document } from '../../../contract/index.ts';
import { useNotices } from '../parts/notices.tsx';
import { client, readRootFolder } from './client.ts';

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

function useList<Entry>(
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

/**
 * Also tells whether the server can be reached: while it cannot, it is asked every few seconds.
 * @param enabled is false while the page signs in: an answer to a request from before would be a refusal
 */
export function useServer(enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ['server'],
    queryFn: () => client.getServer({}),
    refetchInterval: ({ state }) => (isUnreachable(state.error) ? 3_000 : 30_000),
  });
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof KeepsakeError && error.code === 'UNAVAILABLE';
}

export function useProjects() {
  return useList(['projects'], (page) => client.listProjects(page));
}

export function isBeingRead({ status }: Document): boolean {
  return status === 'pending' || status === 'running';
}

/** Asks again and again while a document is being read. */
export function useDocuments(projectId: string) {
  return useList(
    ['documents', projectId],
    (page) => client.listDocuments({ projectId, ...page }),
    isBeingRead,
  );
}

export function useMemories(projectId: string) {
  return useList(['memories', projectId], (page) => client.listMemories({ projectId, ...page }));
}

export function useMemoryHistory(projectId: string, memoryId: string) {
  return useQuery({
    queryKey: ['history', projectId, memoryId],
    queryFn: async () => (await client.getMemoryHistory({ projectId, memoryId })).items,
  });
}

export function useKeys(projectId: string) {
  return useList(['keys', projectId], (page) => client.listProjectKeys({ projectId, ...page }));
}

export function useRootFolder() {
  return useQuery({ queryKey: ['root'], queryFn: readRootFolder, staleTime: Infinity });
}

export function useChildren(itemId: string) {
  return useList(['children', itemId], (page) => client.listChildren({ itemId, ...page }));
}

/** A folder and those it stands in, outermost first; the first is the drive itself. */
export function useFolderPath(itemId: string) {
  return useQuery({
    queryKey: ['path', itemId],
    queryFn: async () => (await client.getItemPath({ itemId })).items,
  });
}

export function useVersions(itemId: string) {
  return useList(['versions', itemId], (page) => client.listVersions({ itemId, ...page }));
}

export function useTrash() {
  return useList(['trash'], (page) => client.listTrash(page));
}

/** What was found before stays until the new results are there. */
export function useSearch(query: string) {
  return useQuery({
    queryKey: ['search', query],
    queryFn: ({ signal }) => client.search({ query, limit: 20 }, { signal }),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
}

interface ChangeOptions {
  /** Whether a dialog shows the refusal itself; it is a notice otherwise. */
  readonly inDialog?: boolean;
}

/** A change: everything shown is read again after it, and a refusal is shown. */
export function useChange<Input, Result>(
  change: (input: Input) => Promise<Result>,
  { inDialog = false }: ChangeOptions = {},
) {
  const readAgain = useReadAgain();
  const { showError } = useNotices();
  return useMutation({
    mutationFn: change,
    onError: (error) => {
      if (!inDialog) showError(error);
    },
    onSettled: readAgain,
  });
}

/** Reads everything shown once more; done when it is there. */
export function useReadAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] !== 'server' && queryKey[0] !== 'root',
    });
}

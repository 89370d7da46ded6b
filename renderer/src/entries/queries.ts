/** Key-value memory of a project. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { useCursorList } from '../data/list.ts';
import type { EntryName } from './place.ts';

const maxNamespaces = 10;

/** All namespaces, by name; a thousand at most. */
export function useNamespaces(projectId: string) {
  return useQuery({
    queryKey: ['namespaces', projectId],
    queryFn: async () => {
      const names: string[] = [];
      let after: string | undefined;
      for (let page = 0; page < maxNamespaces; page++) {
        const read = await client.listNamespaces({
          projectId,
          limit: 100,
          ...(after === undefined ? {} : { after }),
        });
        names.push(...read.items.map(({ namespace }) => namespace));
        if (read.next === null) break;
        after = read.next;
      }
      return names;
    },
  });
}

/** Keys of a namespace that begin with `prefix`, in their order. */
export function useEntries(projectId: string, namespace: string, prefix: string) {
  return useCursorList(
    ['entries', projectId, namespace, prefix],
    (after) =>
      client.listEntries({
        projectId,
        namespace,
        prefix,
        limit: 200,
        ...(after === undefined ? {} : { after }),
      }),
    { keepsOld: true },
  );
}

export function useEntry(projectId: string, { namespace, key }: EntryName) {
  return useQuery({
    queryKey: ['entry', projectId, namespace, key],
    queryFn: () => client.getEntry({ projectId, namespace, key }),
    retry: false,
  });
}

/** The newest hundred revisions. */
export function useEntryHistory(projectId: string, { namespace, key }: EntryName) {
  return useQuery({
    queryKey: ['entry-history', projectId, namespace, key],
    queryFn: async () => (await client.getEntryHistory({ projectId, namespace, key, limit: 100 })).items,
    placeholderData: keepPreviousData,
  });
}

/** What two revisions hold; revisions never change. */
export function useEntryDifference(
  projectId: string,
  { namespace, key }: EntryName,
  from: string,
  to: string,
) {
  return useQuery({
    queryKey: ['entry-difference', from, to],
    queryFn: () => client.diffEntry({ projectId, namespace, key, from, to }),
    staleTime: Infinity,
  });
}

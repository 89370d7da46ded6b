/** What the drive shows beside the listing of a folder: paths, versions, comments, what was found. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Item } from '../../../contract/index.ts';
import { client, readRootFolder } from '../data/client.ts';
import { useList } from '../data/list.ts';

/** One file or folder. */
export function useItem(itemId: string) {
  return useQuery({ queryKey: ['item', itemId], queryFn: () => client.getItem({ itemId }) });
}

export function useRootFolder() {
  return useQuery({ queryKey: ['root'], queryFn: readRootFolder, staleTime: Infinity });
}

/** A folder and those it stands in, outermost first; the first is the drive itself. */
export function useFolderPath(itemId: string) {
  return useQuery({
    queryKey: ['path', itemId],
    queryFn: async () => (await client.getItemPath({ itemId })).items,
  });
}

const mostFolders = 1_000;

/** The folders of a folder. */
export interface Folders {
  readonly folders: readonly Item[];
  /** Of them than are here. */
  readonly hasMore: boolean;
}

/** A query for the folders of a folder. */
export function foldersQuery(itemId: string) {
  return {
    queryKey: ['folders', itemId],
    queryFn: async (): Promise<Folders> => {
      const { items } = await client.listFolder({ itemId, limit: mostFolders });
      const folders = items.filter(({ type }) => type === 'folder');
      return { folders, hasMore: folders.length === mostFolders };
    },
  };
}

export function useFolders(itemId: string) {
  return useQuery(foldersQuery(itemId));
}

export function useVersions(itemId: string) {
  return useList(['versions', itemId], (page) => client.listVersions({ itemId, ...page }));
}

export function useDifference(itemId: string, from: string, to: string) {
  return useQuery({
    queryKey: ['difference', itemId, from, to],
    queryFn: () => client.diffVersions({ itemId, from, to }),
  });
}

export function useComments(itemId: string) {
  return useList(['comments', itemId], (page) => client.listComments({ itemId, ...page }));
}

export function useAttributes(itemId: string) {
  return useQuery({
    queryKey: ['attributes', itemId],
    queryFn: async () => (await client.getAttributes({ itemId })).attributes,
  });
}

export function useItemProjects(itemId: string) {
  return useQuery({
    queryKey: ['item-projects', itemId],
    queryFn: async () => (await client.listItemProjects({ itemId })).items,
  });
}

export function useTrash() {
  return useList(['trash'], (page) => client.listTrash(page));
}

/** Places that are not folders, as addresses name them. */
export type Place = 'recent' | 'favourites';

export function usePlace(place: Place) {
  return useQuery({
    queryKey: ['place', place],
    queryFn: async () =>
      place === 'recent'
        ? (await client.listRecentItems({ limit: 100 })).items
        : (await client.listFavourites({})).items,
  });
}

/** What is named like that, while it is typed: what was found before stays until there is something new. */
export function useNamed(name: string) {
  return useQuery({
    queryKey: ['named', name],
    enabled: name !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => client.findItems({ name, page_size: 100 }, { signal }),
  });
}

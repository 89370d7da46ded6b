/** Documents of a project, the folders that it follows, and what the drive offers besides. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Document } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { insteadOfRefusal } from '../data/standing.ts';
import { useList } from '../data/list.ts';

export type ShownState = 'all' | 'okay' | 'error';

export function isBeingRead({ status }: Document): boolean {
  return status === 'pending' || status === 'running';
}

/** Asks again and again while a document is being read. */
export function useDocuments(projectId: string, state: ShownState = 'all') {
  return useList(
    documentsKey(projectId, state),
    (page) => client.listDocuments({ projectId, ...page, ...(state === 'all' ? {} : { status: state }) }),
    isBeingRead,
  );
}

export function documentsKey(projectId: string, state: ShownState): readonly unknown[] {
  return ['documents', projectId, state];
}

/** The folders that a project follows. */
export function useAttachedFolders(projectId: string) {
  return useQuery({
    queryKey: ['attached-folders', projectId],
    queryFn: async () => (await client.listAttachedFolders({ projectId })).items,
  });
}

/** The latest times that clients were given something of a document. */
export function useCitings(projectId: string, documentId: string) {
  return useQuery({
    queryKey: ['citings', documentId],
    queryFn: async () =>
      (
        await client
          .listActivity({
            project_id: projectId,
            record_id: documentId,
            kind: 'read',
            limit: 20,
          })
          .catch(insteadOfRefusal({ items: [], next: null }))
      ).items,
  });
}

/** What the drive holds: in a folder, or, with words, by name in all of it. */
export function useOffered(folderId: string, words: string) {
  return useQuery({
    queryKey: ['offered', folderId, words],
    queryFn: async () =>
      words === ''
        ? (await client.listChildren({ itemId: folderId, page: 1, page_size: 100 })).items
        : (await client.findItems({ name: words, page: 1, page_size: 50 })).items,
    enabled: folderId !== '',
    placeholderData: keepPreviousData,
  });
}

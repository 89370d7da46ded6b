/** Memories of a project: found by what is asked for, one of them, what became of it. */
import { useQuery } from '@tanstack/react-query';
import type { Memory } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { insteadOfRefusal } from '../data/standing.ts';
import { useCursorList } from '../data/list.ts';

export interface MemoryFilter {
  readonly status: Memory['status'];
  readonly text: string;
  /** `all`, `owner`, or the id of a key. */
  readonly writer: string;
  /** Empty for any. */
  readonly tag: string;
}

export const noFilter: MemoryFilter = { status: 'active', text: '', writer: 'all', tag: '' };

export function useFoundMemories(projectId: string, { status, text, writer, tag }: MemoryFilter) {
  return useCursorList(['memories', projectId, status, text, writer, tag], async (after) => {
    const { items, next } = await client.findMemories({
      projectId,
      status,
      ...(text.trim() === '' ? {} : { text }),
      ...(tag === '' ? {} : { tag }),
      ...(writer === 'owner' ? { author: 'owner' as const } : {}),
      ...(writer.startsWith('key_') ? { key_id: writer } : {}),
      after: Number(after ?? 0),
    });
    return { items, next: next === null ? null : String(next) };
  });
}

export function useMemory(projectId: string, memoryId: string) {
  return useQuery({
    queryKey: ['memory', projectId, memoryId],
    queryFn: () => client.getMemory({ projectId, memoryId }),
  });
}

export function useMemoryHistory(projectId: string, memoryId: string) {
  return useQuery({
    queryKey: ['history', projectId, memoryId],
    queryFn: async () => (await client.getMemoryHistory({ projectId, memoryId })).items,
  });
}

/** Who has been given a memory, the latest first. */
export function useReaders(memoryId: string) {
  return useCursorList(['readers', memoryId], (cursor) =>
    client
      .listActivity({
        record_id: memoryId,
        kind: 'read',
        limit: 20,
        ...(cursor === undefined ? {} : { cursor }),
      })
      .catch(insteadOfRefusal({ items: [], next: null })),
  );
}

/** The document that a memory was read from; it may be gone. */
export function useSourceDocument(projectId: string, documentId: string) {
  return useQuery({
    queryKey: ['document', projectId, documentId],
    queryFn: () => client.getDocument({ projectId, documentId }),
    retry: false,
  });
}

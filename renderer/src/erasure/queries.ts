/** Permanent deletions, and how much one would take. */
import { useQuery } from '@tanstack/react-query';
import type { ErasedTarget } from '../../../contract/operations/erasure.ts';
import { client } from '../data/client.ts';
import { useList } from '../data/list.ts';

const pollMs = 400;

export function useErasures() {
  return useList(
    ['erasures'],
    (page) => client.listErasures(page),
    ({ status }) => status === 'running',
  );
}

/** One that was begun, asked for until its receipt is there. */
export function useErasure(erasureId: string | undefined) {
  return useQuery({
    queryKey: ['erasure', erasureId],
    enabled: erasureId !== undefined,
    queryFn: () => client.getErasure({ erasureId: erasureId ?? '' }),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : pollMs),
  });
}

/** The public key that receipts of this server are verified with, in base64. */
export function useReceiptKey() {
  return useQuery({
    queryKey: ['receipt-key'],
    queryFn: async () => (await client.getReceiptKey({})).public_key,
    staleTime: Infinity,
  });
}

/** What would go, as far as it is counted before. */
export interface Extent {
  readonly revisions?: number;
  readonly messages?: number;
  readonly versions?: number;
  readonly documents?: number;
  readonly memories?: number;
}

const mostRevisions = 100;

export function useExtent(target: ErasedTarget) {
  return useQuery({
    queryKey: ['extent', target.type, target.id],
    queryFn: () => readExtent(target),
    retry: false,
  });
}

async function readExtent(target: ErasedTarget): Promise<Extent> {
  switch (target.type) {
    case 'memory': {
      const { project_id: projectId, id: memoryId } = target;
      const { items } = await client.getMemoryHistory({ projectId, memoryId, limit: mostRevisions });
      return { revisions: items.length };
    }
    case 'conversation': {
      const { project_id: projectId, id: conversationId } = target;
      const { messages, first } = await client.getConversation({ projectId, conversationId });
      return { messages: messages - first };
    }
    case 'file': {
      const { pagination } = await client.listVersions({ itemId: target.id, page_size: 1 });
      return { versions: pagination.total };
    }
    case 'project': {
      const project = await client.getProject({ projectId: target.id });
      return { documents: project.document_count, memories: project.memory_count };
    }
    default:
      return {};
  }
}

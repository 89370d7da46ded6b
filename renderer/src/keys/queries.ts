/** Keys, which people know as MCP servers. */
import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { insteadOfRefusal } from '../data/standing.ts';
import { useList } from '../data/list.ts';

export function useKeys(projectId: string) {
  return useList(['keys', projectId], (page) => client.listProjectKeys({ projectId, ...page }));
}

/** Those of every project. */
export function useAllKeys() {
  return useList(['keys', 'all'], (page) => client.listKeys(page));
}

const daysShown = 30;

/** What a key read and wrote in the last 30 days. */
export function useKeyUse(keyId: string) {
  return useQuery({
    queryKey: ['keys', 'use', keyId],
    queryFn: async () => {
      const asked = client.countActivity({ days: daysShown, key_id: keyId });
      const { items } = await asked.catch(insteadOfRefusal({ items: [] }));
      const sum = (kind: 'reads' | 'writes') => items.reduce((all, day) => all + day[kind], 0);
      return { reads: sum('reads'), writes: sum('writes') };
    },
  });
}

/** Whether what a key writes waits for approval. */
export function useKeyReview(keyId: string) {
  return useQuery({
    queryKey: ['keys', 'review', keyId],
    queryFn: async () => (await client.getKeyReview({ keyId })).required,
  });
}

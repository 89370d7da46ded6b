/** Projects, and whether something in one of them changed. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useReadAgain } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useList } from '../data/list.ts';

const lookMs = 2_500;

export function useProjects() {
  return useList(['projects'], (page) => client.listProjects(page));
}

/** Those that were put away or deleted, and can be brought back. */
export function usePutAway(status: 'archived' | 'deleted') {
  return useList(['projects', status], (page) => client.listProjects({ ...page, status }));
}

export function useProject(projectId: string) {
  return useQuery({
    queryKey: ['project', projectId],
    queryFn: () => client.getProject({ projectId }),
  });
}

/** Reads what is shown again when an AI client, or anybody else, wrote into the project. */
export function useLiveProject(projectId: string): void {
  const readAgain = useReadAgain();
  const seen = useRef<number>(undefined);
  const { data: head } = useQuery({
    queryKey: ['server', 'head', projectId],
    queryFn: async () => {
      // Past the last commit there is nothing but the number of the last one.
      const after = seen.current ?? 0;
      return (await client.listChanges({ projectId, after, limit: 1 })).head;
    },
    refetchInterval: lookMs,
  });
  useEffect(() => {
    if (head === undefined) return;
    if (seen.current !== undefined && seen.current !== head) void readAgain();
    seen.current = head;
  }, [head, readAgain]);
}

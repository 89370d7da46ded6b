/** Open conflicts of every project, and clashes of what devices sent: here, or at the server a project is linked to. */
import { useQuery } from '@tanstack/react-query';
import type { SyncClash } from '../../../contract/operations/sync-clashes.ts';
import { client } from '../data/client.ts';
import { openCount } from './counting.ts';
import { useWaiting } from '../review/queries.ts';
import { useSyncState } from '../sync/queries.ts';

const lookMs = 5_000;
/** Of clashes that were decided, of each project. */
const shownDecided = 20;

/** The last changed 100 of each project. */
export function useConflicts() {
  return useQuery({
    queryKey: ['conflicts'],
    queryFn: async () => {
      const { projects } = await client.countReviews({});
      const open = projects.filter(({ conflicts }) => conflicts > 0);
      const pages = await Promise.all(
        open.map(({ project_id: projectId }) => client.listConflicts({ projectId, page_size: 100 })),
      );
      return pages.flatMap(({ items }) => items);
    },
    refetchInterval: lookMs,
  });
}

/** How many conflicts and clashes are open, here and at the servers that projects and the drive are linked to. */
export function useOpenCount(): number {
  const { data: links = [] } = useSyncState();
  const { data } = useWaiting();
  return data === undefined ? 0 : openCount(data, links);
}

/** The last changed 100 of each project; those of a linked project are asked of its server. */
export function useClashes() {
  const { data: links = [] } = useSyncState();
  const linked = links.flatMap(({ projects }) => projects).filter(({ clashes }) => clashes > 0);
  return useQuery({
    queryKey: ['clashes', linked.map(({ project_id, clashes }) => `${project_id} ${clashes}`)],
    queryFn: async () => {
      const { projects } = await client.countReviews({});
      const open = projects.filter(({ clashes }) => clashes > 0);
      const ids = new Set([...open, ...linked].map(({ project_id }) => project_id));
      return clashesOf([...ids], 'open', 100);
    },
    refetchInterval: lookMs,
    placeholderData: (before) => before,
  });
}

/** The last changed 100 of the drive: here, or at the server that a link keeps it in. */
export function useDriveClashes() {
  return useQuery({
    queryKey: ['drive-clashes'],
    queryFn: async () => (await client.listDriveClashes({ page_size: 100 })).items,
    refetchInterval: lookMs,
  });
}

/** The last decided 20 of each of these projects, the newest first. */
export function useDecidedClashes(projectIds: readonly string[]) {
  return useQuery({
    queryKey: ['decided-clashes', projectIds],
    queryFn: async () => {
      const items = await clashesOf(projectIds, 'resolved', shownDecided);
      return items.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at));
    },
  });
}

async function clashesOf(
  projectIds: readonly string[],
  status: SyncClash['status'],
  most: number,
): Promise<SyncClash[]> {
  const pages = await Promise.all(
    projectIds.map((projectId) => client.listClashes({ projectId, status, page_size: most })),
  );
  return pages.flatMap(({ items }) => items);
}

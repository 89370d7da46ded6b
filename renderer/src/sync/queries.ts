/** Links to remote servers, how they stand, and what stands on the other side. */
import { useQuery } from '@tanstack/react-query';
import type { ProjectSyncState, SyncState } from '../../../contract/operations/links.ts';
import { client } from '../data/client.ts';
import { useList } from '../data/list.ts';
import { useMay } from '../data/standing.ts';

const busyMs = 1_000;
const linkedMs = 3_000;
const unlinkedMs = 30_000;
/** More are not asked about at once. */
const mostRecords = 200;

/** Every link with its projects; nothing for who may not see them. Looked at again and again, often while something is under way. */
export function useSyncState() {
  return useQuery({
    enabled: useMay('operator'),
    queryKey: ['sync-state'],
    queryFn: async () => (await client.getSyncState({})).links,
    refetchInterval: ({ state }) => intervalOf(state.data),
    retry: false,
  });
}

function intervalOf(links: readonly SyncState[] | undefined): number {
  if (links === undefined || links.length === 0) return unlinkedMs;
  const isBusy = links.some(
    ({ state, bring_all, files }) =>
      state === 'sending' ||
      state === 'taking' ||
      state === 'waiting' ||
      (bring_all && (files?.bytes.away.files ?? 0) > 0),
  );
  return isBusy ? busyMs : linkedMs;
}

/** How a project stands with its remote server; nothing when it has none. */
export function useProjectSync(projectId: string): ProjectSyncState | undefined {
  const { data } = useSyncState();
  return data?.flatMap(({ projects }) => projects).find(({ project_id }) => project_id === projectId);
}

export type RecordState = 'synced' | 'waiting' | 'clash' | 'refused';

/**
 * How the first 200 records of a list stand with the remote server, by id; empty for a project that is not linked.
 * Asked only while something of the project is not synced: otherwise all are.
 */
export function useRecordStates(
  projectId: string,
  ids: readonly string[],
): Readonly<Record<string, RecordState>> {
  const project = useProjectSync(projectId);
  const isUneven =
    project !== undefined && (project.pending > 0 || project.clashes > 0 || project.refused.length > 0);
  const asked = ids.slice(0, mostRecords);
  const { data } = useQuery({
    enabled: isUneven && asked.length > 0,
    queryKey: ['sync-records', projectId, asked],
    queryFn: async () => (await client.getSyncStateOfRecords({ projectId, ids: asked })).states,
    refetchInterval: linkedMs,
    placeholderData: (before) => before,
  });
  return isUneven ? (data ?? {}) : {};
}

/** Projects of the remote server. */
export function useRemoteProjects(linkId: string) {
  return useQuery({
    queryKey: ['remote-projects', linkId],
    queryFn: async () => (await client.listRemoteProjects({ linkId })).items,
    retry: false,
  });
}

/** Devices that are linked to the remote server. */
export function useDevices(linkId: string) {
  return useList(['linked-devices', linkId], (page) => client.listLinkedDevices({ linkId, ...page }));
}

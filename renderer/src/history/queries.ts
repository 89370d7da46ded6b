/** The history of a project: its log, one commit, snapshots, branches, two points compared. */
import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { useCursorList } from '../data/list.ts';

export interface LogFilter {
  readonly kind: 'all' | 'memory' | 'entry' | 'document' | 'conversation';
  /** `all`, `owner`, `server`, or the id of a key. */
  readonly writer: string;
}

export type Commit = Awaited<ReturnType<typeof client.getProjectLog>>['items'][number];

export function useLog(projectId: string, { kind, writer }: LogFilter) {
  return useCursorList(['log', projectId, kind, writer], async (before) => {
    const { items, next } = await client.getProjectLog({
      projectId,
      ...(before === undefined ? {} : { before: Number(before) }),
      ...(kind === 'all' ? {} : { kind }),
      ...(writer === 'owner' || writer === 'server' ? { author: writer } : {}),
      ...(writer.startsWith('key_') ? { key_id: writer } : {}),
    });
    return { items, next: next === null ? null : String(next) };
  });
}

/** What a commit wrote; the number of a commit never means anything else, so it is read once. */
export function useCommit(projectId: string, seq: number) {
  return useQuery({
    queryKey: ['commit', projectId, seq],
    queryFn: () => client.showCommit({ projectId, seq }),
    staleTime: Infinity,
  });
}

export function useSnapshots(projectId: string) {
  return useCursorList(['snapshots', projectId], (after) =>
    client.listSnapshots({ projectId, ...(after === undefined ? {} : { after }) }),
  );
}

export function useBranches(projectId: string) {
  return useCursorList(['branches', projectId], (after) =>
    client.listBranches({ projectId, ...(after === undefined ? {} : { after }) }),
  );
}

export function useDifference(projectId: string, from: string, to: string) {
  return useCursorList(['difference', projectId, from, to], (after) =>
    client.diffProject({ projectId, from, to, ...(after === undefined ? {} : { after }) }),
  );
}

/** What merging a branch would change, with where both changed the same. */
export function useBranchChanges(projectId: string, branch: string) {
  return useCursorList(['branch', projectId, branch], (after) =>
    client.compareBranch({ projectId, branch, ...(after === undefined ? {} : { after }) }),
  );
}

/** What restoring the project to a point would change; nothing is written. */
export function useRestorePlan(projectId: string, to: string) {
  return useQuery({
    queryKey: ['restore-plan', projectId, to],
    queryFn: () => client.restoreProjectTo({ projectId, to, dry_run: true }),
  });
}

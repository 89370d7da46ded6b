/** How many conflicts and clashes are open, as the list of them has it. */
import type { SyncState } from '../../../contract/operations/links.ts';

/** Of one server: contradictions of memories, and clashes of projects and of the drive. */
export interface Counted {
  readonly conflicts: number;
  readonly drive: number;
  readonly projects: readonly { readonly project_id: string; readonly clashes: number }[];
}

type Links = readonly {
  readonly projects: readonly Pick<SyncState['projects'][number], 'project_id' | 'clashes'>[];
  readonly files: Pick<NonNullable<SyncState['files']>, 'clashes'> | null;
}[];

/** Clashes of what is linked stand at the remote server, and those that are kept here beside are not listed. */
export function openCount({ conflicts, drive, projects }: Counted, links: Links): number {
  const linked = links.flatMap((link) => link.projects);
  const ids = new Set(linked.map(({ project_id }) => project_id));
  const own = projects.filter(({ project_id }) => !ids.has(project_id));
  const carried = links.find(({ files }) => files !== null)?.files;
  const clashes = [...own, ...linked].reduce((sum, one) => sum + one.clashes, 0);
  return conflicts + clashes + (carried?.clashes ?? drive);
}

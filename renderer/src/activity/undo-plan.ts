/**
 * Undoing what a client wrote: what each memory would go back to, found out before anything is changed. A memory that
 * somebody else has changed since is left alone. Other records are left as they are: their own histories bring them back.
 */
import type { Session } from './sessions.ts';

interface Written {
  readonly projectId: string;
  readonly memoryId: string;
  /** What the session made of it. */
  readonly revisions: ReadonlySet<string>;
}

/** One line of a memory's history, newest first. */
export interface Line {
  readonly revision: string;
  readonly status: string;
}

export type Step = {
  readonly projectId: string;
  readonly memoryId: string;
  readonly name: string;
} & (
  | { readonly does: 'remove' | 'restore'; readonly to: Line | undefined; readonly from: Line }
  | { readonly does: 'keep' }
);

/** Whether the session wrote a memory. */
export function canBeUndone(session: Session): boolean {
  return writtenBy(session).length > 0;
}

/** The memories that the session wrote, each once. */
export function writtenBy({ events }: Session): readonly Written[] {
  const all = new Map<string, { projectId: string; memoryId: string; revisions: Set<string> }>();
  for (const { kind, project_ids, records } of events) {
    const [projectId] = project_ids;
    if (kind !== 'write' || projectId === undefined) continue;
    for (const { type, id, revision } of records) {
      if (type !== 'memory' || revision === undefined) continue;
      const known = all.get(id) ?? { projectId, memoryId: id, revisions: new Set<string>() };
      known.revisions.add(revision);
      all.set(id, known);
    }
  }
  return [...all.values()];
}

/** How many records that stay as they are the session wrote besides memories. */
export function othersWrittenBy({ events }: Session): number {
  const writes = events.filter(({ kind }) => kind === 'write');
  const all = writes.reduce((sum, { count }) => sum + count, 0);
  const memories = writes.flatMap(({ records }) => records.filter(({ type }) => type === 'memory'));
  return all - memories.length;
}

/** @param history newest first @returns nothing when the memory already is as it was before */
export function stepOf(
  { projectId, memoryId, revisions }: Written,
  name: string,
  history: readonly Line[],
): Step | undefined {
  const about = { projectId, memoryId, name };
  const [current] = history;
  if (current === undefined || !revisions.has(current.revision)) return { ...about, does: 'keep' };
  const oldest = history.findLastIndex(({ revision }) => revisions.has(revision));
  const isItsOwn = history.slice(0, oldest + 1).every(({ revision }) => revisions.has(revision));
  if (!isItsOwn) return { ...about, does: 'keep' };
  const to = history[oldest + 1];
  const wasThere = to !== undefined && to.status !== 'deleted';
  if (wasThere) return { ...about, does: 'restore', to, from: current };
  return current.status === 'deleted' ? undefined : { ...about, does: 'remove', to, from: current };
}

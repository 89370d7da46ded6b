/** Conflicts where many memories change in one commit, as by a restore of the project or a merge. */
import type { Operation, Scope, Store } from '../../store/store.ts';
import { commitFor, type Clock } from '../records.ts';
import type { Call } from '../caller.ts';
import { conflictsOfMemory, conflictSpace, settledConflicts } from './contradictions.ts';
import { memoryPayload } from './record.ts';
import { withoutTwice } from './writing.ts';

/** Puts of memories among operations, as conflicts need them. */
function memoriesIn(operations: readonly Operation[]) {
  return operations.flatMap((one) => {
    if (one.op !== 'put' || one.kind !== 'memory' || one.branch !== undefined) return [];
    return [{ id: one.id, content: memoryPayload(one).content, isActive: one.state === 'active' }];
  });
}

/** Closes the conflicts that have no ground once the operations are carried out; for the same commit. */
export async function settledBy(
  store: Store,
  scope: Scope,
  operations: readonly Operation[],
): Promise<Operation[]> {
  if ((await store.rows(scope, conflictSpace, { limit: 1 })).length === 0) return [];
  const settled: Operation[] = [];
  for (const memory of memoriesIn(operations))
    settled.push(...(await settledConflicts(store, scope, memory)));
  return withoutTwice(settled);
}

/**
 * Begins the conflicts that memories have with each other after operations were carried out: each in a commit of its own, which
 * a crash may leave out, as all that is found without a model is found at the next write of the memory.
 */
export async function beginConflicts(
  { store, clock }: { store: Store; clock: Clock },
  { caller }: Call,
  scope: Scope,
  operations: readonly Operation[],
): Promise<void> {
  for (const { id, content, isActive } of memoriesIn(operations)) {
    if (!isActive) continue;
    const begun = withoutTwice(await conflictsOfMemory(store, scope, { id, content, except: [] }));
    if (begun.length > 0) await commitFor(store, clock, { caller }, scope, begun);
  }
}

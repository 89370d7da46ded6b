/** Comparing a branch with the main line, and merging it: one commit, or nothing and the conflicts. */
import type { z } from 'zod';
import type { operations } from '../../../contract/index.ts';
import type { SearchEngine } from '../../search/search.ts';
import type { Operation, Scope, Store, StoredRevision } from '../../store/store.ts';
import { projectScope, requireOwner, type Call, type Caller } from '../caller.ts';
import { uniqueOf, type EntryPayload } from '../entry-record.ts';
import { beginConflicts, settledBy } from '../memories/agreeing.ts';
import { commitFor, retryOnConflict, type Clock } from '../records.ts';
import { requireBranch, type BranchRecord } from './points.ts';
import { mergeRecord, type RecordMerge, type RecordSides, type Resolution } from './record-merge.ts';
import { refPut } from './refs.ts';
import { headsOf } from './states.ts';
import { changeOf, cursorOf } from './subjects.ts';
import { stateOperations } from './writing.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Merging {
  compare(caller: Caller, input: Input<'compareBranch'>): Promise<Output<'compareBranch'>>;
  merge(call: Call, input: Input<'mergeBranch'>): Promise<Output<'mergeBranch'>>;
}

interface MergingDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
}

const recordsAtOnce = 500;
const merged = ['memory', 'entry'];

export function createMerging({ store, search, clock }: MergingDependencies): Merging {
  return {
    async compare(caller, { projectId, branch: name, after = '', limit }) {
      const scope = await projectScope(store, caller, projectId);
      const branch = await requireBranch(store, scope, name, 'read');
      const heads = (await headsOf(store, scope, branch.id)).filter((head) => cursorOf(head) > after);
      const items: Output<'compareBranch'>['items'] = [];
      let last: StoredRevision | undefined;
      for await (const sides of sidesOf(store, scope, branch, heads)) {
        const item = comparison(sides, mergeRecord(sides, [], clock()), clock());
        if (item === undefined) continue;
        if (items.length === limit) return { items, next: cursorOf(last ?? sides.branch) };
        items.push(item);
        last = sides.branch;
      }
      return { items, next: null };
    },
    async merge(call, input) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      return retryOnConflict(() => mergeOnce({ store, search, clock }, call, scope, input));
    },
  };
}

async function mergeOnce(
  { store, search, clock }: MergingDependencies,
  call: Call,
  scope: Required<Scope>,
  { branch: name, dry_run, message, resolutions }: Input<'mergeBranch'>,
): Promise<Output<'mergeBranch'>> {
  const branch = await requireBranch(store, scope, name, 'read');
  const at = clock();
  const head = await store.head(scope);
  const heads = await headsOf(store, scope, branch.id);
  const why = message ?? `merged branch ${branch.payload.name}`;
  const { steps, changed, conflicts } = await plan(
    { store, search },
    { scope, branch, heads, resolutions, at, why },
  );
  if (branch.state === 'active' && (dry_run || conflicts.length > 0))
    return { merged: false, seq: null, changed, conflicts };
  const { id, version, payload } = branch;
  const operations: Operation[] = [
    // A repeat of the call is answered by the store before it looks at this.
    { op: 'check', kind: 'branch', id, states: ['active'] },
    { ...refPut('branch', id, 'merged', payload), expect: { version }, message: why },
    { op: 'unchanged', kinds: merged, since: head },
    { op: 'unchanged', kinds: merged, since: head, branch: id },
    ...steps,
    ...(await settledBy(store, scope, steps)),
  ];
  const commit = await commitFor(store, () => at, call, scope, operations);
  if (!commit.replayed) await beginConflicts({ store, clock }, call, scope, steps);
  const written = commit.results.filter(({ kind }) => merged.includes(kind)).length;
  return { merged: true, seq: commit.seq, changed: written, conflicts: [] };
}

interface MergeTask {
  readonly scope: Required<Scope>;
  readonly branch: BranchRecord;
  readonly heads: readonly StoredRevision[];
  readonly resolutions: readonly Resolution[];
  readonly at: number;
  readonly why: string;
}

async function plan(
  { store, search }: Pick<MergingDependencies, 'store' | 'search'>,
  { scope, branch, heads, resolutions, at, why }: MergeTask,
) {
  const steps: Operation[] = [];
  const conflicts: RecordMerge['conflicts'][number][] = [];
  let changed = 0;
  for await (const sides of sidesOf(store, scope, branch, heads)) {
    const result = mergeRecord(sides, resolutions, at);
    conflicts.push(...result.conflicts);
    if (!result.changes) continue;
    changed++;
    const { kind, id, main } = sides;
    const other = sides.branch.revision;
    steps.push(
      ...stateOperations(search, { kind, id, current: main, next: result.next, message: why, other }, at),
    );
  }
  return { steps, changed, conflicts };
}

/** Each record of a branch with what the main line has and had. A value is the same record by its name. */
async function* sidesOf(
  store: Store,
  scope: Required<Scope>,
  branch: BranchRecord,
  heads: readonly StoredRevision[],
): AsyncGenerator<RecordSides> {
  const head = await store.head(scope);
  for (let start = 0; start < heads.length; start += recordsAtOnce) {
    const some = heads.slice(start, start + recordsAtOnce);
    const names = await Promise.all(some.map((one) => mainName(store, scope, one)));
    const [base, main] = await Promise.all([
      store.revisionsAt(scope, branch.payload.base, names),
      store.revisionsAt(scope, head, names),
    ]);
    for (const [at, one] of some.entries()) {
      const { kind, id } = names[at] as (typeof names)[number];
      yield { kind, id, base: base[at], main: main[at], branch: one };
    }
  }
}

async function mainName(store: Store, scope: Scope, { kind, id, payload }: StoredRevision) {
  if (kind !== 'entry') return { kind: 'memory' as const, id };
  const record = await store.find(scope, 'entry', uniqueOf(payload as unknown as EntryPayload));
  return { kind: 'entry' as const, id: record?.id ?? id };
}

/** What merging a record changes; undefined when it changes nothing and nothing is to be decided. */
function comparison(
  { kind, id, main, branch }: RecordSides,
  { next, conflicts }: RecordMerge,
  now: number,
): Output<'compareBranch'>['items'][number] | undefined {
  const after = next === undefined ? undefined : { ...branch, ...next, id };
  const change = changeOf(main, after, now) ?? changeOf(main, { ...branch, id }, now);
  if (change === undefined || (conflicts.length === 0 && changeOf(main, after, now) === undefined))
    return undefined;
  return { ...change, kind, id, conflicts: [...conflicts] };
}

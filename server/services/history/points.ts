/** Points of a project's history by what people call them: a commit, a snapshot, a branch, a time. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { typed, type RecordOf } from '../records.ts';

export interface SnapshotPayload {
  readonly name: string;
  readonly seq: number;
  readonly message?: string | undefined;
}

export interface BranchPayload {
  readonly name: string;
  /** The commit of the main line that it began from. */
  readonly base: number;
  readonly message?: string | undefined;
}

export type BranchRecord = RecordOf<BranchPayload>;

/** The main line as it was at a commit; with `branch`, what that branch holds above it. */
export interface Point {
  readonly seq: number;
  readonly branch?: string;
}

const isoTime = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;

/** @throws KeepsakeError NOT_FOUND when nothing is called so. */
export async function resolvePoint(store: Store, scope: Scope, text: string): Promise<Point> {
  const head = await store.head(scope);
  if (text === 'head' || text === 'main') return { seq: head };
  if (/^\d{1,15}$/.test(text)) return { seq: knownSeq(Number(text), head) };
  if (isoTime.test(text)) return { seq: await store.seqAt(scope, timeOf(text)) };
  const snapshot = await store.find(scope, 'snapshot', text);
  if (snapshot !== undefined) return { seq: typed<SnapshotPayload>(snapshot).payload.seq };
  const branch = await findBranch(store, scope, text);
  if (branch !== undefined) return { seq: branch.payload.base, branch: branch.id };
  throw new KeepsakeError(
    'NOT_FOUND',
    `There is no snapshot or branch "${text}" in this project. Give the number of a commit, a time such as 2026-11-21T09:30:00Z, or a name from the lists.`,
  );
}

/** A point of the main line. @throws KeepsakeError NOT_FOUND, VALIDATION_ERROR for a branch. */
export async function resolveSeq(store: Store, scope: Scope, text: string): Promise<number> {
  const point = await resolvePoint(store, scope, text);
  if (point.branch === undefined) return point.seq;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `"${text}" is a branch, and this needs a point of the main line. Merge the branch, or name a commit, snapshot or time.`,
  );
}

/** By id or name; undefined when there is none, or it was deleted. */
async function findBranch(store: Store, scope: Scope, name: string): Promise<BranchRecord | undefined> {
  const found = (record: StoredRecord | undefined) =>
    record === undefined || record.state === 'deleted' ? undefined : typed<BranchPayload>(record);
  if (name.startsWith('brn_')) {
    const byId = found(await store.get(scope, 'branch', name));
    if (byId !== undefined) return byId;
  }
  return found(await store.find(scope, 'branch', name));
}

/** @throws KeepsakeError NOT_FOUND; STATE_NOT_READY for one to be written that was merged. */
export async function requireBranch(
  store: Store,
  scope: Scope,
  name: string,
  use: 'read' | 'write',
): Promise<BranchRecord> {
  const branch = await findBranch(store, scope, name);
  if (branch === undefined)
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no branch "${name}" in this project. List the branches for their names.`,
    );
  if (use === 'read' || branch.state === 'active') return branch;
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The branch "${name}" was merged and takes no more changes. Create another one.`,
  );
}

function knownSeq(seq: number, head: number): number {
  if (seq <= head) return seq;
  throw new KeepsakeError('NOT_FOUND', `There is no commit ${seq} in this project; the newest is ${head}.`);
}

function timeOf(text: string): number {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new KeepsakeError('VALIDATION_ERROR', `"${text}" is no time. Write it like 2026-11-21T09:30:00Z.`);
}

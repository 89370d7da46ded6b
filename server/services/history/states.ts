/** States of a project: which records differ between two points, and what each was. */
import type { RecordKey, Scope, Store, StoredRevision } from '../../store/store.ts';
import type { Point } from './points.ts';
import { cursorOf, isHistoryKind, type Version } from './subjects.ts';

const commitsAtOnce = 500;
const recordsAtOnce = 500;

/** What both points have of some records, and the records that may differ, in order. */
export interface Compared {
  readonly names: readonly RecordKey[];
  readonly read: (names: readonly RecordKey[]) => Promise<{ from: Version[]; to: Version[] }>;
}

/** Reads of one point: the main line at a commit, under what a branch has written. */
interface State {
  read(names: readonly RecordKey[]): Promise<Version[]>;
  /** Records of the branch. */
  readonly own: readonly RecordKey[];
}

/** Records of the main line that were written after a commit and not after another, each once. */
export async function touchedBetween(
  store: Store,
  scope: Scope,
  after: number,
  until: number,
): Promise<RecordKey[]> {
  const touched = new Map<string, RecordKey>();
  for (let last = after; last < until;) {
    const commits = await store.changes(scope, last, commitsAtOnce);
    for (const { seq, records } of commits) {
      if (seq > until) break;
      for (const { kind, id, branch } of records)
        if (branch === undefined && isHistoryKind(kind)) touched.set(cursorOf({ kind, id }), { kind, id });
    }
    if (commits.length < commitsAtOnce) break;
    last = commits.at(-1)?.seq ?? until;
  }
  return [...touched.values()];
}

/** Everything a branch holds, in order. */
export async function headsOf(store: Store, scope: Scope, branch: string): Promise<StoredRevision[]> {
  const heads: StoredRevision[] = [];
  for (;;) {
    const last = heads.at(-1);
    const after = last === undefined ? {} : { after: { kind: last.kind, id: last.id } };
    const page = await store.branchHeads(scope, { branch, limit: recordsAtOnce, ...after });
    heads.push(...page);
    if (page.length < recordsAtOnce) return heads;
  }
}

async function openState(store: Store, scope: Scope, { seq, branch }: Point): Promise<State> {
  const heads = branch === undefined ? [] : await headsOf(store, scope, branch);
  const byName = new Map(heads.map((head) => [cursorOf(head), head]));
  return {
    own: heads,
    async read(names) {
      const main = await store.revisionsAt(scope, seq, names);
      return names.map((name, at) => byName.get(cursorOf(name)) ?? main[at]);
    },
  };
}

/** Opens two points for comparing. Reading costs by how much was written between them, not by the project's size. */
export async function compareStates(store: Store, scope: Scope, from: Point, to: Point): Promise<Compared> {
  const [before, after] = await Promise.all([openState(store, scope, from), openState(store, scope, to)]);
  const [first, last] = from.seq < to.seq ? [from.seq, to.seq] : [to.seq, from.seq];
  const names = new Map<string, RecordKey>();
  for (const name of [...(await touchedBetween(store, scope, first, last)), ...before.own, ...after.own])
    names.set(cursorOf(name), { kind: name.kind, id: name.id });
  return {
    names: [...names.keys()].sort().map((cursor) => names.get(cursor) as RecordKey),
    async read(some) {
      const [fromVersions, toVersions] = await Promise.all([before.read(some), after.read(some)]);
      return { from: fromVersions, to: toVersions };
    },
  };
}

/** The records that may differ, a batch at a time, each with both versions. */
export async function* comparedPairs(
  { names, read }: Compared,
  size = recordsAtOnce,
): AsyncGenerator<{ name: RecordKey; from: Version; to: Version }> {
  for (let start = 0; start < names.length; start += size) {
    const some = names.slice(start, start + size);
    const { from, to } = await read(some);
    for (const [at, name] of some.entries()) yield { name, from: from[at], to: to[at] };
  }
}

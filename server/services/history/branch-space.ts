/** Records as a branch has them: what was written on it, over the main line as it was where it began. */
import type { Put, Scope, Store, StoredRecord, StoredRevision } from '../../store/store.ts';
import type { Call } from '../caller.ts';
import { commitFor, type Clock } from '../records.ts';
import type { BranchRecord } from './points.ts';
import { headsOf } from './states.ts';

export interface BranchSpace {
  get(scope: Scope, branch: BranchRecord, kind: string, id: string): Promise<StoredRecord | undefined>;
  /** A value by its name. */
  findEntry(scope: Scope, branch: BranchRecord, unique: string): Promise<StoredRecord | undefined>;
  /** All of a kind, last written first. */
  list(scope: Scope, branch: BranchRecord, kind: string): Promise<StoredRevision[]>;
  /** A revision as a record, with who made it first. */
  recordOf(scope: Scope, revision: StoredRevision): Promise<StoredRecord>;
  /** Writes a version on the branch alone. @returns the record it became, also for a repeat */
  put(call: Call, scope: Scope, branch: BranchRecord, put: Put): Promise<StoredRecord>;
}

const recordsAtOnce = 500;

export function createBranchSpace({ store, clock }: { store: Store; clock: Clock }): BranchSpace {
  async function versionOf(scope: Scope, { id: branch, payload }: BranchRecord, kind: string, id: string) {
    const [head] = await store.branchHeads(scope, { branch, kind, id, limit: 1 });
    return head ?? (await store.revisionsAt(scope, payload.base, [{ kind, id }]))[0];
  }

  /** What was written on a branch first leads back to it by its parents. */
  async function firstOf(scope: Scope, revision: StoredRevision): Promise<StoredRevision> {
    let first = revision;
    for (;;) {
      const [parent] = first.parents;
      const before =
        parent === undefined ? undefined : await store.revision(scope, first.kind, first.id, parent);
      if (before === undefined) return first;
      first = before;
    }
  }

  async function recordOf(scope: Scope, revision: StoredRevision): Promise<StoredRecord> {
    const { kind, id, state, version, seq, at, author, payload } = revision;
    const main = await store.get(scope, kind, id);
    const first = main === undefined ? await firstOf(scope, revision) : undefined;
    return {
      kind,
      id,
      state,
      version,
      revision: revision.revision,
      seq,
      createdAt: main?.createdAt ?? first?.at ?? at,
      createdBy: main?.createdBy ?? first?.author ?? author,
      updatedAt: at,
      updatedBy: author,
      payload,
    };
  }

  async function get(scope: Scope, branch: BranchRecord, kind: string, id: string) {
    const version = await versionOf(scope, branch, kind, id);
    return version === undefined ? undefined : recordOf(scope, version);
  }

  return {
    get,
    recordOf,
    async findEntry(scope, branch, unique) {
      const [head] = await store.branchHeads(scope, { branch: branch.id, kind: 'entry', unique, limit: 1 });
      if (head !== undefined) return recordOf(scope, head);
      const main = await store.find(scope, 'entry', unique);
      return main === undefined ? undefined : get(scope, branch, 'entry', main.id);
    },
    async list(scope, branch, kind) {
      const own = (await headsOf(store, scope, branch.id)).filter((head) => head.kind === kind);
      const all = new Map<string, StoredRevision>();
      for (let after = ''; ;) {
        const page = await store.stateAt(scope, branch.payload.base, { kind, after, limit: recordsAtOnce });
        for (const version of page) all.set(version.id, version);
        if (page.length < recordsAtOnce) break;
        after = page.at(-1)?.id ?? after;
      }
      for (const head of own) all.set(head.id, head);
      return [...all.values()].sort((one, other) => other.seq - one.seq || (one.id < other.id ? 1 : -1));
    },
    async put(call, scope, { id, payload }, put) {
      const commit = await commitFor(store, clock, call, scope, [
        { op: 'check', kind: 'branch', id, states: ['active'] },
        { ...put, branch: { id, base: payload.base } },
      ]);
      const result = commit.results[0];
      const written =
        result === undefined ? undefined : await store.revision(scope, put.kind, result.id, result.revision);
      if (written === undefined) throw new Error('the commit has no revision for the put');
      return recordOf(scope, written);
    },
  };
}

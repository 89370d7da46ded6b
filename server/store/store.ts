/**
 * The store's one interface. A driver keeps versioned records, their revisions, bytes and derived rows per scope, and
 * promises: a commit that was acknowledged is durable, atomic, seen by every later read, and applied once however
 * often it is repeated. SQLite is the first driver; `suite.ts` holds what every driver must pass.
 */

import type { LeftOut, Snapshot } from './copying.ts';
import type { Json, Scope, CommitAuthor, PutRow, Commit, PutResult, CommitResult } from './commit.ts';

export type * from './commit.ts';

/** A record as it is now. */
export interface StoredRecord {
  readonly kind: string;
  readonly id: string;
  readonly parent?: string;
  readonly state: string;
  readonly version: number;
  readonly revision: string;
  /** The commit that wrote this version. */
  readonly seq: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdBy: CommitAuthor;
  readonly updatedBy: CommitAuthor;
  readonly payload: Json;
}

/** One immutable version of a record. */
export interface StoredRevision {
  readonly kind: string;
  readonly id: string;
  readonly revision: string;
  readonly parents: readonly string[];
  readonly branch: string;
  readonly version: number;
  readonly seq: number;
  readonly at: number;
  readonly author: CommitAuthor;
  readonly state: string;
  readonly message?: string;
  readonly payload: Json;
}

export interface ListQuery {
  readonly kind: string;
  readonly parent?: string;
  /** Only records that hang from any parent, whose names are looked through faster than all. */
  readonly placed?: true;
  readonly states?: readonly string[];
  /** Only records whose `sort` holds this text. */
  readonly contains?: string;
  /** Only records whose id is greater: by `created`, a list goes on there, whatever became of those before. */
  readonly after?: string;
  /** By id (which is by creation), by last commit, or by the `sort` of the put. */
  readonly order: 'created' | 'changed' | 'sort';
  /**
   * Before that, by what stands in the payload, or by the ending of `sort` (what follows its last dot, in small letters):
   * records without it come first.
   */
  readonly by?: PayloadOrder | 'ending';
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit: number;
}

export interface PayloadOrder {
  /** Members from the outside in, such as `['content', 'size']`. */
  readonly path: readonly string[];
}

/** A commit as read back from the log. */
export interface StoredCommit {
  readonly seq: number;
  readonly at: number;
  readonly author: CommitAuthor;
  /** `branch` only where it is not the main line. */
  readonly records: readonly (PutResult & { readonly state: string; readonly branch?: string })[];
}

/** Which records of a branch to read: those written on it, in order of kind and id. */
export interface BranchQuery {
  readonly branch: string;
  readonly kind?: string;
  readonly id?: string;
  readonly unique?: string;
  readonly after?: RecordKey;
  readonly limit: number;
}

export interface RecordKey {
  readonly kind: string;
  readonly id: string;
}

export interface RevisionName extends RecordKey {
  readonly revision: string;
}

export interface StoredRow {
  readonly key: string;
  readonly value: Uint8Array;
}

/** How many records of each kind and state a scope has, and its last commit. */
export interface Tally {
  /** 0 before the first commit. */
  readonly seq: number;
  readonly at: number;
  readonly records: readonly { readonly kind: string; readonly state: string; readonly count: number }[];
}

/** What a scope takes up, in bytes. */
export interface Size {
  /** Of the file the scope is in, which other accounts may share; of it, `free` is used by what comes next. */
  readonly file: number;
  readonly free: number;
  readonly spaces: readonly { readonly space: string; readonly rows: number; readonly bytes: number }[];
}

export interface Job {
  readonly id: string;
  readonly account: string;
  readonly kind: string;
  readonly payload: Json;
  /** How often it was claimed before. */
  readonly attempts: number;
}

/** A count in a time window, such as requests of a key in a minute. Not a commit: up to a second may be lost. */
export interface Mark {
  readonly account: string;
  readonly name: string;
  /** Start of the window, or 0 for one that never ends. */
  readonly window: number;
  readonly add: number;
  /** When it happened last. */
  readonly at: number;
}

export interface MarkTotal {
  readonly count: number;
  readonly at: number;
}

/** Reads, in order of what they cost: `get`, `find` and `locate` are quick look-ups; the rest runs beside the caller. */
export interface Store {
  /**
   * @throws KeepsakeError VERSION_CONFLICT, DRIVE_ITEM_CONFLICT (a `unique` that is taken), STATE_NOT_READY (a check),
   * IDEMPOTENCY_KEY_REUSED, NOT_FOUND (a project that does not exist), STORAGE_FULL. Nothing is written then.
   */
  commit(scope: Scope, commit: Commit): Promise<CommitResult>;

  get(scope: Scope, kind: string, id: string): Promise<StoredRecord | undefined>;
  find(scope: Scope, kind: string, unique: string): Promise<StoredRecord | undefined>;
  locate(locator: string): Promise<{ account: string; record: StoredRecord } | undefined>;
  list(scope: Scope, query: ListQuery): Promise<StoredRecord[]>;
  count(scope: Scope, query: Pick<ListQuery, 'kind' | 'parent' | 'placed' | 'states'>): Promise<number>;
  /** Newest first; of the main line. */
  revisions(scope: Scope, kind: string, id: string, limit: number): Promise<StoredRevision[]>;
  revision(scope: Scope, kind: string, id: string, revision: string): Promise<StoredRevision | undefined>;
  /** Revisions by their names, in the order of the names, on whichever branch; undefined for one that is not kept. */
  revisionsNamed(scope: Scope, names: readonly RevisionName[]): Promise<(StoredRevision | undefined)[]>;
  /** Oldest first, `seq > after`. */
  changes(scope: Scope, after: number, limit: number): Promise<StoredCommit[]>;
  /** Newest first, `seq < before`. */
  commitsBefore(scope: Scope, before: number, limit: number): Promise<StoredCommit[]>;
  /** The newest commit made at a time or before it; 0 when there is none. */
  seqAt(scope: Scope, at: number): Promise<number>;
  /** Each record as the main line had it at a commit, in the order of the names; undefined where it had none. */
  revisionsAt(
    scope: Scope,
    seq: number,
    names: readonly RecordKey[],
  ): Promise<(StoredRevision | undefined)[]>;
  /** Every record of a kind as the main line had it at a commit, by id from `after` on. */
  stateAt(
    scope: Scope,
    seq: number,
    query: { kind: string; after?: string; limit: number },
  ): Promise<StoredRevision[]>;
  /** The newest revisions of a branch. */
  branchHeads(scope: Scope, query: BranchQuery): Promise<StoredRevision[]>;
  /** The newest sequence number; 0 before the first commit. */
  head(scope: Scope): Promise<number>;
  row(scope: Scope, space: string, key: string): Promise<Uint8Array | undefined>;
  /** Rows by their keys, in the order of the keys; undefined for one that is not there. */
  rowsOf(scope: Scope, space: string, keys: readonly string[]): Promise<(Uint8Array | undefined)[]>;
  /** Rows whose key begins with `prefix` and is greater than `after`, in order of key. */
  rows(
    scope: Scope,
    space: string,
    range: { prefix?: string; after?: string; limit: number },
  ): Promise<StoredRow[]>;

  /**
   * Writes rows without a commit: no sequence number, nothing in `changes`. For what may be written twice and whose
   * loss harms nobody, such as activity.
   */
  putRows(scope: Scope, rows: readonly Omit<PutRow, 'op'>[]): Promise<void>;
  tally(scope: Scope): Promise<Tally>;
  size(scope: Scope): Promise<Size>;

  /** The accounts of this store, oldest first. */
  accounts(): Promise<string[]>;
  /** Makes an account unless it exists. */
  createAccount(account: string): Promise<void>;

  /**
   * Destroys a project's key and everything that was kept under it, with the jobs that wait for it. The account's
   * records stay. Repeating it finishes what a crash left.
   */
  destroyProject(account: string, project: string): Promise<void>;
  /**
   * Destroys an account: its projects as by `destroyProject`, and everything of its own scope, with its jobs and counters (one
   * of the last second may come back). Nothing of it is known afterwards, not even its name. Repeating it finishes what a crash left.
   */
  destroyAccount(account: string): Promise<void>;
  /**
   * Rewrites what a scope is kept in, so that nothing of what was removed is left in it: neither in pages, free lists
   * and logs, nor as answers to repeats of records that were erased.
   *
   * @throws KeepsakeError UNAVAILABLE while somebody reads an older state; it can be tried again.
   */
  scrub(scope: Scope): Promise<void>;

  /** Everything as of one moment; writes wait only until it is pinned. Close it soon: logs grow meanwhile. */
  snapshot(leftOut: LeftOut): Promise<Snapshot>;

  /** The next job of these kinds that nobody holds, now held by `owner` until the lease ends. */
  claimJob(kinds: readonly string[], owner: string, now: number, leaseMs: number): Promise<Job | undefined>;
  /** Prolongs a lease; false when somebody else holds the job or it is gone. */
  renewJob(id: string, owner: string, now: number, leaseMs: number): Promise<boolean>;
  /** Gives a job back, to be claimed again from `retryAt` on. */
  releaseJob(id: string, owner: string, retryAt: number): Promise<void>;

  /** Adds to counters and returns each one's total over all servers. */
  mark(marks: readonly Mark[]): Promise<MarkTotal[]>;
  marks(account: string, names: readonly string[], window: number): Promise<(MarkTotal | undefined)[]>;

  /** Resolves when a small write is durable; how a server knows that it is ready. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The store's one interface. A driver keeps versioned records, their revisions, bytes and derived rows per scope, and
 * promises: a commit that was acknowledged is durable, atomic, seen by every later read, and applied once however
 * often it is repeated. SQLite is the first driver; `suite.ts` holds what every driver must pass.
 */

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/**
 * Where a commit is atomic and has its own sequence: an account (its drive, keys and list of projects), or one of its
 * projects (documents, memories, index). Tenancy is by construction: no call reaches across accounts.
 */
export interface Scope {
  readonly account: string;
  readonly project?: string;
}

/** Who made a commit. `id` is a key's id, or the account's for its owner. */
export interface CommitAuthor {
  readonly type: 'owner' | 'key' | 'server';
  readonly id: string;
  readonly name?: string;
  /** What the client called itself. */
  readonly client?: string;
}

export type Expectation = { readonly version: number } | 'absent' | 'present';

/** Writes one version of a record. */
export interface Put {
  readonly op: 'put';
  readonly kind: string;
  readonly id: string;
  /** Refused with VERSION_CONFLICT unless the record is as expected. */
  readonly expect?: Expectation;
  /** What the record hangs from, to list by: a folder's id, an item's id. */
  readonly parent?: string;
  /** A short word to list by. Never content: databases may show it. */
  readonly state: string;
  /** Content to sort lists by, such as a folded name. */
  readonly sort?: string;
  /** Content that no other record of the kind in the scope may have, such as folder and folded name. */
  readonly unique?: string;
  /** A word by which the record is found from any account, such as a key's id in its secret. Never content. */
  readonly locator?: string;
  readonly payload: Json;
  /** Why, in the author's words. */
  readonly message?: string;
  /** Parents of the new revision; the current revision when left out. */
  readonly parents?: readonly string[];
  /** False for state that has no history, such as a job's progress: only the newest revision is kept. */
  readonly history?: boolean;
}

/** Refuses the whole commit with STATE_NOT_READY unless a record exists and is in one of the states. */
export interface Check {
  readonly op: 'check';
  readonly kind: string;
  readonly id: string;
  readonly states?: readonly string[];
  readonly version?: number;
}

/** Writes, or with `value: null` removes, one row of bytes. Rows have no revisions: index rows, small blobs. */
export interface PutRow {
  readonly op: 'row';
  readonly space: string;
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** Removes the rows of a space whose key begins with `prefix`. */
export interface ClearRows {
  readonly op: 'clear';
  readonly space: string;
  readonly prefix: string;
}

/** Adds a project to the account and makes its key; only in an account's commit. Its scope can be written from then on. */
export interface CreateProject {
  readonly op: 'create-project';
  readonly project: string;
}

/**
 * Work that spans an account and one of its projects: kept with the account's commit, then applied to the project,
 * once, also after a crash. Only in an account's commit. The commit is acknowledged when it has been applied.
 */
export interface Relay {
  readonly op: 'relay';
  readonly id: string;
  readonly project: string;
  readonly operations: readonly (Put | PutRow | ClearRows)[];
}

/** Adds a job to the queue that all servers share; only in an account's commit. A job with the same id is replaced. */
export interface Enqueue {
  readonly op: 'enqueue';
  readonly id: string;
  readonly kind: string;
  /** Lower runs first. */
  readonly priority: number;
  readonly payload: Json;
}

/** Takes a job from the queue, whoever holds it. */
export interface Dequeue {
  readonly op: 'dequeue';
  readonly id: string;
}

export type Operation = Put | Check | PutRow | ClearRows | CreateProject | Relay | Enqueue | Dequeue;

export interface Repeat {
  /** Who repeats: keys of repeats are unique per principal and scope, and kept 24 hours. */
  readonly principal: string;
  readonly key: string;
  /** SHA-256 of the canonical request, in hex: the same key with another body is IDEMPOTENCY_KEY_REUSED. */
  readonly bodyHash: string;
}

export interface Commit {
  readonly author: CommitAuthor;
  /** Milliseconds since 1970, for showing; order comes from `seq`. */
  readonly at: number;
  readonly operations: readonly Operation[];
  readonly repeat?: Repeat;
}

export interface PutResult {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly revision: string;
}

export interface CommitResult {
  /** The scope's sequence number of this commit: one more than the commit before it. */
  readonly seq: number;
  /** One per `put`, in order. */
  readonly results: readonly PutResult[];
  /** True when the commit had been applied before and this is its stored answer. */
  readonly replayed: boolean;
}

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
  readonly states?: readonly string[];
  /** Only records whose `sort` holds this text. */
  readonly contains?: string;
  /** By id (which is by creation), by last commit, or by the `sort` of the put. */
  readonly order: 'created' | 'changed' | 'sort';
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit: number;
}

/** A commit as read back from the log. */
export interface StoredCommit {
  readonly seq: number;
  readonly at: number;
  readonly author: CommitAuthor;
  readonly records: readonly (PutResult & { readonly state: string })[];
}

export interface StoredRow {
  readonly key: string;
  readonly value: Uint8Array;
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
  count(scope: Scope, query: Pick<ListQuery, 'kind' | 'parent' | 'states'>): Promise<number>;
  /** Newest first. */
  revisions(scope: Scope, kind: string, id: string, limit: number): Promise<StoredRevision[]>;
  revision(scope: Scope, kind: string, id: string, revision: string): Promise<StoredRevision | undefined>;
  /** Oldest first, `seq > after`. */
  changes(scope: Scope, after: number, limit: number): Promise<StoredCommit[]>;
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

  /** The accounts of this store, oldest first. */
  accounts(): Promise<string[]>;
  /** Makes an account unless it exists. */
  createAccount(account: string): Promise<void>;

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

/** What is written to a store: a commit, its operations, and its answer. */

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

/** Where a put lands beside the main line: a branch, and the commit of main that it began from. */
export interface BranchPlace {
  readonly id: string;
  readonly base: number;
}

/**
 * Versions are counted, so another server's write may have the number of one that never was. Whoever expects a write of
 * its own that is still on its way names its revision too.
 */
export type Expectation =
  | { readonly version: number; readonly revision?: string | undefined }
  | 'absent'
  | 'present';

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
  /**
   * Id of the new revision where it was made elsewhere; a new one when left out. No revision of the record may have it
   * yet: whoever gives one looks before, and says what it `expect`s, so that nobody else wrote it meanwhile.
   */
  readonly revision?: string;
  /** Who wrote it and when, where that is not the commit's own: of a version that was made elsewhere. */
  readonly author?: CommitAuthor;
  readonly at?: number;
  /** False for state that has no history, such as a job's progress: only the newest revision is kept. */
  readonly history?: boolean;
  /**
   * Writes the branch's version of the record and leaves the record itself as it is: no list, look-up or `revisions`
   * shows it. `expect` and `unique` are about the branch. Only in a project's commit, without `locator`.
   */
  readonly branch?: BranchPlace;
}

/** Refuses the whole commit with STATE_NOT_READY unless a record exists and is in one of the states. */
export interface Check {
  readonly op: 'check';
  readonly kind: string;
  readonly id: string;
  readonly states?: readonly string[];
  readonly version?: number;
}

/** Refuses the whole commit with VERSION_CONFLICT when a record of these kinds was written after commit `since`. */
export interface Unchanged {
  readonly op: 'unchanged';
  readonly kinds: readonly string[];
  readonly since: number;
  /** Looks at the records of a branch instead. */
  readonly branch?: string;
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

/**
 * Removes a record for good, with every revision and without a trace in lists or names. With `revisions` only those of
 * its history go, and never the current one. Branches lose their versions of it, too, or go back to the newest that is
 * left to them. A record that does not exist changes nothing.
 */
export interface Erase {
  readonly op: 'erase';
  readonly kind: string;
  readonly id: string;
  readonly revisions?: readonly string[];
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

export type Operation =
  | Put
  | Check
  | Unchanged
  | PutRow
  | ClearRows
  | Erase
  | CreateProject
  | Relay
  | Enqueue
  | Dequeue;

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

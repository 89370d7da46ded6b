/** What a group of commits is decided on and comes to, one shape for each kind of row. */
import type { CommitAuthor, CommitResult, Dequeue, Enqueue, Json } from '../store.ts';

/** A record's row; `parent`, `sort` and `seq` are not read of records that are only checked or replaced. */
export interface RecordState {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly revision: string;
  readonly state: string;
  readonly parent?: string | undefined;
  readonly names?: Names | undefined;
  /** The hashed word. */
  readonly unique: string | undefined;
  readonly locator: string | undefined;
  readonly seq?: number;
  readonly createdAt: number;
  /** Sealed. */
  readonly createdBy: Buffer;
}

/** What is sealed of a record's row. */
export interface Names {
  readonly sort?: string | undefined;
  readonly unique?: string | undefined;
}

/** The newest version of a record on a branch. */
export interface HeadState {
  readonly branch: string;
  readonly kind: string;
  readonly id: string;
  readonly state: string;
  /** The hashed word. */
  readonly unique: string | undefined;
  /** The word, sealed. */
  readonly sealedUnique: Buffer | undefined;
  readonly version: number;
  readonly revision: string;
  readonly seq: number;
}

/** A revision without its content. */
export interface RevisionFact {
  readonly revision: string;
  readonly branch: string;
  readonly version: number;
  readonly seq: number;
  readonly state: string;
}

export interface RevisionEffect {
  readonly op: 'revision';
  readonly kind: string;
  readonly id: string;
  readonly revision: string;
  readonly parents: readonly string[];
  readonly branch: string;
  readonly version: number;
  readonly seq: number;
  readonly at: number;
  readonly state: string;
  /** Whether the record's earlier revisions go. */
  readonly forgetsEarlier: boolean;
  readonly content: RevisionContent;
}

/** Revisions that go for good: those named, or all of the record. */
export interface RevisionErasure {
  readonly op: 'erasure';
  readonly kind: string;
  readonly id: string;
  readonly revisions: readonly string[] | undefined;
}

/** What is sealed of a revision. */
export interface RevisionContent {
  readonly payload: Json;
  readonly author: CommitAuthor;
  readonly message?: string | undefined;
}

export interface CommitEffect {
  readonly seq: number;
  readonly at: number;
  /** Sealed. */
  readonly author: Buffer;
  readonly records: string;
}

export interface RepeatState {
  readonly principal: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly at: number;
  readonly answer: Omit<CommitResult, 'replayed'>;
}

export interface JobEffect {
  readonly account: string;
  readonly at: number;
  readonly operation: Enqueue | Dequeue;
}

export interface LocatorState {
  readonly scope: string;
  readonly kind: string;
  readonly id: string;
}

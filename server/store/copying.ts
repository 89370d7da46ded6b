/** Copies of a whole store: read as of one moment while everything goes on, and written into an empty store. */
import type { CopiedName } from './copied-lines.ts';
import type { Json } from './store.ts';

/** What a copy leaves out, because it is made anew from the rest. */
export interface LeftOut {
  /** Spaces of rows. */
  readonly spaces: readonly string[];
  /** Kinds of records. */
  readonly kinds: readonly string[];
  /** Carries what passes within a day, too: answers to clients that ask again, and counters. */
  readonly withPassing?: true;
}

/** A place among the lines of a scope: behind so many rows of this table, and all tables before it. */
export interface CopyPlace {
  readonly table: CopiedName;
  readonly rows: number;
}

/** How much there is to copy of a scope. */
export interface ScopeMeasure {
  /** Rows of each table that has some. */
  readonly rows: Readonly<Partial<Record<CopiedName, number>>>;
  /** Sequence numbers of its accounts or its project, added up: one more with each commit. */
  readonly seq: number;
}

/** A part of a store that is copied by itself: the accounts' records, or those of one project. */
export interface CopiedScope {
  /** `catalogue`, or the project's id. */
  readonly name: string;
  readonly account?: string | undefined;
}

/**
 * Everything that was committed before one moment. It is read as lines of JSON: `{"table","columns"}`, then the rows of
 * that table as arrays in the order of their keys, bytes as `{"base64"}`. Equal states give equal lines.
 */
export interface Snapshot {
  readonly scopes: readonly CopiedScope[];
  /** Lines of one scope, from a place on where one is given, in pieces that end with a line. */
  read(scope: string, from?: CopyPlace): AsyncIterable<Uint8Array>;
  measure(scope: string): Promise<ScopeMeasure>;
  /** Payloads of records of a kind in the catalogue, in states other than this one. */
  payloads(kind: string, notInState: string): Promise<Json[]>;
  close(): Promise<void>;
}

/**
 * A store that is being filled, and serves nobody until that is finished. Killed at any moment, it goes on behind the
 * last lines that it took.
 */
export interface Filling {
  /** What was noted when filling began; undefined for an empty store. */
  readonly mark: string | undefined;
  /** Notes that the store is being filled; again to replace the note. */
  begin(mark: string): Promise<void>;
  /** Where a scope goes on; undefined at its start. */
  place(scope: CopiedScope): Promise<CopyPlace | undefined>;
  /** Takes whole lines that follow those before, durably and with the place behind them. The catalogue goes first; keys are made anew. */
  write(scope: CopiedScope, lines: Uint8Array): Promise<void>;
  /** Forgets the places, which the store does not need once all is in it. */
  settle(): Promise<void>;
  /** Takes the note away: from now on the store serves. */
  finish(): Promise<void>;
  /** Takes away all that was filled, and the note. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What search is to the rest of the server: rows to write in the transaction that writes a record, and ranked hits to
 * read. It knows neither the store nor records; whoever wires it passes a reader of rows.
 */

/** Raised when terms or bytes of an index change: one of another format is not read, and has to be built anew. */
export { segmentFormat as indexFormat } from './segment/format.ts';

export const recordTypes = ['document', 'memory', 'message'] as const;
export type RecordType = (typeof recordTypes)[number];

/** A piece of text to be found, with what its hit shall carry back. */
export interface IndexedPiece {
  readonly text: string;
  /** The headings above it, outermost first. */
  readonly headings?: readonly string[];
  /** Who said it. */
  readonly author?: string;
  /** Of a message, such as `user` or `assistant`. */
  readonly role?: string;
  /** Milliseconds since 1970 when it was said; the record's last change when left out. */
  readonly time?: number;
  /** Returned with the hit as it is; a citation, for instance. */
  readonly place: Readonly<Record<string, unknown>>;
}

export interface IndexedRecord {
  /** Id of the document, memory or conversation. */
  readonly id: string;
  readonly type: RecordType;
  /** Its name: counts as text that names each piece. */
  readonly title: string;
  /** Another name of it, such as the title inside a file: found like the title, never shown. */
  readonly alias?: string;
  readonly tags?: readonly string[];
  /** What the client that wrote it called itself. */
  readonly client?: string;
  readonly updatedAt: number;
  readonly pieces: readonly IndexedPiece[];
  /** Position of the first piece. What is appended to a record (`append`) leaves its earlier pieces as they are. */
  readonly from?: number;
  readonly append?: boolean;
}

export type IndexRow =
  | { readonly op: 'row'; readonly space: string; readonly key: string; readonly value: Uint8Array | null }
  | { readonly op: 'clear'; readonly space: string; readonly prefix: string };

/** A project's list of segments, as it was read: replaced only when nobody else did meanwhile. */
export interface StoredManifest {
  readonly version: number;
  readonly value: unknown;
}

/** How search reads its rows of one project. Keys come back in order. */
export interface IndexReader {
  /** Identifies the project in caches. */
  readonly id: string;
  /** Rises with every commit of the project. */
  head(): Promise<number>;
  /** Ids of records that changed after a commit, and the newest commit they were read at. */
  changedSince(seq: number): Promise<{ head: number; ids: string[] }>;
  /** In the order of the keys. */
  rowsOf(space: string, keys: readonly string[]): Promise<(Uint8Array | undefined)[]>;
  rows(
    space: string,
    range: { prefix?: string; after?: string; limit: number },
  ): Promise<{ key: string; value: Uint8Array }[]>;
  /** @param id of another list than that of segments. */
  manifest(id?: string): Promise<StoredManifest | undefined>;
}

/** A list that replaces the one that was read. */
export interface NewManifest {
  /** `manifestId` unless given. */
  readonly id?: string;
  readonly value: unknown;
  /** The version that was read; none when there was no list. */
  readonly replaces: number | undefined;
}

/** How search writes when it merges. Each call is one commit. */
export interface IndexWriter {
  /** @returns false when the manifest is not at the version it was read at any more; nothing is written then. */
  commit(rows: readonly IndexRow[], manifest?: NewManifest): Promise<boolean>;
}

/** The id under which `changedSince` reports a change of the manifest. */
export const manifestId = 'segments';

export interface SearchFilters {
  readonly types?: readonly RecordType[] | undefined;
  /** Ids of records. */
  readonly records?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly author?: string | undefined;
  readonly client?: string | undefined;
  /** Milliseconds since 1970: only what was said or written from then on, or before then. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
}

/** A model's vectors, which compare with each other alone. */
export interface VectorSet {
  readonly id: string;
  readonly dimensions: number;
}

/** What a model makes of a query. */
export interface QueryVector {
  /** Id of the set that it compares with. */
  readonly set: string;
  readonly values: Float32Array;
}

export interface Embedding {
  readonly set: VectorSet;
  /** Ids of sets that are kept until this one is complete. */
  readonly keep: readonly string[];
  /** The vectors of texts, in their order. */
  readonly embed: (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>;
}

export interface VectorProgress {
  readonly set: string;
  /** Whether searches use it. */
  readonly complete: boolean;
  readonly done: number;
  readonly total: number;
}

export interface SearchQuery extends SearchFilters {
  readonly text: string;
  /** The query by models, the preferred first: a project takes the first whose vectors it has. */
  readonly vectors?: readonly QueryVector[] | undefined;
  readonly limit: number;
  /** Hits to pass over, for paging. */
  readonly offset?: number | undefined;
  /** About four characters each; the best set of passages that fits. */
  readonly tokenBudget?: number | undefined;
  /** From 0 to 1: hits less relevant than this are left out, so that a search can answer with nothing. */
  readonly minRelevance?: number | undefined;
  /** Passages of a document that follow each other come as one. */
  readonly join?: boolean | undefined;
  /** Every word of the query that some passage holds is held by one of the results. */
  readonly diverse?: boolean | undefined;
  /** The last word is still being typed. */
  readonly prefix?: boolean | undefined;
  /** From 0 (off) to 1: how much newer passages are preferred. */
  readonly recency?: number | undefined;
  /** Ids of records that are preferred. */
  readonly pinned?: readonly string[] | undefined;
  /** Only the first stage, plain BM25. */
  readonly plain?: boolean | undefined;
  /** Passages of the first stage that are ranked anew, instead of as many as the profile says; all, to show what is lost. */
  readonly candidates?: number | undefined;
  /** Weights of features instead of those fitted, for fitting and for showing what each adds. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
  /** The moment that words such as "yesterday" in the query are about; now when left out. */
  readonly now?: number | undefined;
}

/** Why a passage was found. */
export interface Why {
  /** Words of the query that it holds. */
  readonly terms: readonly string[];
  /** Each feature's share of the score; they add up to it. */
  readonly shares: Readonly<Record<string, number>>;
}

export interface Hit {
  readonly project: string;
  readonly recordId: string;
  readonly type: RecordType;
  /** 0-based number of the piece in its record. */
  readonly ordinal: number;
  readonly title: string;
  readonly text: string;
  readonly place: Readonly<Record<string, unknown>>;
  readonly updatedAt: number;
  readonly score: number;
  /** From 0 to 1: how likely it is that the passage has what was asked for. */
  readonly relevance: number;
  /** Ranges of the text, in UTF-16 code units, that match the query. */
  readonly highlights: readonly (readonly [start: number, end: number])[];
  readonly why: Why;
  /** Passages of almost the same text that were left out for this one. */
  readonly folded: number;
}

export interface StoredPiece {
  readonly ordinal: number;
  readonly text: string;
  readonly place: Readonly<Record<string, unknown>>;
}

export interface SearchEngine {
  /** The rows that make a record findable, replacing what was there for it; with no pieces, it is no longer found. */
  indexRecord(record: IndexedRecord): IndexRow[];
  /** The same for a record that may be large: its text is read beside the caller. */
  indexLarge(record: IndexedRecord): Promise<readonly IndexRow[]>;
  /** Best first, over all the projects given, with scores that compare across them. */
  search(projects: readonly IndexReader[], query: SearchQuery): Promise<Hit[]>;
  /** Pieces of a record from `from` on, in order; at most `limit`. */
  pieces(project: IndexReader, recordId: string, from: number, limit: number): Promise<StoredPiece[]>;
  /** Merges what was written lately into segments, as far as that is due. Called by one at a time per project. */
  merge(project: IndexReader, writer: IndexWriter, signal: AbortSignal): Promise<void>;
  /**
   * Rewrites at once, and not at some later merge, every segment and vector that still holds something of passages that
   * are no longer found. Called by one at a time per project, as `merge` is.
   */
  expunge(project: IndexReader, writer: IndexWriter, signal: AbortSignal): Promise<void>;
  /** Brings a project's vectors up to date, or without a model removes them. By one at a time per project. */
  embed(
    project: IndexReader,
    writer: IndexWriter,
    embedding: Embedding | undefined,
    signal: AbortSignal,
  ): Promise<void>;
  /** How far each set of a project's vectors is. */
  vectors(project: IndexReader): Promise<VectorProgress[]>;
  close(): Promise<void>;
}

/**
 * What search is to the rest of the server: rows to write in the transaction that writes a record, and ranked hits to
 * read. It knows neither the store nor records; whoever wires it passes a reader of rows.
 */

/** A piece of text to be found, with what its hit shall carry back. */
export interface IndexedPiece {
  readonly text: string;
  /** Counts as text that names the piece: title, file name, headings, tags. */
  readonly title: string;
  /** Returned with the hit as it is; a citation, for instance. */
  readonly place: Readonly<Record<string, unknown>>;
}

export interface IndexedRecord {
  /** Id of the document or memory. */
  readonly id: string;
  readonly type: 'document' | 'memory';
  readonly title: string;
  readonly updatedAt: number;
  readonly pieces: readonly IndexedPiece[];
}

export type IndexRow =
  | { readonly op: 'row'; readonly space: string; readonly key: string; readonly value: Uint8Array | null }
  | { readonly op: 'clear'; readonly space: string; readonly prefix: string };

/** How search reads its rows of one project. Keys come back in order. */
export interface IndexReader {
  /** Identifies the project in caches. */
  readonly id: string;
  /** Rises with every commit of the project. */
  head(): Promise<number>;
  /** Ids of records that changed after a commit, and the newest commit they were read at. */
  changedSince(seq: number): Promise<{ head: number; ids: string[] }>;
  rows(
    space: string,
    range: { prefix?: string; after?: string; limit: number },
  ): Promise<{ key: string; value: Uint8Array }[]>;
}

export interface SearchQuery {
  readonly text: string;
  readonly limit: number;
  /** About four characters each; the best set of passages that fits. */
  readonly tokenBudget?: number;
  readonly types?: readonly ('document' | 'memory')[];
}

export interface Hit {
  readonly project: string;
  readonly recordId: string;
  readonly type: 'document' | 'memory';
  /** 0-based number of the piece in its record. */
  readonly ordinal: number;
  readonly title: string;
  readonly text: string;
  readonly place: Readonly<Record<string, unknown>>;
  readonly updatedAt: number;
  readonly score: number;
}

export interface StoredPiece {
  readonly ordinal: number;
  readonly text: string;
  readonly place: Readonly<Record<string, unknown>>;
}

export interface SearchEngine {
  /** The rows that make a record findable, replacing what was there for it; with no pieces, it is no longer found. */
  indexRecord(record: IndexedRecord): IndexRow[];
  /** Best first, over all the projects given, with scores that compare across them. */
  search(projects: readonly IndexReader[], query: SearchQuery): Promise<Hit[]>;
  /** Pieces of a record from `from` on, in order; at most `limit`. */
  pieces(project: IndexReader, recordId: string, from: number, limit: number): Promise<StoredPiece[]>;
  close(): Promise<void>;
}

/** What the engine and its search threads say to each other. Bytes travel as shared memory, never copied. */
import type { Hit, IndexedRecord, IndexRow, SearchQuery, RecordType } from '../search.ts';
import type { SegmentInfo } from '../segment/format.ts';
import type { TailEntry } from '../tail.ts';

type Shared = Uint8Array<SharedArrayBuffer>;

/** A segment as a thread opens it. */
export interface OpenSegment {
  readonly id: string;
  readonly type: RecordType;
  readonly info: SegmentInfo;
  readonly resident: Shared;
  /** Dead passages as a merge wrote them down (see dead.ts). */
  readonly dead: Shared | undefined;
}

/** A project at a version. Threads are told of what they do not have. */
export interface ProjectUpdate {
  readonly project: string;
  readonly version: number;
  /** All segments anew; undefined when they are as before. */
  readonly segments: readonly OpenSegment[] | undefined;
  /** With `segments`, the whole tail; else what was added to it and removed from it. */
  readonly added: readonly (readonly [key: string, entry: TailEntry])[];
  readonly removed: readonly string[];
}

/** A project's vectors at a version; threads are told when it is another one. */
export interface OpenVectors {
  readonly version: number;
  readonly set: string;
  readonly centre: Float32Array<SharedArrayBuffer>;
  readonly blocks: readonly OpenVectorBlock[];
}

export interface OpenVectorBlock {
  /** As block.ts lays it out. */
  readonly row: Shared;
  readonly codes: Int32Array<SharedArrayBuffer>;
}

export interface SearchRequest {
  readonly projects: readonly string[];
  readonly query: SearchQuery;
}

/** A passage as it was ranked. */
export interface Candidate {
  readonly project: string;
  readonly group: string;
  readonly position: number;
  readonly type: RecordType;
  readonly score: number;
  readonly relevance: number;
  /** Words of the query that it holds. */
  readonly terms: readonly string[];
  readonly shares: Readonly<Record<string, number>>;
  /** Of the text that was embedded, where a passage was found by its vector alone. */
  readonly textHash?: string;
}

/** Names why the store could not be read; the engine keeps the error itself, which would not travel whole. */
export type FailureNumber = number;

export type ToThread =
  /** No more is asked; the thread ends. */
  | { readonly kind: 'close' }
  | { readonly kind: 'update'; readonly update: ProjectUpdate }
  | { readonly kind: 'vectors'; readonly project: string; readonly vectors: OpenVectors | undefined }
  | { readonly kind: 'forget'; readonly project: string }
  | { readonly kind: 'search'; readonly n: number; readonly request: SearchRequest }
  | {
      readonly kind: 'chunks';
      readonly n: number;
      readonly chunks: readonly (readonly [number, Shared])[] | undefined;
      readonly failure?: FailureNumber;
    }
  | {
      readonly kind: 'rows';
      readonly n: number;
      readonly rows: readonly (Uint8Array | undefined)[] | undefined;
      readonly failure?: FailureNumber;
    }
  | {
      readonly kind: 'drop';
      readonly project: string;
      readonly segment: string;
      readonly chunks: readonly number[];
    };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly n: number; readonly hits: readonly Hit[] }
  | {
      readonly kind: 'failed';
      readonly n: number;
      readonly message: string;
      readonly stale: boolean;
      /** The read that it failed with, if it was one. */
      readonly failure?: FailureNumber | undefined;
    }
  | {
      readonly kind: 'fetch';
      readonly n: number;
      readonly project: string;
      readonly segment: string;
      readonly chunks: readonly number[];
    }
  | {
      readonly kind: 'read';
      readonly n: number;
      /** The search that it is for. */
      readonly search: number;
      readonly project: string;
      readonly keys: readonly string[];
    };

/** What a merge asks of its starter: the calls of IndexReader and IndexWriter. */
export type MergeCall = 'head' | 'changedSince' | 'rowsOf' | 'rows' | 'manifest' | 'commit';

export type ToMergeThread =
  | { readonly kind: 'index'; readonly n: number; readonly record: IndexedRecord }
  | {
      readonly kind: 'merge';
      readonly n: number;
      readonly project: string;
      readonly thorough: boolean;
      /** Those that are open for searches: they are not read again. */
      readonly segments: readonly OpenSegment[];
    }
  | { readonly kind: 'stop'; readonly n: number }
  | { readonly kind: 'answer'; readonly n: number; readonly value?: unknown; readonly error?: Error };

export type FromMergeThread =
  | { readonly kind: 'indexed'; readonly n: number; readonly rows: readonly IndexRow[] }
  | {
      readonly kind: 'call';
      readonly n: number;
      readonly merge: number;
      readonly name: MergeCall;
      readonly input: readonly unknown[];
    }
  | { readonly kind: 'merged'; readonly n: number; readonly error?: Error };

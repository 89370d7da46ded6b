/**
 * A segment: an immutable index of passages, kept as rows of at most 1 MiB (see chunks.ts). Its bytes, in order:
 *
 * - `postings`: per term, blocks of up to 128 passages. A block is, per passage, a varint `delta << 1 | (count > 1)` and,
 *   when the term stands there more than once, the varint of the count. Terms of more than one block begin with a skip
 *   table: per block the varint of its last passage's delta, the varint of its length and its impact (16 bits).
 * - `forward`: per passage its facts and its terms in their order: positions in a stream of their own (see passage.ts).
 * - resident part, read whole when the segment is opened: `dictionary`, `blocks`, `lengths`, `offsets`,
 *   `times` (minutes since 1970, 0 when unknown), `runs`, `runKeys`.
 *
 * Passages are numbered in the order of their group (a document, a memory, a conversation) and their position in it.
 * A run is a stretch of passages of one group with consecutive positions.
 */

export const postingsPerBlock = 128;
export const termsPerBlock = 32;
/** Rows of a segment's resident part are this long, but for the last. */
export const chunkBytes = 1 << 20;
/** How long the rows of its other parts are. */
export interface RowLengths {
  readonly postings: number;
  readonly forward: number;
}
/** In PostgreSQL a large value stands in pieces of 1,996 bytes, and sealing adds 28: no piece is begun in vain. */
export const rowLengths: RowLengths = { postings: 8 * 1_996 - 28, forward: 2 * 1_996 - 28 };
/** Of segments that do not say it. */
export const firstRowLengths: RowLengths = { postings: 1 << 20, forward: 1 << 14 };
/** Impacts are shares of the most a term can add, rounded up to this many steps. */
export const impactSteps = 0xffff;

export const sections = ['dictionary', 'blocks', 'lengths', 'offsets', 'times', 'runs', 'runKeys'] as const;
export type SectionName = (typeof sections)[number];

/** What must be known of a segment to open it. */
export interface SegmentInfo {
  /** Of this layout; another one is refused and the project indexed anew. */
  readonly format: number;
  readonly passages: number;
  /** Terms in all passages, repeats counted. */
  readonly length: number;
  /** The mean length that the impacts were computed with. */
  readonly averageLength: number;
  readonly terms: number;
  /** One past the highest number of a term. */
  readonly numbers: number;
  readonly runs: number;
  readonly bytes: number;
  /** Where each section of the resident part begins; the first is where the forward part ends. */
  readonly sections: Readonly<Record<SectionName, number>>;
  /** Where the forward part begins. */
  readonly forward: number;
  /** `firstRowLengths` when left out. */
  readonly rows?: RowLengths;
}

export const segmentFormat = 3;

export interface PackedSegment {
  readonly info: SegmentInfo;
  readonly bytes: Uint8Array;
}

/** A stretch of consecutive positions of one group. */
export interface Run {
  readonly group: Uint8Array;
  readonly firstPosition: number;
  readonly passages: number;
}

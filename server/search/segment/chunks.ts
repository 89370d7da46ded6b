/**
 * How a segment is cut into chunks, which are its rows. The resident part is read whole, in chunks of 1 MiB; of the forward
 * part a search reads a few hundred bytes here and there, and of the postings what its words have, so theirs are small.
 */
import { chunkBytes, firstRowLengths, type SegmentInfo } from './format.ts';

/** What of a segment's facts says where its chunks are. */
export type Cuts = Pick<SegmentInfo, 'bytes' | 'forward' | 'sections' | 'rows'>;

/** A chunk, and where in the segment it begins. */
export interface ChunkPlace {
  readonly number: number;
  readonly from: number;
}

/** Numbers of the first chunks of the forward and the resident part. */
function pagesBegin({ forward, rows = firstRowLengths }: Cuts): number {
  return Math.ceil(forward / rows.postings);
}

function residentBegins(cuts: Cuts): number {
  const { forward, sections, rows = firstRowLengths } = cuts;
  return pagesBegin(cuts) + Math.ceil((sections.dictionary - forward) / rows.forward);
}

/** The chunk that holds a byte. */
export function chunkAt(cuts: Cuts, at: number): ChunkPlace {
  const { forward, sections, rows = firstRowLengths } = cuts;
  if (at < forward) return within(0, 0, rows.postings, at);
  if (at < sections.dictionary) return within(pagesBegin(cuts), forward, rows.forward, at);
  return within(residentBegins(cuts), sections.dictionary, chunkBytes, at);
}

/** Of a part that begins with a chunk at a byte, and whose chunks are so long. */
function within(number: number, from: number, length: number, at: number): ChunkPlace {
  const beyond = Math.floor((at - from) / length);
  return { number: number + beyond, from: from + beyond * length };
}

/** Numbers of the chunks that hold a stretch which is not empty. */
export function* chunksIn(cuts: Cuts, at: number, length: number): Generator<number> {
  const last = chunkAt(cuts, at + length - 1).number;
  for (let { number } = chunkAt(cuts, at); number <= last; number++) yield number;
}

/** The bytes of each chunk of the part that a chunk is in, but for the last, and where the part ends. */
export function partOfChunk(cuts: Cuts, number: number): { length: number; end: number } {
  const { rows = firstRowLengths } = cuts;
  const [pages, resident] = [pagesBegin(cuts), residentBegins(cuts)];
  if (number < pages) return { length: rows.postings, end: pages };
  if (number < resident) return { length: rows.forward, end: resident };
  return { length: chunkBytes, end: chunkAt(cuts, cuts.bytes - 1).number + 1 };
}

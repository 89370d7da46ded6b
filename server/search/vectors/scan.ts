/** Finds the vectors nearest to a query: bits that differ are counted for all, similarity is computed for the best. */
import type { VectorBlock } from './block.ts';
import { codeWords, writeCode } from './codes.ts';

/** A block with its binary codes. */
export interface ScannedBlock {
  readonly block: VectorBlock;
  readonly codes: Int32Array;
}

export interface NearVector {
  /** Place of its block among those scanned, and its own in the block. */
  readonly block: number;
  readonly at: number;
  /** Cosine of the angle to the query. */
  readonly similarity: number;
}

export class VectorScan {
  readonly size: number;
  readonly #blocks: readonly ScannedBlock[];
  readonly #query: Float32Array;
  readonly #distances: Uint16Array;
  /** How many vectors have each distance. */
  readonly #counts: Uint32Array;

  /** @param query has length 1. @param centre is that of the blocks' codes. */
  constructor(blocks: readonly ScannedBlock[], query: Float32Array, centre: Float32Array) {
    this.#blocks = blocks;
    this.#query = query;
    this.size = blocks.reduce((sum, { block }) => sum + block.count, 0);
    this.#distances = new Uint16Array(this.size);
    this.#counts = new Uint32Array(query.length + 1);
    const code = new Int32Array(codeWords(query.length));
    writeCode(query, 1, centre, code, 0);
    let from = 0;
    for (const { block, codes } of blocks) {
      countDifferences(codes, code, this.#distances.subarray(from, from + block.count), this.#counts);
      from += block.count;
    }
  }

  /** About this many that differ in the fewest bits, the most similar first. */
  nearest(most: number): NearVector[] {
    let limit = 0;
    for (let sum = this.#counts[0] as number; sum < most && limit + 1 < this.#counts.length;)
      sum += this.#counts[++limit] as number;
    const found: NearVector[] = [];
    let from = 0;
    for (const [number, { block }] of this.#blocks.entries()) {
      for (let at = 0; at < block.count; at++)
        if ((this.#distances[from + at] as number) <= limit)
          found.push({ block: number, at, similarity: similarity(block, at, this.#query) });
      from += block.count;
    }
    return found.sort((one, other) => other.similarity - one.similarity || this.#byPlace(one, other));
  }

  #byPlace(one: NearVector, other: NearVector): number {
    const [block, otherBlock] = [this.#blocks[one.block]?.block, this.#blocks[other.block]?.block];
    if (block === undefined || otherBlock === undefined) return 0;
    const [record, otherRecord] = [block.recordOf(one.at), otherBlock.recordOf(other.at)];
    if (record !== otherRecord) return record < otherRecord ? -1 : 1;
    return block.ordinalOf(one.at) - otherBlock.ordinalOf(other.at);
  }
}

function similarity({ values, scales, dimensions }: VectorBlock, at: number, query: Float32Array): number {
  let sum = 0;
  const from = at * dimensions;
  for (let dimension = 0; dimension < dimensions; dimension++)
    sum += (values[from + dimension] as number) * (query[dimension] as number);
  return sum * (scales[at] as number);
}

/** Distances of all codes to one; each is counted in `counts`, too. */
function countDifferences(
  codes: Int32Array,
  code: Int32Array,
  distances: Uint16Array,
  counts: Uint32Array,
): void {
  const words = code.length;
  for (let at = 0, from = 0; at < distances.length; at++) {
    let distance = 0;
    for (let word = 0; word < words;) {
      // Counts of all words, byte by byte, are added up before the four bytes are.
      let bytes = 0;
      for (const until = Math.min(words, word + wordsPerSum); word < until; word++, from++)
        bytes = (bytes + bitsOf((codes[from] as number) ^ (code[word] as number))) | 0;
      distance += (bytes & 0xff) + ((bytes >>> 8) & 0xff) + ((bytes >>> 16) & 0xff) + (bytes >>> 24);
    }
    distances[at] = distance;
    counts[distance] = (counts[distance] as number) + 1;
  }
}

/** Each adds up to 8 to a byte. */
const wordsPerSum = 31;

/** The number of bits that are set in each byte of a word. */
function bitsOf(word: number): number {
  const pairs = (word - ((word >>> 1) & 0x55555555)) | 0;
  const fours = ((pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)) | 0;
  return (fours + (fours >>> 4)) & 0x0f0f0f0f;
}

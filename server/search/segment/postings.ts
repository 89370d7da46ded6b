/** Reads the postings of one term, block by block, passing over blocks without decoding them. */
import { ByteReader } from './bytes.ts';
import { impactSteps, postingsPerBlock } from './format.ts';
import type { TermEntry } from './dictionary.ts';
import type { Segment } from './reading.ts';

/** Past the last passage. */
export const end = 0x7fffffff;

const nothing = new ByteReader(new Uint8Array(0));

export class Postings {
  /** Passages and counts of the decoded block; valid up to `size`. */
  readonly passages = new Int32Array(postingsPerBlock);
  readonly counts = new Int32Array(postingsPerBlock);
  size = 0;
  /** The last passage of the current block. */
  last = -1;
  /** The most the current block's passages add, as a share. */
  impact = 0;
  /** Where the reading of the decoded block stands. */
  at = 0;
  #decoded = false;
  #before = -1;
  #block = 0;
  #blockEnd = 0;
  #left = 0;
  #skips = nothing;
  #skipsEnd = 0;
  #blocks = nothing;
  #most = 0;

  constructor(segment: Segment, entry: TermEntry) {
    this.open(segment, entry);
  }

  /** Begins anew with another term: one reader serves many. */
  open(segment: Segment, entry: TermEntry): void {
    const data = segment.read(entry.at, entry.length);
    this.#skips = new ByteReader(data);
    const skips = this.#skips.varint();
    this.#skipsEnd = this.#skips.at + skips;
    this.#blocks = new ByteReader(data, this.#skipsEnd);
    this.#block = this.#blockEnd = this.#skipsEnd;
    this.#left = entry.frequency;
    this.#most = entry.impact / impactSteps;
    this.#before = this.last = -1;
    this.#decoded = false;
    this.size = this.at = 0;
  }

  /** Goes to the next block; false after the last. */
  next(): boolean {
    this.#left -= this.size;
    if (this.#left === 0) {
      this.last = end;
      this.size = 0;
      return false;
    }
    this.size = Math.min(postingsPerBlock, this.#left);
    this.#decoded = false;
    this.at = 0;
    this.#before = this.last;
    this.#block = this.#blockEnd;
    if (this.#skips.at < this.#skipsEnd) {
      this.last += this.#skips.varint() + 1;
      this.#blockEnd += this.#skips.varint();
      this.impact = this.#skips.uint16() / impactSteps;
    } else {
      this.last = end - 1;
      this.impact = this.#most;
    }
    return true;
  }

  /** Passes over blocks that end before a passage. False when no block is left. */
  skipTo(passage: number): boolean {
    while (this.last < passage) if (!this.next()) return false;
    return this.last !== end;
  }

  /** The most that passages of the current block and of those after it add, up to one that ends at a passage or later. */
  impactUntil(passage: number): number {
    let { impact, last } = this;
    const reader = this.#skips;
    const { at } = reader;
    while (last < passage && reader.at < this.#skipsEnd) {
      last += reader.varint() + 1;
      reader.varint();
      impact = Math.max(impact, reader.uint16() / impactSteps);
    }
    reader.at = at;
    return impact;
  }

  /** Reads the current block's passages and counts. */
  decode(): void {
    if (this.#decoded) return;
    this.#decoded = true;
    const { passages, counts, size } = this;
    const reader = this.#blocks;
    reader.at = this.#block;
    let passage = this.#before;
    for (let at = 0; at < size; at++) {
      const code = reader.varint();
      passage += (code >>> 1) + 1;
      passages[at] = passage;
      counts[at] = (code & 1) === 0 ? 1 : reader.varint();
    }
    this.last = passage;
  }

  /** How often the term stands in a passage, which must not be less than any asked for before. */
  countIn(passage: number): number {
    if (!this.skipTo(passage)) return 0;
    this.decode();
    const { passages, size } = this;
    let { at } = this;
    while (at < size && (passages[at] as number) < passage) at++;
    this.at = at;
    if (at === size) return this.countIn(passage);
    return passages[at] === passage ? (this.counts[at] as number) : 0;
  }
}

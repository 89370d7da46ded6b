/** A segment's dictionary: its terms in order of their bytes, in blocks whose terms share the beginning of the one before. */
import { ByteReader, compareBytes } from './bytes.ts';
import { termsPerBlock } from './format.ts';

/** A term of a segment. */
export interface TermEntry {
  readonly number: number;
  /** Passages that hold it. */
  readonly frequency: number;
  readonly at: number;
  readonly length: number;
  readonly impact: number;
}

/** Reads a term's facts, which begin where the reader stands; `bytes` is the length of its name. Returns whether to go on. */
type TermVisitor = (reader: ByteReader, at: number, bytes: number) => boolean;

function readEntry(reader: ByteReader, at: number): TermEntry {
  const number = reader.varint();
  const frequency = reader.varint();
  const length = reader.varint();
  return { number, frequency, at, length, impact: reader.uint16() };
}

export class Dictionary {
  readonly #bytes: Uint8Array;
  /** Where each block begins. */
  readonly #blocks: Uint32Array;
  readonly #terms: number;

  constructor(bytes: Uint8Array, blocks: Uint32Array, terms: number) {
    this.#bytes = bytes;
    this.#blocks = blocks;
    this.#terms = terms;
  }

  /** The entry of a term, given by its UTF-8 bytes. */
  find(name: Uint8Array): TermEntry | undefined {
    let found: TermEntry | undefined;
    this.#beginningWith(name, (reader, at, bytes) => {
      if (bytes === name.length) found = readEntry(reader, at);
      return false;
    });
    return found;
  }

  /** Numbers of the terms that begin with some bytes; at most so many. */
  numbersWith(prefix: Uint8Array, most: number): number[] {
    const numbers: number[] = [];
    this.#beginningWith(prefix, (reader) => numbers.push(reader.varint()) < most);
    return numbers;
  }

  /**
   * How many bytes a term has in common with the one before, and the one before with the prefix, tells the order of
   * most terms without a look at their bytes. Searches look up hundreds of terms, so that nothing is made of those
   * passed over.
   */
  #beginningWith(prefix: Uint8Array, visit: TermVisitor): void {
    const reader = new ByteReader(this.#bytes);
    for (let block = this.#blockOf(prefix); block < this.#blocks.length; block++) {
      reader.at = this.#blocks[block] as number;
      let at = reader.uint32();
      let common = 0;
      for (let left = this.#termsOf(block); left > 0; left--) {
        const shared = reader.varint();
        const rest = reader.varint();
        if (shared < common) return;
        if (shared === common && common < prefix.length) {
          common += this.#commonBytes(reader.at, rest, prefix, common);
          const own = common - shared;
          const isAfter =
            own < rest && common < prefix.length && this.#byteAt(reader.at + own) > (prefix[common] ?? 0);
          if (isAfter) return;
        }
        reader.at += rest;
        const facts = reader.at;
        if (common === prefix.length && !visit(reader, at, shared + rest)) return;
        reader.at = facts;
        reader.varint();
        reader.varint();
        at += reader.varint();
        reader.uint16();
      }
    }
  }

  #byteAt(at: number): number {
    return this.#bytes[at] as number;
  }

  /** How many bytes from `at` on, of `length`, are those of a prefix from `from` on. */
  #commonBytes(at: number, length: number, prefix: Uint8Array, from: number): number {
    const most = Math.min(length, prefix.length - from);
    let common = 0;
    while (common < most && this.#bytes[at + common] === prefix[from + common]) common++;
    return common;
  }

  #termsOf(block: number): number {
    return Math.min(termsPerBlock, this.#terms - block * termsPerBlock);
  }

  /** Terms beginning with the first that is not less than `name`. The bytes are reused. */
  *from(name: Uint8Array): Generator<{ name: Uint8Array; entry: TermEntry }, undefined> {
    const scratch = new Uint8Array(1_024);
    for (let block = this.#blockOf(name); block < this.#blocks.length; block++) {
      const reader = new ByteReader(this.#bytes, this.#blocks[block]);
      let at = reader.uint32();
      for (let left = this.#termsOf(block); left > 0; left--) {
        const shared = reader.varint();
        const rest = reader.varint();
        scratch.set(reader.bytes(rest), shared);
        const entry = readEntry(reader, at);
        const found = scratch.subarray(0, shared + rest);
        if (compareBytes(found, name) >= 0) yield { name: found, entry };
        at += entry.length;
      }
    }
    return undefined;
  }

  /** The last block whose first term is not greater. */
  #blockOf(name: Uint8Array): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    const reader = new ByteReader(this.#bytes);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      // The first term of a block shares nothing: after the block's offset stand a zero and its length.
      reader.at = (this.#blocks[middle] as number) + 5;
      const length = reader.varint();
      const common = this.#commonBytes(reader.at, length, name, 0);
      const isGreater =
        common < length &&
        (common === name.length || this.#byteAt(reader.at + common) > (name[common] as number));
      if (isGreater) high = middle - 1;
      else low = middle;
    }
    return low;
  }
}

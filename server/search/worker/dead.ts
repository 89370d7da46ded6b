/**
 * The passages of a segment that are no longer found, and how much they count in its statistics, so that scores are as
 * if they had never been there. As a row: the number of passages, each as a delta, the number of terms, and each term's
 * number and count; all varints.
 */
import { ByteReader, createByteWriter } from '../segment/bytes.ts';
import { readForward } from '../segment/passage.ts';
import type { Segment } from '../segment/reading.ts';

export class DeadPassages {
  passages = 0;
  /** Terms in them, repeats counted. */
  length = 0;
  /** Per term number, how many of them hold it. */
  readonly terms = new Map<number, number>();
  readonly #bits: Uint8Array;
  readonly #segment: Segment;

  constructor(segment: Segment, row?: Uint8Array) {
    this.#segment = segment;
    this.#bits = new Uint8Array(Math.ceil(segment.info.passages / 8));
    if (row !== undefined) this.#read(row);
  }

  #read(row: Uint8Array): void {
    const reader = new ByteReader(row);
    let passage = -1;
    for (let left = reader.varint(); left > 0; left--) {
      passage += reader.varint() + 1;
      this.#mark(passage);
    }
    for (let left = reader.varint(); left > 0; left--) this.terms.set(reader.varint(), reader.varint());
  }

  #mark(passage: number): void {
    this.#bits[passage >>> 3] = (this.#bits[passage >>> 3] as number) | (1 << (passage & 7));
    this.passages++;
    this.length += this.#segment.lengths[passage] as number;
  }

  has(passage: number): boolean {
    return ((this.#bits[passage >>> 3] as number) & (1 << (passage & 7))) !== 0;
  }

  /** The passage's forward record must be at hand. */
  add(passage: number): void {
    if (this.has(passage)) return;
    this.#mark(passage);
    const seen = new Set<number>();
    readForward(this.#segment.forward(passage), {
      field: () => undefined,
      sentence: () => undefined,
      term: (number) => seen.add(number),
    });
    for (const number of seen) this.terms.set(number, (this.terms.get(number) ?? 0) + 1);
  }

  row(): Uint8Array {
    const writer = createByteWriter(1_024);
    writer.varint(this.passages);
    let last = -1;
    for (let passage = 0; passage < this.#segment.info.passages; passage++) {
      if (!this.has(passage)) continue;
      writer.varint(passage - last - 1);
      last = passage;
    }
    writer.varint(this.terms.size);
    for (const [number, count] of this.terms) {
      writer.varint(number);
      writer.varint(count);
    }
    return writer.view().slice();
  }
}

/**
 * A block: the vectors of some hundred passages in one row. Little-endian: passages and dimensions (u32), version (u32),
 * reserved (u32), then per passage its scale (f32), ordinal (u32) and the hash of its text (8 bytes), then all values
 * (i8), and last, as JSON, the records that follow each other with the number of passages of each.
 */
import { codeWords } from './codes.ts';

export const vectorSpace = 'vector';
/** Per record, the blocks that hold passages of it. */
export const vectorRecordSpace = 'vector-record';

const headBytes = 16;
const passageBytes = 16;
/** Small enough to be rewritten for one passage, large enough that a project has few. */
const blockBytes = 256 * 1024;

export interface VectorEntry {
  readonly record: string;
  readonly ordinal: number;
  /** Of the text that was embedded, 16 hexadecimal digits. */
  readonly hash: string;
  readonly scale: number;
  readonly values: Int8Array;
}

/** Passages that a block may hold. */
export function blockCapacity(dimensions: number): number {
  return Math.max(16, Math.floor(blockBytes / (dimensions + passageBytes)));
}

export function blockKey(set: string, number: number): string {
  return `${set}/${String(number).padStart(7, '0')}`;
}

export function vectorRecordKey(set: string, record: string): string {
  return `${set}/${record}`;
}

export function encodeBlock(
  entries: readonly VectorEntry[],
  dimensions: number,
  version: number,
): Uint8Array {
  const runs: [string, number][] = [];
  for (const { record } of entries) {
    const last = runs.at(-1);
    if (last?.[0] === record) last[1]++;
    else runs.push([record, 1]);
  }
  const tail = new TextEncoder().encode(JSON.stringify(runs));
  const valuesAt = headBytes + entries.length * passageBytes;
  const bytes = new Uint8Array(valuesAt + entries.length * dimensions + tail.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, entries.length, true);
  view.setUint32(4, dimensions, true);
  view.setUint32(8, version, true);
  for (const [at, { scale, ordinal, hash, values }] of entries.entries()) {
    view.setFloat32(headBytes + at * 4, scale, true);
    view.setUint32(headBytes + (entries.length + at) * 4, ordinal, true);
    view.setBigUint64(headBytes + (entries.length + at) * 8, BigInt(`0x${hash}`), true);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, dimensions), valuesAt + at * dimensions);
  }
  bytes.set(tail, bytes.length - tail.length);
  return bytes;
}

/** A block as it is searched; all its arrays are views of one row. */
export class VectorBlock {
  readonly count: number;
  readonly dimensions: number;
  readonly version: number;
  readonly scales: Float32Array;
  readonly values: Int8Array;
  readonly bytes: Uint8Array;
  #records: string[] | undefined;

  /** @param bytes begin a buffer of their own. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const view = this.#view();
    this.count = view.getUint32(0, true);
    this.dimensions = view.getUint32(4, true);
    this.version = view.getUint32(8, true);
    const { buffer, byteOffset } = bytes;
    this.scales = new Float32Array(buffer, byteOffset + headBytes, this.count);
    const valuesAt = headBytes + this.count * passageBytes;
    this.values = new Int8Array(buffer, byteOffset + valuesAt, this.count * this.dimensions);
  }

  #view(): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  }

  recordOf(at: number): string {
    this.#records ??= this.#readRecords();
    return this.#records[at] as string;
  }

  ordinalOf(at: number): number {
    return this.#view().getUint32(headBytes + (this.count + at) * 4, true);
  }

  hashOf(at: number): string {
    const hash = this.#view().getBigUint64(headBytes + (this.count + at) * 8, true);
    return hash.toString(16).padStart(16, '0');
  }

  entries(): VectorEntry[] {
    return Array.from({ length: this.count }, (_, at) => ({
      record: this.recordOf(at),
      ordinal: this.ordinalOf(at),
      hash: this.hashOf(at),
      scale: this.scales[at] as number,
      values: this.values.subarray(at * this.dimensions, (at + 1) * this.dimensions),
    }));
  }

  #readRecords(): string[] {
    const from = headBytes + this.count * (passageBytes + this.dimensions);
    const text = new TextDecoder().decode(this.bytes.slice(from));
    const runs = JSON.parse(text) as [string, number][];
    return runs.flatMap(([record, count]) => Array.from({ length: count }, () => record));
  }
}

/** A block in a buffer of its own, which arrays of larger numbers need. */
export function openBlock(row: Uint8Array): VectorBlock {
  return new VectorBlock(row.slice());
}

/** Bytes of a block's binary codes. */
export function codesLength({ count, dimensions }: VectorBlock): number {
  return count * codeWords(dimensions);
}

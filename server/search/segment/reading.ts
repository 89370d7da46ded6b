/** Reads a segment whose chunks are at hand; what is missing is named, to be fetched before it is read. */
import { ByteReader, compareBytes, decodeText } from './bytes.ts';
import { Dictionary } from './dictionary.ts';
import { chunkAt } from './chunks.ts';
import { termsPerBlock, type SectionName, type SegmentInfo } from './format.ts';

/** Where a segment's bytes come from. */
export interface SegmentBytes {
  /** The resident part, or the whole of a small segment; begins at `residentFrom`. */
  readonly resident: Uint8Array;
  readonly residentFrom: number;
  /** A chunk of the rest, when it is at hand. */
  chunk(number: number): Uint8Array | undefined;
  /** Whether a chunk that is at hand stays so for who begins to read now; all do unless given. */
  stays?(number: number): boolean;
}

export interface Place {
  readonly group: Uint8Array;
  readonly position: number;
}

export class Segment {
  readonly info: SegmentInfo;
  readonly terms: Dictionary;
  readonly lengths: Uint16Array;
  /** Minutes since 1970, or 0. */
  readonly times: Uint32Array;
  #newest = -1;
  readonly #bytes: SegmentBytes;
  readonly #offsets: Uint32Array;
  readonly #runs: Uint32Array;
  readonly #keys: number;

  constructor(info: SegmentInfo, bytes: SegmentBytes) {
    this.info = info;
    this.#bytes = bytes;
    const { sections } = info;
    this.lengths = new Uint16Array(...this.#section('lengths', info.passages));
    this.times = new Uint32Array(...this.#section('times', info.passages));
    this.#offsets = new Uint32Array(...this.#section('offsets', info.passages + 1));
    this.#runs = new Uint32Array(...this.#section('runs', info.runs * 3));
    this.#keys = sections.runKeys - bytes.residentFrom;
    this.terms = new Dictionary(
      bytes.resident.subarray(sections.dictionary - bytes.residentFrom, sections.blocks - bytes.residentFrom),
      new Uint32Array(...this.#section('blocks', Math.ceil(info.terms / termsPerBlock))),
      info.terms,
    );
  }

  #section(name: SectionName, length: number): [ArrayBufferLike, number, number] {
    const { resident, residentFrom } = this.#bytes;
    return [resident.buffer, resident.byteOffset + this.info.sections[name] - residentFrom, length];
  }

  /** Numbers of the chunks that hold a stretch and are not at hand. */
  missing(at: number, length: number, into: Set<number>): void {
    if (length === 0 || at >= this.#bytes.residentFrom) return;
    const bytes = this.#bytes;
    const last = chunkAt(this.info, at + length - 1).number;
    for (let { number } = chunkAt(this.info, at); number <= last; number++)
      if (bytes.chunk(number) === undefined || bytes.stays?.(number) === false) into.add(number);
  }

  /** A stretch whose chunks are at hand. */
  read(at: number, length: number): Uint8Array {
    const { resident, residentFrom } = this.#bytes;
    if (at >= residentFrom) return resident.subarray(at - residentFrom, at - residentFrom + length);
    const { number, from } = chunkAt(this.info, at);
    const begin = at - from;
    const first = this.#chunk(number);
    if (begin + length <= first.length) return first.subarray(begin, begin + length);
    const whole = new Uint8Array(length);
    whole.set(first.subarray(begin));
    let done = first.length - begin;
    for (let next = number + 1; done < length; next++) {
      const part = this.#chunk(next).subarray(0, length - done);
      whole.set(part, done);
      done += part.length;
    }
    return whole;
  }

  #chunk(number: number): Uint8Array {
    const chunk = this.#bytes.chunk(number);
    if (chunk === undefined) throw new Error(`chunk ${number} of a segment was read before it was fetched`);
    return chunk;
  }

  /** Where a passage's forward record stands: its place and length. */
  forwardAt(passage: number): { at: number; length: number } {
    const begin = this.#offsets[passage] as number;
    return { at: this.info.forward + begin, length: (this.#offsets[passage + 1] as number) - begin };
  }

  forward(passage: number): Uint8Array {
    const { at, length } = this.forwardAt(passage);
    return this.read(at, length);
  }

  /** The newest of `times`. */
  get newest(): number {
    if (this.#newest < 0) this.#newest = this.times.reduce((most, time) => Math.max(most, time), 0);
    return this.#newest;
  }

  /** The run that holds a passage. */
  runOf(passage: number): number {
    let low = 0;
    let high = this.info.runs - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#runs[middle * 3] as number) <= passage) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  runFirst(run: number): number {
    return this.#runs[run * 3] as number;
  }

  /** One past the run's last passage. */
  runEnd(run: number): number {
    return run + 1 < this.info.runs ? (this.#runs[run * 3 + 3] as number) : this.info.passages;
  }

  runPosition(run: number): number {
    return this.#runs[run * 3 + 1] as number;
  }

  runGroup(run: number): Uint8Array {
    const reader = new ByteReader(this.#bytes.resident, this.#keys + (this.#runs[run * 3 + 2] as number));
    return reader.bytes(reader.varint());
  }

  groupName(run: number): string {
    return decodeText(this.runGroup(run));
  }

  placeOf(passage: number): Place {
    const run = this.runOf(passage);
    return { group: this.runGroup(run), position: this.runPosition(run) + passage - this.runFirst(run) };
  }

  /** The runs of a group: the first of them and one past the last. */
  runsOf(group: Uint8Array): { first: number; end: number } {
    let low = 0;
    let high = this.info.runs;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes(this.runGroup(middle), group) < 0) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.info.runs && compareBytes(this.runGroup(end), group) === 0) end++;
    return { first: low, end };
  }

  /** The passage at a position of a group, or -1. */
  passageAt(group: Uint8Array, position: number): number {
    const { first, end } = this.runsOf(group);
    for (let run = first; run < end; run++) {
      const at = this.runFirst(run) + position - this.runPosition(run);
      if (at >= this.runFirst(run) && at < this.runEnd(run)) return at;
    }
    return -1;
  }
}

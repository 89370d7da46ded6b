/** Writes a segment from its terms and passages, each given once and in order, into chunks as they fill up. */
import { saturation } from '../scoring/bm25.ts';
import { compareBytes, createByteWriter, type ByteWriter } from './bytes.ts';
import {
  chunkBytes,
  impactSteps,
  postingsPerBlock,
  rowLengths,
  segmentFormat,
  termsPerBlock,
  type Run,
  type SegmentInfo,
} from './format.ts';

/** What is known before the first term is written. */
export interface SegmentPlan {
  /** Terms per passage; 65,535 at most counts. */
  readonly lengths: Uint16Array;
  /** Minutes since 1970, or 0. */
  readonly times: Uint32Array;
  readonly runs: readonly Run[];
}

export interface SegmentWriter {
  /** Terms in order of their bytes; `passages` ascending. Returns nothing; `number` is what forward records call it. */
  term(name: Uint8Array, number: number, passages: Uint32Array, counts: Uint32Array, length: number): void;
  /** Forward records in order of passages, after the last term. */
  forward(record: Uint8Array): void;
  finish(): SegmentInfo;
}

/** @param sink receives the segment's chunks in order. */
export function createSegmentWriter(plan: SegmentPlan, sink: (chunk: Uint8Array) => void): SegmentWriter {
  const { lengths, times, runs } = plan;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const averageLength = lengths.length === 0 ? 1 : Math.max(1, total / lengths.length);
  const output = createOutput(sink);
  const dictionary = createDictionaryWriter();
  const postings = createPostingsWriter(lengths, averageLength);
  const offsets = createByteWriter(lengths.length * 4 + 4);
  let forwardAt = -1;
  let numbers = 0;

  function beginForward(): void {
    if (forwardAt >= 0) return;
    forwardAt = output.length;
    output.cut(rowLengths.forward);
  }

  return {
    term(name, number, passages, counts, length) {
      const at = output.length;
      numbers = Math.max(numbers, number + 1);
      const impact = postings.write(passages, counts, length);
      postings.writeTo(output);
      dictionary.add({ name, number, frequency: length, at, length: output.length - at, impact });
    },
    forward(record) {
      beginForward();
      offsets.uint32(output.length - forwardAt);
      output.write(record);
    },
    finish() {
      beginForward();
      offsets.uint32(output.length - forwardAt);
      output.align(4);
      output.cut(chunkBytes);
      const resident: [keyof SegmentInfo['sections'], Uint8Array][] = [
        ['dictionary', dictionary.entries()],
        ['blocks', dictionary.blocks()],
        ['lengths', bytesOf(lengths)],
        ['offsets', offsets.view()],
        ['times', bytesOf(times)],
        ...runSections(runs),
      ];
      const begins: Partial<Record<keyof SegmentInfo['sections'], number>> = {};
      for (const [name, bytes] of resident) {
        begins[name] = output.length;
        output.write(bytes);
        output.align(4);
      }
      output.end();
      return {
        format: segmentFormat,
        passages: lengths.length,
        length: total,
        averageLength,
        terms: dictionary.terms(),
        numbers,
        runs: runs.length,
        bytes: output.length,
        sections: begins as SegmentInfo['sections'],
        forward: forwardAt,
        rows: rowLengths,
      };
    },
  };
}

function bytesOf(numbers: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Cuts what is written into chunks. */
interface Output {
  readonly length: number;
  write(bytes: Uint8Array): void;
  align(multiple: number): void;
  /** Ends the chunk; those that follow are so long. */
  cut(size: number): void;
  end(): void;
}

function createOutput(sink: (chunk: Uint8Array) => void): Output {
  const pending = createByteWriter(1_024);
  let done = 0;
  let size: number = rowLengths.postings;
  function write(bytes: Uint8Array): void {
    let rest = bytes;
    while (pending.length + rest.length >= size) {
      const fits = size - pending.length;
      pending.bytes(rest.subarray(0, fits));
      flush();
      rest = rest.subarray(fits);
    }
    pending.bytes(rest);
  }
  function flush(): void {
    if (pending.length === 0) return;
    sink(pending.view().slice());
    done += pending.length;
    pending.reset();
  }
  return {
    get length() {
      return done + pending.length;
    },
    write,
    align(multiple: number): void {
      write(new Uint8Array((multiple - (this.length % multiple)) % multiple));
    },
    cut(next): void {
      flush();
      size = next;
    },
    end: flush,
  };
}

interface DictionaryEntry {
  readonly name: Uint8Array;
  readonly number: number;
  readonly frequency: number;
  readonly at: number;
  readonly length: number;
  readonly impact: number;
}

/**
 * Blocks of 32 terms: the first begins with its postings' place, each is what it shares with the one before it, the
 * rest of its name, number, frequency, length of postings and impact.
 */
function createDictionaryWriter() {
  const entries = createByteWriter(512);
  const blocks = createByteWriter(16);
  let previous: Uint8Array = new Uint8Array(0);
  let terms = 0;
  return {
    add({ name, number, frequency, at, length, impact }: DictionaryEntry): void {
      const first = terms % termsPerBlock === 0;
      if (first) {
        blocks.uint32(entries.length);
        entries.uint32(at);
      }
      const shared = first ? 0 : sharedPrefix(previous, name);
      entries.varint(shared);
      entries.varint(name.length - shared);
      entries.bytes(name.subarray(shared));
      entries.varint(number);
      entries.varint(frequency);
      entries.varint(length);
      entries.uint16(impact);
      previous = name;
      terms++;
    },
    entries: () => entries.view(),
    blocks: () => blocks.view(),
    terms: () => terms,
  };
}

function sharedPrefix(one: Uint8Array, other: Uint8Array): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length++;
  return length;
}

function createPostingsWriter(lengths: Uint16Array, averageLength: number) {
  const blocks = createByteWriter(64);
  const skips = createByteWriter(0);
  const head = createByteWriter(5);

  function writeBlock(passages: Uint32Array, counts: Uint32Array, from: number, to: number): number {
    let highest = 0;
    for (let at = from; at < to; at++) {
      const passage = passages[at] as number;
      const count = counts[at] as number;
      const delta = passage - (at === 0 ? -1 : (passages[at - 1] as number)) - 1;
      blocks.varint(delta * 2 + (count > 1 ? 1 : 0));
      if (count > 1) blocks.varint(count);
      highest = Math.max(highest, saturation(count, lengths[passage] as number, averageLength));
    }
    return impactOf(highest);
  }

  return {
    /** Returns the highest impact of all. */
    write(passages: Uint32Array, counts: Uint32Array, length: number): number {
      blocks.reset();
      skips.reset();
      let highest = 0;
      let last = -1;
      for (let from = 0; from < length; from += postingsPerBlock) {
        const begin = blocks.length;
        const to = Math.min(length, from + postingsPerBlock);
        const impact = writeBlock(passages, counts, from, to);
        highest = Math.max(highest, impact);
        if (length > postingsPerBlock) {
          skips.varint((passages[to - 1] as number) - last - 1);
          skips.varint(blocks.length - begin);
          skips.uint16(impact);
        }
        last = passages[to - 1] as number;
      }
      return highest;
    },
    writeTo(output: Output): void {
      head.reset();
      head.varint(skips.length);
      output.write(head.view());
      if (skips.length > 0) output.write(skips.view());
      output.write(blocks.view());
    },
  };
}

/** A share of the most that a term can add, rounded up. */
export function impactOf(adds: number): number {
  return Math.min(impactSteps, Math.ceil((adds / mostATermAdds) * impactSteps));
}

/** `k1 + 1`, which saturation stays below. */
const mostATermAdds = 1.9;

function runSections(runs: readonly Run[]): ['runs' | 'runKeys', Uint8Array][] {
  const table: ByteWriter = createByteWriter(runs.length * 12 + 12);
  const keys = createByteWriter(runs.length * 8 + 32);
  let passage = 0;
  let previous: Uint8Array | undefined;
  let keyAt = 0;
  for (const { group, firstPosition, passages } of runs) {
    if (previous === undefined || compareBytes(previous, group) !== 0) {
      keyAt = keys.length;
      keys.varint(group.length);
      keys.bytes(group);
    }
    previous = group;
    table.uint32(passage);
    table.uint32(firstPosition);
    table.uint32(keyAt);
    passage += passages;
  }
  return [
    ['runs', table.view()],
    ['runKeys', keys.view()],
  ];
}

/** Merges segments into one, dropping passages that are dead, in one pass over each and in bounded memory. */
import { compareBytes, createByteWriter } from './bytes.ts';
import type { Run, SegmentInfo } from './format.ts';
import { copyForward } from './passage.ts';
import { Postings } from './postings.ts';
import type { TermEntry } from './dictionary.ts';
import type { Segment } from './reading.ts';
import { createSegmentWriter } from './writing.ts';

export interface MergeInput {
  readonly segment: Segment;
  readonly isDead: (passage: number) => boolean;
  /** Makes a stretch of the segment readable. */
  readonly fetch: (at: number, length: number) => Promise<void> | undefined;
}

/**
 * @param sink takes the merged segment's chunks; awaited, so that no more than a few wait.
 * @returns what opens the segment, or undefined when no passage was alive.
 */
export async function mergeSegments(
  inputs: readonly MergeInput[],
  sink: (chunk: Uint8Array) => Promise<void>,
): Promise<SegmentInfo | undefined> {
  const order = orderPassages(inputs);
  if (order.lengths.length === 0) return undefined;
  const chunks: Uint8Array[] = [];
  const writer = createSegmentWriter(order, (chunk) => chunks.push(chunk));
  const drain = async () => {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) await sink(chunk);
  };
  const numbers = numberTerms(inputs);
  const scratch = createScratch(order.lengths.length);
  for (const { name, holders } of mergedTerms(inputs)) {
    for (const { input, entry } of holders) {
      const fetched = inputs[input]?.fetch(entry.at, entry.length);
      // Most is at hand, and there may be millions of these.
      if (fetched !== undefined) await fetched;
    }
    const length = scratch.gather(inputs, holders, order.renumbered);
    const { input, entry } = holders[0] as Holder;
    const number = numbers[input]?.[entry.number] as number;
    if (length > 0) writer.term(name, number, scratch.passages, scratch.counts, length);
    if (chunks.length > 0) await drain();
  }
  const record = createByteWriter(1_024);
  for (const { input, first, passages } of order.stretches) {
    const { segment, fetch } = inputs[input] as MergeInput;
    for (let passage = first; passage < first + passages; passage++) {
      const { at, length } = segment.forwardAt(passage);
      const fetched = fetch(at, length);
      if (fetched !== undefined) await fetched;
      record.reset();
      copyForward(segment.read(at, length), record, numbers[input] as Int32Array);
      writer.forward(record.view());
    }
    if (chunks.length > 0) await drain();
  }
  const info = writer.finish();
  await drain();
  return info;
}

/** Passages of one input that stay together. */
interface Stretch {
  readonly input: number;
  readonly first: number;
  readonly passages: number;
  readonly group: Uint8Array;
  readonly position: number;
}

interface Order {
  readonly stretches: readonly Stretch[];
  readonly runs: readonly Run[];
  readonly lengths: Uint16Array;
  readonly times: Uint32Array;
  /** Per input, the new number of each passage, or -1. */
  readonly renumbered: readonly Int32Array[];
}

function orderPassages(inputs: readonly MergeInput[]): Order {
  const stretches = inputs.flatMap(aliveStretches).sort(byPlace);
  const total = stretches.reduce((sum, { passages }) => sum + passages, 0);
  const lengths = new Uint16Array(total);
  const times = new Uint32Array(total);
  const renumbered = inputs.map(({ segment }) => new Int32Array(segment.info.passages).fill(-1));
  let next = 0;
  for (const { input, first, passages } of stretches) {
    for (let passage = first; passage < first + passages; passage++) {
      lengths[next] = inputs[input]?.segment.lengths[passage] as number;
      times[next] = inputs[input]?.segment.times[passage] as number;
      (renumbered[input] as Int32Array)[passage] = next++;
    }
  }
  return { stretches, runs: joinedRuns(stretches), lengths, times, renumbered };
}

function aliveStretches({ segment, isDead }: MergeInput, input: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let run = 0; run < segment.info.runs; run++) {
    const begin = segment.runFirst(run);
    const runEnd = segment.runEnd(run);
    const group = segment.runGroup(run);
    let first = begin;
    for (let passage = begin; passage <= runEnd; passage++) {
      if (passage < runEnd && !isDead(passage)) continue;
      const position = segment.runPosition(run) + first - begin;
      if (passage > first) stretches.push({ input, first, passages: passage - first, group, position });
      first = passage + 1;
    }
  }
  return stretches;
}

function byPlace(one: Stretch, other: Stretch): number {
  return compareBytes(one.group, other.group) || one.position - other.position;
}

function joinedRuns(stretches: readonly Stretch[]): Run[] {
  const runs: { group: Uint8Array; firstPosition: number; passages: number }[] = [];
  for (const { group, position, passages } of stretches) {
    const last = runs.at(-1);
    if (last && last.firstPosition + last.passages === position && compareBytes(last.group, group) === 0)
      last.passages += passages;
    else runs.push({ group, firstPosition: position, passages });
  }
  return runs;
}

interface Holder {
  readonly input: number;
  readonly entry: TermEntry;
}

/** Terms of all inputs in order of their bytes, each with the inputs that hold it. */
function* mergedTerms(
  inputs: readonly MergeInput[],
): Generator<{ name: Uint8Array; holders: Holder[] }, undefined> {
  const first = new Uint8Array(0);
  const readers = inputs.map(({ segment }) => segment.terms.from(first));
  const heap = createHeap();
  const advance = (input: number): void => {
    const head = readers[input]?.next().value;
    if (head !== undefined) heap.push({ input, name: head.name, entry: head.entry });
  };
  for (const input of inputs.keys()) advance(input);
  for (let least = heap.pop(); least !== undefined; least = heap.pop()) {
    // A reader reuses the bytes of its name when it goes on.
    const name = least.name.slice();
    const holders: Holder[] = [];
    for (let head: Head | undefined = least; head !== undefined; head = heap.popIf(name)) {
      holders.push(head);
      advance(head.input);
    }
    yield { name, holders };
  }
}

interface Head extends Holder {
  readonly name: Uint8Array;
}

/** Heads of inputs, the one with the least name on top; of equal names, the first input. */
function createHeap() {
  const heads: Head[] = [];
  const before = (one: Head, other: Head): boolean =>
    (compareBytes(one.name, other.name) || one.input - other.input) < 0;

  function pop(): Head | undefined {
    const [top] = heads;
    const last = heads.pop();
    if (top === undefined || last === undefined || heads.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heads.length) break;
      if (child + 1 < heads.length && before(heads[child + 1] as Head, heads[child] as Head)) child++;
      if (!before(heads[child] as Head, last)) break;
      heads[at] = heads[child] as Head;
      at = child;
    }
    heads[at] = last;
    return top;
  }

  return {
    push(head: Head): void {
      let at = heads.length;
      while (at > 0) {
        const parent = (at - 1) >>> 1;
        if (!before(head, heads[parent] as Head)) break;
        heads[at] = heads[parent] as Head;
        at = parent;
      }
      heads[at] = head;
    },
    pop,
    popIf(name: Uint8Array): Head | undefined {
      const [top] = heads;
      return top !== undefined && compareBytes(top.name, name) === 0 ? pop() : undefined;
    },
  };
}

/** Per input, what each term's number becomes: frequent terms get small ones. */
function numberTerms(inputs: readonly MergeInput[]): Int32Array[] {
  const numbers = inputs.map(({ segment }) => new Int32Array(segment.info.numbers).fill(-1));
  const frequencies: number[] = [];
  for (const { holders } of mergedTerms(inputs)) {
    for (const { input, entry } of holders) (numbers[input] as Int32Array)[entry.number] = frequencies.length;
    frequencies.push(holders.reduce((sum, { entry }) => sum + entry.frequency, 0));
  }
  const order = Int32Array.from(frequencies.keys()).sort(
    (one, other) => (frequencies[other] as number) - (frequencies[one] as number) || one - other,
  );
  const rank = new Int32Array(order.length);
  for (const [number, term] of order.entries()) rank[term] = number;
  for (const ofInput of numbers)
    for (const [at, term] of ofInput.entries()) if (term >= 0) ofInput[at] = rank[term] as number;
  return numbers;
}

/** Collects the postings of one term from all inputs, in the new order. */
function createScratch(passages: number) {
  const gathered = { passages: new Uint32Array(passages), counts: new Uint32Array(passages) };
  const added = { passages: new Uint32Array(passages), counts: new Uint32Array(passages) };
  let reader: Postings | undefined;

  /** Reads an input's postings, which are in ascending order, and returns how many are alive. */
  function read({ segment }: MergeInput, entry: TermEntry, renumbered: Int32Array): number {
    if (reader === undefined) reader = new Postings(segment, entry);
    else reader.open(segment, entry);
    let length = 0;
    while (reader.next()) {
      reader.decode();
      for (let at = 0; at < reader.size; at++) {
        const passage = renumbered[reader.passages[at] as number] as number;
        if (passage < 0) continue;
        added.passages[length] = passage;
        added.counts[length++] = reader.counts[at] as number;
      }
    }
    return length;
  }

  /** Puts what was read among what is gathered, from the back, so that no room beside is needed. */
  function put(length: number, more: number): void {
    let from = length - 1;
    let to = length + more - 1;
    for (let at = more - 1; at >= 0; at--) {
      const passage = added.passages[at] as number;
      for (; from >= 0 && (gathered.passages[from] as number) > passage; from--, to--) {
        gathered.passages[to] = gathered.passages[from] as number;
        gathered.counts[to] = gathered.counts[from] as number;
      }
      gathered.passages[to] = passage;
      gathered.counts[to--] = added.counts[at] as number;
    }
  }

  return {
    passages: gathered.passages,
    counts: gathered.counts,
    gather(
      inputs: readonly MergeInput[],
      holders: readonly Holder[],
      renumbered: readonly Int32Array[],
    ): number {
      let length = 0;
      for (const { input, entry } of holders) {
        const more = read(inputs[input] as MergeInput, entry, renumbered[input] as Int32Array);
        put(length, more);
        length += more;
      }
      return length;
    },
  };
}

/** What a passage must or must not hold to be returned, as a set of passages per segment. */
import { encodeText } from '../segment/bytes.ts';
import { readForward } from '../segment/passage.ts';
import { Postings } from '../segment/postings.ts';
import type { Segment } from '../segment/reading.ts';
import type { ChunkSource, Source } from './project.ts';
import { fetchStretches } from './fetching.ts';
import { passagesOf } from './project.ts';

/** Terms that stand one after another, in a field or anywhere. One term is a phrase of one. */
export interface Phrase {
  readonly terms: readonly string[];
  readonly field?: number;
}

export interface Constraints {
  readonly required: readonly Phrase[];
  readonly excluded: readonly Phrase[];
  /** Terms of filters.ts; of each list at least one must be there. */
  readonly filters: readonly (readonly string[])[];
  readonly records?: readonly string[] | undefined;
  /** Minutes since 1970: from, and until before. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
}

/** A set of a segment's passages. */
export class PassageSet {
  readonly #bits: Uint8Array;

  constructor(passages: number, all = false) {
    this.#bits = new Uint8Array(Math.ceil(passages / 8)).fill(all ? 0xff : 0);
  }

  has(passage: number): boolean {
    return ((this.#bits[passage >>> 3] as number) & (1 << (passage & 7))) !== 0;
  }

  add(passage: number): void {
    this.#bits[passage >>> 3] = (this.#bits[passage >>> 3] as number) | (1 << (passage & 7));
  }

  keep(other: PassageSet): void {
    for (const [at, bits] of other.#bits.entries()) this.#bits[at] = (this.#bits[at] as number) & bits;
  }

  remove(other: PassageSet): void {
    for (const [at, bits] of other.#bits.entries()) this.#bits[at] = (this.#bits[at] as number) & ~bits;
  }

  /** Its passages below a number, in order. */
  *members(passages: number): Generator<number> {
    for (const [at, bits] of this.#bits.entries()) {
      if (bits === 0) continue;
      for (let bit = 0; bit < 8; bit++)
        if ((bits & (1 << bit)) !== 0 && at * 8 + bit < passages) yield at * 8 + bit;
    }
  }
}

export function isConstrained(constraints: Constraints): boolean {
  const { required, excluded, filters, records, after, before } = constraints;
  return (
    required.length + excluded.length + filters.length > 0 ||
    [records, after, before].some((value) => value !== undefined)
  );
}

/** The passages of a source that satisfy all constraints. */
export async function allowedPassages(
  source: Source,
  constraints: Constraints,
  chunks: ChunkSource,
): Promise<PassageSet> {
  const { segment } = source;
  const allowed = new PassageSet(segment.info.passages, true);
  if (constraints.records !== undefined) allowed.keep(passagesOfRecords(segment, constraints.records));
  if (constraints.after !== undefined || constraints.before !== undefined)
    allowed.keep(passagesInTime(segment, constraints.after ?? 0, constraints.before ?? Infinity));
  for (const anyOf of constraints.filters) {
    const some = new PassageSet(segment.info.passages);
    for (const term of anyOf)
      for (const passage of await passagesWith(source, term, chunks)) some.add(passage);
    allowed.keep(some);
  }
  for (const phrase of constraints.required) allowed.keep(await passagesWithPhrase(source, phrase, chunks));
  for (const phrase of constraints.excluded) allowed.remove(await passagesWithPhrase(source, phrase, chunks));
  return allowed;
}

function passagesOfRecords(segment: Segment, records: readonly string[]): PassageSet {
  const set = new PassageSet(segment.info.passages);
  for (const record of records)
    for (const { passage } of passagesOf(segment, encodeText(record))) set.add(passage);
  return set;
}

function passagesInTime(segment: Segment, after: number, before: number): PassageSet {
  const set = new PassageSet(segment.info.passages);
  for (const [passage, time] of segment.times.entries()) if (time >= after && time < before) set.add(passage);
  return set;
}

async function passagesWith({ id, segment }: Source, term: string, chunks: ChunkSource): Promise<number[]> {
  const entry = segment.terms.find(encodeText(term));
  if (entry === undefined) return [];
  await fetchStretches(segment, id, [entry], chunks);
  const postings = new Postings(segment, entry);
  const passages: number[] = [];
  while (postings.next()) {
    postings.decode();
    for (let at = 0; at < postings.size; at++) passages.push(postings.passages[at] as number);
  }
  return passages;
}

async function passagesWithPhrase(source: Source, phrase: Phrase, chunks: ChunkSource): Promise<PassageSet> {
  const { id, segment } = source;
  const { passages: size } = segment.info;
  const candidates = new PassageSet(size, true);
  for (const term of phrase.terms) {
    const holding = new PassageSet(size);
    for (const passage of await passagesWith(source, term, chunks)) holding.add(passage);
    candidates.keep(holding);
  }
  if (phrase.terms.length === 1 && phrase.field === undefined) return candidates;
  const numbers = phrase.terms.map((term) => segment.terms.find(encodeText(term))?.number ?? -1);
  const found = new PassageSet(size);
  const passages = [...candidates.members(size)];
  await fetchStretches(
    segment,
    id,
    passages.map((passage) => segment.forwardAt(passage)),
    chunks,
  );
  for (const passage of passages)
    if (holdsPhrase(segment.forward(passage), numbers, phrase.field)) found.add(passage);
  return found;
}

/** Whether the terms stand at successive positions of one field. */
function holdsPhrase(record: Uint8Array, numbers: readonly number[], only: number | undefined): boolean {
  let counts = false;
  let found = false;
  /** Per length of a beginning of the phrase, whether it ends at the position before this one, and at this one. */
  let before: boolean[] = [];
  let here: boolean[] = [];
  readForward(record, {
    field(field) {
      counts = only === undefined || field === only;
      before = [];
      here = [];
    },
    sentence: () => undefined,
    term(number, same) {
      if (!counts) return;
      if (!same) {
        before = here;
        here = [];
      }
      for (const [at, wanted] of numbers.entries())
        if (wanted === number && (at === 0 || before[at - 1] === true)) here[at] = true;
      found ||= here[numbers.length - 1] === true;
    },
  });
  return found;
}

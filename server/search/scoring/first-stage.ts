/**
 * The first stage: the best passages of a segment by BM25, with block-max MaxScore over windows of passages (Turtle and
 * Flood 1995; Ding and Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", SIGIR 2011). Exact: it returns
 * what scoring every passage would, but reads only the blocks that can matter. What a term adds is rounded so that sums do
 * not depend on their order: a passage has the same score whichever segment it is in, on every server.
 */
import { Postings } from '../segment/postings.ts';
import type { TermEntry } from '../segment/dictionary.ts';
import type { Segment } from '../segment/reading.ts';
import { b, k1 } from './bm25.ts';
import type { Top } from './top.ts';

/** A term to score with. */
export interface ScoredTerm {
  readonly entry: TermEntry;
  /** Its idf times its weight in the query. */
  readonly weight: number;
}

export interface FirstStageInput {
  readonly segment: Segment;
  readonly terms: readonly ScoredTerm[];
  /** Over all that is searched. */
  readonly averageLength: number;
  /** Whether a passage may be returned: alive, and not filtered out. */
  readonly accept: ((passage: number) => boolean) | undefined;
  /** Number of this segment in `top`. */
  readonly source: number;
}

/**
 * Adding this and taking it away rounds to a multiple of 2^-30 (the distance of doubles from 2^22 on); sums of such
 * multiples below 2^22 are exact.
 */
const rounding = 1.5 * 2 ** 22;
/** The most that rounding adds to what a term can add. */
const roundedUp = 2 ** -30;

/** Passages per window. */
const windowSize = 4_096;

interface Clause {
  readonly postings: Postings;
  /** The most it can add in all, and in the current window. */
  readonly most: number;
  inWindow: number;
  readonly weight: number;
  /** Scales impacts, which were computed with the segment's own mean length. */
  readonly scale: number;
}

/** Scratch memory, used by one search at a time. */
const scores = new Float64Array(windowSize);
const touched = new Uint32Array(windowSize / 32);
const readers: Postings[] = [];

function opened(at: number, segment: Segment, entry: TermEntry): Postings {
  const known = readers[at];
  if (known === undefined) return (readers[at] = new Postings(segment, entry));
  known.open(segment, entry);
  return known;
}

export function searchSegment(input: FirstStageInput, top: Top): void {
  const { segment, averageLength } = input;
  const norms = normsOf(averageLength);
  // A greater mean makes every passage relatively shorter, by no more than the ratio of the means.
  const growth = Math.max(1, averageLength / segment.info.averageLength) * (k1 + 1) * (1 + 1e-9);
  const clauses = input.terms
    .map(({ entry, weight }, at): Clause => {
      const scale = weight * growth;
      return {
        postings: opened(at, segment, entry),
        most: (entry.impact / 0xffff) * scale + roundedUp,
        inWindow: 0,
        weight: weight * (k1 + 1),
        scale,
      };
    })
    .sort((one, other) => one.most - other.most);
  for (const { postings } of clauses) postings.next();
  const { passages } = segment.info;
  for (let begin = nextPassage(clauses, top.threshold); begin < passages;) {
    const windowEnd = Math.min(passages, begin + windowSize);
    searchWindow(input, clauses, norms, { begin, windowEnd }, top);
    begin = Math.max(windowEnd, nextPassage(clauses, top.threshold, windowEnd));
  }
}

/** The first passage that could still be returned: that of the terms that are needed to exceed the threshold. */
function nextPassage(clauses: readonly Clause[], threshold: number, from = 0): number {
  let sum = 0;
  let next = Number.POSITIVE_INFINITY;
  for (const { postings, most } of clauses) {
    sum += most;
    if (sum < threshold || !postings.skipTo(from)) continue;
    next = Math.min(next, firstOf(postings, from));
  }
  return next;
}

function firstOf(postings: Postings, from: number): number {
  postings.decode();
  const { passages, size } = postings;
  let { at } = postings;
  while (at < size && (passages[at] as number) < from) at++;
  postings.at = at;
  if (at < size) return passages[at] as number;
  return postings.next() ? firstOf(postings, from) : Number.POSITIVE_INFINITY;
}

interface Window {
  readonly begin: number;
  readonly windowEnd: number;
}

function searchWindow(
  input: FirstStageInput,
  clauses: Clause[],
  norms: Float64Array,
  window: Window,
  top: Top,
): void {
  for (const clause of clauses) clause.inWindow = mostInWindow(clause, window);
  const ordered = clauses
    .filter(({ inWindow }) => inWindow > 0)
    .sort((one, other) => one.inWindow - other.inWindow);
  let essential = 0;
  let rest = 0;
  while (essential < ordered.length && rest + (ordered[essential] as Clause).inWindow < top.threshold)
    rest += (ordered[essential++] as Clause).inWindow;
  if (essential === ordered.length) return;
  const { lengths } = input.segment;
  for (let at = essential; at < ordered.length; at++)
    addScores(ordered[at] as Clause, lengths, norms, window);
  offerTouched(input, { clauses: ordered.slice(0, essential), most: rest, norms }, window.begin, top);
}

/** Terms that alone would not suffice: they are looked up for passages that other terms brought. */
interface Others {
  readonly clauses: readonly Clause[];
  /** The most that they add together. */
  readonly most: number;
  readonly norms: Float64Array;
}

function mostInWindow(clause: Clause, { begin, windowEnd }: Window): number {
  const { postings, scale } = clause;
  const impact = postings.skipTo(begin) ? postings.impactUntil(windowEnd - 1) : 0;
  return impact === 0 ? 0 : impact * scale + roundedUp;
}

function addScores(
  { postings, weight }: Clause,
  lengths: Uint16Array,
  norms: Float64Array,
  { begin, windowEnd }: Window,
): void {
  for (;;) {
    postings.decode();
    const { passages, counts, size } = postings;
    let { at } = postings;
    for (; at < size; at++) {
      const passage = passages[at] as number;
      if (passage < begin) continue;
      if (passage >= windowEnd) break;
      const count = counts[at] as number;
      const slot = passage - begin;
      const share = (weight * count) / (count + (norms[lengths[passage] as number] as number));
      scores[slot] = (scores[slot] as number) + (share + rounding - rounding);
      touched[slot >>> 5] = (touched[slot >>> 5] as number) | (1 << (slot & 31));
    }
    postings.at = at;
    if (at < size || !postings.next()) return;
  }
}

function offerTouched(
  { accept, segment, source }: FirstStageInput,
  others: Others,
  begin: number,
  top: Top,
): void {
  for (let word = 0; word < touched.length; word++) {
    let bits = touched[word] as number;
    if (bits === 0) continue;
    touched[word] = 0;
    while (bits !== 0) {
      const bit = 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
      const slot = word * 32 + bit;
      const passage = begin + slot;
      const score = scores[slot] as number;
      scores[slot] = 0;
      if (score + others.most < top.threshold || (accept !== undefined && !accept(passage))) continue;
      const whole = withOthers(others, score, passage, segment.lengths[passage] as number, top.threshold);
      top.offer(whole, source, passage);
    }
  }
}

/** Adds the others' scores, the most telling first, as long as the sum can still exceed the threshold. */
function withOthers(
  { clauses, most, norms }: Others,
  begun: number,
  passage: number,
  length: number,
  threshold: number,
): number {
  const norm = norms[length] as number;
  let score = begun;
  let left = most;
  for (let at = clauses.length - 1; at >= 0; at--) {
    if (score + left < threshold) return 0;
    const { postings, weight, inWindow } = clauses[at] as Clause;
    left -= inWindow;
    const count = postings.countIn(passage);
    if (count > 0) score += (weight * count) / (count + norm) + rounding - rounding;
  }
  return score;
}

let normsFor = 0;
let norms = new Float64Array(0);

/** BM25's length norm of every length, kept for the mean asked for last. */
function normsOf(averageLength: number): Float64Array {
  if (normsFor === averageLength) return norms;
  normsFor = averageLength;
  norms = Float64Array.from({ length: 0x10000 }, (_, length) => k1 * (1 - b + (b * length) / averageLength));
  return norms;
}

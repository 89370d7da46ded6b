/** BM25 of a candidate over one text and another: its body, its names too, its neighbours, its group. */
import { b, k1 } from '../scoring/bm25.ts';
import type { Candidate, RankingContext } from './features.ts';
import type { PassageView } from './view.ts';

/** How much neighbours' words count: the farther, the less; those before, which set the topic, more than those after. */
const decayBefore = 0.7;
const decayAfter = 0.4;
const decayAround = 0.6;
/** Terms of a neighbour that count at most. */
const neighbourLength = 40;

function saturated(count: number, length: number, averageLength: number): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / averageLength));
}

export function bm25(
  counts: ArrayLike<number>,
  length: number,
  { weights, averageLength }: RankingContext,
): number {
  let score = 0;
  for (let term = 0; term < weights.length; term++) {
    const count = counts[term] as number;
    if (count > 0) score += (weights[term] as number) * saturated(count, length, averageLength);
  }
  return score;
}

/** BM25 of body, title, headings and tags as one text: BM25F with one weight for all (Robertson et al. 2004). */
export function fieldScore(
  { body, named, length }: PassageView,
  { weights, averageLength }: RankingContext,
): number {
  let score = 0;
  for (let term = 0; term < weights.length; term++) {
    const count = (body[term] as number) + (named[term] as number);
    if (count > 0) score += (weights[term] as number) * saturated(count, length, averageLength);
  }
  return score;
}

/** BM25 of the passage with its neighbours' words, which count less the farther they are. */
export function contextScore({ view, before, after }: Candidate, context: RankingContext): number {
  const counts = Float64Array.from(view.body);
  let length = view.length;
  const add = (other: PassageView, decay: number): void => {
    const capped = Math.min(1, neighbourLength / Math.max(1, other.length));
    for (let term = 0; term < counts.length; term++)
      counts[term] = (counts[term] as number) + decay * capped * (other.body[term] as number);
    length += decay * Math.min(other.length, neighbourLength);
  };
  for (const [at, other] of before.entries()) add(other, decayBefore ** (at + 1));
  for (const [at, other] of after.entries()) add(other, decayAfter ** (at + 1));
  return bm25(counts, length / 3, context);
}

/** BM25 of the passage and its neighbours on both sides as one text, as pages and sections are. */
export function windowScore({ view, before, after }: Candidate, context: RankingContext): number {
  const counts = Float64Array.from(view.body);
  let length = view.length;
  for (const side of [before, after]) {
    for (const [at, other] of side.entries()) {
      const decay = decayAround ** (at + 1);
      for (let term = 0; term < counts.length; term++)
        counts[term] = (counts[term] as number) + decay * (other.body[term] as number);
      length += decay * other.length;
    }
  }
  return bm25(counts, length / 2, context);
}

/** BM25 of the whole group, with the usual parameters for longer texts. */
export function groupScore({ group }: Candidate, { weights, averageGroupLength }: RankingContext): number {
  let score = 0;
  for (const [term, weight] of weights.entries()) {
    const count = group.counts[term] as number;
    if (count > 0)
      score += (weight * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * group.length) / averageGroupLength));
  }
  return score;
}

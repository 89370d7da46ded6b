/**
 * What speaks for a candidate, as numbers that a profile weighs. Sums over terms are in units of the question's whole
 * weight M, so that they compare between questions.
 */
import type { Asked } from './asked.ts';
import { cues } from './cues.ts';
import { dayOf, type DayRange } from './dates.ts';
import { bm25, contextScore, fieldScore, groupScore, windowScore } from './scores.ts';
import type { PassageView } from './view.ts';

/** A candidate with what stands around it. */
export interface Candidate {
  readonly view: PassageView;
  /** Views before it and after it in its group, nearest first; fewer at an end. */
  readonly before: readonly PassageView[];
  readonly after: readonly PassageView[];
  readonly group: GroupTotals;
  readonly position: number;
  /** Place of its author in the list of authors, or -1. */
  readonly author: number;
  /** Milliseconds since 1970, or 0. */
  readonly time: number;
}

/** Sums over a group (a session, a document), or over the part of a long one that a candidate stands in. */
export interface GroupTotals {
  readonly length: number;
  readonly counts: ArrayLike<number>;
}

export interface RankingContext {
  readonly asked: Asked;
  /** idf × weight of each of `asked.terms`. */
  readonly weights: readonly number[];
  readonly averageLength: number;
  readonly averageGroupLength: number;
}

export const featureNames = [
  'words', 'context', 'session', 'answers', 'beforeWords', 'afterWords', 'bigrams', 'proximity', 'alike', 'named', 'coverage',
  'contextCoverage', 'rarest', 'sameAuthor', 'speaker', 'firstSpeaker', 'otherSpeaker', 'when', 'howMany', 'howLong', 'where', 'who', 'why', 'several',
  'firstPerson', 'temporal', 'asks', 'greeting', 'courtesy', 'opening', 'length', 'date', 'dateMentioned', 'aloneWords', 'assistant', 'user',
  'fields', 'fieldCoverage', 'around',
] as const; // prettier-ignore
export type FeatureName = (typeof featureNames)[number];

/** One number per name of `featureNames`, in their order. */
export type Features = Float64Array;

const places = Object.fromEntries(featureNames.map((name, at) => [name, at])) as Record<FeatureName, number>;

/** Features of all candidates of a question; those that are shares of the best are so of the best here. */
export function featuresOf(candidates: readonly Candidate[], context: RankingContext): Features[] {
  const most = context.weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const own = candidates.map((candidate) => bm25(candidate.view.body, candidate.view.length, context));
  const around = candidates.map((candidate) => contextScore(candidate, context));
  const fields = candidates.map((candidate) => fieldScore(candidate.view, context));
  const window = candidates.map((candidate) => windowScore(candidate, context));
  const bestWindow = Math.max(1e-9, ...window);
  const bestOwn = Math.max(1e-9, ...own);
  const bestAround = Math.max(1e-9, ...around);
  const bestFields = Math.max(1e-9, ...fields);
  return candidates.map((candidate, at) => {
    const features = new Float64Array(featureNames.length);
    const set: Setter = (name, value) => {
      features[places[name]] = value;
    };
    set('words', (own[at] as number) / bestOwn);
    set('context', (around[at] as number) / bestAround);
    set('around', (window[at] as number) / bestWindow);
    set('fields', (fields[at] as number) / bestFields);
    set('session', groupScore(candidate, context) / most);
    set('aloneWords', (own[at] as number) / most);
    setNeighbours(set, candidate, context, most);
    setMatches(set, candidate, context, most);
    setSpeakers(set, candidate, context.asked);
    setCues(set, candidate, context.asked);
    setDates(set, candidate, context.asked);
    return features;
  });
}

type Setter = (name: FeatureName, value: number) => void;

function setNeighbours(
  set: Setter,
  { view, before, after }: Candidate,
  context: RankingContext,
  most: number,
): void {
  const [previous] = before;
  const [next] = after;
  const previousScore = previous === undefined ? 0 : bm25(previous.body, previous.length, context) / most;
  const isAnswer =
    previous !== undefined && (previous.cues & cues.question) !== 0 && previous.author !== view.author;
  if (isAnswer) set('answers', previousScore);
  set('beforeWords', previousScore);
  if (next !== undefined) set('afterWords', bm25(next.body, next.length, context) / most);
}

function setMatches(
  set: Setter,
  { view, before, after }: Candidate,
  { weights }: RankingContext,
  most: number,
): void {
  let alike = 0;
  let named = 0;
  let fieldCoverage = 0;
  let coverage = 0;
  let contextCoverage = 0;
  let rarest = 0;
  let sameAuthor = 0;
  for (const [term, weight] of weights.entries()) {
    const here = (view.body[term] as number) > 0;
    if (here) coverage += weight;
    if (here) rarest = Math.max(rarest, weight);
    if (!here && (view.alike[term] as number) > 0) alike += weight;
    const names = (view.named[term] as number) > 0;
    if (names) named += weight;
    if (here || names) fieldCoverage += weight;
    const near = (other: PassageView) =>
      (other.body[term] as number) > 0 || (other.alike[term] as number) > 0;
    if (here || (view.alike[term] as number) > 0 || before.some(near) || after.some(near))
      contextCoverage += weight;
    if (!here && [...before, ...after].some((other) => other.author === view.author && near(other)))
      sameAuthor += weight;
  }
  const pairs = pairFeatures(view, weights);
  set('bigrams', pairs.bigrams / most);
  set('proximity', pairs.proximity / most);
  set('alike', alike / most);
  set('named', named / most);
  set('fieldCoverage', fieldCoverage / most);
  set('coverage', coverage / most);
  set('contextCoverage', contextCoverage / most);
  set('rarest', rarest / Math.max(1e-9, ...weights));
  set('sameAuthor', sameAuthor / most);
}

/** Terms that follow each other in question and passage, and terms that stand near each other in any order. */
function pairFeatures({ at }: PassageView, weights: readonly number[]) {
  let bigrams = 0;
  let proximity = 0;
  const seen = new Set<number>();
  for (let one = 0; one + 3 < at.length; one += 3) {
    for (let other = one + 3; other < at.length; other += 3) {
      const distance = (at[other] as number) - (at[one] as number);
      if (distance > 8) break;
      const first = at[one + 1] as number;
      const second = at[other + 1] as number;
      if (first === second || distance === 0) continue;
      const weight = Math.min(weights[first] as number, weights[second] as number);
      const pair = Math.min(first, second) * 256 + Math.max(first, second);
      if (second === first + 1 && distance <= 2 && !seen.has(-pair - 1)) {
        seen.add(-pair - 1);
        bigrams += weight;
      }
      if (seen.has(pair)) continue;
      seen.add(pair);
      proximity += weight / Math.sqrt(distance);
    }
  }
  return { bigrams, proximity };
}

function setSpeakers(set: Setter, { author }: Candidate, { named }: Asked): void {
  const [first] = named;
  if (author < 0 || first === undefined) return;
  if (author === first) set(named.length === 1 ? 'speaker' : 'firstSpeaker', 1);
  else if (named.includes(author)) set('otherSpeaker', 1);
}

function setCues(set: Setter, { view, position }: Candidate, asked: Asked): void {
  const has = (name: FeatureName, cue: number, wanted = true): void => {
    if (wanted && (view.cues & cue) !== 0) set(name, 1);
  };
  has('when', cues.temporal, asked.when);
  has('howMany', cues.number, asked.howMany);
  has('howLong', cues.duration, asked.howLong);
  has('where', cues.place, asked.where);
  has('who', cues.name, asked.who);
  has('why', cues.reason, asked.why);
  has('several', cues.list, asked.several);
  has('firstPerson', cues.firstPerson);
  has('temporal', cues.temporal);
  has('asks', cues.asks);
  has('greeting', cues.greeting);
  has('courtesy', cues.courtesy);
  has('assistant', cues.assistant);
  has('user', cues.user);
  if (position < 2) set('opening', 1);
  set('length', Math.log(1 + view.length));
}

/** Days after an event in which people still speak of it. */
const memoryDays = 11;

function setDates(set: Setter, { view, time }: Candidate, { dates }: Asked): void {
  if (dates.length === 0) return;
  const day = dayOf(time);
  if (time > 0) set('date', Math.max(...dates.map((range) => dateFit(day, range))));
  if (dates.some((range) => view.days.some((mentioned) => isIn(mentioned, range)))) set('dateMentioned', 1);
}

function isIn(day: number, { first, last, precision }: DayRange): boolean {
  return precision !== 'year' && day >= first && day <= last;
}

/** 1 on the day or in the month asked for, falling to 0 over the days after it; half for a year. */
function dateFit(day: number, { first, last, precision }: DayRange): number {
  if (precision === 'year') return day >= first && day <= last ? 0.5 : 0;
  if (day < first) return 0;
  if (precision === 'month') return day <= last ? 1 : Math.max(0, 0.5 - (day - last) / (2 * memoryDays));
  return day === last ? 1.2 : Math.max(0, 1 - (day - last) / memoryDays);
}

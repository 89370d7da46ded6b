/**
 * Fits the weights of documents: the softmax loss of passages on pages that answer, with an L2 penalty, by Adam (Kingma
 * and Ba 2015) from neutral weights. Deterministic.
 */
import { createTestProject } from '../../server/search/fixtures.suite.ts';
import { createSearchEngine } from '../../server/search/index.ts';
import { featureNames, type FeatureName } from '../../server/search/ranking/features.ts';
import type { Weights } from '../recall/fit.ts';
import { scorePages, type Scores } from './metrics.ts';
import type { ManualPieces } from './pieces.ts';
import { answersOf, pageKey, type Question } from './questions.ts';

/** A question with its candidates' pages and features, in order of `featureNames`. */
export interface Example {
  readonly question: Question;
  readonly pages: readonly string[];
  readonly features: readonly Float64Array[];
}

export async function collectExamples(
  manuals: readonly ManualPieces[],
  questions: readonly Question[],
  candidates: number,
): Promise<Example[]> {
  const engine = createSearchEngine({ threads: 1 });
  try {
    const project = createTestProject('prj_manuals', engine);
    for (const { manual, title, pieces } of manuals)
      project.put({
        id: manual.name,
        type: 'document',
        title: `${manual.name}.pdf`,
        ...(title === undefined ? {} : { alias: title }),
        updatedAt: 1_000,
        pieces: pieces.map(({ text, page, headings }) => ({ text, headings, place: { page } })),
      });
    const neutral = Object.fromEntries(featureNames.map((name) => [name, 1]));
    const examples: Example[] = [];
    for (const question of questions) {
      const query = { text: question.question, limit: candidates, weights: neutral };
      const hits = await engine.search([project.reader], query);
      examples.push({
        question,
        pages: hits.map(({ recordId, place }) => pageKey(recordId, Number(place['page']))),
        features: hits.map(({ why }) => Float64Array.from(featureNames, (name) => why.shares[name] ?? 0)),
      });
    }
    return examples;
  } finally {
    await engine.close();
  }
}

const penalty = 0.02;
const rounds = 250;
const step = 0.03;

/** @param without features that keep the weight 0. */
export function fitWeights(examples: readonly Example[], without: readonly FeatureName[]): Weights {
  const spread = spreadOf(examples);
  const lists = examples.map((example) => {
    const answers = answersOf(example.question);
    return {
      features: example.features.map((one) => one.map((value, at) => value / (spread[at] as number))),
      holds: example.pages.map((page) => answers.has(page)),
    };
  });
  const usable = lists.filter(({ holds }) => holds.includes(true));
  const weights = new Float64Array(featureNames.length);
  const [first, second] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  for (let round = 1; round <= rounds; round++) {
    const gradient = new Float64Array(weights.length);
    for (const list of usable) addGradient(gradient, weights, list);
    for (const [at, name] of featureNames.entries()) {
      if (without.includes(name)) continue;
      const slope = (gradient[at] as number) / usable.length - penalty * (weights[at] as number);
      first[at] = 0.9 * (first[at] as number) + 0.1 * slope;
      second[at] = 0.99 * (second[at] as number) + 0.01 * slope * slope;
      const scale = Math.sqrt(second[at] / (1 - 0.99 ** round)) + 1e-8;
      weights[at] = (weights[at] as number) + (step * first[at]) / (1 - 0.9 ** round) / scale;
    }
  }
  return Object.fromEntries(
    featureNames.map((name, at) => [name, (weights[at] as number) / (spread[at] as number)]),
  );
}

/** How much each feature varies; dividing by it lets one penalty serve all. */
function spreadOf(examples: readonly Example[]): Float64Array {
  const all = examples.flatMap(({ features }) => features);
  return Float64Array.from(featureNames, (_, at) => {
    const mean = all.reduce((sum, feature) => sum + (feature[at] as number), 0) / all.length;
    const squares = all.reduce((sum, feature) => sum + ((feature[at] as number) - mean) ** 2, 0);
    return Math.sqrt(squares / all.length) || 1;
  });
}

interface List {
  readonly features: readonly Float64Array[];
  /** Stands on a page that answers. */
  readonly holds: readonly boolean[];
}

/** Of the softmax's share that falls to passages on the right pages, together: one of a page's passages is enough. */
function addGradient(gradient: Float64Array, weights: Float64Array, { features, holds }: List): void {
  const scores = features.map((feature) => dot(weights, feature));
  const most = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - most));
  const all = odds.reduce((sum, odd) => sum + odd, 0);
  const right = odds.reduce((sum, odd, at) => (holds[at] === true ? sum + odd : sum), 0);
  for (const [at, feature] of features.entries()) {
    const odd = odds[at] as number;
    const move = (holds[at] === true ? odd / right : 0) - odd / all;
    for (let name = 0; name < gradient.length; name++)
      gradient[name] = (gradient[name] as number) + move * (feature[name] as number);
  }
}

export function scoreWith(weights: Weights, { question, pages, features }: Example): Scores {
  const vector = Float64Array.from(featureNames, (name) => weights[name] ?? 0);
  const ranked = features
    .map((feature, at) => ({ page: pages[at] as string, score: dot(vector, feature) }))
    .sort((one, other) => other.score - one.score)
    .map(({ page }) => page);
  return scorePages([...new Set(ranked)], answersOf(question));
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

/** What documents are ranked by; the other features say nothing of them, or nothing that these do not. */
export const documentFeatures = [
  'around', 'fields', 'fieldCoverage', 'beforeWords', 'afterWords', 'proximity', 'alike', 'named', 'length',
] as const satisfies readonly FeatureName[]; // prettier-ignore

/** All features but those of documents, or but those of documents without one. */
export function withoutFeature(left?: FeatureName): FeatureName[] {
  const used: readonly FeatureName[] = documentFeatures;
  return featureNames.filter((name) => name === left || !used.includes(name));
}

const folds = 10;

/** Each tenth of the questions under weights fitted on the others. */
export function leftOut(examples: readonly Example[], without: readonly FeatureName[]): Scores[] {
  const scores: Scores[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const others = examples.filter((_, at) => at % folds !== fold);
    const weights = fitWeights(others, without);
    for (const [at, example] of examples.entries())
      if (at % folds === fold) scores[at] = scoreWith(weights, example);
  }
  return scores;
}

/** Fits the weights of documents on the tuning half, as those of messages are fitted (../recall/fit.ts). */
import { createTestProject } from '../../server/search/fixtures.suite.ts';
import { createSearchEngine } from '../../server/search/index.ts';
import { featureNames, type FeatureName } from '../../server/search/ranking/features.ts';
import { fitWeights as fitListwise, type Weights } from '../recall/fit.ts';
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

export function fitWeights(examples: readonly Example[], without: readonly FeatureName[]): Weights {
  const conversation = { id: 'manuals', turns: [], questions: [] };
  const asTurns = examples.map(({ question, pages, features }) => ({
    conversation,
    question: { qid: question.id, text: question.question, category: 0, evidence: answersOf(question) },
    turns: pages,
    features,
  }));
  return fitListwise(asTurns, without);
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

/** Each manual's questions under weights fitted on those of the others. */
export function leftOut(examples: readonly Example[], without: readonly FeatureName[]): Scores[] {
  const scores: Scores[] = [];
  for (const [manual, held] of Map.groupBy(examples, ({ question }) => question.manual)) {
    const others = examples.filter(({ question }) => question.manual !== manual);
    const weights = fitWeights(others, without);
    scores.push(...held.map((example) => scoreWith(weights, example)));
  }
  return scores;
}

/**
 * Fits the weights of ranking: the listwise softmax loss of each turn that holds the answer against all that do not
 * (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML 2007), with an L2 penalty, by Adam
 * (Kingma and Ba 2015) from neutral weights. Deterministic.
 */
import { createSearchEngine } from '../../server/search/index.ts';
import { featureNames, type FeatureName } from '../../server/search/ranking/features.ts';
import type { SearchEngine } from '../../server/search/search.ts';
import type { Conversation, Question } from './dataset.ts';
import { scoreRanking, type Scores } from './metrics.ts';
import { indexConversation } from './indexing.ts';

export type Weights = Readonly<Partial<Record<FeatureName, number>>>;

/** A question with the features of all its candidates. */
export interface Example {
  readonly conversation: Conversation;
  readonly question: Question;
  readonly turns: readonly string[];
  /** Per candidate, in order of `featureNames`, each in units of its spread. */
  readonly features: readonly Float64Array[];
}

const candidates = 700;
const penalty = 0.002;
const rounds = 300;
const step = 0.03;

/** Weights set by hand before anything was fitted, to see what fitting brings. */
const byHand: Weights = {
  words: 1.1, context: 4.3, session: 1.6, answers: 1.4, bigrams: 2.1, alike: 4, speaker: 2.7, firstSpeaker: 1.3, when: 1.7, howMany: 1.3,
  where: 1.9, who: 1.5, firstPerson: 0.9, temporal: 0.25, asks: -0.4, opening: 0.5, length: -0.05, date: 4.8,
}; // prettier-ignore

/** The questions of all conversations, each searched in its own. */
export async function collectExamples(conversations: readonly Conversation[]): Promise<Example[]> {
  const engine = createSearchEngine({ threads: 1 });
  try {
    const collected: Example[] = [];
    for (const conversation of conversations) collected.push(...(await examplesOf(engine, conversation)));
    return collected;
  } finally {
    await engine.close();
  }
}

async function examplesOf(engine: SearchEngine, conversation: Conversation): Promise<Example[]> {
  const { project, turnOf } = indexConversation(engine, conversation);
  const neutral = Object.fromEntries(featureNames.map((name) => [name, 1]));
  const examples: Example[] = [];
  for (const question of conversation.questions) {
    if (question.evidence.size === 0) continue;
    const query = { text: question.text, limit: candidates, weights: neutral };
    const hits = await engine.search([project.reader], query);
    examples.push({
      conversation,
      question,
      turns: hits.map(({ recordId, ordinal }) => turnOf.get(`${recordId}#${ordinal}`) as string),
      features: hits.map(({ why }) => Float64Array.from(featureNames, (name) => why.shares[name] ?? 0)),
    });
  }
  return examples;
}

/** How much each feature varies; dividing by it lets one penalty serve all. */
function spreadOf(examples: readonly Example[]): Float64Array {
  const all = examples.flatMap(({ features }) => features);
  return Float64Array.from(featureNames, (_, at) => {
    const mean = all.reduce((sum, feature) => sum + (feature[at] as number), 0) / all.length;
    const variance =
      all.reduce((sum, feature) => sum + ((feature[at] as number) - mean) ** 2, 0) / all.length;
    return Math.sqrt(variance) || 1;
  });
}

/** @param without features that keep the weight 0. */
export function fitWeights(examples: readonly Example[], without: readonly FeatureName[] = []): Weights {
  const spread = spreadOf(examples);
  const lists = examples.map(({ features, turns, question }) => ({
    features: features.map((feature) => feature.map((value, at) => value / (spread[at] as number))),
    holds: turns.map((turn) => question.evidence.has(turn)),
  }));
  const usable = lists.filter(({ holds }) => holds.includes(true));
  const weights = new Float64Array(featureNames.length);
  const [first, second] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  for (let round = 1; round <= rounds; round++) {
    const gradient = new Float64Array(weights.length);
    for (const list of usable) addGradient(gradient, weights, list);
    for (const [at, name] of featureNames.entries()) {
      const slope = without.includes(name)
        ? 0
        : (gradient[at] as number) / usable.length - penalty * (weights[at] as number);
      first[at] = 0.9 * (first[at] as number) + 0.1 * slope;
      second[at] = 0.99 * (second[at] as number) + 0.01 * slope * slope;
      const corrected = first[at] / (1 - 0.9 ** round);
      const scale = Math.sqrt(second[at] / (1 - 0.99 ** round)) + 1e-8;
      weights[at] = (weights[at] as number) + (step * corrected) / scale;
    }
  }
  return Object.fromEntries(
    featureNames.map((name, at) => [name, (weights[at] as number) / (spread[at] as number)]),
  );
}

interface List {
  readonly features: readonly Float64Array[];
  readonly holds: readonly boolean[];
}

function addGradient(gradient: Float64Array, weights: Float64Array, { features, holds }: List): void {
  const scores = features.map((feature) => dot(weights, feature));
  const most = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - most));
  const against = odds.reduce((sum, odd, at) => (holds[at] === true ? sum : sum + odd), 0);
  const positives = holds.filter(Boolean).length;
  let pull = 0;
  const moves = odds.map((odd, at) => {
    if (holds[at] !== true) return 0;
    pull += 1 / positives / (against + odd);
    return against / (against + odd) / positives;
  });
  for (const [at, feature] of features.entries()) {
    const move = holds[at] === true ? (moves[at] as number) : -(odds[at] as number) * pull;
    if (Math.abs(move) < 1e-6) continue;
    for (let name = 0; name < gradient.length; name++)
      gradient[name] = (gradient[name] as number) + move * (feature[name] as number);
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

export function scoreWith(weights: Weights, example: Example): Scores {
  const vector = Float64Array.from(featureNames, (name) => weights[name] ?? 0);
  const ranked = example.features
    .map((feature, at) => ({ turn: example.turns[at] as string, score: dot(vector, feature) }))
    .sort((one, other) => other.score - one.score)
    .map(({ turn }) => turn);
  return scoreRanking(example.conversation, example.question, ranked);
}

/** Categories 1 to 4: the fifth asks for what is not there. */
export function answerable(examples: readonly Example[]): Example[] {
  return examples.filter(({ question }) => question.category < 5);
}

/** Scores of each question under weights fitted on the other conversations, under hand-set ones, and under those fitted on all. */
export async function leaveOneOut(conversations: readonly Conversation[]): Promise<Record<string, Scores[]>> {
  const examples = answerable(await collectExamples(conversations));
  const onAll = fitWeights(examples);
  return {
    'weights set by hand': examples.map((example) => scoreWith(byHand, example)),
    'fitted on these conversations': examples.map((example) => scoreWith(onAll, example)),
    'left out': leftOut(examples),
  };
}

/** Each conversation's questions under weights fitted on the others. */
export function leftOut(examples: readonly Example[], without: readonly FeatureName[] = []): Scores[] {
  const scores: Scores[] = [];
  for (const [conversation, held] of Map.groupBy(examples, (example) => example.conversation)) {
    const weights = fitWeights(
      examples.filter((example) => example.conversation !== conversation),
      without,
    );
    scores.push(...held.map((example) => scoreWith(weights, example)));
  }
  return scores;
}

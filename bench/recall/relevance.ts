/**
 * Fits the relevance of a hit, and measures how well a threshold on it tells answerable questions from others: the
 * fifth category (asks for what is not there) and questions put to somebody else's conversations.
 * `node scripts/run.mjs bench/recall/relevance.ts --data FILE`.
 */
import { parseArgs } from 'node:util';
import { createSearchEngine } from '../../server/search/index.ts';
import { relevanceFeatures } from '../../server/search/ranking/relevance.ts';
import type { SearchEngine } from '../../server/search/search.ts';
import { loadConversations, type Conversation } from './dataset.ts';
import { indexConversation } from './indexing.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data === undefined) throw new Error('say where the conversations are: --data FILE');

interface Sample {
  readonly conversation: string;
  readonly kind: 'answerable' | 'adversarial' | 'shuffled';
  /** Of the best hits: their features, and whether they hold the answer. */
  readonly hits: readonly { readonly features: readonly number[]; readonly holds: boolean }[];
}

const looked = 10;

async function collect(engine: SearchEngine, conversations: readonly Conversation[]): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const [at, conversation] of conversations.entries()) {
    const { project, turnOf } = indexConversation(engine, conversation);
    const other = conversations[(at + 1) % conversations.length] as Conversation;
    for (const { own, question } of [
      ...conversation.questions.map((one) => ({ own: true, question: one })),
      ...other.questions.filter(({ category }) => category < 5).map((one) => ({ own: false, question: one })),
    ]) {
      const weights = Object.fromEntries(relevanceFeatures.map((name) => [name, 1]));
      // Ranked as always, then asked again for the features of those hits.
      const ranked = await engine.search([project.reader], { text: question.text, limit: looked });
      const raw = await engine.search([project.reader], { text: question.text, limit: 400, weights });
      const features = new Map(raw.map((hit) => [`${hit.recordId}#${hit.ordinal}`, hit.why.shares]));
      samples.push({
        conversation: conversation.id,
        kind: own ? (question.category < 5 ? 'answerable' : 'adversarial') : 'shuffled',
        hits: ranked.map(({ recordId, ordinal }) => {
          const place = `${recordId}#${ordinal}`;
          const shares = features.get(place) ?? {};
          const holds = own && question.category < 5 && question.evidence.has(turnOf.get(place) ?? '');
          return { features: relevanceFeatures.map((name) => shares[name] ?? 0), holds };
        }),
      });
    }
  }
  return samples;
}

/** Logistic regression by gradient descent; the first number is the intercept. */
function fit(samples: readonly Sample[]): number[] {
  const rows = samples.filter(({ kind }) => kind !== 'adversarial').flatMap(({ hits }) => hits);
  const weights = relevanceFeatures.map(() => 0);
  let intercept = 0;
  for (let round = 0; round < 600; round++) {
    const gradient = weights.map(() => 0);
    let slope = 0;
    for (const { features, holds } of rows) {
      const error = (holds ? 1 : 0) - probability([intercept, ...weights], features);
      slope += error;
      for (const [at, value] of features.entries()) gradient[at] = (gradient[at] as number) + error * value;
    }
    intercept += (4 * slope) / rows.length;
    for (const [at, value] of gradient.entries())
      weights[at] = (weights[at] as number) + (4 * value) / rows.length;
  }
  return [intercept, ...weights];
}

function probability([intercept = 0, ...weights]: readonly number[], features: readonly number[]): number {
  const sum = features.reduce((total, value, at) => total + value * (weights[at] as number), intercept);
  return 1 / (1 + Math.exp(-sum));
}

function best(weights: readonly number[], { hits }: Sample): number {
  return Math.max(0, ...hits.map(({ features }) => probability(weights, features)));
}

/** The share of pairs that are in the right order. */
function areaUnderCurve(positive: readonly number[], negative: readonly number[]): number {
  let right = 0;
  for (const one of positive)
    for (const other of negative) right += one > other ? 1 : one === other ? 0.5 : 0;
  return right / (positive.length * negative.length);
}

const engine = createSearchEngine({ threads: 1 });
const conversations = loadConversations(values.data);
const samples = await collect(engine, conversations);
await engine.close();
const held = conversations.flatMap(({ id }) => {
  const weights = fit(samples.filter(({ conversation }) => conversation !== id));
  return samples
    .filter(({ conversation }) => conversation === id)
    .map((sample) => ({ kind: sample.kind, value: best(weights, sample) }));
});
const valuesOf = (kind: Sample['kind']) => held.filter((one) => one.kind === kind).map(({ value }) => value);
console.log('fitted on all:', JSON.stringify(fit(samples).map((weight) => Math.round(weight * 100) / 100)));
for (const kind of ['shuffled', 'adversarial'] as const)
  console.log(
    `answerable over ${kind}: area under the curve ${areaUnderCurve(valuesOf('answerable'), valuesOf(kind)).toFixed(3)}`,
  );
for (const threshold of [0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3]) {
  const below = (kind: Sample['kind']) =>
    valuesOf(kind).filter((value) => value < threshold).length / valuesOf(kind).length;
  const [lost, shuffled, adversarial] = [below('answerable'), below('shuffled'), below('adversarial')];
  console.log(`threshold ${threshold}: ${JSON.stringify({ lost, shuffled, adversarial })}`);
}

/** Weights of documents fitted on the tuning half, and what each feature adds on both halves. `--data DIR`. */
import { parseArgs } from 'node:util';
import { documents } from '../../server/search/ranking/profiles.ts';
import type { Weights } from '../recall/fit.ts';
import {
  collectExamples,
  documentFeatures,
  fitWeights,
  leftOut,
  scoreWith,
  withoutFeature,
  type Example,
} from './fit.ts';
import { manuals } from './manuals.ts';
import { meansOf, measures, type Scores } from './metrics.ts';
import { readPieces } from './pieces.ts';
import { halfOf, readQuestions, type Half } from './questions.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data === undefined) throw new Error('say where the manuals are: --data DIR');

const pieces = await readPieces(values.data, manuals);
const examples = await collectExamples(pieces, readQuestions(), documents.candidates);
const inHalf = (half: Half): Example[] => examples.filter(({ question }) => halfOf(question) === half);
const [tuning, heldBack] = [inHalf('tuning'), inHalf('held back')];

function cells(scores: readonly Scores[]): string {
  const means = meansOf(scores);
  return measures.map((measure) => means[measure].toFixed(1)).join(' | ');
}

const under = (weights: Weights): string => cells(heldBack.map((example) => scoreWith(weights, example)));

const fitted = fitWeights(tuning, withoutFeature());
console.log(documentFeatures.map((name) => `${name}: ${(fitted[name] ?? 0).toFixed(2)}`).join(', '));
console.log(`| | tuning, left out: ${measures.join(' | ')} | held back: ${measures.join(' | ')} |`);
console.log(`|---|${measures.map(() => '---|---|').join('')}`);
console.log(`| all | ${cells(leftOut(tuning, withoutFeature()))} | ${under(fitted)} |`);
for (const name of documentFeatures) {
  const without = withoutFeature(name);
  console.log(
    `| without ${name} | ${cells(leftOut(tuning, without))} | ${under(fitWeights(tuning, without))} |`,
  );
}

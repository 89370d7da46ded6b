/**
 * History against a model: random writes, restores, branches and merges, compared with states kept in memory. `--operations N`
 * (10,000), `--restores N` to random points at the end (100), `--seed N` (by the clock); ends with one line of JSON.
 */
import { parseArgs } from 'node:util';
import { createRandom } from '../../server/search/fixtures.suite.ts';
import { startTestServer } from '../server/running.ts';
import { runHistory } from './history/run.ts';
import { endWithGoals } from './result.ts';

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '10000' },
    restores: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [operations, restores, seed] = [values.operations, values.restores, values.seed].map(Number) as [
  number,
  number,
  number,
];
console.log(`seed ${seed}`);

await using server = await startTestServer({ rateLimit: 100_000_000 });
const started = performance.now();
const report = (done: number) => {
  if (done % 1_000 === 0) console.log(`${done} of ${operations} operations`);
};
const result = await runHistory({ server, random: createRandom(seed), operations, restores, report });
for (const line of result.wrong) console.log(line);

const { made, comparisons, clashes, wrong } = result;
const seconds = Math.round((performance.now() - started) / 1_000);
const done = Object.values(made).reduce((sum, count) => sum + count, 0);
endWithGoals('history', { seed, operations: done, restores, made, comparisons, clashes, seconds }, [
  { name: 'disagreements with the model', value: wrong.length, goal: 0, met: wrong.length === 0 },
  { name: 'operations made', value: done, goal: operations, met: done === operations },
]);

/**
 * Sync against faults: devices and a server around the core that they run, in memory, with edits of every kind, crashes at every
 * write, lost, doubled, delayed and reordered messages, devices that are away, a full server, backups, clones and clocks that
 * jump. `--steps N` (1,000,000), `--seed N` to begin with (by the clock), `--length N` steps of a history (40 to 1,500),
 * `--workers N` (half the processors), `--control` to try rules that are broken on purpose. A failing history is made short and
 * printed. Ends with one line of JSON.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { endWithGoals, type Goal } from './result.ts';
import { planOf } from './sim/plan.ts';
import { mutants, rules } from './sim/rules.ts';
import { caseAsSource, lengthOf, runCase, shrink, type Piece, type Tried } from './sim/run.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    length: { type: 'string', default: '0' },
    workers: { type: 'string', default: String(Math.max(1, Math.floor(availableParallelism() / 2))) },
    control: { type: 'boolean', default: false },
  },
});
const [steps, first, length, workers] = [values.steps, values.seed, values.length, values.workers].map(
  Number,
) as [number, number, number, number];
console.log(`seed ${first}`);

const started = performance.now();
const tried = await Promise.all(
  Array.from({ length: workers }, (_, n) =>
    inWorker({ first: first + n, every: workers, steps: steps / workers, length }),
  ),
);
const seconds = (performance.now() - started) / 1_000;
const sum = (of: (one: Tried) => number) => tried.reduce((total, one) => total + of(one), 0);
const failing = tried.flatMap((one) => one.failing);
for (const { seed, faults } of failing.slice(0, 5)) {
  console.log(`seed ${seed} of ${lengthOf(seed, length)} steps: ${faults.join('; ')}`);
  console.log(caseAsSource(shrink(planOf(seed, lengthOf(seed, length)), rules)));
}

const made = sum((one) => one.steps);
const goals: Goal[] = [
  { name: 'histories that end wrong', value: failing.length, goal: 0, met: failing.length === 0 },
  { name: 'steps', value: made, goal: steps, met: made >= steps },
];
const broken = values.control ? control() : {};
if (values.control) {
  const missed = Object.values(broken).filter((seeds) => seeds === 0).length;
  goals.push({ name: 'broken rules that went unnoticed', value: missed, goal: 0, met: missed === 0 });
}
const results = {
  seed: first,
  histories: sum((one) => one.histories),
  steps: made,
  stepsPerSecond: Math.round(made / seconds),
};
endWithGoals(
  'sim',
  { ...results, ...(values.control ? { broken } : {}), seconds: Math.round(seconds) },
  goals,
);

function inWorker(piece: Piece): Promise<Tried> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('sim/worker.ts', import.meta.url), { workerData: piece });
    worker.once('message', resolve).once('error', reject);
  });
}

/** How many histories it took to notice each broken rule; 0 when none did. */
function control(): Record<string, number> {
  const found = Object.entries(mutants).map(([name, mutant]): [string, number] => {
    for (let n = 0; n < 8_000; n++)
      if (runCase(planOf(first + n, 600), mutant).length > 0) return [name, n + 1];
    return [name, 0];
  });
  return Object.fromEntries(found);
}

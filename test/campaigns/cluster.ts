/**
 * Three `keepsake serve` behind HAProxy on one PostgreSQL and one object store, under a mixed load, while instances are
 * killed, restarted, cut off and set to a wrong time, and the database is restarted. `--kills N` (100), `--clients N` (48),
 * `--seed N`, `--histories N` for as many short runs instead, `--short` for what the tests run; ends with one line of JSON.
 */
import { parseArgs } from 'node:util';
import { findComponent } from '../harness/component.ts';
import { latencyOf } from './cluster/latency.ts';
import { startMachines } from './cluster/machines.ts';
import { networkObstacle } from './cluster/network.ts';
import { runOnce, type RunOptions, type RunResult } from './cluster/run.ts';
import { endWithGoals } from './result.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    clients: { type: 'string', default: '48' },
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: '0' },
    short: { type: 'boolean', default: false },
  },
});
const histories = Number(values.histories);
const seed = Number(values.seed);

const full: RunOptions = {
  seed,
  kills: Number(values.kills),
  everyMs: 2_000,
  restartsEvery: 8,
  databaseEvery: 20,
  cutsEvery: 10,
  clients: Number(values.clients),
  pauseMs: 400,
  calmMs: 20_000,
};
const history: RunOptions = {
  ...full,
  kills: 3,
  everyMs: 1_500,
  restartsEvery: 3,
  databaseEvery: 3,
  cutsEvery: 2,
  clients: 24,
  pauseMs: 200,
  calmMs: 500,
};
const short: RunOptions = { ...history, everyMs: 1_200, restartsEvery: 0, cutsEvery: 0, clients: 12 };

const obstacle = values.short ? 'this is the short version' : networkObstacle();
if (obstacle !== undefined) console.log(`skipped: cuts of the network, because ${obstacle}`);
const [initdb, haproxy] = [findComponent('postgresql'), findComponent('haproxy')];
if (initdb === undefined || haproxy === undefined)
  throw new Error('This needs PostgreSQL and HAProxy: apt-get install postgresql haproxy');
await using machines = await startMachines({ initdb, haproxy }, { withNetwork: obstacle === undefined });
if (!machines.canSkew) console.log('skipped: wrong clocks, because libfaketime is not installed');

async function run(options: RunOptions): Promise<RunResult> {
  const result = await runOnce(machines, options);
  const { errors, faults, lost, twice, different, calls, done } = result;
  console.log(`seed ${options.seed}: ${calls} calls, ${JSON.stringify(done)}`);
  const shown = { error: errors, violation: faults, lost, twice, different };
  for (const [what, lines] of Object.entries(shown))
    for (const line of lines.slice(0, 20)) console.log(`${what}: ${line}`);
  return result;
}

const results: RunResult[] = [];
if (histories === 0) results.push(await run(values.short ? short : full));
for (let one = 0; one < histories; one++) results.push(await run({ ...history, seed: seed + one }));

const sum = (count: (result: RunResult) => number) => results.reduce((total, one) => total + count(one), 0);
const none = (name: string, count: (result: RunResult) => number) => {
  const value = sum(count);
  return { name, value, goal: 0, met: value === 0 };
};
const kills = sum(({ done }) => done.kills);
const wanted = histories === 0 ? (values.short ? short.kills : full.kills) : histories * history.kills;
endWithGoals(
  'cluster',
  {
    runs: results.length,
    calls: sum(({ calls }) => calls),
    seconds_of_faults: sum(({ seconds }) => seconds),
    restarts: sum(({ done }) => done.restarts),
    database_restarts: sum(({ done }) => done.database_restarts),
    network_cuts: sum(({ done }) => done.cuts),
    starts_with_a_wrong_clock: sum(({ done }) => done.skewed_starts),
    answers_compared: sum(({ compared }) => compared),
    answers_compared_again: sum(({ askedAgain }) => askedAgain),
    ms_undisturbed: latencyOf(results.flatMap(({ calm }) => calm)),
    ms_under_faults: latencyOf(results.flatMap(({ disturbed }) => disturbed)),
  },
  [
    { name: 'kills', value: kills, goal: wanted, met: kills >= wanted },
    none('acknowledged writes lost', ({ lost }) => lost.length),
    none('writes done twice', ({ twice }) => twice.length),
    none('errors that clients saw', ({ errors }) => errors.length),
    none('violations in histories', ({ faults }) => faults.length),
    none('answers that differ between instances', ({ different }) => different.length),
  ],
);

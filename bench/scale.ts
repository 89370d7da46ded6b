/**
 * Search and writing past one machine: instances of the server on a real PostgreSQL, beside PostgreSQL's own full-text search
 * and SQLite's FTS5 over the same passages and questions. `--passages 10000,100000,1000000`; `--projects N` (1,000) that
 * they are spread over; `--questions N` (200); `--instances 1,2,3`; `--lanes N` processes that fill (as many as cores but one);
 * `--keep FOLDER` keeps what was filled for later runs; `--source` starts instances from source instead of what was built.
 */
import { loadavg, availableParallelism } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { endWithGoals } from '../test/campaigns/result.ts';
import { goalsOf } from './scale/goals.ts';
import { measureSize } from './scale/measuring.ts';

const { values } = parseArgs({
  options: {
    passages: { type: 'string', default: '10000,100000,1000000' },
    projects: { type: 'string', default: '1000' },
    questions: { type: 'string', default: '200' },
    instances: { type: 'string', default: '1,2,3' },
    lanes: { type: 'string', default: `${Math.max(1, availableParallelism() - 1)}` },
    keep: { type: 'string' },
    source: { type: 'boolean', default: false },
  },
});

if (process.platform !== 'linux') throw new Error('bench:scale reads /proc and runs on Linux alone');
const measured: Record<number, Awaited<ReturnType<typeof measureSize>>> = {};
for (const passages of values.passages.split(',').map(Number)) {
  measured[passages] = await measureSize(
    { passages, projects: Number(values.projects), lanes: Number(values.lanes) },
    {
      questions: Number(values.questions),
      fleets: values.instances.split(',').map(Number),
      keep: values.keep,
      program: values.source ? 'source' : 'built',
    },
  );
  console.log(passages, JSON.stringify(measured[passages]));
}
const machine = { cores: availableParallelism(), load: loadavg().map((load) => Math.round(load * 10) / 10) };
endWithGoals(
  'scale',
  { machine, ...measured },
  Object.entries(measured).flatMap(([passages, results]) => goalsOf(Number(passages), results)),
);

/**
 * Migration into PostgreSQL and back, undisturbed and killed at random moments. `--passages N` (100,000), `--kills N` (20),
 * `--seed N`; ends with a line of JSON.
 */
import { parseArgs } from 'node:util';
import { findComponent } from '../harness/component.ts';
import { startPostgres } from '../harness/postgres.ts';
import { runMigrations, type Direction } from './migration/run.ts';
import { endWithGoals } from './result.ts';

const { values } = parseArgs({
  options: {
    passages: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const [passages, kills, seed] = [values.passages, values.kills, values.seed].map(Number) as [
  number,
  number,
  number,
];
const mostBytes = 300 * 1024 * 1024;

const initdb = findComponent('postgresql');
if (initdb === undefined)
  throw new Error('This needs the programs of PostgreSQL: apt-get install postgresql');
await using postgres = await startPostgres(initdb);
const report = (line: string) => console.log(line);
const done = await runMigrations({ postgres, passages, kills, seed, report });
for (const line of done.wrong) console.log(line);

const rateOf = ({ seconds }: Direction) => Math.round(passages / seconds);
const shown = ({ seconds, stages }: Direction) => ({ seconds: Math.round(seconds * 10) / 10, stages });
endWithGoals(
  'migration',
  {
    passages,
    seed,
    kills: done.kills,
    to_database: shown(done.toDatabase),
    to_folder: shown(done.toFolder),
    passages_per_second: { to_database: rateOf(done.toDatabase), to_folder: rateOf(done.toFolder) },
    peak_memory_mb: Math.round(done.peakBytes / 1_048_576),
    resumed: done.resumed,
    first_wrong: done.wrong[0] ?? '',
  },
  [
    { name: 'differences', value: done.wrong.length, goal: 0, met: done.wrong.length === 0 },
    { name: 'kills', value: done.kills, goal: kills, met: done.kills >= kills },
    {
      name: 'kills that left a target which serves half',
      value: done.half,
      goal: 0,
      met: done.half === 0,
    },
    // Of few kills all may fall before the first row, or behind the last.
    ...(kills < 10
      ? []
      : [
          {
            name: 'killed migrations whose last run went on with rows',
            value: done.resumed,
            goal: '≥ 1',
            met: done.resumed >= 1,
          },
        ]),
    { name: 'peak memory, bytes', value: done.peakBytes, goal: mostBytes, met: done.peakBytes <= mostBytes },
  ],
);

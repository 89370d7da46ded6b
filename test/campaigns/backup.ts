/** Backups killed at random moments: after each kill there is a valid backup, or none. `--kills N` (100), `--seed N`; ends with a line of JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killBackups } from './backup/run.ts';
import { endWithGoals } from './result.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const folder = mkdtempSync(join(tmpdir(), 'keepsake-backup-'));
try {
  const seed = Number(values.seed);
  const kills = Number(values.kills);
  const done = await killBackups(folder, kills, numbersFrom(seed), (line) => console.log(line));
  const { none, valid, broken, backups } = done;
  endWithGoals('backup', { kills, seed, none, valid, backups, first_broken: broken[0] ?? '' }, [
    { name: 'kills that left a broken backup', value: broken.length, goal: 0, met: broken.length === 0 },
    {
      name: 'kills that left a valid backup or none',
      value: none + valid,
      goal: kills,
      met: none + valid === kills,
    },
    { name: 'different backups restored', value: backups, goal: '≥ 1', met: backups >= 1 },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

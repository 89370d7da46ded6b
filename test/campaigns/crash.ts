/**
 * Kills a server under write load again and again: whatever it acknowledged must be there after the next start, once.
 * `--kills N` (1,000), `--lanes N` data folders side by side (3); ends with one line of JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runLane, type CrashResult } from './crash/lane.ts';
import { endWithGoals } from './result.ts';
import { describeDataFolder } from './serving/process.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '1000' }, lanes: { type: 'string', default: '3' } },
});
const kills = Number(values.kills);
const lanes = Math.min(Number(values.lanes), kills);

async function lane(number: number, report: () => void): Promise<CrashResult> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-crash-'));
  try {
    const share = Math.floor(kills / lanes) + (number < kills % lanes ? 1 : 0);
    return await runLane(describeDataFolder(folder), share, report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let done = 0;
function report(): void {
  done++;
  if (done % 25 === 0) console.log(`${done} of ${kills} kills`);
}

const results = await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number, report)));
const sum = (count: (result: CrashResult) => number) => results.reduce((total, one) => total + count(one), 0);
const [lost, twice, damaged] = [
  sum((one) => one.lost.length),
  sum((one) => one.twice.length),
  sum((one) => one.damaged.length),
];
for (const { lost } of results) for (const line of lost) console.log(`lost: ${line}`);
for (const { damaged } of results) for (const line of damaged) console.log(`damaged: ${line}`);
endWithGoals(
  'crash',
  {
    kills: sum((one) => one.kills),
    acknowledged: sum((one) => one.acknowledged),
    repeated_after_a_kill: sum((one) => one.repeated),
  },
  [
    { name: 'acknowledged writes lost', value: lost, goal: 0, met: lost === 0 },
    { name: 'writes done twice', value: twice, goal: 0, met: twice === 0 },
    { name: 'files that fail integrity_check', value: damaged, goal: 0, met: damaged === 0 },
  ],
);

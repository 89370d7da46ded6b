/** One of several processes of the power-cut campaign: records a store at work, then opens states cuts leave behind. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { stateAfterCut, writeState } from './disk.ts';
import { brokenPromises, createRandom, type Mark } from './promises.ts';
import { record } from './recorder.ts';
import { readRecording, type Step } from './recording.ts';

export interface LaneTask {
  /** The recorder's library. */
  readonly library: string;
  /** For everything the lane writes. */
  readonly folder: string;
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Commits to record. */
  readonly commits: number;
  readonly states: number;
  readonly seed: number;
}

export interface LaneResult {
  readonly states: number;
  /** Promises that were checked, over all states. */
  readonly promises: number;
  /** States that broke a promise, could not be opened or were damaged. */
  readonly broken: number;
  /** A few reasons. */
  readonly examples: string[];
}

/** Records once and opens `states` states. */
export async function runLane(task: LaneTask): Promise<LaneResult> {
  const folder = mkdtempSync(join(task.folder, 'lane-'));
  try {
    const { library, synchronous, commits, seed } = task;
    const program = new URL('workload.ts', import.meta.url);
    const recorded = await record(library, folder, program, [synchronous, String(commits), String(seed)]);
    const steps = readRecording(recorded.path);
    rmSync(recorded.root, { recursive: true });
    return await openStates(task, folder, steps);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openStates(task: LaneTask, folder: string, steps: readonly Step[]): Promise<LaneResult> {
  const random = createRandom(task.seed);
  const examples: string[] = [];
  let [broken, promises] = [0, 0];
  for (let state = 0; state < task.states; state++) {
    const cut = drawCut(steps, random);
    const marks = marksBefore(steps, cut);
    const target = join(folder, 'state');
    mkdirSync(target);
    writeState(stateAfterCut(steps, cut, random), target);
    const faults = await brokenPromises(target, marks).catch((error: unknown) => [
      `cannot be opened: ${String(error)}`,
    ]);
    rmSync(target, { recursive: true });
    promises += marks.length;
    if (faults.length > 0) {
      broken++;
      examples.push(`cut ${cut} of ${steps.length}, seed ${task.seed}: ${faults.slice(0, 3).join('; ')}`);
    }
  }
  return { states: task.states, promises, broken, examples: examples.slice(0, 5) };
}

/** Half of the cuts come right after an acknowledgement, when there has been no time for anything else. */
function drawCut(steps: readonly Step[], random: () => number): number {
  const cut = 1 + Math.floor(random() * steps.length);
  if (random() < 0.5) return cut;
  const next = steps.findIndex((step, at) => at >= cut && step.kind === 'mark');
  return next === -1 ? cut : next + 1;
}

function marksBefore(steps: readonly Step[], cut: number): Mark[] {
  return steps.slice(0, cut).flatMap((step) => (step.kind === 'mark' ? [JSON.parse(step.text) as Mark] : []));
}

process.on('message', (task: LaneTask) => {
  runLane(task).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
// The campaign was killed: nobody asks any more.
process.once('disconnect', () => process.exit());

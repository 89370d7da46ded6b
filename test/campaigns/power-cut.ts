/**
 * Simulated power cuts: records what a store under load asks of the disk, builds thousands of states that a power cut
 * could leave, and opens each with the real store. `--states N` (10,000), `--control N` states of a store set to NORMAL
 * (300), `--commits N` per recording (400); ends with one line of JSON.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findComponent } from '../harness/component.ts';
import type { LaneResult, LaneTask } from './power/lane.ts';
import { buildRecorder } from './power/recorder.ts';
import { endWithGoals } from './result.ts';

const lanes = 3;
const statesPerRecording = 250;

/** Runs the tasks over a few processes; the result is their sum. */
async function runTasks(tasks: LaneTask[], cache: string): Promise<LaneResult> {
  const sum = { states: 0, promises: 0, broken: 0, examples: [] as string[] };
  async function lane(): Promise<void> {
    // Each state starts threads of the store anew; compiled once, they start in two thirds of the time.
    const env = { NODE_COMPILE_CACHE: cache, ...process.env };
    const child = fork(fileURLToPath(new URL('power/lane.ts', import.meta.url)), { env });
    try {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
        const result = await ask(child, task);
        sum.states += result.states;
        sum.promises += result.promises;
        sum.broken += result.broken;
        sum.examples.push(...result.examples);
        console.log(`${task.synchronous}: ${sum.states} states opened, ${sum.broken} broken`);
      }
    } finally {
      child.kill();
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return sum;
}

function ask(child: ChildProcess, task: LaneTask): Promise<LaneResult> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a lane ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer: { result?: LaneResult; error?: string }) => {
      child.off('exit', ended);
      if (answer.result === undefined) reject(new Error(answer.error));
      else resolve(answer.result);
    });
    child.send(task);
  });
}

function tasksFor(states: number, common: Omit<LaneTask, 'states' | 'seed'>): LaneTask[] {
  const share = Math.min(statesPerRecording, Math.ceil(states / lanes));
  return Array.from({ length: Math.ceil(states / share) }, (_, at) => ({
    ...common,
    states: Math.min(share, states - at * share),
    seed: at + 1,
  }));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      states: { type: 'string', default: '10000' },
      control: { type: 'string', default: '300' },
      commits: { type: 'string', default: '400' },
    },
  });
  const commits = Number(values.commits);
  const gcc = findComponent('gcc');
  if (gcc === undefined) throw new Error('the recorder needs gcc: apt-get install gcc libc6-dev');
  // States are written and thrown away by the thousand: in memory where the system has such a folder.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'keepsake-power-'));
  try {
    const library = buildRecorder(gcc, folder);
    const cache = join(folder, 'compiled');
    const full = await runTasks(
      tasksFor(Number(values.states), { library, folder, synchronous: 'FULL', commits }),
      cache,
    );
    const normal = await runTasks(
      tasksFor(Number(values.control), { library, folder, synchronous: 'NORMAL', commits }),
      cache,
    );
    for (const example of full.examples) console.log(`broken: ${example}`);
    endWithGoals('crash:power', { full: summary(full), control_normal: summary(normal) }, [
      {
        name: 'states that lost or damaged something at FULL',
        value: full.broken,
        goal: 0,
        met: full.broken === 0,
      },
      {
        name: 'states that lost something in the control at NORMAL',
        value: normal.broken,
        goal: '> 0',
        met: normal.broken > 0,
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary({ states, promises, broken }: LaneResult) {
  return { states, promises_checked: promises, states_broken: broken };
}

await main();

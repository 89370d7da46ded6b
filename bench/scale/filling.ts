/** Fills Keepsake and its peers with the same passages, in as many processes as there are cores to spare. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../search/engines.ts';
import type { Filling } from './filler.ts';
import type { MergerTask } from './merger.ts';
import { documentsPerProject, laneCorpus, laneProjects, type Layout } from './texts.ts';

export interface Sampled {
  /** Number of the project that it is in. */
  readonly project: number;
  readonly document: readonly string[];
}

/** Fills Keepsake and PostgreSQL's own search; resolves when all is written and merged, to the seconds that took. */
export async function fillAll(filling: Omit<Filling, 'lane'>): Promise<number> {
  const begin = performance.now();
  const { access, one, layout } = filling;
  const merger = start('merger.ts', { access, project: one } satisfies MergerTask);
  const lanes = Array.from({ length: layout.lanes }, (_, lane) => start('filler.ts', { ...filling, lane }));
  conduct(
    lanes.map(({ child }) => child),
    merger.child,
    layout.passages,
  );
  await Promise.all(lanes.map(({ ended }) => ended));
  merger.child.send('done');
  await merger.ended;
  return Math.round((performance.now() - begin) / 1_000);
}

function start(file: string, task: object): { child: ChildProcess; ended: Promise<void> } {
  // In a session of its own: Linux shares processors out among sessions before processes. It ends with its channel.
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { detached: true });
  child.send(task);
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`${file} ended with ${String(code)}`);
  });
  return { child, ended };
}

/**
 * Lets lanes go on with their next project while merging keeps up with them, as it does where people write; and says how far
 * they are.
 */
function conduct(lanes: readonly ChildProcess[], merger: ChildProcess, passages: number): void {
  let done = 0;
  let merged = 0;
  let waiting: ChildProcess[] = [];
  const goOn = () => {
    if (done - merged > mostUnmerged) return;
    for (const lane of waiting) lane.send('go');
    waiting = [];
  };
  for (const lane of lanes) {
    lane.on('message', ({ passages: more }: { passages: number }) => {
      const before = done;
      done += more;
      if (Math.floor((done * 10) / passages) > Math.floor((before * 10) / passages))
        console.log(`${done} of ${passages} passages written`);
      waiting.push(lane);
      goOn();
    });
  }
  let begun = 0;
  merger.on('message', (what: 'begins' | 'merged') => {
    if (what === 'begins') begun = done;
    else merged = begun;
    goOn();
  });
}

const mostUnmerged = 60_000;

/** Returns a document of each project, to ask for. */
export async function fillFts5(fts5: Engine, layout: Layout): Promise<Sampled[]> {
  const sampled: Sampled[] = [];
  for (let lane = 0; lane < layout.lanes; lane++) {
    const corpus = laneCorpus(lane);
    for (const project of laneProjects(layout, lane)) {
      const documents = Array.from({ length: documentsPerProject(layout) }, corpus.nextDocument);
      await fts5.add(documents);
      sampled.push({ project, document: documents[0] as string[] });
    }
  }
  await fts5.settle();
  return sampled;
}

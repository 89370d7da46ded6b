/**
 * Exactness of search: at every stage of an index, the first stage's scores beside those of scoring every passage, and the
 * final ten beside those of ranking every passage that holds a word. `--queries N` per stage (2,000), `--final N` of them for the final ten (200), `--rounds N` of
 * writing (12), `--kills N` of a process that merges (10); ends with one line of JSON.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { words } from '../../server/search/exactness.suite.ts';
import { createRandom } from '../../server/search/fixtures.suite.ts';
import { openProject, type OpenProject } from './exactness/project.ts';
import { writeRound } from './exactness/rounds.ts';
import { endWithGoals } from './result.ts';

const { values } = parseArgs({
  options: {
    queries: { type: 'string', default: '2000' },
    final: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '12' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const [queries, rounds, kills, seed] = [values.queries, values.rounds, values.kills, values.seed].map(
  Number,
) as [number, number, number, number];
/** One query in so many is looked at to its final ten. */
const finalEvery = Math.max(1, Math.round(queries / Number(values.final)));

interface Stage {
  readonly queries: number;
  /** Scores of the first stage that are not those of a scan. */
  readonly wrong: number;
  /** Queries whose final ten were looked at, and those of them whose ten are those of ranking every candidate. */
  readonly final: number;
  readonly same: number;
  /** Passages of those ten that the default ranking leaves out. */
  readonly lost: number;
}

const tolerance = 1e-6;

async function wrongScores({ engine, reader, mirror }: OpenProject, text: string): Promise<number> {
  const hits = await engine.search([reader], { text, limit: 10, plain: true });
  const wanted = mirror.best(text, 10);
  const wrong = wanted.filter((score, at) => Math.abs((hits[at]?.score ?? Infinity) - score) > tolerance);
  return wrong.length + Math.abs(hits.length - wanted.length);
}

async function lostPassages({ engine, reader }: OpenProject, text: string): Promise<number> {
  const find = async (candidates?: number) => {
    const hits = await engine.search([reader], { text, limit: 10, candidates });
    return hits.map(({ recordId, ordinal }) => `${recordId}#${ordinal}`);
  };
  const [own, all] = [new Set(await find()), await find(1_000_000)];
  return all.filter((id) => !own.has(id)).length;
}

async function check(
  name: string,
  project: OpenProject,
  random: () => number,
  count: number,
): Promise<Stage> {
  let [wrong, final, same, lost] = [0, 0, 0, 0];
  for (let at = 0; at < count; at++) {
    const text = words(random, 1 + Math.floor(random() * 6));
    wrong += await wrongScores(project, text);
    if (at % finalEvery !== 0) continue;
    final++;
    const gone = await lostPassages(project, text);
    if (gone === 0) same++;
    lost += gone;
  }
  const stage = { queries: count, wrong, final, same, lost };
  console.log(name, JSON.stringify(stage));
  return stage;
}

async function stagesOf(folder: string): Promise<Record<string, Stage>> {
  const random = createRandom(seed);
  const project = await openProject(folder);
  const stages: Record<string, Stage> = {};
  let round = 0;
  const write = async () => {
    writeRound(project, seed, round);
    await project.commit(round++);
  };
  try {
    await write();
    stages['tail only'] = await check('tail only', project, random, queries);
    while (round < rounds) {
      await write();
      if (round % 2 === 0) await project.merge();
    }
    stages['many segments'] = await check('many segments', project, random, queries);
    await write();
    stages['during merges'] = await duringMerges(project, random);
    stages['after merges'] = await check('after merges', project, random, queries);
    for (const id of project.mirror.ids().filter((_, at) => at % 3 === 0)) project.mirror.remove(id);
    await project.commit();
    stages['after deletions'] = await check('after deletions', project, random, queries);
    await project.merge();
    stages['after their merge'] = await check('after their merge', project, random, queries);
  } finally {
    await project.close();
  }
  return stages;
}

/** Searches while a merge is under way, again and again; each merge finds something, as rows are written anew between. */
async function duringMerges(project: OpenProject, random: () => number): Promise<Stage> {
  let merging = true;
  const merges = (async () => {
    while (merging) {
      for (const id of project.mirror.ids().slice(0, 300)) project.mirror.put(project.mirror.record(id));
      await project.commit();
      await project.merge();
    }
  })();
  const stage = await check('during merges', project, random, queries);
  merging = false;
  await merges;
  return stage;
}

/** Kills a process in the middle of its merges, opens what it left, and checks that. */
async function afterKills(): Promise<Stage> {
  const sum = { queries: 0, wrong: 0, final: 0, same: 0, lost: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-exactness-'));
  const random = createRandom(seed + 7);
  try {
    for (let kill = 0; kill < kills; kill++) {
      const acknowledged = await killWhileMerging(folder, 200 + random() * 800);
      const stage = await checkLeft(folder, acknowledged, random);
      for (const key of ['queries', 'wrong', 'final', 'same', 'lost'] as const) sum[key] += stage[key];
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return sum;
}

/** @returns the rounds that were acknowledged before the end. */
async function killWhileMerging(folder: string, afterMs: number): Promise<number> {
  const program = fileURLToPath(new URL('exactness/merging.ts', import.meta.url));
  const child = fork(program, [folder, String(seed)]);
  let acknowledged = 0;
  child.on('message', (round: number) => {
    acknowledged = round + 1;
  });
  await once(child, 'message');
  await setTimeout(afterMs);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return acknowledged;
}

async function checkLeft(folder: string, acknowledged: number, random: () => number): Promise<Stage> {
  const project = await openProject(folder);
  try {
    const committed = await project.rounds();
    if (committed < acknowledged)
      throw new Error(`${acknowledged} rounds were acknowledged, ${committed} are there`);
    for (let round = 0; round < committed; round++) writeRound(project, seed, round);
    project.forget();
    return await check(`killed in round ${committed}`, project, random, Math.ceil(queries / kills));
  } finally {
    await project.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'keepsake-exactness-'));
try {
  const stages = await stagesOf(folder);
  if (kills > 0) stages['after kills'] = await afterKills();
  const all = Object.values(stages);
  const sum = (of: (stage: Stage) => number) => all.reduce((total, stage) => total + of(stage), 0);
  const share = Math.round((10_000 * sum(({ same }) => same)) / sum(({ final }) => final)) / 100;
  const wrong = sum((stage) => stage.wrong);
  endWithGoals('exactness', { stages, sameShare: share }, [
    { name: 'wrong scores of the first stage', value: wrong, goal: 0, met: wrong === 0 },
    { name: 'queries with the same final ten, %', value: share, goal: 99.5, met: share >= 99.5 },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

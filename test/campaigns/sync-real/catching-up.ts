/**
 * A laptop that was away: how long it takes and what it costs to catch up, and what searches feel of it. First changes alone, then
 * files with their bytes, since these would hide what changes cost.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../power/promises.ts';
import type { Goal } from '../result.ts';
import { countNews, sum } from './news.ts';
import { writeChanges, writeFiles } from './work.ts';
import type { Computer, World } from './world.ts';

export interface CatchUpOptions {
  /** Of both computers together. */
  readonly changes: number;
  /** The same of files. */
  readonly megabytes: number;
}

const calmSearches = 300;
const before = 500;
/** Searches stay below the 6,000 requests that one may make in so long. */
const betweenMs = 12;
const limitMs = 60_000;
const manyWrites = 2_000;

/** Half of everything is the laptop's, half comes from the desk by the server. */
export async function catchUp(world: World, { changes, megabytes }: CatchUpOptions) {
  const [, desk] = world.computers as readonly [Computer, Computer];
  const random = createRandom(1);
  await writeChanges(desk, Math.min(before, changes), random);
  await untilSynced(world);
  const restMs = changes + megabytes > manyWrites ? limitMs : 0;
  const ofChanges = await away(world, restMs, async (computer) => {
    await writeChanges(computer, Math.ceil(changes / 2), random);
    return [];
  });
  const ofFiles = await away(world, restMs, (computer) =>
    writeFiles(computer, Math.ceil(megabytes / 2), random),
  );
  const goals: Goal[] = [
    most('bytes of changes against what is new', ofChanges.share, 1.1),
    most('bytes of files against what is new', ofFiles.share, 1.1),
    most('p99 of searches while changes come against before', ofChanges.slower, 2),
    most('p99 of searches while files come against before', ofFiles.slower, 2),
  ];
  return { results: { changes: ofChanges, megabytes, files: ofFiles }, goals };
}

function most(name: string, value: number, goal: number): Goal {
  return { name, value, goal, met: value <= goal };
}

/**
 * @param restMs before searches are measured: what was written counts to the requests that one may make in a time
 * @param work what each computer does while the laptop is away; answers files, whose bytes the laptop then asks for
 */
async function away(world: World, restMs: number, work: (computer: Computer) => Promise<readonly string[]>) {
  const [laptop, desk] = world.computers as readonly [Computer, Computer];
  const news = await countNews(world);
  const calm = await searchTimes(laptop, calmSearches);
  await setPaused(laptop, true);
  const wanted = await work(desk);
  await until(() => isSynced(desk));
  await work(laptop);
  await setPaused(desk, true);
  await sleep(restMs);
  const passedBefore = await laptop.line.passed();
  const began = performance.now();
  await setPaused(laptop, false);
  const fetched = fetchAll(laptop, wanted);
  const busy = await searchesUntil(laptop, () => isCaughtUp(laptop), fetched);
  const seconds = (performance.now() - began) / 1_000;
  const passed = await laptop.line.passed();
  await setPaused(desk, false);
  await untilSynced(world);
  calm.push(...(await searchTimes(laptop, calmSearches)));
  const [up, down] = [passed.up - passedBefore.up, passed.down - passedBefore.down];
  const { versions, bytes, files } = await news();
  return {
    versions,
    new_bytes: bytes + files,
    seconds: rounded(seconds),
    up,
    down,
    share: rounded((up + down) / (bytes + files)),
    searches: busy.length,
    p99_calm_ms: rounded(p99(calm)),
    p99_meanwhile_ms: rounded(p99(busy)),
    slower: rounded(p99(busy) / p99(calm)),
  };
}

/** Opens files as a person would, one after the other, once they are there. */
async function fetchAll({ keepsake }: Computer, items: readonly string[]): Promise<number> {
  const sizes: number[] = [];
  for (const itemId of items) {
    await until(() => keepsake.owner.getItem({ itemId }).then(isThere, isMissing));
    const response = await keepsake.owner.downloadItem({ itemId });
    sizes.push((await response.bytes()).byteLength);
  }
  return sum(sizes);
}

const isThere = (): boolean => true;
const isMissing = (): boolean => false;

/** Searches again and again. */
async function searchesUntil(
  computer: Computer,
  holds: () => Promise<boolean>,
  other: Promise<unknown>,
): Promise<number[]> {
  let isDone = false;
  const ended = other.finally(() => (isDone = true));
  const times: number[] = [];
  while (!isDone || !(await holds())) times.push(...(await searchTimes(computer, 5)));
  await ended;
  return times;
}

async function searchTimes({ keepsake, project }: Computer, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const query = queries[n % queries.length] ?? '';
    const began = performance.now();
    await keepsake.owner.search({ query, project_ids: [project], limit: 10 });
    times.push(performance.now() - began);
    await sleep(betweenMs);
  }
  return times;
}

/** Of words that texts hold, common and rare. */
const queries = ['ba stal', 'kes mo', 'trir kosta', 'le lomir', 'ba', 'preni valo', 'gu sa'];

function p99(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0;
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

async function runsOf({ keepsake }: Computer) {
  const { links } = await keepsake.owner.getSyncState({});
  return links.flatMap(({ projects, files }) => [...projects, ...(files === null ? [] : [files])]);
}

async function isSynced(computer: Computer): Promise<boolean> {
  return (await runsOf(computer)).every(({ state, pending }) => state === 'synced' && pending === 0);
}

/** Also what documents say was read. */
async function isCaughtUp(computer: Computer): Promise<boolean> {
  if (!(await isSynced(computer))) return false;
  const { keepsake, project } = computer;
  for (const status of ['pending', 'running'] as const) {
    const { pagination } = await keepsake.owner.listDocuments({ projectId: project, status, page_size: 1 });
    if (pagination.total > 0) return false;
  }
  return true;
}

async function untilSynced({ computers }: World): Promise<void> {
  for (const computer of computers) await until(() => isSynced(computer));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(100);
}

async function setPaused({ keepsake, link }: Computer, paused: boolean): Promise<void> {
  await keepsake.owner.updateLink({ linkId: link, paused });
}

/** Partitions one after the other: faults and kills while both computers write, then healing, and whether all hold the same. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../power/promises.ts';
import { doSomething } from './editor.ts';
import { readHeld, type Held } from './held.ts';
import { faults, type Fault } from './line.ts';
import { nothingTold, type Told } from './told.ts';
import type { Computer, World } from './world.ts';

export interface Partitioned {
  /** From healing, or the start after a kill, until all three were the same. */
  readonly healingMs: readonly number[];
  /** Partitions after which the three were not the same within a minute. */
  readonly apart: number;
  readonly kills: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly told: Told;
}

export interface PartitionOptions {
  readonly partitions: number;
  readonly seed: number;
  /** One of the three is killed in so many partitions. */
  readonly killEvery: number;
  /** After which no partition begins. */
  readonly minutes: number;
  /** Told of each partition, with what went wrong in it. */
  readonly progress?: (partition: number, ms: number | undefined, wrong: readonly string[]) => void;
}

const longestMs = 60_000;
const pollMs = 100;
const mostTruncatedAfter = 4_000;

/** @throws what no partition explains */
export async function runPartitions(world: World, options: PartitionOptions): Promise<Partitioned> {
  const { partitions, seed, killEvery, minutes, progress } = options;
  const end = performance.now() + minutes * 60_000;
  const random = createRandom(seed);
  const told = nothingTold();
  const healingMs: number[] = [];
  const done: Record<string, number> = {};
  let [apart, kills] = [0, 0];
  let held = await everyoneHolds(world);
  for (let partition = 0; partition < partitions && performance.now() < end; partition++) {
    const write = (computer: Computer, count: number) =>
      writeSome(computer, { told, held: heldBy(world, held, computer), partition, random }, count);
    const both = () =>
      Promise.all(world.computers.map((computer) => write(computer, 1 + Math.floor(random() * 4))));
    const wrong: string[] = [];
    const breakSome = () => breakLines(world, random, wrong);
    const victim =
      partition % killEvery === killEvery - 1 ? kills++ % (world.computers.length + 1) : undefined;
    const isAfter = random() < 0.5;
    await breakSome();
    await both();
    if (random() < 0.5) await breakSome();
    if (victim !== undefined) wrong.push(`kill ${victim} ${isAfter ? 'after' : 'during'}`);
    if (victim !== undefined && !isAfter) await killOne(world, victim, write);
    await sleep(random() * 400);
    await both();
    await Promise.all(world.computers.map(({ line }) => line.heal()));
    if (victim !== undefined && isAfter) {
      await sleep(random() * 300);
      await killOne(world, victim, write);
    }
    const { ms, all } = await untilSame(world);
    held = all;
    if (ms === undefined) apart++;
    else healingMs.push(ms);
    for (const [kind = ''] of wrong.map((one) => one.split(' '))) done[kind] = (done[kind] ?? 0) + 1;
    progress?.(partition, ms, wrong);
  }
  // What is in the trash can be looked at once it is out of it.
  await emptyTrash(world);
  if ((await untilSame(world, 'whole')).ms === undefined) apart++;
  return { healingMs, apart, kills, faults: done, told };
}

async function emptyTrash({ there }: World): Promise<void> {
  for (;;) {
    const { items } = await there.listTrash({ page_size: 100 });
    if (items.length === 0) return;
    for (const { id: itemId } of items) await there.restoreItem({ itemId });
  }
}

/** Each line gets a fault of its own, or none; at least one is broken. */
async function breakLines({ computers }: World, random: () => number, wrong: string[]): Promise<void> {
  const sure = Math.floor(random() * computers.length);
  for (const [n, { line }] of computers.entries()) {
    const fault = faults[Math.floor(random() * faults.length)] as Fault;
    const after = Math.floor(random() * mostTruncatedAfter);
    if (n !== sure && random() < 0.3) continue;
    await line.break(fault, after);
    wrong.push(`${fault} ${computers[n]?.name}`);
  }
}

/** The three take turns. A computer is killed while somebody writes there. */
async function killOne(
  { computers, killRemote }: World,
  victim: number,
  write: (computer: Computer, count: number) => Promise<void>,
): Promise<void> {
  const one = computers[victim];
  if (one === undefined) return killRemote();
  const writing = write(one, 4);
  await sleep(10);
  await one.keepsake.kill();
  await writing;
  await one.keepsake.restart();
}

interface Writing {
  readonly told: Told;
  readonly held: Held;
  readonly partition: number;
  readonly random: () => number;
}

async function writeSome(computer: Computer, writing: Writing, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await doSomething({ computer, ...writing });
}

/** The remote server first. */
function everyoneHolds({ computers, there, remoteProject }: World, how?: 'whole'): Promise<Held[]> {
  return Promise.all([
    readHeld(there, remoteProject, how),
    ...computers.map(({ keepsake, project }) => readHeld(keepsake.owner, project, how)),
  ]);
}

function heldBy({ computers }: World, held: readonly Held[], computer: Computer): Held {
  return held[computers.indexOf(computer) + 1] as Held;
}

/** How long it took until all three held the same and nothing waited; without `ms` they never did. */
async function untilSame(world: World, how?: 'whole'): Promise<{ ms: number | undefined; all: Held[] }> {
  const began = performance.now();
  for (;;) {
    const isLate = performance.now() - began > longestMs;
    if (isLate || (await areSynced(world))) {
      const all = await everyoneHolds(world, how);
      const isSame = all.every(({ hash }) => hash === all[0]?.hash) && (await areSynced(world));
      if (isSame) return { ms: performance.now() - began, all };
      if (isLate) {
        await tellApart(world, all);
        return { ms: undefined, all };
      }
    }
    await sleep(pollMs);
  }
}

async function areSynced({ computers }: World): Promise<boolean> {
  for (const { keepsake } of computers) {
    const { links } = await keepsake.owner.getSyncState({});
    const runs = links.flatMap(({ projects, files }) => [...projects, ...(files === null ? [] : [files])]);
    if (runs.some(({ state, pending, refused }) => state !== 'synced' || pending + refused.length > 0))
      return false;
  }
  return true;
}

/** For who looks for the reason: nothing in it is anybody's. */
async function tellApart({ computers, printed }: World, [there, ...here]: readonly Held[]): Promise<void> {
  console.error(`remote server:\n${lastLines(printed())}`);
  for (const [n, held] of here.entries()) {
    const [own, others] = [new Set(held.lines), new Set(there?.lines)];
    const { links } = (await computers[n]?.keepsake.owner.getSyncState({})) ?? {};
    console.error(computers[n]?.name, {
      only_here: held.lines.filter((line) => !others.has(line)).slice(0, 20),
      only_there: there?.lines.filter((line) => !own.has(line)).slice(0, 20),
      states: JSON.stringify(links?.flatMap(({ projects, files }) => [...projects, files])),
    });
    console.error(lastLines(computers[n]?.keepsake.printed() ?? ''));
  }
}

function lastLines(printed: string): string {
  return printed.split('\n').slice(-25).join('\n');
}

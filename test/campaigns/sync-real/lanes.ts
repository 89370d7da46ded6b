/** Several groups of a remote server and two computers at once, and what all of them came to. */
import type { Goal } from '../result.ts';
import { checkFiles } from './files.ts';
import { runPartitions, type PartitionOptions } from './run.ts';
import { checkTold } from './told.ts';
import { startWorld, type WorldOptions } from './world.ts';

export interface LaneOptions {
  /** Of all lanes. */
  readonly partitions: number;
  readonly lanes: number;
  readonly seed: number;
  readonly killEvery: number;
  /** After which no partition begins. */
  readonly minutes: number;
}

const tellEvery = 10;
const slowMs = 5_000;

/** @throws what no partition explains */
export async function runLanes(where: Omit<WorldOptions, 'lane'>, options: LaneOptions) {
  const began = performance.now();
  const { lanes, partitions } = options;
  const shares = Array.from({ length: lanes }, (_, lane) =>
    Math.floor((partitions + lanes - 1 - lane) / lanes),
  );
  const all = await Promise.all(shares.map((share, lane) => runLane(where, options, lane, share)));
  return report(all, options, (performance.now() - began) / 1_000);
}

type Lane = Awaited<ReturnType<typeof runLane>>;

async function runLane(
  where: Omit<WorldOptions, 'lane'>,
  { seed, killEvery, minutes }: LaneOptions,
  lane: number,
  partitions: number,
) {
  await using world = await startWorld({ ...where, lane });
  const slow: number[] = [];
  const progress: PartitionOptions['progress'] = (partition, ms = Infinity, wrong = []) => {
    slow.push(ms);
    if (ms > slowMs) console.error(`lane ${lane}: ${partition} took ${ms} ms: ${wrong.join(', ')}`);
    if ((partition + 1) % tellEvery === 0)
      console.error(`lane ${lane}: ${partition + 1} of ${partitions}, longest ${Math.max(...slow)} ms`);
  };
  const wanted = { partitions, seed: seed + lane * 1_000_003, killEvery, minutes, progress };
  const ran = await runPartitions(world, wanted);
  const found = await checkTold(world.there, world.remoteProject, ran.told);
  const spoiled = await checkFiles(world);
  for (const [wrong, all] of Object.entries({ ...found, spoiled }))
    for (const one of all) console.error(`lane ${lane}: ${wrong}: ${one}`);
  return { ...ran, ...found, spoiled };
}

function report(all: readonly Lane[], options: LaneOptions, seconds: number) {
  const sorted = all.flatMap(({ healingMs }) => healingMs).toSorted((one, other) => one - other);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  const sumOf = (count: (lane: Lane) => number): number => all.reduce((sum, lane) => sum + count(lane), 0);
  const none = (name: string, value: number): Goal => ({ name, value, goal: 0, met: value === 0 });
  const longest = at(1);
  const writes = added(all.map(({ told }) => told.counts));
  return {
    results: {
      ...options,
      partitions: sumOf(({ healingMs, apart }) => healingMs.length + apart),
      seconds: Math.round(seconds),
      kills: sumOf(({ kills }) => kills),
      faults: added(all.map(({ faults }) => faults)),
      writes,
      acknowledged: Object.values(writes).reduce((sum, count) => sum + count, 0),
      unanswered: sumOf(({ told }) => told.unanswered),
      median_ms: at(0.5),
      p99_ms: at(0.99),
      longest_ms: longest,
    },
    goals: [
      none(
        'lost',
        sumOf(({ lost }) => lost.length),
      ),
      none(
        'doubled',
        sumOf(({ doubled }) => doubled.length),
      ),
      none(
        'deleted permanently and there again',
        sumOf(({ resurrected }) => resurrected.length),
      ),
      none(
        'files whose bytes are others',
        sumOf(({ spoiled }) => spoiled.length),
      ),
      none(
        'never the same again',
        sumOf(({ apart }) => apart),
      ),
      {
        name: 'longest time to the same after healing (ms)',
        value: longest,
        goal: 10_000,
        met: longest <= 10_000,
      },
    ],
  };
}

function added(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of all)
    for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

/** What the benchmark of scale must reach. */
import { goalsAt, type Goal } from '../../test/campaigns/result.ts';
import type { LoadResult } from './load.ts';
import type { SizeResults } from './measuring.ts';
import type { Cost } from './usage.ts';

const largest = 1_000_000;

export function goalsOf(passages: number, { peers, keepsake, instances, merging }: SizeResults): Goal[] {
  const times = (slow: Cost, fast: Cost) => Math.round(slow.cpu50 / fast.cpu50);
  const loads = Object.values(instances);
  const { least, most } = goalsAt(passages);
  return [
    ...(passages < largest
      ? []
      : [
          least('first stage over tsvector, CPU', times(peers.tsvector, keepsake.first), 500),
          least('full ranking over tsvector, CPU', times(peers.tsvector, keepsake.full), 250),
        ]),
    most(
      'CPU per search, however many instances, greatest over least',
      spreadOf(loads.map(({ search }) => search)),
      1.2,
    ),
    most(
      'CPU per search in one of many projects, however many instances, greatest over least',
      spreadOf(loads.map(({ searchSpread }) => searchSpread)),
      1.2,
    ),
    most(
      'MB of an instance, at the most',
      Math.max(...loads.flatMap((load) => Object.values(load).map(({ memory }) => memory))),
      300,
    ),
    most('MB of an instance that merges, at the most', merging.memory, 300),
  ];
}

/** The greatest processor time per request over the least. */
function spreadOf(loads: readonly LoadResult[]): number {
  const cpu = loads.map(({ serverCpu, databaseCpu }) => serverCpu + databaseCpu);
  return Math.round((100 * Math.max(...cpu)) / Math.min(...cpu)) / 100;
}

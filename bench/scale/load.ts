/** Requests to instances of the server in turn, as a load balancer sends them, and what they cost. */
import { performance } from 'node:perf_hooks';
import type { Instance } from './instances.ts';
import { cpuOf, cpuOfChildren, memoryOf, percentile, rounded } from './usage.ts';

/** What requests cost, all instances together. */
export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds of processor time per request: of the instances, and of the database. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly wall50: number;
  readonly wall99: number;
  /** Megabytes of the instance that has had the most since it was started. */
  readonly memory: number;
}

export interface Load {
  readonly instances: readonly Instance[];
  /** Process id of the database server. */
  readonly database: number;
  /** Requests in all. */
  readonly count: number;
  /** Sends an instance's so many-th request. */
  readonly send: (instance: Instance, number: number) => Promise<unknown>;
}

/** Callers who wait for their answers, for each instance. */
const callersEach = 4;

export async function putUnderLoad({ instances, database, count, send }: Load): Promise<LoadResult> {
  const walls: number[] = [];
  let next = 0;
  async function caller(): Promise<void> {
    for (let number = next++; number < count; number = next++) {
      const begin = performance.now();
      // Each instance gets every request, so that what instances have at hand is the same however many there are.
      await send(instances[number % instances.length] as Instance, Math.floor(number / instances.length));
      walls.push(performance.now() - begin);
    }
  }
  const serverCpu = () => instances.reduce((sum, { pid }) => sum + cpuOf(pid), 0);
  const [begin, server, backends] = [performance.now(), serverCpu(), cpuOfChildren(database)];
  await Promise.all(Array.from({ length: callersEach * instances.length }, caller));
  const seconds = (performance.now() - begin) / 1_000;
  return {
    perSecond: Math.round(count / seconds),
    serverCpu: rounded((serverCpu() - server) / count),
    databaseCpu: rounded((cpuOfChildren(database) - backends) / count),
    wall50: percentile(walls, 0.5),
    wall99: percentile(walls, 0.99),
    memory: Math.max(...instances.map(({ pid }) => memoryOf(pid).most)),
  };
}

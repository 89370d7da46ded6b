/** One run: clients at work, first undisturbed and then under faults, and everything looked into afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRecord } from './actor.ts';
import { checkHistory } from './checker.ts';
import { createCaller, type Measured } from './client.ts';
import { carryOutFaults, planFaults, type Done, type PlanOptions } from './faults.ts';
import { startLoad } from './load.ts';
import type { Machines } from './machines.ts';
import { inspect, type Rest } from './rest.ts';
import { createWorld } from './world.ts';

export interface RunOptions extends PlanOptions {
  readonly clients: number;
  readonly pauseMs: number;
  /** How long the load runs before the first fault. */
  readonly calmMs: number;
}

export interface RunResult extends Rest {
  readonly done: Done;
  /** How long the faults took. */
  readonly seconds: number;
  readonly calls: number;
  readonly errors: readonly string[];
  /** Rules of the checker that the history breaks. */
  readonly faults: readonly string[];
  readonly calm: readonly Measured[];
  readonly disturbed: readonly Measured[];
}

/** Instances that are cut off may be slow to notice: what was under way is given so long to end. */
const settleMs = 500;

export async function runOnce(machines: Machines, options: RunOptions): Promise<RunResult> {
  const { url, ownerToken, instances } = machines;
  const { seed, clients, pauseMs, calmMs } = options;
  const record = createRecord();
  const world = await createWorld(createCaller(url, ownerToken).api, `Run ${seed}`, clients);
  const shared = { ownerToken, world, record, seed };
  const load = startLoad({ ...shared, url, pauseMs });
  await sleep(calmMs);
  const disturbedFrom = performance.now();
  const done = await carryOutFaults(machines, planFaults(options));
  const disturbedUntil = performance.now();
  await sleep(settleMs);
  await load.stop();
  const measured = [...record.measured];
  const rest = await inspect({ ...shared, urls: instances.map((instance) => instance.url) });
  return {
    ...rest,
    done,
    seconds: Math.round((disturbedUntil - disturbedFrom) / 1_000),
    calls: measured.length,
    errors: record.errors,
    faults: checkHistory(record.events),
    calm: measured.filter(({ start }) => start < disturbedFrom),
    disturbed: measured.filter(({ start }) => start >= disturbedFrom),
  };
}

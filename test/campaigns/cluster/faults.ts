/** What is done to a cluster while clients use it: drawn from a seed before it begins, then done at its times. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../power/promises.ts';
import type { Instance } from './instance.ts';
import type { Machines } from './machines.ts';
import type { Cut } from './network.ts';

export interface Fault {
  readonly atMs: number;
  readonly what: 'kill' | 'restart' | 'database' | 'cut';
  readonly instance: number;
  /** How wrong the instance's clock is from then on. */
  readonly skewMs: number;
  readonly how: Cut;
  /** How long a cable is cut. */
  readonly forMs: number;
}

export interface PlanOptions {
  readonly seed: number;
  readonly kills: number;
  /** Between two kills. */
  readonly everyMs: number;
  /** After how many kills each of the others comes; 0 for never. */
  readonly restartsEvery: number;
  readonly databaseEvery: number;
  readonly cutsEvery: number;
}

const instances = 3;
const mostSkewMs = 120_000;
/** What its checks take to find a server ready. */
const noticedMs = 2_500;

/** The same faults for the same options. */
export function planFaults(options: PlanOptions): Fault[] {
  const { seed, kills, everyMs, restartsEvery, databaseEvery, cutsEvery } = options;
  const random = createRandom(seed);
  const fault = (what: Fault['what'], atMs: number): Fault => ({
    atMs: Math.round(atMs),
    what,
    instance: Math.floor(random() * instances),
    skewMs: random() < 0.3 ? Math.round((random() * 2 - 1) * mostSkewMs) : 0,
    how: random() < 0.5 ? 'both' : 'answers',
    forMs: 1_000 + Math.round(random() * 5_000),
  });
  const isDue = (kill: number, every: number) => every > 0 && kill % every === every - 1;
  return Array.from({ length: kills }, (_, kill) => {
    const at = (kill + 1) * everyMs;
    return [
      fault('kill', at),
      ...(isDue(kill, restartsEvery) ? [fault('restart', at + everyMs * 0.4)] : []),
      ...(isDue(kill, databaseEvery) ? [fault('database', at + everyMs * 0.6)] : []),
      ...(isDue(kill, cutsEvery) ? [fault('cut', at + everyMs * 0.2)] : []),
    ];
  }).flat();
}

/** How often each was done. */
export interface Done {
  kills: number;
  restarts: number;
  database_restarts: number;
  cuts: number;
  skewed_starts: number;
}

/** Does them all; resolves when everything runs again, with every clock right. */
export async function carryOutFaults(machines: Machines, plan: readonly Fault[]): Promise<Done> {
  const done: Done = { kills: 0, restarts: 0, database_restarts: 0, cuts: 0, skewed_starts: 0 };
  const started = performance.now();
  const work: Promise<void>[] = [];
  for (const fault of plan) {
    await sleep(Math.max(0, fault.atMs - (performance.now() - started)));
    const one = carryOut(machines, fault, done);
    // What fails is told at the end, when all is put away.
    one.catch(() => undefined);
    work.push(one);
  }
  await Promise.all(work);
  await Promise.all(machines.instances.map((instance) => setRight(instance)));
  return done;
}

async function carryOut(machines: Machines, fault: Fault, done: Done): Promise<void> {
  if (fault.what === 'kill' || fault.what === 'restart') return endAndStart(machines, fault, done);
  if (fault.what === 'database') return restartDatabase(machines, done);
  const { network } = machines;
  if (network === undefined || network.isCut(fault.instance)) return;
  network.cut(fault.instance, fault.how);
  done.cuts++;
  await sleep(fault.forMs);
  network.mend(fault.instance);
}

async function endAndStart({ instances, canSkew }: Machines, fault: Fault, done: Done): Promise<void> {
  const instance = await oneThatRuns(instances, fault.instance);
  const skewMs = canSkew ? fault.skewMs : 0;
  if (fault.what === 'kill') done.kills++;
  else done.restarts++;
  await (fault.what === 'kill' ? instance.kill() : instance.stop());
  if (skewMs !== 0) done.skewed_starts++;
  await instance.start(skewMs);
}

/**
 * The one that is wanted, or the next that runs; it is taken by being ended at once. Where starting takes longer than the
 * time between two kills, these wait until HAProxy knows of another one: a busy computer has fewer kills a minute, and
 * not a cluster without servers.
 */
async function oneThatRuns(all: readonly Instance[], wanted: number): Promise<Instance> {
  for (;;) {
    const order = [...all.slice(wanted), ...all.slice(0, wanted)];
    const found = order.find((instance) => instance.isUp());
    if (found !== undefined && all.some((one) => one !== found && one.isUp(noticedMs))) return found;
    await sleep(20);
  }
}

let restarting: Promise<void> = Promise.resolve();

/** In fast mode, one after the other. */
function restartDatabase({ postgres }: Machines, done: Done): Promise<void> {
  restarting = restarting.then(async () => {
    await postgres.stop();
    await postgres.start();
    done.database_restarts++;
  });
  return restarting;
}

async function setRight(instance: Instance): Promise<void> {
  if (instance.isUp() && instance.skewMs() === 0) return;
  await instance.kill();
  await instance.start();
}

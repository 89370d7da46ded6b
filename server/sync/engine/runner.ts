/** Runs the device's state machine for one linked project: events in, effects out, one at a time, until it is closed. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../../store/store.ts';
import type { Device, DeviceState, Effect, Event, Fault } from '../core/device-state.ts';
import { deviceFrom, step } from '../core/device.ts';
import { createActivity, type Activity } from './activity.ts';
import type { ExchangeState } from './durable.ts';
import type { Exchange } from './exchange.ts';
import { behind, problemOf, type Problem } from './problems.ts';

export interface RunnerDependencies {
  readonly exchange: Exchange;
  readonly clock: () => number;
  /** What stands in the exchange's way is said of the whole link, which looks for the server meanwhile. */
  readonly failed: (problem: Problem) => void;
  /** A place among those that talk to the server at once. */
  readonly inLane: <T>(work: () => Promise<T>) => Promise<T>;
  /** Keeps who the device is, and with `whole` the rest of its state. */
  readonly save: (
    machine: DeviceState,
    kept: 'whole' | 'partly',
    lastSuccess: number | undefined,
  ) => Promise<void>;
  /** Who the device is, as a row for the commit that takes something. */
  readonly identity: (machine: DeviceState) => Operation;
  /** Nothing is left to send or take. @param moved whether anything was since the last time */
  readonly rested: (moved: boolean) => void;
  /** Something that nobody expects went wrong. */
  readonly broke: (error: unknown) => void;
}

export interface Runner {
  tell(event: Event): void;
  device(): Device;
  activity(): Activity;
  /** Ends once nothing of it is under way. */
  close(): Promise<void>;
}

const chance = { random: Math.random, word: randomUUID };

export function createRunner(dependencies: RunnerDependencies, initial: ExchangeState): Runner {
  const { exchange, inLane, broke } = dependencies;
  const activity = createActivity(initial.lastSuccess);
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const keep = createKeeping(dependencies);
  let device = deviceFrom(initial.machine);
  let timer: NodeJS.Timeout | undefined;
  let moved = true;
  let forkedFrom: string | undefined;
  let line: Promise<void> = Promise.resolve();

  function begin(work: Promise<void>): void {
    const watched = work.catch(broke).finally(() => running.delete(watched));
    running.add(watched);
  }

  function tell(event: Event): void {
    if (closing.signal.aborted) return;
    if (event.type === 'resume' && device.paused) activity.resumes();
    const next = step(device, event, chance);
    device = next.device;
    for (const effect of next.effects) begin(carryOut(effect));
  }

  async function carryOut(effect: Effect): Promise<void> {
    if (effect.do === 'wait') rest(effect.ms);
    else if (effect.do === 'read') await read(effect.request);
    else if (effect.do === 'ask') await ask(effect);
    else await write(effect);
  }

  async function read(request: number): Promise<void> {
    try {
      tell({ type: 'read', request, ...(await exchange.read(device.state)) });
    } catch (error) {
      fail(request, error);
    }
  }

  /** One after the other, also when the one before is of no interest any more. */
  function ask({ request, question, credentials }: Effect & { do: 'ask' }): Promise<void> {
    activity.asks(question.type, device);
    const asking = line.then(async () => {
      if (request !== device.request) return;
      await keep(device, activity.now());
      const asked = await inLane(() => exchange.ask(question, credentials, forkedFrom));
      if (question.type === 'register') forkedFrom = undefined;
      if (asked.sent + asked.taken > 0) moved = true;
      activity.answered(asked);
      tell({ type: 'answer', request, answer: asked.answer });
    });
    line = asking.catch((error: unknown) => fail(request, error));
    return line;
  }

  /** The state machine counts an answer as taken, so it is written before anything else happens, however often that fails. */
  async function write(effect: Effect & { do: 'take' | 'compare' }): Promise<void> {
    for (let ms = 500; !closing.signal.aborted; ms = Math.min(ms * 2, 60_000))
      try {
        const changes = await written(dependencies, effect, device.state);
        if (effect.do === 'compare') moved = true;
        tell({ type: 'done', request: effect.request, changes });
        return;
      } catch (error) {
        activity.failed(problemOf(error));
        broke(error);
        await sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined);
      }
  }

  function fail(request: number, error: unknown): void {
    if (closing.signal.aborted) return;
    const known = behind(error);
    const fault = faultOf(error);
    if (fault === 'forked') forkedFrom = device.state.id;
    if (fault !== 'offline') activity.notices(fault);
    else {
      activity.failed(problemOf(known));
      dependencies.failed(problemOf(known));
      if (known.code === 'INTERNAL') broke(error);
    }
    const seconds = known.details?.retry_after;
    const later = seconds === undefined ? {} : { retryAfter: seconds * 1_000 };
    // Reading fails as asking does: both are tried again later.
    if (device.waitsFor === 'read') device = { ...device, waitsFor: 'answer' };
    tell({ type: 'failed', request, fault, ...later });
  }

  function rest(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => tell({ type: 'timer' }), ms);
    timer.unref();
    if (device.failures > 0) return;
    activity.succeeded(dependencies.clock());
    dependencies.rested(moved);
    if (moved) begin(keep(device, activity.now(), 'whole'));
    moved = false;
  }

  return {
    tell,
    device: () => device,
    activity: () => activity.now(),
    async close() {
      closing.abort();
      clearTimeout(timer);
      await Promise.allSettled(running);
    },
  };
}

function written(
  { exchange, identity }: RunnerDependencies,
  effect: Effect & { do: 'take' | 'compare' },
  state: DeviceState,
): Promise<Partial<DeviceState>> {
  if (effect.do === 'compare') return exchange.compare(effect.heads, effect.seq);
  return exchange.take(effect.incoming, state, [identity(state)]);
}

/** A state with so much in it is not kept whole at every step. */
const smallEnough = 200;
const largeEveryMs = 1_000;

function createKeeping({ save }: Pick<RunnerDependencies, 'save'>) {
  let wholeAt = -Infinity;
  let kept: DeviceState | undefined;
  return async ({ state }: Device, { lastSuccess }: Activity, when?: 'whole'): Promise<void> => {
    if (state === kept && when === undefined) return;
    const isLarge = state.resend.length + state.fetch.length + state.refused.length > smallEnough;
    const isEarly = isLarge && performance.now() - wholeAt < largeEveryMs;
    const isWhole = when === 'whole' || state.cursor === undefined || !isEarly;
    if (isWhole) wholeAt = performance.now();
    await save(state, isWhole ? 'whole' : 'partly', lastSuccess);
    kept = state;
  };
}

function faultOf(error: unknown): Fault {
  const { code, details } = behind(error);
  if (code === 'SERVER_WENT_BACK') return 'rewound';
  if (code === 'DEVICE_FORKED') return 'forked';
  // A server that was restored to a day before it knew this device; one that was told to forget it says so.
  const isUnknown = code === 'NOT_FOUND' && details?.['device_id'] !== undefined;
  return isUnknown && details['forgotten'] !== true ? 'forked' : 'offline';
}

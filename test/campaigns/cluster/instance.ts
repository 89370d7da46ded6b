/** One `keepsake serve` of a cluster at addresses that stay, kept running as a supervisor would: whoever ends it starts it again. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, startServer } from '../../harness/keepsake.ts';
import type { Behind } from './balancer.ts';

export interface Instance extends Behind {
  readonly url: string;
  /** Whether it has been ready for so long. */
  isUp(ms?: number): boolean;
  /** How wrong its clock is. */
  skewMs(): number;
  /** What it has complained of since the last start. */
  printed(): string;
  /** Starts it until it is ready, however often that fails. @param skewMs how wrong its clock is */
  start(skewMs?: number): Promise<void>;
  /** Ends it as a kill by the system would. */
  kill(): Promise<void>;
  /** Lets it drain and end what is under way. */
  stop(): Promise<void>;
}

export interface InstanceOptions extends Behind {
  /** Of the database. */
  readonly store: string;
  readonly blobs: string;
  readonly env: Readonly<Record<string, string>>;
  /** Path of libfaketime; clocks are right without. */
  readonly faketime: string | undefined;
}

const drainSeconds = 2;
const pauseMs = 200;
const mostTries = 30;

export function createInstance(options: InstanceOptions): Instance {
  const { port, operationsPort, store, blobs, env, faketime } = options;
  const args = ['--store', store, '--blobs', blobs, '--port', `${port}`, '--operations', `${operationsPort}`];
  let child: ChildProcessWithoutNullStreams | undefined;
  let output = () => '';
  let skew = 0;
  let readyAt = 0;
  async function finish(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = child;
    child = undefined;
    if (running !== undefined) await end(running, signal);
  }
  return {
    port,
    operationsPort,
    url: `http://127.0.0.1:${port}`,
    isUp: (ms = 0) =>
      child !== undefined &&
      child.exitCode === null &&
      child.signalCode === null &&
      performance.now() - readyAt >= ms,
    skewMs: () => skew,
    printed: () => output(),
    async start(skewMs = 0) {
      skew = faketime === undefined ? 0 : skewMs;
      const skewed = faketime === undefined || skewMs === 0 ? {} : skewOf(faketime, skewMs);
      for (let tries = 1; ; tries++) {
        try {
          const started = await startServer([...args, '--drain', `${drainSeconds}`], { ...env, ...skewed });
          child = started.child;
          output = started.output;
          readyAt = performance.now();
          return;
        } catch (error) {
          // Without its database it cannot start, as after a restart of that or while its cable is cut.
          if (tries > mostTries) throw error;
          await sleep(pauseMs);
        }
      }
    },
    kill: () => finish('SIGKILL'),
    stop: () => finish('SIGTERM'),
  };
}

/** The system's clock is wrong for it; timers, which go by the monotonic one, are not. */
function skewOf(faketime: string, skewMs: number): Record<string, string> {
  const seconds = skewMs / 1_000;
  return {
    LD_PRELOAD: faketime,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

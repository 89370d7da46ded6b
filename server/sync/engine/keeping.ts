/** The bytes of a linked drive while the server runs: those that were chosen to be here are fetched, those that need not be are given up. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { BlobStore } from '../../store/blobs.ts';
import type { Scope, Store } from '../../store/store.ts';
import type { Content } from '../../services/content.ts';
import { giveUp, keptAgain } from '../service/drive/giving-up.ts';
import type { LinkedContents } from '../service/drive/absent.ts';
import type { RemoteDrive } from '../service/drive/sending.ts';
import { survey, type Survey } from '../service/drive/surveying.ts';
import { createBringing } from './bringing.ts';
import { problemOf, type Problem } from './problems.ts';

export interface KeepingDependencies {
  readonly store: Store;
  readonly clock: () => number;
  readonly content: Content;
  readonly blobs: Pick<BlobStore, 'remove'>;
  readonly linkedContents: LinkedContents;
  readonly settings: () => KeepingSettings;
  readonly logger: Logger;
}

export interface KeepingSettings {
  readonly paused: boolean;
  readonly metered: boolean;
  /** Whether all files are wanted, whatever was chosen for them. */
  readonly bringAll?: boolean;
}

export interface Keeping {
  /** Looks again, after the look that is under way. */
  stir(): void;
  /** The same, at once: what is wanted may be another. */
  chosen(): void;
  toFetch(): { readonly files: number; readonly bytes: number };
  /** What stops all of it. */
  problem(): Problem | undefined;
  /** Files whose bytes are wanted and could not be had, with the reason. */
  missing(): ReadonlyMap<string, string>;
  /** Whether these are all that is left, and nothing is under way that may bring them. */
  isStuck(): boolean;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const givenUpAtOnce = 100;
/** Looking takes a tenth of the time at most, however large the drive is. */
const restFactor = 9;
const longestRestMs = 60_000;
const againMs = 30_000;
/** What was fetched to be read goes again some day. */
const lookMs = 3_600_000;

/** @param remote the drive at the server that the bytes are given up to */
export function createKeeping(dependencies: KeepingDependencies, scope: Scope, remote: RemoteDrive): Keeping {
  const { store, clock, linkedContents, settings, logger } = dependencies;
  const closing = new AbortController();
  const bringing = createBringing({
    account: scope.account,
    linkedContents,
    isGoingOn: () => isGoingOn() && !settings().metered,
    answers: () =>
      remote.client.getServer({}).then(
        () => true,
        () => false,
      ),
    stopped,
  });
  let isMended = false;
  let resting = new AbortController();
  let problem: Problem | undefined;
  let isAsked = false;
  let isChanged = false;
  let running: Promise<void> | undefined;
  let again: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    while (isAsked && !closing.signal.aborted) {
      isAsked = false;
      isChanged = false;
      const rest = await pass();
      resting = new AbortController();
      const signal = AbortSignal.any([closing.signal, resting.signal]);
      if (isAsked && !isChanged) await sleep(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns how long to rest before the next one, in milliseconds */
  async function pass(): Promise<number> {
    if (settings().paused) return 0;
    const began = performance.now();
    problem = undefined;
    if (!isMended) await keptAgain(dependencies, scope);
    isMended = true;
    const found = await survey(store, scope, clock(), settings().bringAll);
    const rest = Math.min(longestRestMs, (performance.now() - began) * restFactor);
    bringing.want(found.wanted);
    await giveUpAll(found).catch(stopped);
    await bringing.fetchAll();
    return rest;
  }

  async function giveUpAll({ spare, head }: Survey): Promise<void> {
    for (let at = 0; at < spare.length && isGoingOn(); at += givenUpAtOnce)
      await giveUp(dependencies, remote, scope, { spare: spare.slice(at, at + givenUpAtOnce), head });
  }

  function isGoingOn(): boolean {
    return !closing.signal.aborted && !isChanged && !settings().paused && problem === undefined;
  }

  function stopped(error: unknown): void {
    if (closing.signal.aborted || settings().paused) return;
    problem = problemOf(error);
    if (problem.code === 'INTERNAL')
      logger.warn({ err: error }, 'bytes of the drive were not fetched or given up');
    clearTimeout(again);
    again = setTimeout(stir, againMs);
    again.unref();
  }

  function stir(): void {
    isAsked = true;
    if (closing.signal.aborted || running !== undefined) return;
    running = run()
      .catch(stopped)
      .finally(() => {
        running = undefined;
        // Asked for while it came to its end.
        if (isAsked) stir();
      });
  }

  const timer = setInterval(stir, lookMs);
  timer.unref();
  return {
    stir,
    chosen() {
      isChanged = true;
      resting.abort();
      stir();
    },
    toFetch: bringing.toFetch,
    problem: () => problem,
    missing: bringing.missing,
    isStuck: () => running === undefined && bringing.hasFailedWithAll(),
    idle: async () => running,
    async close() {
      closing.abort();
      clearInterval(timer);
      clearTimeout(again);
      await running;
    },
  };
}

/** Keeps the local server running: starts it, watches its health, starts it again, and says when that is no use. */
import type { ChildProcess } from 'node:child_process';
import { delayAfter, usualBackoff, type Backoff } from './backoff.ts';
import { watchChild, type ServerChild } from './child.ts';
import type { ServerState } from './state.ts';

export interface SupervisorOptions {
  readonly start: () => ChildProcess;
  /** Whether a server answers on the local socket. */
  readonly isHealthy: () => Promise<boolean>;
  readonly onChange: (state: ServerState) => void;
  readonly onRecoveryCode: (code: string) => void;
  readonly backoff?: Backoff;
  /** In milliseconds, between two looks at its health. */
  readonly healthEveryMs?: number;
  /** In milliseconds; one that ran this long has recovered from its earlier failures. */
  readonly stableMs?: number;
}

export interface Supervisor {
  state(): ServerState;
  /** Also after it failed or was paused, with a clean record. */
  start(): Promise<void>;
  /** Stops it until `start`. Does nothing to a server that is not ours. @returns whether it is paused */
  pause(): Promise<boolean>;
  /** For the end of the app. */
  stop(): Promise<void>;
}

/** Looks at its health that may fail in a row. */
const sickLooks = 3;

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { backoff = usualBackoff, healthEveryMs = 5_000, stableMs = 60_000 } = options;
  let state: ServerState = { state: 'stopped' };
  let child: ServerChild | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  /** Raised by everything a person does, so that what went on before leaves the state alone. */
  let round = 0;

  const set = (next: ServerState): void => {
    state = next;
    options.onChange(next);
  };
  const later = (ms: number, work: () => Promise<void>): void => {
    timer = setTimeout(() => void work(), ms);
  };

  const run = async (own: number): Promise<void> => {
    if (await options.isHealthy()) return attach(own);
    if (own !== round) return;
    const mine = watchChild(options.start(), options.onRecoveryCode);
    child = mine;
    const startedAt = performance.now();
    void mine.ended.then((message) => {
      if (performance.now() - startedAt > stableMs) failures = 0;
      if (own === round) failed(own, message);
    });
    if (!(await mine.ready) || own !== round) return;
    set({ state: 'running', own: true });
    look(own, mine, 0);
  };

  const attach = (own: number): void => {
    if (own !== round) return;
    set({ state: 'running', own: false });
    later(healthEveryMs, () => watchOther(own));
  };

  const watchOther = async (own: number): Promise<void> => {
    const healthy = await options.isHealthy();
    if (own !== round) return;
    if (healthy) return later(healthEveryMs, () => watchOther(own));
    set({ state: 'starting' });
    await run(own);
  };

  const look = (own: number, mine: ServerChild, sick: number): void =>
    later(healthEveryMs, async () => {
      const healthy = await options.isHealthy();
      if (own !== round || child !== mine || state.state !== 'running') return;
      if (!healthy && sick + 1 >= sickLooks) mine.kill();
      else look(own, mine, healthy ? 0 : sick + 1);
    });

  const failed = (own: number, message: string): void => {
    clearTimeout(timer);
    child = undefined;
    failures += 1;
    const delay = delayAfter(failures, backoff);
    if (delay === undefined) return set({ state: 'failed', message });
    set({ state: 'restarting', failures });
    later(delay, () => run(own));
  };

  const end = async (as: 'paused' | 'stopped'): Promise<void> => {
    const own = (round += 1);
    clearTimeout(timer);
    const mine = child;
    child = undefined;
    if (mine !== undefined) set({ state: 'stopping' });
    await mine?.stop();
    if (own === round) set({ state: as });
  };

  return {
    state: () => state,
    async start() {
      if (state.state === 'running' || state.state === 'starting') return;
      round += 1;
      clearTimeout(timer);
      failures = 0;
      set({ state: 'starting' });
      await run(round);
    },
    async pause() {
      if (state.state === 'running' && !state.own) return false;
      await end('paused');
      return true;
    },
    stop: () => end('stopped'),
  };
}

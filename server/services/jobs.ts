/** Works on jobs of a queue that all servers share; each is held under a lease while somebody works on it. */
import type { Logger } from 'pino';
import { newId } from '../../local/ids.ts';
import type { Commit, Job, Operation, Store } from '../store/store.ts';
import type { Clock } from './records.ts';

export interface Jobs {
  /** Looks for jobs now instead of at the next turn. */
  readonly wake: () => void;
  /** Stops taking jobs, lets go of those under way (another server or start takes them up) and waits for that. */
  close(): Promise<void>;
}

export interface JobsOptions {
  store: Store;
  clock: Clock;
  logger: Logger;
  kind: string;
  /** Jobs at a time. */
  concurrency: number;
  /** Does the job. One that throws is tried again later. */
  run: (job: Job, signal: AbortSignal) => Promise<void>;
  /** A job that is done stays in the queue, and is done again so much later. */
  againMs?: number;
  /** How often jobs are looked for that nobody here knows of; every 5 seconds when left out. */
  pollMs?: number;
}

const leaseMs = 60_000;
const longestPauseMs = 600_000;

/** Starts working at once. */
export function startJobs(options: JobsOptions): Jobs {
  const { store, clock, logger, kind, concurrency, run, againMs, pollMs = 5_000 } = options;
  const owner = newId('job');
  const stop = new AbortController();
  const running = new Set<Promise<void>>();

  function wake(): void {
    while (!stop.signal.aborted && running.size < concurrency) {
      const lane: Promise<void> = work().finally(() => running.delete(lane));
      running.add(lane);
    }
  }

  /** Works until no job is left. */
  async function work(): Promise<void> {
    try {
      for (let job = await claim(); job !== undefined && !stop.signal.aborted; job = await claim())
        await hold(job);
    } catch (error) {
      if (!stop.signal.aborted) logger.error({ err: error, kind }, 'work on jobs stopped for a moment');
    }
  }

  function claim(): Promise<Job | undefined> {
    return store.claimJob([kind], owner, clock(), leaseMs);
  }

  async function hold(job: Job): Promise<void> {
    const renewal = setInterval(
      () => void store.renewJob(job.id, owner, clock(), leaseMs).catch(() => undefined),
      leaseMs / 3,
    );
    try {
      await run(job, stop.signal);
      if (againMs === undefined) await dequeue(job);
      else await store.releaseJob(job.id, owner, clock() + againMs);
    } catch (error) {
      if (!stop.signal.aborted)
        logger.error(
          { err: error, job: job.id, kind },
          'a job could not be done now; it will be tried again',
        );
      await store.releaseJob(
        job.id,
        owner,
        clock() + (stop.signal.aborted ? 0 : Math.min(longestPauseMs, 2_000 * 2 ** job.attempts)),
      );
    } finally {
      clearInterval(renewal);
    }
  }

  async function dequeue({ id, account }: Job): Promise<void> {
    await store.commit({ account }, serverCommit(account, clock(), [{ op: 'dequeue', id }]));
  }

  const poll = setInterval(wake, pollMs);
  wake();
  return {
    wake,
    async close() {
      clearInterval(poll);
      stop.abort();
      await Promise.allSettled(running);
    },
  };
}

/** A commit that the server makes by itself. */
export function serverCommit(account: string, at: number, operations: Operation[]): Commit {
  return { author: { type: 'server', id: account }, at, operations };
}

/** What is done with backups: one thing at a time on all servers of a store, and told of by its state on each of them. */
import type { Logger } from 'pino';
import { KeepsakeError, type BackupState } from '../../../contract/index.ts';
import type { Held } from './held.ts';
import type { Holding, Lease, Purpose } from './lease.ts';

export interface Works {
  /** Runs when everything before it has ended. @throws KeepsakeError STATE_NOT_READY after `waitMs`, if given */
  exclusive<T>(
    purpose: Purpose,
    run: (held: Held) => Promise<T>,
    waiting?: { signal?: AbortSignal; waitMs?: number },
  ): Promise<T>;
  /**
   * Begins something that nobody waits for, once what is under way has ended, if that does not take long.
   *
   * @throws KeepsakeError STATE_NOT_READY while something else is under way
   */
  begin(purpose: BackupPurpose, run: (held: Held) => Promise<void>): Promise<void>;
  state(): Promise<Omit<BackupState, 'last_made_at'>>;
  /** Ends what is under way, on whichever server that is, and resolves when it has ended. */
  cancel(): Promise<void>;
  /** Ends what this server began. */
  close(): Promise<void>;
}

type BackupPurpose = Exclude<BackupState['status'], 'idle'>;

const backing: readonly BackupPurpose[] = ['running', 'verifying'];
const patienceMs = 10_000;

export function createWorks(lease: Lease, logger: Logger): Works {
  const begun = new Map<Held, Promise<void>>();

  async function carryOut(
    purpose: BackupPurpose,
    held: Held,
    run: (held: Held) => Promise<void>,
  ): Promise<void> {
    let problem: string | undefined;
    try {
      await run(held);
    } catch (error) {
      if (!held.signal.aborted) {
        problem = error instanceof KeepsakeError ? error.message : 'It failed; the server log says how.';
        logger.error({ err: error, status: purpose }, 'a backup could not be finished');
      }
    } finally {
      await held.release({ problem });
      begun.delete(held);
    }
  }

  return {
    async exclusive(purpose, run, waiting) {
      const held = await lease.acquire(purpose, waiting);
      try {
        return await run(held);
      } finally {
        await held.release();
      }
    },
    async begin(purpose, run) {
      const held = await lease.acquire(purpose, { waitMs: patienceMs, refuses: backing });
      begun.set(held, carryOut(purpose, held, run));
    },
    async state() {
      const holding = await lease.look();
      const status = backing.find((one) => one === holding?.purpose);
      if (status === undefined || holding?.isOver !== false)
        return { status: 'idle', done: 0, total: 0, ...problemOf(holding) };
      return { status, done: holding.done, total: holding.total };
    },
    cancel: () => lease.stop(backing),
    async close() {
      for (const held of begun.keys()) held.stop();
      await Promise.all(begun.values());
    },
  };
}

function problemOf(holding: Holding | undefined): { problem?: string } {
  const isGone = holding?.isAbandoned === true && backing.some((one) => one === holding.purpose);
  const problem = isGone
    ? 'The server that was at it ended before it was done. Start it again.'
    : holding?.problem;
  return problem === undefined ? {} : { problem };
}

/**
 * The lease that backing up and permanent deletion keep out of each other's way by, on every server of a store: a record
 * of its first account. A holder renews it; one that was not renewed for a while is over, which each server measures by
 * its own clock from what it saw, so that clocks need not agree. Whoever takes it changes its version, so that a holder
 * which was only slow learns of it before it finishes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { KeepsakeError, type BackupState } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { CommitResult, Put, Scope, Store } from '../../store/store.ts';
import { serverCommit } from '../jobs.ts';
import { asJson, typed, type Clock } from '../records.ts';
import { holdLease, type Held } from './held.ts';

/** What the lease is held for. */
export type Purpose = Exclude<BackupState['status'], 'idle'> | 'erasing' | 'changing settings';

export interface LeasePayload {
  /** Of one holding: chance. */
  readonly token: string;
  readonly purpose: Purpose;
  readonly done: number;
  readonly total: number;
  /** Another server asked the holder to end. */
  readonly stop?: boolean;
  /** What went wrong with the last backup or verification. */
  readonly problem?: string | undefined;
}

/** The lease as somebody sees it. */
export interface Holding extends LeasePayload {
  readonly version: number;
  /** Free, or held by somebody who is gone. */
  readonly isOver: boolean;
  /** Held by somebody who is gone. */
  readonly isAbandoned: boolean;
}

export interface LeaseOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether other servers may have the store open. Otherwise whoever is not of this process is gone. */
  readonly isShared: boolean;
  /** How long a lease lasts that nobody renews; 15 seconds when left out. */
  readonly lastsMs?: number | undefined;
}

export interface Lease {
  /**
   * Waits for the lease, as long as `waitMs` if given, and not at all for what `refuses` says.
   *
   * @throws KeepsakeError STATE_NOT_READY when it was not free in time
   */
  acquire(purpose: Purpose, waiting?: Waiting): Promise<Held>;
  /** As it is now; undefined before anybody had it. */
  look(): Promise<Holding | undefined>;
  /** Asks the holder to end, on whichever server it is, if it holds for one of these; resolves when it has ended. */
  stop(purposes: readonly Purpose[]): Promise<void>;
  /** Resolves when nobody holds it for this; who had it before can then not finish. */
  whenNot(purpose: Purpose): Promise<void>;
}

export interface Waiting {
  readonly signal?: AbortSignal | undefined;
  readonly waitMs?: number;
  readonly refuses?: readonly Purpose[];
}

const leaseId = 'backups';
const pollMs = 250;

/** Makes the lease of a store; see `Lease`. */
export function createLease({ store, clock, isShared, lastsMs = 15_000 }: LeaseOptions): Lease {
  const own = new Map<string, Held>();
  let first: string | undefined;
  let seen: { readonly version: number; readonly since: number } | undefined;

  /** Nothing before the store has an account. */
  async function scope(): Promise<Scope | undefined> {
    first ??= (await store.accounts())[0];
    return first === undefined ? undefined : { account: first };
  }

  async function look(): Promise<Holding | undefined> {
    const place = await scope();
    const record = place && (await store.get(place, 'lease', leaseId));
    if (record === undefined) return undefined;
    const now = performance.now();
    if (seen?.version !== record.version) seen = { version: record.version, since: now };
    const { payload, version, state } = typed<LeasePayload>(record);
    const isHeld = state === 'held';
    const isAbandoned = isHeld && !own.has(payload.token) && (!isShared || now - seen.since >= lastsMs);
    return { ...payload, version, isAbandoned, isOver: !isHeld || isAbandoned };
  }

  async function write(state: 'held' | 'free', payload: LeasePayload, version: number): Promise<number> {
    const put: Put = {
      op: 'put',
      kind: 'lease',
      id: leaseId,
      state,
      history: false,
      payload: asJson(payload),
      expect: version === 0 ? 'absent' : { version },
    };
    const account = (await scope())?.account ?? '';
    const { results }: CommitResult = await store.commit({ account }, serverCommit(account, clock(), [put]));
    return results[0]?.version ?? 0;
  }

  /** False when somebody else was faster. */
  async function tryWrite(...values: Parameters<typeof write>): Promise<number | undefined> {
    try {
      return await write(...values);
    } catch (error) {
      if (error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT') return undefined;
      throw error;
    }
  }

  async function take(purpose: Purpose, before: Holding | undefined): Promise<Held | undefined> {
    const token = newId('job');
    const { problem } = before ?? {};
    const payload: LeasePayload = { token, purpose, done: 0, total: 0, problem };
    const startedAt = performance.now();
    const version = await tryWrite('held', payload, before?.version ?? 0);
    if (version === undefined) return undefined;
    const renewMs = isShared ? lastsMs / 4 : undefined;
    const held = holdLease({ payload, version, startedAt, lastsMs, renewMs }, { tryWrite, look });
    own.set(token, held);
    void held.ended.then(() => own.delete(token));
    return held;
  }

  return {
    look: async () => {
      const holding = await look();
      return holding && { ...holding, ...own.get(holding.token)?.progress() };
    },
    async acquire(purpose, { signal, waitMs = Infinity, refuses = [] } = {}) {
      const until = performance.now() + waitMs;
      for (;;) {
        signal?.throwIfAborted();
        const before = await look();
        const held = before === undefined || before.isOver ? await take(purpose, before) : undefined;
        if (held !== undefined) return held;
        if (before === undefined || before.isOver) continue;
        if (performance.now() >= until || refuses.includes(before.purpose)) throw busy(before.purpose);
        await Promise.race([own.get(before.token)?.ended, sleep(pollMs)].filter((one) => one !== undefined));
      }
    },
    async stop(purposes) {
      const asked = await look();
      if (asked === undefined || !purposes.includes(asked.purpose)) return;
      for (
        let now: Holding | undefined = asked;
        now?.token === asked.token && !now.isOver;
        now = await look()
      ) {
        const here = own.get(now.token);
        here?.stop();
        const { version, isOver: _over, isAbandoned: _abandoned, ...payload } = now;
        if (here !== undefined) await here.ended;
        else if (now.stop !== true) await tryWrite('held', { ...payload, stop: true }, version);
        else await sleep(pollMs);
      }
    },
    async whenNot(purpose) {
      for (;;) {
        const now = await look();
        if (now === undefined || now.purpose !== purpose || (now.isOver && !now.isAbandoned)) return;
        const { version, isOver: _over, isAbandoned, ...payload } = now;
        if (isAbandoned) await tryWrite('free', payload, version);
        else await (own.get(now.token)?.ended ?? sleep(pollMs));
      }
    },
  };
}

const doing: Readonly<Record<Purpose, string>> = {
  running: 'A backup is being made',
  verifying: 'A backup is being verified',
  erasing: 'Something is being deleted permanently',
  'changing settings': 'The settings of backups are being changed',
};

function busy(purpose: Purpose): KeepsakeError {
  const cancel = purpose === 'running' || purpose === 'verifying' ? ', or cancel it' : '';
  return new KeepsakeError('STATE_NOT_READY', `${doing[purpose]} already. Wait for it${cancel}.`);
}

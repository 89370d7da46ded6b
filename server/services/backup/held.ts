/** A lease while this process has it: renewed now and then, noticed to be lost, and given back. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Holding, LeasePayload } from './lease.ts';

export interface Held {
  /** Aborted when somebody asked for the end, or when the lease may be lost. */
  readonly signal: AbortSignal;
  readonly report: (done: number, total: number) => void;
  readonly progress: () => { readonly done: number; readonly total: number };
  /**
   * Resolves when nobody else has had the lease so far: what is finished now was not disturbed.
   *
   * @throws KeepsakeError UNAVAILABLE when somebody has, and the reason of `signal`
   */
  readonly confirm: () => Promise<void>;
  readonly stop: () => void;
  /** Gives it back. @param problem what went wrong; left out, it stays as it was */
  readonly release: (outcome?: { readonly problem: string | undefined }) => Promise<void>;
  /** Resolves when it was given back or lost. */
  readonly ended: Promise<void>;
}

interface Beginning {
  readonly payload: LeasePayload;
  readonly version: number;
  /** On the process's own clock, before it was taken. */
  readonly startedAt: number;
  readonly lastsMs: number;
  /** Nothing where nobody else could take it. */
  readonly renewMs: number | undefined;
}

interface LeaseRecord {
  /** Undefined when the record had another version. */
  tryWrite(state: 'held' | 'free', payload: LeasePayload, version: number): Promise<number | undefined>;
  look(): Promise<Holding | undefined>;
}

export function holdLease(beginning: Beginning, record: LeaseRecord): Held {
  const { token } = beginning.payload;
  const stopping = new AbortController();
  const ended = Promise.withResolvers<void>();
  let { payload, version, startedAt: renewedAt } = beginning;
  let last: Promise<unknown> = Promise.resolve();

  async function write(state: 'held' | 'free'): Promise<void> {
    for (;;) {
      const at = performance.now();
      const written = await record.tryWrite(state, payload, version);
      if (written !== undefined) {
        version = written;
        renewedAt = at;
        return;
      }
      const now = await record.look();
      if (now?.token !== token || (now.isOver && !now.isAbandoned)) throw lose();
      // Another server asked for the end, or an answer was lost on its way here.
      version = now.version;
      if (now.stop === true) stopping.abort(stopped());
    }
  }

  function lose(): KeepsakeError {
    const error = lost();
    stopping.abort(error);
    return error;
  }

  /** One after another, since each names the version before it. */
  function inTurn(state: 'held' | 'free'): Promise<void> {
    const turn = last.then(() => write(state));
    last = turn.catch(() => undefined);
    return turn;
  }

  function renew(): void {
    // Before it may be over for others; who is kept from the store by more than a moment would not learn of it.
    if (performance.now() - renewedAt > beginning.lastsMs * 0.75) lose();
    if (!stopping.signal.aborted) void inTurn('held').catch(() => undefined);
  }

  const timer = beginning.renewMs === undefined ? undefined : setInterval(renew, beginning.renewMs);
  timer?.unref();
  return {
    signal: stopping.signal,
    ended: ended.promise,
    report: (done, total) => void (payload = { ...payload, done, total }),
    progress: () => ({ done: payload.done, total: payload.total }),
    stop: () => stopping.abort(stopped()),
    async confirm() {
      stopping.signal.throwIfAborted();
      await inTurn('held');
      stopping.signal.throwIfAborted();
    },
    async release(outcome) {
      clearInterval(timer);
      payload = { ...payload, ...outcome, done: 0, total: 0 };
      // What cannot be given back now is over by itself when nobody renews it.
      await inTurn('free').catch(() => undefined);
      ended.resolve();
    },
  };
}

function stopped(): KeepsakeError {
  return new KeepsakeError('UNAVAILABLE', 'It was cancelled, and nothing of it stays.');
}

function lost(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'This server did not reach the store for so long that another one may have gone on. Try again.',
  );
}

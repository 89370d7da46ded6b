/**
 * The lease under which one request adds to an upload. It stands in the upload's record, so that servers that share a
 * store respect it; each write names the version it was made for, so that a lease that was lost writes nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { KeepsakeError } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Operation, Scope, Store, StoredRecord } from '../store/store.ts';
import { authorOf, type Caller } from './caller.ts';
import type { Clock } from './records.ts';
import {
  newBlobName,
  requireUpload,
  uploadPayload,
  uploadPut,
  type UploadPayload,
  type UploadState,
} from './resumable-record.ts';

export interface Hold {
  readonly id: string;
  /** Aborted when a newer request of this server wants the upload. */
  readonly signal: AbortSignal;
  payload(): UploadPayload;
  write(change: Partial<UploadPayload>, more?: readonly Operation[], state?: UploadState): Promise<void>;
  /** Lets `commit` write the record itself, made for this version; the hold ends with it. */
  end(commit: (payload: UploadPayload, version: number) => Promise<void>): Promise<void>;
  /** Gives the lease back unless the hold has ended. */
  release(): Promise<void>;
}

export interface Holds {
  /**
   * Takes the lease. A request of this server that holds it is told to stop, since it is most often the sender's own
   * from before its connection broke. The lease of another server is waited for as long as one lasts that is not
   * prolonged: that server may have died.
   *
   * @throws KeepsakeError NOT_FOUND, UPLOAD_LOCKED while another server holds it.
   */
  acquire(caller: Caller, id: string): Promise<Hold>;
}

const leaseMs = 3_000;

export function createHolds(dependencies: { store: Store; blobs: BlobStore; clock: Clock }): Holds {
  const { store, blobs, clock } = dependencies;
  const here = new Map<string, { stop: AbortController; ended: Promise<void> }>();

  async function tryAcquire(
    caller: Caller,
    scope: Scope,
    id: string,
    patience: number,
  ): Promise<Hold | undefined> {
    const record = await requireUpload(store, scope, id, clock());
    const held = here.get(id);
    if (held !== undefined) {
      held.stop.abort();
      await held.ended;
      return undefined;
    }
    if (record.state !== 'receiving') throw finished(id);
    const { lease } = uploadPayload(record);
    if (lease !== undefined && lease.until > clock()) {
      if (clock() >= patience) throw locked(id, lease.until - clock());
      await sleep(Math.min(lease.until - clock(), patience - clock()) + 1);
      return undefined;
    }
    const stop = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    here.set(id, { stop, ended });
    const over = (): void => {
      here.delete(id);
      resolve();
    };
    const hold = createHold({ store, clock, scope, caller, signal: stop.signal, over }, record);
    try {
      const { pending } = hold.payload();
      // First, so that a crash in between leaves its name known. A holder that lives on after all finds its lease lost.
      if (pending !== undefined) await blobs.remove(pending);
      await hold.write({ pending: newBlobName() });
      return hold;
    } catch (error) {
      await hold.end(async () => undefined);
      if (error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT') return undefined;
      throw error;
    }
  }

  return {
    async acquire(caller, id) {
      const patience = clock() + leaseMs;
      for (;;) {
        const hold = await tryAcquire(caller, { account: caller.account }, id, patience);
        if (hold !== undefined) return hold;
      }
    },
  };
}

interface HoldContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly over: () => void;
}

function createHold(context: HoldContext, record: StoredRecord): Hold {
  const { store, clock, scope, caller, signal, over } = context;
  const { id } = record;
  const holder = newId('job');
  let payload = uploadPayload(record);
  let { version } = record;
  let hasEnded = false;
  let last: Promise<void> = Promise.resolve();

  /** One after the other: the renewal of the lease goes on beside the request. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = last.then(async () => (hasEnded ? undefined : work()));
    last = turn.catch(() => undefined);
    return turn;
  }

  async function put(next: UploadPayload, more: readonly Operation[], state: UploadState): Promise<void> {
    const operations = [uploadPut(id, next, state, { version }), ...more];
    const { results } = await store.commit(scope, { author: authorOf(caller), at: clock(), operations });
    version = results[0]?.version ?? version;
    payload = next;
  }

  const lease = () => ({ holder, until: clock() + leaseMs });
  const renewal = setInterval(() => {
    inTurn(() => put({ ...payload, lease: lease() }, [], 'receiving')).catch(() => undefined);
  }, leaseMs / 3);

  const free = () => put({ ...payload, lease: undefined }, [], 'receiving');

  function finish(work: () => Promise<void>): Promise<void> {
    return inTurn(async () => {
      try {
        await work();
      } finally {
        hasEnded = true;
        clearInterval(renewal);
        over();
      }
    });
  }

  return {
    id,
    signal,
    payload: () => payload,
    write: (change, more = [], state = 'receiving') =>
      inTurn(() => put({ ...payload, ...change, lease: lease() }, more, state)),
    end: (commit) =>
      finish(async () => {
        try {
          await commit({ ...payload, lease: undefined }, version);
        } catch (error) {
          await free().catch(() => undefined);
          throw error;
        }
      }),
    release: () => finish(free).catch(() => undefined),
  };
}

function finished(id: string): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The upload ${id} is finished; what it became is a file of the drive.`,
    { kind: 'upload', id },
  );
}

function locked(id: string, ms: number): KeepsakeError {
  return new KeepsakeError(
    'UPLOAD_LOCKED',
    `Another request is adding to the upload ${id}. Ask again in a moment how far it is, then go on from there.`,
    { retry_after: Math.ceil(ms / 1_000) },
  );
}

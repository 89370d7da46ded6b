/**
 * A device's side of sync over its own store, of a project or of the drive: what it has to send, and writing what the rules of
 * the core decide of the server's answers. It speaks to nobody: the engine calls it, each step any number of times.
 */
import { beginConflicts } from '../../services/memories/agreeing.ts';
import { retryOnConflict, type Clock } from '../../services/records.ts';
import type { Operation, Scope } from '../../store/store.ts';
import type { DeviceState, LogPosition } from '../core/device-state.ts';
import type { Head } from '../core/exchange.ts';
import type { Incoming } from '../core/taking.ts';
import type { Change, ErasedName, RecordName } from '../core/version.ts';
import { compareAll, wholeOf } from './comparing.ts';
import { lastPuts } from './lines.ts';
import { readOwing, type Owing } from './owing.ts';
import { readPending, syncAuthor, type Pending } from './pending.ts';
import { takingOperations, type TakingDependencies } from './taking.ts';

export interface ReplicaDependencies extends TakingDependencies {
  readonly clock: Clock;
  /** Asks for a permanent deletion in a project of this device. What is not there any more is no error. */
  readonly erase: (scope: Scope, name: ErasedName) => Promise<void>;
}

export interface Replica {
  /** What was written after a place in the log. */
  pending(scope: Scope, after: LogPosition, limit: number): Promise<Pending>;
  /** Everything of some records, to be sent again whoever wrote it, or that they are gone. */
  whole(scope: Scope, names: readonly RecordName[]): Promise<readonly Change[]>;
  /** What waits since it could not be taken. */
  owing(scope: Scope): Promise<Owing>;
  /**
   * Takes what the server told, and returns what waits now.
   *
   * @param also rows of the same commit
   * @param staying kinds that do not travel
   */
  take(
    scope: Scope,
    incoming: Incoming,
    owing: Owing,
    also?: readonly Operation[],
    staying?: readonly string[],
  ): Promise<Owing>;
  /** Compares all of the server's heads with the store: what is the same counts as sent. @param seq where the list began */
  compare(scope: Scope, heads: readonly Head[], seq: number): Promise<Pick<DeviceState, 'resend' | 'fetch'>>;
}

export function createReplica(dependencies: ReplicaDependencies): Replica {
  const { store, clock, erase } = dependencies;

  async function write(scope: Scope, operations: readonly Operation[], at: number): Promise<void> {
    if (operations.length === 0) return;
    await store.commit(scope, { author: syncAuthor, at, operations });
    const { account, project } = scope;
    if (project === undefined) return;
    const caller = { type: 'owner', account, client: 'sync' } as const;
    await beginConflicts({ store, clock }, { caller }, { account, project }, lastPuts(operations));
  }

  return {
    pending: (scope, after, limit) => readPending(store, scope, after, limit),
    whole: (scope, names) => wholeOf(store, scope, names),
    owing: (scope) => readOwing(store, scope),
    take: (scope, incoming, owing, also = [], staying = []) =>
      retryOnConflict(async () => {
        const at = clock();
        const taken = await takingOperations(dependencies, scope, incoming, owing, { at, staying });
        const { operations, owed, waiting } = taken;
        await write(scope, operations.length === 0 ? [] : [...operations, ...also], at);
        for (const name of taken.erase) await erase(scope, name);
        return { owed, waiting };
      }),
    async compare(scope, heads, seq) {
      const { operations, resend, fetch, erase: parts } = await compareAll(store, scope, heads, seq);
      await write(scope, operations, clock());
      for (const name of parts) await erase(scope, name);
      return { resend, fetch };
    },
  };
}

/** Activity: records who read and wrote what, and shows it to the owner. */
import type { Logger } from 'pino';
import type { z } from 'zod';
import type {
  activityOperations,
  ActivityEvent,
  ActivitySettings,
} from '../../../contract/operations/activity.ts';
import type { Store } from '../../store/store.ts';
import { accountScope, authorOf, requireOwner, type Call, type Caller } from '../caller.ts';
import type { Clock } from '../records.ts';
import { readDayCounts } from './day-counts.ts';
import { eraseEvents, type Erased } from './erasing.ts';
import { dateOf, eventId } from './events.ts';
import { listActivity, viewEvent, type ListInput } from './listing.ts';
import { createActivityLog } from './log.ts';
import { describeRead, type ReadFace } from './reads.ts';
import { forgetAll, forgetOld } from './retention.ts';
import { readSettings, writeSettings } from './settings.ts';
import { createActivityStreams, type Listener } from './streams.ts';
import { describeCommit } from './writes.ts';

type Output<Name extends keyof typeof activityOperations> = z.output<
  (typeof activityOperations)[Name]['output']
>;

export interface Activity {
  /** Records that a key read something; what the owner reads is not recorded. Never throws and never waits. */
  read(caller: Caller, via: ReadFace, name: string, input: unknown, output: unknown): void;
  list(caller: Caller, input: ListInput): Promise<Output<'listActivity'>>;
  counts(
    caller: Caller,
    input: { days: number; key_id?: string | undefined },
  ): Promise<Output<'countActivity'>>;
  settings(caller: Caller): Promise<ActivitySettings>;
  configure(
    call: Call,
    input: { record_queries?: boolean | undefined; retention_days?: number | undefined },
  ): Promise<ActivitySettings>;
  clear(call: Call): Promise<Output<'clearActivity'>>;
  /**
   * Hears of events of the caller's account as they are written, by whatever server, up to two seconds late; those after
   * the event `after` too. Answers how to stop.
   */
  follow(
    caller: Caller,
    listener: { event(event: ActivityEvent): void; end(): void },
    after?: string,
  ): () => void;
}

export interface ActivityKeeping {
  /** The store, with its commits watched. */
  readonly store: Store;
  /** Takes what is said of erased records out of all that is recorded. */
  erase(account: string, erased: Erased): Promise<void>;
  readonly activity: Activity;
  /** Ends the streams, so that a server that stops need not wait for them. */
  endFollowing(): void;
  close(): Promise<void>;
}

const dayMs = 24 * 3_600_000;
const sweepMs = 3_600_000;

export function createActivity({
  store,
  clock,
  logger,
}: {
  store: Store;
  clock: Clock;
  logger: Logger;
}): ActivityKeeping {
  const streams = createActivityStreams({ store, clock });
  let looking: Promise<void> | undefined;
  const log = createActivityLog({ store, clock, logger, written: look });
  let sweeping: Promise<void> = Promise.resolve();

  function look(): void {
    looking ??= streams
      .look()
      .catch((error: unknown) => logger.warn({ err: error }, 'activity could not be followed for a moment'))
      .finally(() => (looking = undefined));
  }

  async function sweep(): Promise<void> {
    for (const account of await store.accounts()) await forgetOld(store, account, clock());
  }

  function startSweep(): void {
    sweeping = sweeping.then(sweep).catch((error: unknown) => {
      logger.warn({ err: error }, 'old activity could not be removed now');
    });
  }

  async function erase(account: string, erased: Erased): Promise<void> {
    await log.flush();
    await eraseEvents(store, account, erased);
  }

  const timer = setInterval(startSweep, sweepMs);
  timer.unref();
  startSweep();

  return {
    store: {
      ...store,
      async commit(scope, commit) {
        const result = await store.commit(scope, commit);
        const deed = describeCommit(scope, commit, result);
        if (deed !== undefined) log.add(scope.account, { ...deed, at: commit.at, author: commit.author });
        return result;
      },
    },
    activity: {
      read(caller, via, name, input, output) {
        if (caller.type !== 'key') return;
        const deed = describeRead(caller, via, name, input, output);
        if (deed !== undefined) log.add(caller.account, { ...deed, at: clock(), author: authorOf(caller) });
      },
      async list(caller, input) {
        requireOwner(caller);
        await log.flush();
        return listActivity(store, caller.account, input);
      },
      async counts(caller, { days, key_id }) {
        requireOwner(caller);
        await log.flush();
        const from = dateOf(clock() - (days - 1) * dayMs);
        const items = await readDayCounts(store, caller.account, from);
        return { items: items.filter((one) => key_id === undefined || one.key_id === key_id) };
      },
      async settings(caller) {
        requireOwner(caller);
        return readSettings(store, accountScope(caller).account);
      },
      async configure(call, input) {
        await log.flush();
        const next = await writeSettings(store, clock, call, input);
        startSweep();
        return next;
      },
      async clear({ caller }) {
        requireOwner(caller);
        await log.forget(caller.account);
        await forgetAll(store, caller.account);
        return { cleared: true };
      },
      follow(caller, listener, after) {
        requireOwner(caller);
        const own: Listener = {
          batch: ({ key, events, from = 0 }) =>
            events.forEach((event, n) => listener.event(viewEvent(eventId(key, from + n), event))),
          end: () => listener.end(),
        };
        return streams.follow(caller.account, own, after);
      },
    },
    erase,
    endFollowing: () => streams.end(),
    async close() {
      clearInterval(timer);
      streams.end();
      await sweeping;
      await log.close();
      await looking;
    },
  };
}

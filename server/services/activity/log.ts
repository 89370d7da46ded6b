/** Takes events in and writes them in batches once a second: a crash may lose the last second, a call never waits. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Mark, Store } from '../../store/store.ts';
import type { Clock } from '../records.ts';
import { createDayCounts } from './day-counts.ts';
import { activitySpace, encode, keyOf, mostRecords, readMark, type Batch, type Event } from './events.ts';
import { readSettings } from './settings.ts';

export interface ActivityLog {
  add(account: string, event: Event): void;
  /** Writes what is pending; what was added before is in the store afterwards. */
  flush(): Promise<void>;
  /** Drops what is pending of an account, and its counts. */
  forget(account: string): Promise<void>;
  close(): Promise<void>;
}

const everyMs = 1_000;
const eventsPerRow = 200;
/** Beyond this the oldest that are not written yet are dropped, should the store not take them. */
const mostPending = 20_000;

export function createActivityLog({
  store,
  clock,
  logger,
  written,
}: {
  store: Store;
  clock: Clock;
  logger: Logger;
  /** Called once a second, after what was pending is written. */
  written: () => void;
}): ActivityLog {
  const instance = randomBytes(5).toString('hex');
  const pending = new Map<string, Event[]>();
  const counts = createDayCounts(instance);
  let batches = 0;
  let round: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    for (const [account, events] of pending) {
      pending.delete(account);
      await write(account, events);
    }
  }

  async function write(account: string, events: readonly Event[]): Promise<void> {
    try {
      const { record_queries } = await readSettings(store, account);
      const kept = record_queries ? events : events.map(({ query: _, ...event }) => event);
      const written = batchesOf(kept);
      const rows = written.map(({ key, events: own }) => ({ space: activitySpace, key, value: encode(own) }));
      await store.putRows({ account }, [...rows, ...counts.add(account, events)]);
      await store.mark(marksOf(account, events));
    } catch (error) {
      logger.warn({ err: error, events: events.length }, 'activity could not be recorded');
    }
  }

  function batchesOf(events: readonly Event[]): Batch[] {
    const rows: Batch[] = [];
    for (let from = 0; from < events.length; from += eventsPerRow) {
      // A later batch of the same moment sorts before the earlier one.
      const order = (36 ** 6 - ++batches).toString(36).padStart(6, '0');
      rows.push({
        key: `${keyOf(clock())}-${order}${instance}`,
        events: events.slice(from, from + eventsPerRow),
      });
    }
    return rows;
  }

  const flush = () => (round = round.then(writeAll));
  const timer = setInterval(() => void flush().then(written), everyMs);
  timer.unref();

  return {
    add(account, event) {
      const events = pending.get(account) ?? [];
      const last = events.at(-1);
      if (last !== undefined && belongsTo(last, event)) events[events.length - 1] = joined(last, event);
      else events.push(event);
      if (events.length > mostPending) events.shift();
      pending.set(account, events);
    },
    flush,
    forget: (account) =>
      (round = round.then(() => {
        pending.delete(account);
        counts.forget(account);
      })),
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** When each project was read last. */
function marksOf(account: string, events: readonly Event[]): Mark[] {
  const last = new Map<string, number>();
  for (const { kind, projects, at } of events) {
    if (kind === 'read') for (const project of projects) last.set(project, at);
  }
  return [...last].map(([project, at]) => ({ account, name: readMark(project), window: 0, add: 1, at }));
}

/** The same kind of write by the same author within a second, as when a folder is added, is one event. */
function belongsTo(last: Event, event: Event): boolean {
  return (
    event.kind === 'write' &&
    last.action === event.action &&
    last.author.id === event.author.id &&
    last.author.client === event.author.client &&
    last.projects.join() === event.projects.join()
  );
}

function joined(last: Event, event: Event): Event {
  const records = [...last.records, ...event.records].slice(0, mostRecords);
  return { ...last, at: event.at, records, count: last.count + event.count };
}

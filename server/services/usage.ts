/** Rate limits and last use: counted here, added up over all servers through the store, written in batches. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Mark, Store } from '../store/store.ts';
import type { Clock } from './records.ts';

export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds since 1970 at which the window ends. */
  readonly reset: number;
}

export interface Usage {
  /**
   * Counts one request of a principal and, where `mostOfAccount` is given, of the account as a whole.
   *
   * @throws KeepsakeError RATE_LIMIT_EXCEEDED with `retry_after` in seconds.
   */
  count(account: string, principal: string, mostOfAccount?: number | null): RateState;
  /** When a principal called last, in milliseconds since 1970. */
  lastUse(account: string, principal: string): Promise<number | undefined>;
  /** Writes what is pending; called every second and at the end. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const windowMs = 60_000;

interface Counter {
  account: string;
  principal: string;
  window: number;
  /** Requests counted here and not yet added to the store. */
  pending: number;
  /** Of all servers, as the store knew it last. */
  known: number;
  at: number;
}

/** Counts requests. `limit` is per principal and minute. Up to a second of counts is lost in a crash. */
export function createUsage({ store, clock, limit }: { store: Store; clock: Clock; limit: number }): Usage {
  const counters = new Map<string, Counter>();
  let flushing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const due = [...counters.values()].filter((counter) => counter.pending > 0);
    forgetOldWindows(counters, clock());
    if (due.length === 0) return;
    const added = due.map((counter) => counter.pending);
    const marks = due.flatMap((counter, i) => marksOf(counter, added[i] as number));
    due.forEach((counter, i) => (counter.pending -= added[i] as number));
    due.forEach((counter, i) => (counter.known += added[i] as number));
    const totals = await store.mark(marks);
    due.forEach((counter, i) => (counter.known = Math.max(counter.known, totals[2 * i]?.count ?? 0)));
  }

  const flush = () => (flushing = flushing.then(write, write));
  const timer = setInterval(() => void flush().catch(() => undefined), 1_000);
  timer.unref();

  function countOne(account: string, principal: string, most: number): RateState {
    const at = clock();
    const counter = counterOf(counters, account, principal, at);
    const reset = Math.ceil((counter.window + windowMs) / 1_000);
    const used = counter.known + counter.pending;
    if (used >= most) throw limited(most, Math.max(1, reset - Math.floor(at / 1_000)), principal === account);
    counter.pending += 1;
    counter.at = at;
    return { limit: most, remaining: most - used - 1, reset };
  }

  return {
    count(account, principal, mostOfAccount = null) {
      const state = countOne(account, principal, limit);
      if (mostOfAccount !== null) countOne(account, account, mostOfAccount);
      return state;
    },
    async lastUse(account, principal) {
      const [mark] = await store.marks(account, [`used:${principal}`], 0);
      const pending = [...counters.values()].find(
        (counter) => counter.account === account && counter.principal === principal,
      );
      const newest = Math.max(mark?.at ?? 0, pending?.at ?? 0);
      return newest === 0 ? undefined : newest;
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

function counterOf(counters: Map<string, Counter>, account: string, principal: string, at: number): Counter {
  const window = at - (at % windowMs);
  const name = `${account} ${principal} ${window}`;
  const counter = counters.get(name) ?? { account, principal, window, pending: 0, known: 0, at };
  counters.set(name, counter);
  return counter;
}

function marksOf({ account, principal, window, at }: Counter, add: number): Mark[] {
  return [
    { account, name: `rate:${principal}`, window, add, at },
    { account, name: `used:${principal}`, window: 0, add, at },
  ];
}

function forgetOldWindows(counters: Map<string, Counter>, now: number): void {
  for (const [name, counter] of counters) {
    if (counter.pending === 0 && counter.window + windowMs < now) counters.delete(name);
  }
}

function limited(limit: number, retryAfter: number, isAccount: boolean): KeepsakeError {
  const whose = isAccount ? ' of this account, all callers together' : '';
  return new KeepsakeError(
    'RATE_LIMIT_EXCEEDED',
    `More than ${limit} requests in a minute${whose}. Wait ${retryAfter} s, then go on.`,
    { retry_after: retryAfter },
  );
}

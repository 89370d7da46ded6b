/** Tells those who follow what was recorded, by whatever server: read from the store, as long as somebody follows. */
import type { Store } from '../../store/store.ts';
import type { Clock } from '../records.ts';
import { activitySpace, decode, keyOf, readEventId, timeOf, type Batch } from './events.ts';

export interface Listener {
  batch(batch: Batch): void;
  end(): void;
}

export interface ActivityStreams {
  /** Hears of what is recorded of an account from now on, or after the event with an id. Answers how to stop. */
  follow(account: string, listener: Listener, after?: string): () => void;
  /** Looks for what is new. */
  look(): Promise<void>;
  /** Ends all that follow. */
  end(): void;
}

interface Follower {
  readonly account: string;
  readonly listener: Listener;
  /** Rows up to this one are news; keys sort newest first. */
  until: string;
  /** The event after which the oldest of these rows goes on. */
  readonly after: { readonly key: string; readonly n: number } | undefined;
  readonly told: Set<string>;
}

/** A server whose clock is behind writes rows that sort among older ones: they are looked for so far back. */
const skewMs = 5_000;
const rowsAtOnce = 50;
/** Who was away for longer is told of so much; the rest is listed. */
const resumedMs = 10 * 60_000;

export function createActivityStreams({ store, clock }: { store: Store; clock: Clock }): ActivityStreams {
  const followers = new Set<Follower>();

  async function lookFor(account: string, own: readonly Follower[]): Promise<void> {
    const until =
      own
        .map((follower) => follower.until)
        .toSorted()
        .at(-1) ?? '';
    const found: Batch[] = [];
    let after: string | undefined;
    do {
      const range = { limit: rowsAtOnce, ...(after === undefined ? {} : { after }) };
      const rows = await store.rows({ account }, activitySpace, range);
      const news = rows.filter(({ key }) => key <= until);
      for (const { key, value } of news) found.push({ key, events: decode(value) });
      after = news.length < rowsAtOnce ? undefined : news.at(-1)?.key;
    } while (after !== undefined);
    const recent = keyOf(clock() - skewMs);
    for (const follower of own) {
      for (const batch of found.toReversed()) tell(follower, batch);
      // What is older than this is not looked at again.
      if (recent < follower.until) follower.until = recent;
      for (const key of follower.told) if (timeOf(key) < clock() - 2 * skewMs) follower.told.delete(key);
    }
  }

  function tell({ listener, until, after, told }: Follower, batch: Batch): void {
    if (batch.key > until || told.has(batch.key)) return;
    told.add(batch.key);
    if (batch.key !== after?.key) return listener.batch(batch);
    const events = batch.events.slice(after.n + 1);
    listener.batch({ key: batch.key, events, from: after.n + 1 });
  }

  return {
    follow(account, listener, after) {
      const heard = after === undefined ? undefined : readEventId(after);
      const oldest = keyOf(clock() - resumedMs);
      const until = heard === undefined ? keyOf(clock()) : heard.key < oldest ? heard.key : oldest;
      const follower = { account, listener, until, after: heard, told: new Set<string>() };
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    async look() {
      for (const [account, own] of Map.groupBy(followers, (follower) => follower.account))
        await lookFor(account, own);
    },
    end() {
      for (const { listener } of followers) listener.end();
      followers.clear();
    },
  };
}

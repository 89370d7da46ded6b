/** Reads and writes per key and day, kept by each server in rows of its own, so that servers never overwrite each other. */
import type { PutRow, Store } from '../../store/store.ts';
import { dateOf, daySpace, type Event } from './events.ts';

type Counts = Record<string, { reads: number; writes: number }>;

export interface DayCount {
  readonly date: string;
  /** Null for the owner. */
  readonly key_id: string | null;
  readonly reads: number;
  readonly writes: number;
}

/** Counts on; answers the rows to write. `instance` tells this server's run from all others. */
export function createDayCounts(instance: string) {
  const days = new Map<string, Counts>();

  function countsOf(name: string, date: string): Counts {
    const counts = days.get(name) ?? {};
    days.set(name, counts);
    for (const other of days.keys()) if (!other.endsWith(date)) days.delete(other);
    return counts;
  }

  return {
    /** Begins again at zero. */
    forget(account: string): void {
      for (const name of days.keys()) if (name.startsWith(`${account} `)) days.delete(name);
    },
    add(account: string, events: readonly Event[]): Omit<PutRow, 'op'>[] {
      const touched = new Map<string, Counts>();
      for (const { at, author, kind } of events) {
        const date = dateOf(at);
        const counts = touched.get(date) ?? countsOf(`${account} ${date}`, date);
        const id = author.type === 'key' ? author.id : '';
        const count = (counts[id] ??= { reads: 0, writes: 0 });
        count[kind === 'read' ? 'reads' : 'writes'] += 1;
        touched.set(date, counts);
      }
      return [...touched].map(([date, counts]) => ({
        space: daySpace,
        key: `${date}/${instance}`,
        value: Buffer.from(JSON.stringify(counts)),
      }));
    },
  };
}

/** Over all servers, from a date on, oldest first. */
export async function readDayCounts(store: Store, account: string, from: string): Promise<DayCount[]> {
  const totals = new Map<string, DayCount>();
  for (let after = from; ;) {
    const rows = await store.rows({ account }, daySpace, { after, limit: 500 });
    for (const { key, value } of rows) {
      const date = key.slice(0, 10);
      const counts = JSON.parse(Buffer.from(value).toString()) as Counts;
      for (const [id, { reads, writes }] of Object.entries(counts)) {
        const known = totals.get(`${date} ${id}`) ?? { reads: 0, writes: 0 };
        const key_id = id === '' ? null : id;
        totals.set(`${date} ${id}`, {
          date,
          key_id,
          reads: known.reads + reads,
          writes: known.writes + writes,
        });
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < 500) break;
    after = last.key;
  }
  return [...totals.values()];
}

/** Counters that are no commits: added up in memory, written together a few times a second. */
import type { Mark, MarkTotal } from '../store.ts';
import type { Connection } from './connection.ts';
import { markSql } from './sql.ts';
import type { MarkName } from './wire.ts';

const keptMs = 24 * 3_600_000;

export interface Marks {
  add(mark: Mark): MarkTotal;
  /** What is written and what is pending; undefined for a counter never added to. */
  total(name: MarkName): MarkTotal | undefined;
  readonly isPending: boolean;
  /** Writes what is pending, inside a transaction. */
  write(): void;
  /** Called once what `write` wrote is durable, and before anything is added. */
  written(): void;
}

export function createMarks(connection: Connection): Marks {
  const pending = new Map<string, Mark>();

  function total({ account, name, window }: MarkName): MarkTotal | undefined {
    const stored = connection.get<MarkTotal>(markSql.get, account, name, window);
    const more = pending.get(keyOf({ account, name, window }));
    if (more === undefined) return stored;
    return { count: (stored?.count ?? 0) + more.add, at: Math.max(stored?.at ?? 0, more.at) };
  }

  return {
    add(mark) {
      const before = pending.get(keyOf(mark));
      const add = mark.add + (before?.add ?? 0);
      pending.set(keyOf(mark), { ...mark, add, at: Math.max(mark.at, before?.at ?? 0) });
      return total(mark) as MarkTotal;
    },
    total,
    get isPending() {
      return pending.size > 0;
    },
    write() {
      let newest = 0;
      for (const { account, name, window, add, at } of pending.values()) {
        connection.run(markSql.add, account, name, window, add, at);
        newest = Math.max(newest, at);
      }
      connection.run(markSql.forget, newest - keptMs);
    },
    written: () => pending.clear(),
  };
}

function keyOf({ account, name, window }: MarkName): string {
  return JSON.stringify([account, name, window]);
}

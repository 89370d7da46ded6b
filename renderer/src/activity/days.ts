/** Reads and writes of each day, also of days without any. */

interface Count {
  readonly date: string;
  readonly key_id: string | null;
  readonly reads: number;
  readonly writes: number;
}

export interface Day {
  /** UTC, such as `2026-11-21`. */
  readonly date: string;
  readonly reads: number;
  readonly writes: number;
}

export interface KeyDays {
  /** Null for the owner. */
  readonly keyId: string | null;
  readonly days: readonly Day[];
  readonly reads: number;
  readonly writes: number;
}

/** @param now in milliseconds: the last day @returns one row per key that did something, the busiest first */
export function daysByKey(counts: readonly Count[], days: number, now: number): readonly KeyDays[] {
  const dates = Array.from({ length: days }, (_, at) =>
    new Date(now - (days - 1 - at) * 86_400_000).toISOString().slice(0, 10),
  );
  const keys = [...new Set(counts.map(({ key_id }) => key_id))];
  const rows = keys.map((keyId): KeyDays => {
    const own = counts.filter(({ key_id }) => key_id === keyId);
    const all = dates.map((date): Day => {
      const found = own.filter((count) => count.date === date);
      return { date, reads: sum(found, 'reads'), writes: sum(found, 'writes') };
    });
    return { keyId, days: all, reads: sum(all, 'reads'), writes: sum(all, 'writes') };
  });
  return rows.toSorted((one, other) => other.reads + other.writes - one.reads - one.writes);
}

function sum(all: readonly { reads: number; writes: number }[], of: 'reads' | 'writes'): number {
  return all.reduce((total, one) => total + one[of], 0);
}

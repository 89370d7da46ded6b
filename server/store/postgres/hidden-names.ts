/**
 * Ranges of rows whose keys are hidden, and so have no order in the database. Their names are read once, kept in order
 * here, and brought up to date before each read from what commits since then say they touched; values are never kept.
 */
import type { StoredRow } from '../store.ts';
import { keyedRows } from './keyed-rows.ts';
import { rangeEnd } from './ranges.ts';
import { readSql } from './read-sql.ts';
import type { KnownScope } from './scopes.ts';
import { commitsTold, readTouched, seqOf, touchedKey, touchedSpace } from './touched-rows.ts';
import type { Walled } from './walled.ts';

export interface HiddenNames {
  /** As `Store.rows` answers, in the order of the keys' UTF-8 bytes. */
  rows(
    within: KnownScope,
    space: string,
    range: { prefix: string; after: string | undefined; limit: number },
  ): Promise<StoredRow[]>;
}

/** The names of one space. */
interface Names {
  /** Hashed key → name. */
  readonly byKey: Map<string, string>;
  /** In order. */
  readonly sorted: Name[];
  /** Up to which commit it is. */
  seq: number;
}

interface Name {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Row {
  readonly key: Buffer;
  readonly value: Buffer;
}

const rowsAtOnce = 5_000;
/** Of all spaces together, some 200 bytes each. */
const mostNames = 500_000;

export function createHiddenNames(database: Walled): HiddenNames {
  const all = new Map<string, Promise<Names>>();
  const sizes = new Map<string, number>();

  /** Reads of one space wait for each other, so that each finds what the one before it learned. */
  function current(within: KnownScope, space: string): Promise<Names> {
    const place = `${within.scope} ${space}`;
    const before = all.get(place);
    const next =
      before === undefined
        ? readAll(database, within, space)
        : before.then((names) => update(database, within, space, names));
    all.delete(place);
    all.set(place, next);
    next.then(
      (names) => keep(place, names.sorted.length),
      () => {
        if (all.get(place) === next) all.delete(place);
      },
    );
    return next;
  }

  function keep(place: string, size: number): void {
    sizes.set(place, size);
    let sum = [...all.keys()].reduce((total, one) => total + (sizes.get(one) ?? 0), 0);
    for (const one of all.keys()) {
      if (sum <= mostNames || one === place) break;
      sum -= sizes.get(one) ?? 0;
      all.delete(one);
      sizes.delete(one);
    }
  }

  async function rowsIn(...[within, space, range]: Parameters<HiddenNames['rows']>): Promise<StoredRow[]> {
    const { prefix, after, limit } = range;
    const { sorted } = await current(within, space);
    const start = Buffer.from(prefix);
    const last = after === undefined ? undefined : Buffer.from(after);
    let at = placeOf(sorted, last === undefined || Buffer.compare(last, start) < 0 ? start : last);
    if (last !== undefined && sorted[at]?.name === after) at++;
    const names: string[] = [];
    for (; names.length < limit && sorted[at]?.name.startsWith(prefix) === true; at++)
      names.push(sorted[at]?.name ?? '');
    const found: StoredRow[] = [];
    for (let from = 0; from < names.length; from += rowsAtOnce) {
      const wanted = names.slice(from, from + rowsAtOnce).map((name) => within.seal.rows.key(space, name));
      found.push(...(await keyedRows(database, within, space, wanted)).map(({ row }) => row));
    }
    // A list that is shorter than its limit is at its end, so what went meanwhile is made up for.
    if (found.length < names.length) {
      all.delete(`${within.scope} ${space}`);
      return rowsIn(within, space, range);
    }
    const order = new Map(names.map((name, place) => [name, place]));
    return found.sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0));
  }

  return { rows: rowsIn };
}

async function headOf(database: Walled, within: KnownScope): Promise<number> {
  return (await database.within(within).query<{ seq: number }>(readSql.head, [within.scope]))[0]?.seq ?? 0;
}

async function readAll(database: Walled, within: KnownScope, space: string): Promise<Names> {
  // First: what is committed while rows are read is read again by the next.
  const seq = await headOf(database, within);
  const byKey = new Map<string, string>();
  let last: Buffer = Buffer.alloc(0);
  for (;;) {
    const page = await database
      .within(within)
      .query<Row>(readSql.rowsAfter, [within.scope, space, last, rangeEnd(''), rowsAtOnce]);
    for (const row of page)
      byKey.set(row.key.toString(), within.seal.rows.open(within.scope, space, row).key);
    const end = page.at(-1);
    if (end === undefined || page.length < rowsAtOnce) break;
    last = end.key;
  }
  const sorted = [...byKey.values()].map(nameOf).sort(inOrder);
  return { byKey, sorted, seq };
}

async function update(database: Walled, within: KnownScope, space: string, names: Names): Promise<Names> {
  const own = touchedSpace(space);
  const { rows: sealing } = within.seal;
  const from = sealing.key(own, touchedKey(names.seq));
  const log = await database
    .within(within)
    .query<Row>(readSql.rowsAfter, [within.scope, own, from, rangeEnd(''), commitsTold + 1]);
  // Afterwards: what was told of no more by then is further behind than this.
  const isTold = (await headOf(database, within)) - names.seq < commitsTold && log.length <= commitsTold;
  const opened = isTold ? log.map((row) => sealing.open(within.scope, own, row)) : [];
  const touched = opened.map(({ value }) => readTouched(value));
  if (!isTold || touched.includes(undefined)) return readAll(database, within, space);
  const keys = [...new Set(touched.flatMap((some) => some ?? []))];
  for (let at = 0; at < keys.length; at += rowsAtOnce)
    await readAgain(database, within, space, names, keys.slice(at, at + rowsAtOnce));
  const newest = opened.at(-1);
  if (newest !== undefined) names.seq = seqOf(newest.key);
  return names;
}

async function readAgain(
  database: Walled,
  within: KnownScope,
  space: string,
  { byKey, sorted }: Names,
  keys: readonly string[],
): Promise<void> {
  const wanted = keys.map((key) => Buffer.from(key));
  const rows = await keyedRows(database, within, space, wanted);
  const found = new Map(rows.map(({ key, row }) => [key.toString(), row.key]));
  for (const key of keys) {
    const [before, now] = [byKey.get(key), found.get(key)];
    if (before === undefined && now !== undefined) {
      byKey.set(key, now);
      sorted.splice(placeOf(sorted, nameOf(now).bytes), 0, nameOf(now));
    } else if (before !== undefined && now === undefined) {
      byKey.delete(key);
      sorted.splice(placeOf(sorted, nameOf(before).bytes), 1);
    }
  }
}

function nameOf(name: string): Name {
  return { name, bytes: Buffer.from(name) };
}

function inOrder(a: Name, b: Name): number {
  return Buffer.compare(a.bytes, b.bytes);
}

/** Of the first name that is not before these bytes. */
function placeOf(sorted: readonly Name[], bytes: Buffer): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const name = sorted[middle];
    if (name !== undefined && Buffer.compare(name.bytes, bytes) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

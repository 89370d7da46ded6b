/** Lists by name or by what payloads hold: both are sealed, so they are opened and ordered here. */
import type { Json, ListQuery, PayloadOrder, StoredRecord } from '../store.ts';
import type { Walled } from './walled.ts';
import type { KnownScope } from './scopes.ts';
import { namesSql, readSql, wholeSql } from './read-sql.ts';
import { filterValues, namesOf, recordOf, type RecordRow } from './values.ts';

/** In the order of the names' UTF-8 bytes; nameless records come first. */
export async function sortedPage(
  database: Walled,
  within: KnownScope,
  query: ListQuery,
): Promise<StoredRecord[]> {
  const { kind, contains, order, descending, offset = 0, limit } = query;
  const rows = await database
    .within(within)
    .query<{ id: string; names: Buffer | null }>(namesSql(query), filterValues(within, query));
  const named = rows.map(({ id, names }) => ({ id, sort: bytesOf(namesOf(within, kind, id, names).sort) }));
  const asked =
    contains === undefined ? named : named.filter(({ sort }) => sort?.toString().includes(contains) === true);
  if (order === 'changed')
    return changedPage(
      database,
      within,
      query,
      asked.map(({ id }) => id),
    );
  const way = descending === true ? -1 : 1;
  const bytes = order === 'sort' ? ({ sort }: { sort?: Buffer | undefined }) => sort : () => undefined;
  asked.sort((a, b) => way * (compareSorts(bytes(a), bytes(b)) || (a.id < b.id ? -1 : 1)));
  return recordsOf(
    database,
    within,
    kind,
    asked.slice(offset, offset + limit).map(({ id }) => id),
  );
}

/** Then by name, then by id. Nothing comes before numbers, and these before texts, as databases have it. */
export async function pageByPayload(
  database: Walled,
  within: KnownScope,
  query: ListQuery,
  by: PayloadOrder | 'ending',
): Promise<StoredRecord[]> {
  const { contains, descending, offset = 0, limit } = query;
  const rows = await database
    .within(within)
    .query<RecordRow & { names: Buffer | null }>(wholeSql(query), filterValues(within, query));
  const all = rows.flatMap((row) => {
    const sort = namesOf(within, row.kind, row.id, row.names).sort;
    if (contains !== undefined && sort?.includes(contains) !== true) return [];
    const record = recordOf(within, row);
    const value = by === 'ending' ? endingOf(sort ?? '') : valueAt(record.payload, by);
    return [{ record, sort: bytesOf(sort), value }];
  });
  const way = descending === true ? -1 : 1;
  all.sort(
    (a, b) =>
      way *
      (compareValues(a.value, b.value) ||
        compareSorts(a.sort, b.sort) ||
        (a.record.id < b.record.id ? -1 : 1)),
  );
  return all.slice(offset, offset + limit).map(({ record }) => record);
}

function valueAt(payload: Json, { path }: PayloadOrder): string | number | undefined {
  let value: Json | undefined = payload;
  for (const name of path)
    value =
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as { readonly [name: string]: Json | undefined })[name]
        : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : JSON.stringify(value);
}

/** What follows the last dot, unless that is where the name begins. */
function endingOf(name: string): string | undefined {
  const dot = name.lastIndexOf('.');
  return dot < 1 ? undefined : name.slice(dot + 1).toLowerCase();
}

function compareValues(a: string | number | undefined, b: string | number | undefined): number {
  const rank = (value: typeof a) => (value === undefined ? 0 : typeof value === 'number' ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number') return a - (b as number);
  return compareSorts(bytesOf(a), bytesOf(b as string | undefined));
}

function bytesOf(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text);
}

async function changedPage(
  database: Walled,
  within: KnownScope,
  { kind, descending, offset = 0, limit }: ListQuery,
  ids: readonly string[],
): Promise<StoredRecord[]> {
  const records = await recordsOf(database, within, kind, ids);
  const way = descending === true ? -1 : 1;
  records.sort((a, b) => way * (a.seq - b.seq || (a.id < b.id ? -1 : 1)));
  return records.slice(offset, offset + limit);
}

function compareSorts(a: Buffer | undefined, b: Buffer | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return Buffer.compare(a, b);
}

/** In the order of the ids. */
async function recordsOf(
  database: Walled,
  within: KnownScope,
  kind: string,
  ids: readonly string[],
): Promise<StoredRecord[]> {
  if (ids.length === 0) return [];
  const rows = await database.within(within).query<RecordRow>(readSql.getMany, [within.scope, kind, ids]);
  const byId = new Map(rows.map((row) => [row.id, recordOf(within, row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

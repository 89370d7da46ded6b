/** The reads of one scope: rows of the tables, opened. Every read asks the database, so any server sees every commit. */
import type { Store, StoredRecord } from '../store.ts';
import type { Value } from './database.ts';
import type { Walled } from './walled.ts';
import type { KnownScope, Scopes } from './scopes.ts';
import { pageByPayload, sortedPage } from './sorted.ts';
import { createHiddenNames } from './hidden-names.ts';
import { keyedRows } from './keyed-rows.ts';
import { countSql, listSql, readSql } from './read-sql.ts';
import {
  commitOf,
  filterValues,
  recordOf,
  revisionOf,
  type CommitRow,
  type RecordRow,
  type RevisionRow,
} from './values.ts';

type Reads = Pick<
  Store,
  | 'get'
  | 'find'
  | 'locate'
  | 'list'
  | 'count'
  | 'revisions'
  | 'revision'
  | 'changes'
  | 'head'
  | 'row'
  | 'rowsOf'
  | 'rows'
  | 'accounts'
>;

export function createReads(database: Walled, scopes: Scopes): Reads {
  const hiddenNames = createHiddenNames(database);
  async function one(
    within: KnownScope,
    sql: string,
    values: readonly Value[],
  ): Promise<StoredRecord | undefined> {
    const [row] = await database.within(within).query<RecordRow>(sql, values);
    return row && recordOf(within, row);
  }

  return {
    async get(scope, kind, id) {
      const within = await scopes.of(scope);
      return one(within, readSql.get, [within.scope, kind, id]);
    },
    async find(scope, kind, unique) {
      const within = await scopes.of(scope);
      return one(within, readSql.find, [within.scope, kind, within.seal.word(unique)]);
    },
    async locate(locator) {
      const [place] = await database
        .within({ across: 'locators' })
        .query<{ scope: string; kind: string; id: string }>(readSql.locate, [locator]);
      if (place === undefined) return undefined;
      const within = await scopes.of({ account: place.scope });
      const record = await one(within, readSql.get, [place.scope, place.kind, place.id]);
      return record && { account: place.scope, record };
    },
    async list(scope, query) {
      const within = await scopes.of(scope);
      if (query.by !== undefined) return pageByPayload(database, within, query, query.by);
      if (query.order === 'sort' || query.contains !== undefined) return sortedPage(database, within, query);
      const values = [...filterValues(within, query), query.limit, query.offset ?? 0];
      const rows = await database.within(within).query<RecordRow>(listSql(query), values);
      return rows.map((row) => recordOf(within, row));
    },
    async count(scope, query) {
      const within = await scopes.of(scope);
      const [row] = await database
        .within(within)
        .query<{ count: number }>(countSql(query), filterValues(within, query));
      return row?.count ?? 0;
    },
    async revisions(scope, kind, id, limit) {
      const within = await scopes.of(scope);
      const rows = await database
        .within(within)
        .query<RevisionRow>(readSql.revisions, [within.scope, kind, id, limit]);
      return rows.map((row) => revisionOf(within, row));
    },
    async revision(scope, kind, id, revision) {
      const within = await scopes.of(scope);
      const [row] = await database
        .within(within)
        .query<RevisionRow>(readSql.revision, [within.scope, kind, id, revision]);
      return row && revisionOf(within, row);
    },
    async changes(scope, after, limit) {
      const within = await scopes.of(scope);
      const rows = await database
        .within(within)
        .query<CommitRow>(readSql.changes, [within.scope, after, limit]);
      return rows.map((row) => commitOf(within, row));
    },
    async head(scope) {
      const within = await scopes.of(scope);
      return (
        (await database.within(within).query<{ seq: number }>(readSql.head, [within.scope]))[0]?.seq ?? 0
      );
    },
    row: async (scope, space, key) => (await rowsByKey(database, scopes, scope, space, [key]))[0],
    rowsOf: (scope, space, keys) => rowsByKey(database, scopes, scope, space, keys),
    async rows(scope, space, { prefix = '', after, limit }) {
      const within = await scopes.of(scope);
      if (!within.seal.rows.isOrdered(space))
        return hiddenNames.rows(within, space, { prefix, after, limit });
      const { start, end } = within.seal.rows.range(space, prefix);
      const last = after === undefined ? undefined : within.seal.rows.key(space, after);
      const follows = last !== undefined && Buffer.compare(last, start) >= 0;
      const [sql, from] = follows ? [readSql.rowsAfter, last] : [readSql.rows, start];
      const rows = await database
        .within(within)
        .query<{ key: Buffer; value: Buffer }>(sql, [within.scope, space, from, end, limit]);
      return rows.map((row) => within.seal.rows.open(within.scope, space, row));
    },
    accounts: async () =>
      (await database.within({ across: 'scopes' }).query<{ scope: string }>(readSql.accounts)).map(
        ({ scope }) => scope,
      ),
  };
}

async function rowsByKey(
  database: Walled,
  scopes: Scopes,
  scope: Parameters<Store['rowsOf']>[0],
  space: string,
  keys: readonly string[],
): Promise<(Uint8Array | undefined)[]> {
  const within = await scopes.of(scope);
  const wanted = keys.map((key) => within.seal.rows.key(space, key));
  const rows = await keyedRows(database, within, space, wanted);
  const found = new Map(rows.map(({ row }) => [row.key, row.value]));
  return keys.map((key) => found.get(key));
}

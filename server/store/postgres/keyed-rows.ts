/** Rows that are looked up by their keys, as the database has them, and opened. */
import type { StoredRow } from '../store.ts';
import { readSql } from './read-sql.ts';
import type { KnownScope } from './scopes.ts';
import type { Walled } from './walled.ts';

/** Those of the keys that have a row, in no order. */
export async function keyedRows(
  database: Walled,
  within: KnownScope,
  space: string,
  keys: readonly Buffer[],
): Promise<{ key: Buffer; row: StoredRow }[]> {
  const found = await database
    .within(within)
    .query<{ key: Buffer; value: Buffer | null }>(readSql.rowsOf, [within.scope, space, keys]);
  return found.flatMap(({ key, value }) =>
    value === null ? [] : [{ key, row: within.seal.rows.open(within.scope, space, { key, value }) }],
  );
}

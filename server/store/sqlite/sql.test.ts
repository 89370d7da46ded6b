/** How SQLite goes about lists: those of one parent read its records, and not all of their kind. */
// oxlint-disable-next-line import/default -- a CommonJS module, whose exports are the default.
import Database from 'better-sqlite3-multiple-ciphers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStore } from './index.ts';
import { countSql, listSql } from './sql.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepsake-sql-'));
let database: Database.Database;

beforeAll(async () => {
  const store = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 7), encrypted: false });
  await store.close();
  database = new Database(join(folder, 'catalogue.db'), { readonly: true });
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function planOf(sql: string): string {
  const parameters = Array.from(sql.matchAll(/\?/g), () => '[]');
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  return rows.map(({ detail }) => detail).join('\n');
}

it.each(['created', 'changed', 'sort'] as const)('a list of one parent by %s goes by its parent', (order) => {
  const plan = planOf(listSql({ kind: 'item', parent: 'itm_1', states: ['active'], order, limit: 10 }));
  expect(plan).toContain('records_by_parent (scope=? AND kind=? AND parent=?)');
});

it('so does a count, and a list of all does not', () => {
  expect(planOf(countSql({ kind: 'item', parent: 'itm_1' }))).toContain('records_by_parent');
  expect(planOf(countSql({ kind: 'item' }))).not.toContain('records_by_parent');
});

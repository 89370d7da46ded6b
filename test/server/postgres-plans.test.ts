/**
 * Look-ups that are planned once find their rows by the primary key, however unlike their scope is to the others, and behind
 * the wall between accounts.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { readSql } from '../../server/store/postgres/read-sql.ts';
import { findComponent, needs } from '../harness/component.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';

let server: PostgresServer | undefined;
let client: pg.Client | undefined;

beforeAll(async () => {
  const program = findComponent('postgresql');
  if (program === undefined) return;
  server = await startPostgres(program);
  const url = await server.prepared();
  // One large scope among many small ones.
  const rows = (scope: string, count: number) =>
    `INSERT INTO rows SELECT ${scope}, 'piece', convert_to('key' || n, 'UTF8'), 'text' FROM generate_series(1, ${count}) n`;
  await server.run(url, rows(`'large'`, 3_000));
  await server.run(url, `${rows(`'small' || s`, 3)}, generate_series(1, 500) s`);
  await server.run(url, 'ANALYZE rows');
  client = new pg.Client(url);
  await client.connect();
  await client.query(`SET keepsake.scope = 'large'`);
  await client.query('SET plan_cache_mode = force_generic_plan');
});
afterAll(async () => {
  await client?.end();
  await server?.[Symbol.asyncDispose]();
});

it('rows by their keys: none is read that was not asked for', async (context) => {
  needs(context, 'postgresql');
  await client?.query(`PREPARE look (text, text, bytea[]) AS ${readSql.rowsOf}`);
  const asked = `EXECUTE look ('large', 'piece', ARRAY['key7'::bytea, 'key2999', 'none'])`;
  const found = await client?.query<{ key: Buffer; value: Buffer | null }>(asked);
  expect(found?.rows.map(({ key, value }) => [key.toString(), value?.toString()])).toEqual([
    ['key7', 'text'],
    ['key2999', 'text'],
    ['none', undefined],
  ]);
  const explained = await client?.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE) ${asked}`);
  const plan = explained?.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*scope = .*space = .*key = /);
  expect(plan).toContain('current_setting');
  expect(plan).not.toContain('Rows Removed by Filter');
});

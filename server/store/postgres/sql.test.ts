/** The statements stay within what every engine that speaks PostgreSQL's SQL can do, and no statement is hidden from this. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyCountSql, copyListSql, copySizeSql, copySql } from './copy-sql.ts';
import { transactionSql } from './database.ts';
import { countSql, headsSql, historySql, listSql, namesSql, readSql, sizeSql, wholeSql } from './read-sql.ts';
import { fillSql, goneSql, planSql, queueSql, versionSql, writeSql } from './sql.ts';
import { outsideOf } from './subset.suite.ts';
import { steps, versionTables } from './tables.ts';
import { grantsTo, lowering, placeSql, policies, raising, wallSql } from './wall.ts';

const made = (sql: unknown): string[] => {
  if (Array.isArray(sql)) return sql.map(String);
  return typeof sql === 'function' ? [String((sql as (rows: number) => string)(2))] : [String(sql)];
};
const all = [planSql, writeSql, readSql, historySql, sizeSql, queueSql, goneSql, copyListSql, fillSql];
const ofServers = [versionSql, transactionSql, placeSql, wallSql];
const groups = [...all, ...ofServers].flatMap((group) => Object.values(group).flatMap(made));
const lists = (['created', 'changed'] as const).flatMap((order) =>
  [{}, { parent: 'p' }, { placed: true as const }, { parent: 'p', states: ['a'] }].map((more) =>
    listSql({ kind: 'k', order, limit: 1, descending: order === 'changed', ...more }),
  ),
);
const heads = [{}, { kind: 'k', unique: 'u', after: { kind: 'k', id: 'i' } }].map((more) =>
  headsSql({ branch: 'b', limit: 1, ...more }),
);
const tables = ['scopes', 'records', 'revisions', 'commits', 'repeats', 'rows', 'heads'] as const;
const copies = tables.flatMap((table) =>
  [true, false].flatMap((withPassing) => [
    copyCountSql(table, { withPassing }),
    ...(['start', 'last'] as const).flatMap((from) =>
      [copySql, copySizeSql].flatMap((sqlOf) => sqlOf(table, from, { withPassing }) ?? []),
    ),
  ]),
);
const statements = [
  ...groups,
  ...lists,
  ...heads,
  ...copies,
  countSql({ kind: 'k' }),
  namesSql({ kind: 'k' }),
  wholeSql({ kind: 'k' }),
  ...versionTables,
  ...steps.flatMap((step) => step.statements),
  ...policies,
  ...raising,
  ...lowering,
  ...grantsTo('"keepsake_server"'),
];

describe('the statements of the PostgreSQL driver', () => {
  it.each(statements)('%s', (sql) => expect(outsideOf(sql)).toEqual([]));

  it('all stand in the files that are looked at here', () => {
    const looked = ['sql.ts', 'read-sql.ts', 'copy-sql.ts', 'tables.ts', 'wall.ts', 'database.ts'];
    const verb =
      /[`'"]\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT|WITH|SET|DO|LOCK|LISTEN|COPY|CALL|BEGIN|COMMIT|ROLLBACK)\b/g;
    const found = (name: string): readonly string[] => code(source(name)).match(verb) ?? [];
    const files = readdirSync(import.meta.dirname).filter((name) => !/\.(test|suite)\.ts$/.test(name));
    const source = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
    const hidden = files.filter((name) => !looked.includes(name) && found(name).length > 0);
    expect(hidden).toEqual([]);
    // Of the file that connects, only what it exports is a statement.
    expect(found('database.ts')).toHaveLength(Object.keys(transactionSql).length);
  });

  it('reach one scope alone, but for what belongs to the server', () => {
    const ofContent = statements.filter((sql) => /\b(records|revisions|commits|rows)\b/.test(sql));
    const reads = ofContent.filter((sql) => /^(SELECT|UPDATE|DELETE)/.test(sql.trim()));
    expect(reads.length).toBeGreaterThan(15);
    for (const sql of reads) expect(sql).toMatch(/\bscope = \$1\b/);
  });
});

/** Without comments and types, which speak of statements too. */
function code(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

describe('what is outside of the subset is refused', () => {
  it.each([
    `DO $$ BEGIN PERFORM 1; END $$`,
    `LISTEN changes`,
    `NOTIFY changes`,
    `SELECT pg_notify('changes', '')`,
    `SELECT pg_advisory_xact_lock(1)`,
    `CREATE EXTENSION pg_trgm`,
    `CREATE TABLE marks (id BIGSERIAL PRIMARY KEY)`,
    `CREATE TABLE marks (one BIGINT GENERATED ALWAYS AS IDENTITY)`,
    `CREATE SEQUENCE one`,
    `SELECT nextval('one')`,
    `CREATE TRIGGER one BEFORE UPDATE ON rows EXECUTE FUNCTION two()`,
    `CREATE FUNCTION one() RETURNS BIGINT LANGUAGE sql AS 'SELECT 1'`,
    `CREATE TABLE rows (scope TEXT REFERENCES scopes (scope))`,
    `ALTER TABLE rows ADD FOREIGN KEY (scope) REFERENCES scopes (scope)`,
    `ALTER TABLE rows ALTER COLUMN key TYPE TEXT`,
    `CREATE TEMPORARY TABLE rows (scope TEXT)`,
    `CREATE UNLOGGED TABLE rows (scope TEXT)`,
    `CREATE TABLE rows (scope TEXT) PARTITION BY HASH (scope)`,
    `CREATE INDEX rows_by ON rows USING gin (value)`,
    `CREATE INDEX CONCURRENTLY rows_by ON rows (value)`,
    `CREATE MATERIALIZED VIEW one AS SELECT scope FROM rows`,
    `TRUNCATE rows`,
    `LOCK TABLE rows`,
    `COPY rows TO STDOUT`,
    `MERGE INTO rows USING heads ON rows.scope = heads.scope WHEN MATCHED THEN DELETE`,
    `DECLARE one CURSOR FOR SELECT scope FROM rows`,
    `INSERT INTO rows (scope) VALUES ($1) ON CONFLICT DO NOTHING`,
    `INSERT INTO rows (scope) VALUES ($1) ON CONFLICT ON CONSTRAINT rows_pkey DO NOTHING`,
    `INSERT INTO records (scope) VALUES ($1) ON CONFLICT (scope, kind, unique_key) DO NOTHING`,
    `INSERT INTO rows (scope) VALUES ($1) ON CONFLICT (scope, space, key) DO UPDATE SET value = excluded.value WHERE rows.key = $2`,
    `INSERT INTO rows (scope) VALUES ($1) ON CONFLICT (scope, space, key) WHERE scope = $1 DO NOTHING`,
    `SELECT scope FROM rows FOR UPDATE NOWAIT`,
    `SELECT scope FROM rows FOR SHARE`,
    `SELECT DISTINCT ON (scope) scope FROM rows`,
    `SELECT scope FROM rows TABLESAMPLE SYSTEM (1)`,
    `SELECT s.scope FROM scopes s, LATERAL (SELECT 1) t`,
    `SELECT payload -> 'a' FROM jobs`,
    `SELECT payload @> '{}' FROM jobs`,
    `SELECT payload::jsonb FROM jobs`,
    `SELECT scope FROM rows WHERE scope ~ 'a'`,
    `SELECT scope FROM rows WHERE scope LIKE 'a%'`,
    `SELECT now()`,
    `SELECT random()`,
    `SELECT gen_random_uuid()`,
    `SELECT xmin FROM rows`,
    `SELECT scope FROM rows; DELETE FROM rows`,
    `SET idle_in_transaction_session_timeout = 0`,
    `BEGIN ISOLATION LEVEL SERIALIZABLE`,
    `SAVEPOINT one`,
    `CREATE POLICY one ON rows FOR ALL USING (scope IN (SELECT scope FROM scopes))`,
    `SELECT set_config('keepsake.account', $1, false)`,
    `SELECT set_config('role', $1, true)`,
  ])('%s', (sql) => expect(outsideOf(sql)).not.toEqual([]));
});

/**
 * Row-level security: a second wall between accounts, kept by the database. A transaction says by settings of its own
 * which account, and which of its scopes, it is for; policies show it nothing else. What has to cross accounts says so
 * by name, for the tables and commands that this name stands for.
 */
import type { Statements, Value } from './database.ts';

/** `gone` empties a scope that no account has any more. */
export type Crossing = 'scopes' | 'locators' | 'jobs' | 'repeats' | 'gone';

/** What statements are for: rows of an account, of one of its scopes, or of all accounts in one respect. */
export interface Place {
  readonly account?: string;
  /** The account's own scope or one of its projects; with the crossing `gone`, any that no account has. */
  readonly scope?: string;
  readonly across?: Crossing;
}

const contentTables = ['records', 'revisions', 'heads', 'commits', 'repeats', 'rows'] as const;

/** Counters of the server (`marks`, `probe`, `versions`, `oldest_servers`) and `filling` hold nothing of an account but its id, and are left out. */
export const walledTables = ['scopes', ...contentTables, 'locators', 'jobs'] as const;

const setting = (name: string) => `current_setting('keepsake.${name}', true)`;

function own(table: string, column: string, name: string): string {
  const fits = `${column} = ${setting(name)}`;
  return `CREATE POLICY keepsake_own ON ${table} FOR ALL USING (${fits}) WITH CHECK (${fits})`;
}

function crossing(
  table: string,
  command: 'SELECT' | 'UPDATE' | 'DELETE',
  names: readonly Crossing[],
): string {
  const among = names.map((name) => `'${name}'`).join(', ');
  return `CREATE POLICY keepsake_${command.toLowerCase()} ON ${table} FOR ${command} USING (${setting('across')} IN (${among}))`;
}

/** Without effect until `raising` was run. Plain comparisons alone: not every engine has more in policies. */
export const policies: readonly string[] = [
  own('scopes', 'account', 'account'),
  crossing('scopes', 'SELECT', ['scopes', 'gone']),
  ...contentTables.map((table) => own(table, 'scope', 'scope')),
  crossing('repeats', 'SELECT', ['repeats']),
  crossing('repeats', 'DELETE', ['repeats']),
  own('locators', 'scope', 'account'),
  crossing('locators', 'SELECT', ['locators']),
  own('jobs', 'account', 'account'),
  crossing('jobs', 'SELECT', ['jobs']),
  crossing('jobs', 'UPDATE', ['jobs']),
];

/** Puts the policies into effect, for the tables' owner too. */
export const raising: readonly string[] = walledTables.flatMap((table) => [
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
]);

/** Lets the tables' owner see all rows, for the length of a transaction that changes the tables; and no more. */
export const lowering: readonly string[] = walledTables.map(
  (table) => `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
);

export const placeSql = {
  enter: `SELECT set_config('keepsake.account', $1, true), set_config('keepsake.across', $2, true),
    set_config('keepsake.scope', $3, true)`,
  /** The database itself says whose scope it is. */
  enterScope: `SELECT set_config('keepsake.scope', scope, true) FROM scopes WHERE scope = $1 AND account = $2`,
  enterGone: `SELECT set_config('keepsake.scope', $1, true) WHERE NOT EXISTS (SELECT 1 FROM scopes WHERE scope = $1)`,
} as const;

export type Statement = readonly [sql: string, values: readonly Value[]];

/** What is sent before statements that are for a place, in the same transaction. */
export function entering({ account = '', scope = '', across }: Place): Statement[] {
  const isKnown = scope === account;
  const enter: Statement = [placeSql.enter, [account, across ?? '', isKnown ? scope : '']];
  if (isKnown || scope === '') return [enter];
  return [enter, across === 'gone' ? [placeSql.enterGone, [scope]] : [placeSql.enterScope, [scope, account]]];
}

/** Whether the database keeps accounts apart, and for the role that asks. */
export interface WallState {
  /** What keeps it from holding; nothing when it stands. */
  readonly open?: 'engine' | 'off' | 'bypassed';
  /** The role owns tables, so it could take the wall away. */
  readonly isOwner: boolean;
}

/** What a role that owns nothing needs: given by who owns the tables. `role` is an identifier, quoted already. */
export function grantsTo(role: string): string[] {
  const tables = [...walledTables, 'marks', 'probe', 'filling'].join(', ');
  return [
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} TO ${role}`,
    `GRANT SELECT ON versions, oldest_servers TO ${role}`,
  ];
}

export const wallSql = {
  made: `SELECT version FROM versions WHERE one = 2`,
  note: `INSERT INTO versions (one, version) VALUES (2, $1) ON CONFLICT (one) DO NOTHING`,
  role: `SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user`,
  tables: `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS walled, r.rolname = current_user AS owned
    FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname = ANY($1::text[])`,
} as const;

/** Whether policies were made here; an engine without them goes on without. */
export async function hasPolicies(statements: Statements): Promise<boolean> {
  const [row] = await statements.query<{ version: number }>(wallSql.made);
  return row?.version === 1;
}

/** Looks at what the database says of its tables and of the role that this connection has. */
export async function wallState(statements: Statements): Promise<WallState> {
  if (!(await hasPolicies(statements))) return { open: 'engine', isOwner: false };
  const [role] = await statements.query<{ bypasses: boolean }>(wallSql.role);
  const tables = await statements.query<{ walled: boolean; owned: boolean }>(wallSql.tables, [walledTables]);
  const isOwner = tables.some(({ owned }) => owned);
  if (tables.length < walledTables.length || tables.some(({ walled }) => !walled))
    return { open: 'off', isOwner };
  return role?.bypasses === false ? { isOwner } : { open: 'bypassed', isOwner };
}

/** Whether the wall is in effect, though the role that asks may pass it by. */
export async function isRaised(statements: Statements): Promise<boolean> {
  const { open } = await wallState(statements);
  return open === undefined || open === 'bypassed';
}

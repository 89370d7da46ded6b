/**
 * The subset of SQL that PostgreSQL, Citus, Aurora, AlloyDB, Neon, YugabyteDB and CockroachDB share, as far as the driver
 * needs it. It names what is allowed; whatever it does not name is outside.
 */
import { steps as taken } from './tables.ts';
import { transactionSql } from './database.ts';

const steps = taken.flatMap(({ statements }) => statements);
const words = (text: string) => text.trim().split(/\s+/);

const keywords = words(`
  all and as asc by coalesce collate create default delete desc do exists for force from grant group in index insert
  into is join left limit local no not null offset on or order primary key returning select set skip locked sum table to
  unique update values when where with check conflict nothing if level row security enable policy using alter true`);
const functions = words(
  `any all coalesce count current_schema current_setting greatest length max set_config sum unnest`,
);
const types = words('bigint boolean bytea text');
const aliases =
  words(`added bytes bypasses c excluded h n o owned p prior prior_at r rows s size v walled wanted keepsake_server
  keepsake_own keepsake_select keepsake_update keepsake_delete`);
// Where the database tells of itself, which all of these engines have.
const catalogs =
  words(`pg_class pg_namespace pg_roles nspname oid relforcerowsecurity relkind relname relnamespace relowner
  relrowsecurity rolbypassrls rolname rolsuper current_user name versions oldest_servers oldest version one`);

const tables = new Map(
  steps
    .flatMap((sql) => [...sql.matchAll(/^CREATE TABLE (\w+) \(([\s\S]*)\)$/g)])
    .map(([, table = '', columns = '']) => [table, columns]),
);
const names = [
  ...[...tables.values()].flatMap((columns) => columns.match(/\b[a-z_]+\b/g) ?? []),
  ...tables.keys(),
  ...steps.flatMap((sql) => /INDEX (\w+)/.exec(sql)?.[1] ?? []),
];
const known = new Set([...keywords, ...types, ...aliases, ...catalogs, ...names]);

const operators = words('<> <= >= = < > + - *');

const exact: readonly string[] = Object.values(transactionSql);
const beginnings = [
  /^(select|update|delete from|insert into|with \w+ as) /i,
  /^create (unique )?index \w+ on \w+ \(/i,
  /^create table (if not exists )?\w+ \(/i,
  /^create policy \w+ on \w+ for (all|select|update|delete) using \(/i,
  /^alter table \w+ (enable|force|no force) row level security$/i,
  /^grant (select|insert|update|delete)(, (select|insert|update|delete))* on [\w, ]+ to "[^"]+"$/i,
];

/** What of a statement is outside, in words; nothing when all of it is inside. */
export function outsideOf(sql: string): string[] {
  const text = sql.replaceAll(/\s+/g, ' ').trim();
  if (exact.includes(text)) return [];
  const wrong: string[] = [];
  if (!beginnings.some((beginning) => beginning.test(text))) wrong.push(`begins as no statement does`);
  const { bare, odd } = withoutValues(text);
  if (odd.length > 0) wrong.push(`has ${odd.join(' ')}`);
  for (const [, word = '', paren = ''] of bare.matchAll(/([a-z_]\w*)(\s*\()?/gi)) {
    const low = word.toLowerCase();
    const isFunction = paren.startsWith('(') && functions.includes(low);
    if (!isFunction && !known.has(low)) wrong.push(`says ${word}`);
    if (paren === '(' && !isFunction && !isList(bare, low)) wrong.push(`calls ${word}`);
  }
  return [...wrong, ...wrongForms(text)];
}

/** A name before a parenthesis without a space between them is a call, but for these. */
function isList(sql: string, word: string): boolean {
  return (
    ['any', 'all', 'in', 'values', 'exists'].includes(word) || new RegExp(`as ${word}\\(`, 'i').test(sql)
  );
}

/** The statement without texts, quoted names, parameters, numbers and operators, and which of its signs are odd. */
function withoutValues(sql: string): { bare: string; odd: string[] } {
  const bare = sql
    .replaceAll(/'[^']*'|"[^"]*"/g, ' ')
    .replaceAll(/\$\d+|\b\d+\b/g, ' ')
    .replaceAll(/::(text|bytea|bigint)(\[\])?/g, ' ')
    .replaceAll(/[^\w\s(),.]+/g, (sign) => (operators.includes(sign) ? ' ' : sign))
    .replaceAll(/[,.]/g, ' ');
  return { bare, odd: bare.match(/[^\w\s()]+/g) ?? [] };
}

function keyOf(columns: string): string | undefined {
  return (/PRIMARY KEY \(([^)]*)\)/.exec(columns) ?? /(\w+)[^,]*PRIMARY KEY/.exec(columns))?.[1];
}

/** Forms of which every word is allowed, and which not every engine has. */
function wrongForms(sql: string): string[] {
  const wrong: string[] = [];
  const rule = (isRight: boolean, what: string) => void (isRight || wrong.push(what));
  const table = /insert into (\w+)/i.exec(sql)?.[1] ?? '';
  const key = keyOf(tables.get(table) ?? 'one PRIMARY KEY');
  for (const [, columns, action] of sql.matchAll(/on conflict ?(\([^)]*\))? ?(.*)/gi)) {
    rule(columns === `(${key})`, 'meets a conflict of something else than the primary key');
    rule(/^do (nothing|update set )/i.test(action ?? ''), 'does something else at a conflict');
    rule(!/ where /i.test(action ?? ''), 'has a condition at a conflict');
  }
  for (const [, after] of sql.matchAll(/ for (?!all|select|update using|delete)(\w+.*)/gi))
    rule(/^update( skip locked)?\)*( returning .*)?$/i.test(after ?? ''), `locks ${after}`);
  const isPolicy = /^create policy/i.test(sql);
  rule(isPolicy || !/\busing\b/i.test(sql), 'chooses a method');
  rule(!isPolicy || !/\(\s*select\b/i.test(sql), 'asks a question in a policy');
  for (const call of sql.match(/set_config\([^)]*\)/gi) ?? [])
    rule(/^set_config\('keepsake\.(account|scope|across)', [$\w]+, true\)$/.test(call), `sets by ${call}`);
  for (const call of sql.match(/current_setting\([^)]*\)/gi) ?? [])
    rule(/^current_setting\('keepsake\.(account|scope|across)', true\)$/.test(call), `reads ${call}`);
  return wrong;
}

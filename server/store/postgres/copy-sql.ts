/** The statements by which a copy is read: each table a page after another, in the order of its key. */
import { record, revision, withRevision } from './read-sql.ts';

/** Which rows of a table are copied. */
export interface CopyOptions {
  /** Whether what passes within a day is copied as well. */
  readonly withPassing: boolean;
}

/**
 * One table of a copy, a page after another: parameters are the scope, what is left out if any, the last key if any, and
 * how many rows; or to begin, how many rows to leave out before them.
 */
export function copySql(table: CopyTable, from: 'start' | 'last', options: CopyOptions): string {
  const { columns } = copySqlOf[table];
  return pageSql(table, columns, from, options);
}

/** The size of each row of such a page, where rows may be large. */
export function copySizeSql(
  table: CopyTable,
  from: 'start' | 'last',
  options: CopyOptions,
): string | undefined {
  const { large } = copySqlOf[table];
  return large === undefined ? undefined : pageSql(table, `length(${large}) AS size`, from, options);
}

function pageSql(table: CopyTable, columns: string, from: 'start' | 'last', options: CopyOptions): string {
  const { key } = copySqlOf[table];
  const { conditions, next } = conditionsOf(table, options);
  const names = key.split(', ');
  if (from === 'start')
    return `SELECT ${columns} FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY ${key} LIMIT $${next} OFFSET $${next + 1}`;
  const values = names.map((_, at) => `$${at + next}`).join(', ');
  conditions.push(names.length === 1 ? `${key} > ${values}` : `(${key}) > (${values})`);
  return `SELECT ${columns} FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY ${key} LIMIT $${next + names.length}`;
}

/** Parameters: the scope, and what is left out if any. */
export function copyCountSql(table: CopyTable, options: CopyOptions): string {
  return `SELECT count(*) AS count FROM ${table} WHERE ${conditionsOf(table, options).conditions.join(' AND ')}`;
}

function conditionsOf(
  table: CopyTable,
  { withPassing }: CopyOptions,
): { conditions: string[]; next: number } {
  const { where, lasting } = copySqlOf[table];
  const conditions = ['scope = $1', where, withPassing ? undefined : lasting].filter(
    (one) => one !== undefined,
  );
  return { conditions, next: where?.includes('$2') === true ? 3 : 2 };
}

export const copyPage = 500;

const notKinds = `kind <> ALL($2::text[])`;

export type CopyTable = 'scopes' | 'records' | 'revisions' | 'commits' | 'repeats' | 'rows' | 'heads';

/** In the order in which they are copied. */
const copySqlOf: Readonly<Record<CopyTable, CopiedTable>> = {
  scopes: { columns: 'scope, seq', key: 'scope', where: 'seq > 0' },
  records: {
    columns: `kind, id, parent, state, names, locator, version, revision, seq, created_at, created_by`,
    key: 'kind, id',
    where: notKinds,
  },
  revisions: { columns: revision, key: 'kind, id, version, revision', where: notKinds, large: 'sealed' },
  commits: { columns: 'seq, at, author, records', key: 'seq' },
  repeats: {
    columns: 'principal, key, body_hash, at, answer',
    key: 'principal, key',
    lasting: `principal = 'relay'`,
  },
  rows: {
    columns: 'space, key, value',
    key: 'space, key',
    where: `space <> ALL($2::text[])`,
    large: 'value',
  },
  heads: {
    columns: 'branch, kind, id, state, sealed_unique, version, revision, seq',
    key: 'branch, kind, id',
  },
};

interface CopiedTable {
  readonly columns: string;
  readonly key: string;
  readonly where?: string;
  /** Which of its rows a copy takes that does without what passes within a day. */
  readonly lasting?: string;
  /** What of a row may be large. */
  readonly large?: string;
}

/** Of a scope, in which order a page after the last row begins. */
export function copyKey(table: CopyTable): string[] {
  return copySqlOf[table].key.split(', ');
}

export const copyListSql = {
  scopes: `SELECT scope, account, wrapped_key, made, seq FROM scopes ORDER BY scope`,
  jobs: `SELECT id, account, kind, priority, payload, attempts, at, retry_at FROM jobs ORDER BY id`,
  marks: `SELECT account, name, start, count, at FROM marks ORDER BY account, name, start`,
  spaces: `SELECT space, count(*) AS count FROM rows WHERE scope = $1 AND space <> ALL($2::text[]) GROUP BY space ORDER BY space`,
  payloads: `SELECT ${record} ${withRevision} WHERE r.scope = $1 AND r.kind = $2 AND r.state <> $3 ORDER BY r.id`,
} as const;

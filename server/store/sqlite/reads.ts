/** The reads of one scope as rows of its tables, and those rows as the store's values. */
import type { ListQuery, StoredCommit, StoredRecord, StoredRevision, StoredRow } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { listByName } from './names.ts';
import { listInOrder, needsOrder } from './orders.ts';
import { countSql, listSql, recordSql } from './sql.ts';
import type { CommitRow, ReaderCalls, RecordRow, RevisionRow } from './wire.ts';

const lastCodePoint = 0x10ffff;
const afterEveryKey = '\u{10ffff}';

/**
 * The first text after all texts that begin with `prefix`. Keys are ordered by code point, which is the order of
 * their UTF-8 bytes; no key begins with U+10FFFF, which is no character.
 */
export function rangeEnd(prefix: string): string {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number);
  while (points.length > 0) {
    const last = points.pop() as number;
    // The surrogates U+D800 to U+DFFF are no text.
    if (last < lastCodePoint) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return afterEveryKey;
}

function filterParameters(
  scope: string,
  query: Pick<ListQuery, 'kind' | 'parent' | 'states' | 'contains' | 'after'>,
): string[] {
  const parent = query.parent === undefined ? [] : [query.parent];
  const states = query.states === undefined ? [] : [JSON.stringify(query.states)];
  const contains = query.contains === undefined ? [] : [query.contains];
  const after = query.after === undefined ? [] : [query.after];
  return [scope, query.kind, ...parent, ...states, ...contains, ...after];
}

export function list(file: ScopeFile, query: ListQuery): RecordRow[] {
  const parameters = filterParameters(file.scope, query);
  if (needsOrder(query)) return listInOrder(file, query, parameters);
  const named = listByName(file, query);
  if (named !== undefined) return named;
  return file.connection.all<RecordRow>(listSql(query), ...parameters, query.limit, query.offset ?? 0);
}

export function count(
  { connection, scope }: ScopeFile,
  query: ReaderCalls['count']['input']['query'],
): number {
  return connection.get<{ count: number }>(countSql(query), ...filterParameters(scope, query))?.count ?? 0;
}

export function revisions(
  { connection, scope }: ScopeFile,
  kind: string,
  id: string,
  limit: number,
): RevisionRow[] {
  return connection.all<RevisionRow>(recordSql.revisions, scope, kind, id, limit);
}

export function changes({ connection, scope }: ScopeFile, after: number, limit: number): CommitRow[] {
  return connection.all<CommitRow>(recordSql.changes, scope, after, limit);
}

export function rows(
  { connection, scope }: ScopeFile,
  space: string,
  range: ReaderCalls['rows']['input']['range'],
): StoredRow[] {
  const prefix = range.prefix ?? '';
  const { after } = range;
  const follows = after !== undefined && Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0;
  const [sql, start] = follows ? [recordSql.rowsAfter, after] : [recordSql.rows, prefix];
  return connection.all<StoredRow>(sql, scope, space, start, rangeEnd(prefix), range.limit);
}

export function rowsOf(
  { connection, scope }: ScopeFile,
  space: string,
  keys: readonly string[],
): (Uint8Array | undefined)[] {
  return keys.map((key) => connection.get<{ value: Buffer }>(recordSql.row, scope, space, key)?.value);
}

export function rowToRecord(row: RecordRow): StoredRecord {
  return {
    kind: row.kind,
    id: row.id,
    ...(row.parent === null ? {} : { parent: row.parent }),
    state: row.state,
    version: row.version,
    revision: row.revision,
    seq: row.seq,
    createdAt: row.created_at,
    updatedAt: row.at,
    createdBy: JSON.parse(row.created_by) as StoredRecord['createdBy'],
    updatedBy: JSON.parse(row.author) as StoredRecord['updatedBy'],
    payload: JSON.parse(row.payload) as StoredRecord['payload'],
  };
}

export function rowToRevision(row: RevisionRow): StoredRevision {
  return {
    kind: row.kind,
    id: row.id,
    revision: row.revision,
    parents: JSON.parse(row.parents) as string[],
    branch: row.branch,
    version: row.version,
    seq: row.seq,
    at: row.at,
    author: JSON.parse(row.author) as StoredRevision['author'],
    state: row.state,
    ...(row.message === null ? {} : { message: row.message }),
    payload: JSON.parse(row.payload) as StoredRevision['payload'],
  };
}

export function rowToCommit(row: CommitRow): StoredCommit {
  return {
    seq: row.seq,
    at: row.at,
    author: JSON.parse(row.author) as StoredCommit['author'],
    records: JSON.parse(row.records) as StoredCommit['records'],
  };
}

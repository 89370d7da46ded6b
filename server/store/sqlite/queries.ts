/** Every read of the store, over the open files of whichever thread runs it. */
import type Database from 'better-sqlite3-multiple-ciphers';
import type {
  CommitAuthor,
  Json,
  ListQuery,
  MarkTotal,
  PutResult,
  Scope,
  StoredCommit,
  StoredRecord,
  StoredRevision,
  StoredRow,
} from '../store.ts';
import { afterPrefix } from './apply.ts';
import { openFiles, type Files } from './files.ts';
import type { FileOptions } from './open.ts';

interface ReadFile {
  all(text: string, ...values: unknown[]): unknown[];
  get(text: string, ...values: unknown[]): unknown;
}

export type RangeOfRows = { prefix?: string; after?: string; limit: number };

/** The reads by name, as worker messages carry them. */
export interface Queries {
  get(scope: Scope, kind: string, id: string): StoredRecord | undefined;
  find(scope: Scope, kind: string, unique: string): StoredRecord | undefined;
  locate(locator: string): { account: string; record: StoredRecord } | undefined;
  list(scope: Scope, query: ListQuery): StoredRecord[];
  count(scope: Scope, query: Pick<ListQuery, 'kind' | 'parent' | 'states'>): number;
  revisions(scope: Scope, kind: string, id: string, limit: number): StoredRevision[];
  revision(scope: Scope, kind: string, id: string, revision: string): StoredRevision | undefined;
  changes(scope: Scope, after: number, limit: number): StoredCommit[];
  head(scope: Scope): number;
  row(scope: Scope, space: string, key: string): Uint8Array | undefined;
  rows(scope: Scope, space: string, range: RangeOfRows): StoredRow[];
  accounts(): string[];
  marks(account: string, names: readonly string[], window: number): (MarkTotal | undefined)[];
}

export interface OpenQueries {
  readonly queries: Queries;
  close(): void;
}

/** Opens the files for reading only. */
export function openQueries(options: FileOptions): OpenQueries {
  const files = openFiles(options, readOnly);
  return { queries: createQueries(files), close: () => files.close() };
}

function readOnly(database: Database.Database): ReadFile {
  database.pragma('query_only = ON');
  const prepared = new Map<string, Database.Statement>();
  const statement = (text: string): Database.Statement => {
    const known = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, known);
    return known;
  };
  return {
    all: (text, ...values) => statement(text).all(...values),
    get: (text, ...values) => statement(text).get(...values),
  };
}

const recordOf = 'SELECT * FROM records WHERE scope = ? AND kind = ? AND id = ?';

function createQueries(files: Files<ReadFile>): Queries {
  const { catalogue } = files;
  return {
    get: (scope, kind, id) => viewRecord(files.of(scope).get(recordOf, idOf(scope), kind, id)),
    find: (scope, kind, unique) =>
      viewRecord(
        files
          .of(scope)
          .get(
            'SELECT * FROM records WHERE scope = ? AND kind = ? AND unique_name = ?',
            idOf(scope),
            kind,
            unique,
          ),
      ),
    locate(locator) {
      const place = catalogue.get('SELECT account, kind, id FROM locators WHERE locator = ?', locator) as
        | { account: string; kind: string; id: string }
        | undefined;
      if (place === undefined) return undefined;
      const record = viewRecord(catalogue.get(recordOf, place.account, place.kind, place.id));
      return record === undefined ? undefined : { account: place.account, record };
    },
    list(scope, query) {
      const { where, values } = filter(scope, query);
      const direction = query.descending === true ? 'DESC' : 'ASC';
      const order = { created: 'id', changed: 'seq', sort: 'sort' }[query.order];
      const text = `SELECT * FROM records WHERE ${where} ORDER BY ${order} ${direction}, id ${direction} LIMIT ? OFFSET ?`;
      const rows = files.of(scope).all(text, ...values, query.limit, query.offset ?? 0);
      return rows.map((row) => viewRecord(row) as StoredRecord);
    },
    count(scope, query) {
      const { where, values } = filter(scope, query);
      return (
        files.of(scope).get(`SELECT count(*) AS n FROM records WHERE ${where}`, ...values) as { n: number }
      ).n;
    },
    revisions: (scope, kind, id, limit) =>
      files
        .of(scope)
        .all(
          'SELECT * FROM revisions WHERE scope = ? AND kind = ? AND id = ? ORDER BY seq DESC, version DESC LIMIT ?',
          idOf(scope),
          kind,
          id,
          limit,
        )
        .map(viewRevision),
    revision(scope, kind, id, revision) {
      const text = 'SELECT * FROM revisions WHERE scope = ? AND kind = ? AND id = ? AND revision = ?';
      const row = files.of(scope).get(text, idOf(scope), kind, id, revision);
      return row === undefined ? undefined : viewRevision(row);
    },
    changes: (scope, after, limit) =>
      files
        .of(scope)
        .all(
          'SELECT seq, at, author, records FROM commits WHERE scope = ? AND seq > ? ORDER BY seq LIMIT ?',
          idOf(scope),
          after,
          limit,
        )
        .map(viewCommit),
    head: (scope) =>
      (
        files
          .of(scope)
          .get('SELECT coalesce(max(seq), 0) AS seq FROM commits WHERE scope = ?', idOf(scope)) as {
          seq: number;
        }
      ).seq,
    row(scope, space, key) {
      const row = files
        .of(scope)
        .get('SELECT value FROM rows WHERE scope = ? AND space = ? AND key = ?', idOf(scope), space, key);
      return (row as { value: Uint8Array } | undefined)?.value;
    },
    rows(scope, space, { prefix = '', after = '', limit }) {
      const text =
        'SELECT key, value FROM rows WHERE scope = ? AND space = ? AND key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?';
      return files
        .of(scope)
        .all(text, idOf(scope), space, prefix, afterPrefix(prefix), after, limit) as StoredRow[];
    },
    accounts: () =>
      (catalogue.all('SELECT id FROM accounts ORDER BY id') as { id: string }[]).map(({ id }) => id),
    marks: (account, names, window) =>
      names.map(
        (name) =>
          catalogue.get(
            'SELECT count, at FROM marks WHERE account = ? AND name = ? AND window_start = ?',
            account,
            name,
            window,
          ) as MarkTotal | undefined,
      ),
  };
}

function idOf(scope: Scope): string {
  return scope.project ?? scope.account;
}

function filter(scope: Scope, { kind, parent, states }: Pick<ListQuery, 'kind' | 'parent' | 'states'>) {
  const values: unknown[] = [idOf(scope), kind];
  let where = 'scope = ? AND kind = ?';
  if (parent !== undefined) {
    where += ' AND parent = ?';
    values.push(parent);
  }
  if (states !== undefined) {
    where += ` AND state IN (${states.map(() => '?').join(', ')})`;
    values.push(...states);
  }
  return { where, values };
}

interface RecordRow {
  kind: string;
  id: string;
  parent: string | null;
  state: string;
  version: number;
  revision: string;
  seq: number;
  created_at: number;
  updated_at: number;
  created_by: string;
  updated_by: string;
  payload: string;
}

function viewRecord(found: unknown): StoredRecord | undefined {
  if (found === undefined) return undefined;
  const row = found as RecordRow;
  return {
    kind: row.kind,
    id: row.id,
    ...(row.parent === null ? {} : { parent: row.parent }),
    state: row.state,
    version: row.version,
    revision: row.revision,
    seq: row.seq,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    createdBy: JSON.parse(row.created_by) as CommitAuthor,
    updatedBy: JSON.parse(row.updated_by) as CommitAuthor,
    payload: JSON.parse(row.payload) as Json,
  };
}

function viewRevision(found: unknown): StoredRevision {
  const row = found as RecordRow & {
    parents: string;
    branch: string;
    at: number;
    author: string;
    message: string | null;
  };
  return {
    kind: row.kind,
    id: row.id,
    revision: row.revision,
    parents: JSON.parse(row.parents) as string[],
    branch: row.branch,
    version: row.version,
    seq: row.seq,
    at: row.at,
    author: JSON.parse(row.author) as CommitAuthor,
    state: row.state,
    ...(row.message === null ? {} : { message: row.message }),
    payload: JSON.parse(row.payload) as Json,
  };
}

function viewCommit(found: unknown): StoredCommit {
  const row = found as { seq: number; at: number; author: string; records: string };
  return {
    seq: row.seq,
    at: row.at,
    author: JSON.parse(row.author) as CommitAuthor,
    records: JSON.parse(row.records) as (PutResult & { state: string })[],
  };
}

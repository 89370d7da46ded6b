/**
 * Every SQL text of the driver, so that a driver for another database has one page to translate. Parameters are
 * positional; the scope comes first in every key.
 */
import type { ListQuery } from '../store.ts';

export const recordSql = {
  nextSeq: `INSERT INTO scopes (scope, seq) VALUES (?, 1)
    ON CONFLICT (scope) DO UPDATE SET seq = seq + 1 RETURNING seq`,
  head: `SELECT seq FROM scopes WHERE scope = ?`,
  current: `SELECT version, revision, state, created_at, created_by FROM records WHERE scope = ? AND kind = ? AND id = ?`,
  holderOfUnique: `SELECT id FROM records WHERE scope = ? AND kind = ? AND unique_key = ? AND id <> ?`,
  holderOfLocator: `SELECT scope, kind, id FROM records WHERE locator = ?`,
  putRecord: `INSERT INTO records
      (scope, kind, id, parent, state, sort, unique_key, locator, version, revision, seq, created_at, created_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (scope, kind, id) DO UPDATE SET parent = excluded.parent, state = excluded.state, sort = excluded.sort,
      unique_key = excluded.unique_key, locator = excluded.locator, version = excluded.version,
      revision = excluded.revision, seq = excluded.seq`,
  putRevision: `INSERT INTO revisions
      (scope, kind, id, revision, parents, branch, version, seq, at, author, state, message, payload)
    VALUES (?, ?, ?, ?, ?, 'main', ?, ?, ?, ?, ?, ?, ?)`,
  forgetRevisions: `DELETE FROM revisions WHERE scope = ? AND kind = ? AND id = ?`,
  putCommit: `INSERT INTO commits (scope, seq, at, author, records) VALUES (?, ?, ?, ?, ?)`,
  changes: `SELECT seq, at, author, records FROM commits WHERE scope = ? AND seq > ? ORDER BY seq LIMIT ?`,
  repeat: `SELECT body_hash, at, answer FROM repeats WHERE scope = ? AND principal = ? AND key = ?`,
  putRepeat: `INSERT OR REPLACE INTO repeats (scope, principal, key, body_hash, at, answer) VALUES (?, ?, ?, ?, ?, ?)`,
  forgetRepeats: `DELETE FROM repeats WHERE at < ?`,
  putRow: `INSERT OR REPLACE INTO rows (scope, space, key, value) VALUES (?, ?, ?, ?)`,
  removeRow: `DELETE FROM rows WHERE scope = ? AND space = ? AND key = ?`,
  clearRows: `DELETE FROM rows WHERE scope = ? AND space = ? AND key >= ? AND key < ?`,
  row: `SELECT value FROM rows WHERE scope = ? AND space = ? AND key = ?`,
  rows: `SELECT key, value FROM rows WHERE scope = ? AND space = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?`,
  rowsAfter: `SELECT key, value FROM rows WHERE scope = ? AND space = ? AND key > ? AND key < ? ORDER BY key LIMIT ?`,
  revisions: `SELECT * FROM revisions WHERE scope = ? AND kind = ? AND id = ? ORDER BY seq DESC, version DESC LIMIT ?`,
  revision: `SELECT * FROM revisions WHERE scope = ? AND kind = ? AND id = ? AND revision = ?`,
} as const;

const withRevision = `SELECT r.*, v.at, v.author, v.payload FROM RECORDS r
  JOIN revisions v ON v.scope = r.scope AND v.kind = r.kind AND v.id = r.id AND v.revision = r.revision`;

export const lookUpSql = {
  get: `${withRevision.replace('RECORDS', 'records')} WHERE r.scope = ? AND r.kind = ? AND r.id = ?`,
  find: `${withRevision.replace('RECORDS', 'records')} WHERE r.scope = ? AND r.kind = ? AND r.unique_key = ?`,
  locate: `${withRevision.replace('RECORDS', 'records')} WHERE r.locator = ?`,
} as const;

type Filter = Pick<ListQuery, 'kind' | 'parent' | 'states' | 'contains'>;

function where(query: Filter): string {
  const parent = query.parent === undefined ? '' : ' AND parent = ?';
  const states = query.states === undefined ? '' : ' AND state IN (SELECT value FROM json_each(?))';
  const contains = query.contains === undefined ? '' : ' AND instr(sort, ?) > 0';
  return `scope = ? AND kind = ?${parent}${states}${contains}`;
}

/** SQLite would rather go through all records of the kind in order of their key than sort those of one parent. */
function from(query: Filter): string {
  return query.parent === undefined ? 'records' : 'records INDEXED BY records_by_parent';
}

/** Records of a list, in order. Parameters: scope, kind, parent, states as JSON and text if any, limit, offset. */
export function listSql(query: ListQuery): string {
  const way = query.descending === true ? 'DESC' : 'ASC';
  const columns = { created: ['id'], changed: ['seq', 'id'], sort: ['sort', 'id'] }[query.order];
  const order = (prefix: string) => columns.map((column) => `${prefix}${column} ${way}`).join(', ');
  // The page is cut before the join, so that skipped records cost no look-up of their revision.
  const page = `(SELECT * FROM ${from(query)} WHERE ${where(query)} ORDER BY ${order('')} LIMIT ? OFFSET ?)`;
  return `${withRevision.replace('RECORDS', page)} ORDER BY ${order('r.')}`;
}

/** How many records a list has. Parameters: scope, kind, parent if any, states as JSON if any. */
export function countSql(query: Filter): string {
  return `SELECT count(*) AS count FROM ${from(query)} WHERE ${where(query)}`;
}

export const catalogueSql = {
  accounts: `SELECT account FROM accounts ORDER BY made`,
  hasAccount: `SELECT 1 AS found FROM accounts WHERE account = ?`,
  createAccount: `INSERT INTO accounts (account, made) VALUES (?, (SELECT coalesce(max(made), 0) + 1 FROM accounts))
    ON CONFLICT (account) DO NOTHING`,
  project: `SELECT account, wrapped_key FROM projects WHERE project = ?`,
  projects: `SELECT project, account, wrapped_key FROM projects ORDER BY project`,
  createProject: `INSERT INTO projects (project, account, wrapped_key) VALUES (?, ?, ?)`,
  putRelay: `INSERT INTO outbox (account, id, project, body) VALUES (?, ?, ?, ?)`,
  relays: `SELECT account, id, project, body FROM outbox ORDER BY rowid`,
  removeRelay: `DELETE FROM outbox WHERE account = ? AND id = ?`,
  probe: `INSERT INTO probe (one, count) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET count = count + 1`,
} as const;

export const jobSql = {
  enqueue: `INSERT OR REPLACE INTO jobs (id, account, kind, priority, payload, attempts, at, retry_at, owner, lease_until)
    VALUES (?, ?, ?, ?, ?, 0, ?, 0, NULL, 0)`,
  dequeue: `DELETE FROM jobs WHERE id = ? AND account = ?`,
  claim: `UPDATE jobs SET owner = ?, lease_until = ?, attempts = attempts + 1 WHERE id = (
      SELECT id FROM jobs WHERE kind IN (SELECT value FROM json_each(?)) AND retry_at <= ? AND lease_until <= ?
      ORDER BY priority, at, id LIMIT 1)
    RETURNING id, account, kind, payload, attempts - 1 AS attempts`,
  renew: `UPDATE jobs SET lease_until = ? WHERE id = ? AND owner = ?`,
  release: `UPDATE jobs SET owner = NULL, lease_until = 0, retry_at = ? WHERE id = ? AND owner = ?`,
} as const;

export const markSql = {
  add: `INSERT INTO marks (account, name, start, count, at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account, name, start) DO UPDATE SET count = count + excluded.count, at = max(at, excluded.at)`,
  get: `SELECT count, at FROM marks WHERE account = ? AND name = ? AND start = ?`,
  forget: `DELETE FROM marks WHERE start > 0 AND at < ?`,
} as const;

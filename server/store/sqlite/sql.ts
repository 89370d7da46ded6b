/**
 * Every SQL text of the driver, so that a driver for another database has one page to translate. Parameters are
 * positional; the scope comes first in every key.
 */
import type { BranchQuery, ListQuery } from '../store.ts';

export const recordSql = {
  nextSeq: `INSERT INTO scopes (scope, seq) VALUES (?, 1)
    ON CONFLICT (scope) DO UPDATE SET seq = seq + 1 RETURNING seq`,
  head: `SELECT seq FROM scopes WHERE scope = ?`,
  current: `SELECT version, revision, state, parent, sort, unique_key, locator FROM records
    WHERE scope = ? AND kind = ? AND id = ?`,
  holderOfUnique: `SELECT id FROM records WHERE scope = ? AND kind = ? AND unique_key = ? AND id <> ?`,
  holderOfLocator: `SELECT scope, kind, id FROM records WHERE locator = ?`,
  putRecord: `INSERT INTO records
      (scope, kind, id, parent, state, sort, unique_key, locator, version, revision, seq, created_at, created_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (scope, kind, id) DO UPDATE SET parent = excluded.parent, state = excluded.state, sort = excluded.sort,
      unique_key = excluded.unique_key, locator = excluded.locator, version = excluded.version,
      revision = excluded.revision, seq = excluded.seq`,
  /** For a record whose place among the others stays: it leaves the indexes of the place alone. */
  changeRecord: `UPDATE records SET state = ?, version = ?, revision = ?, seq = ? WHERE scope = ? AND kind = ? AND id = ?`,
  putRevision: `INSERT INTO revisions
      (scope, kind, id, revision, parents, branch, version, seq, at, author, state, message, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  forgetRevisions: `DELETE FROM revisions WHERE scope = ? AND kind = ? AND id = ?`,
  eraseRecord: `DELETE FROM records WHERE scope = ? AND kind = ? AND id = ?`,
  eraseRevisions: `DELETE FROM revisions WHERE scope = ? AND kind = ? AND id = ?
    AND revision IN (SELECT value FROM json_each(?))
    AND revision NOT IN (SELECT revision FROM records WHERE scope = ? AND kind = ? AND id = ?)`,
  eraseRepeats: `DELETE FROM repeats WHERE scope = ? AND EXISTS (
    SELECT 1 FROM json_each(answer, '$.results') result WHERE NOT EXISTS (
      SELECT 1 FROM records WHERE scope = repeats.scope AND kind = result.value ->> 'kind'
        AND id = result.value ->> 'id' AND state <> 'erased'))`,
  putCommit: `INSERT INTO commits (scope, seq, at, author, records) VALUES (?, ?, ?, ?, ?)`,
  changes: `SELECT seq, at, author, records FROM commits WHERE scope = ? AND seq > ? ORDER BY seq LIMIT ?`,
  commitsBefore: `SELECT seq, at, author, records FROM commits WHERE scope = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  seqAt: `SELECT seq FROM commits WHERE scope = ? AND at <= ? ORDER BY seq DESC LIMIT 1`,
  changedAfter: `SELECT id FROM records WHERE scope = ? AND kind = ? AND seq > ? LIMIT 1`,
  repeat: `SELECT body_hash, at, answer FROM repeats WHERE scope = ? AND principal = ? AND key = ?`,
  putRepeat: `INSERT OR REPLACE INTO repeats (scope, principal, key, body_hash, at, answer) VALUES (?, ?, ?, ?, ?, ?)`,
  forgetRepeats: `DELETE FROM repeats WHERE at < ?`,
  putRow: `INSERT INTO rows (scope, space, key, value) VALUES (?, ?, ?, ?)
    ON CONFLICT (scope, space, key) DO UPDATE SET value = excluded.value`,
  removeRow: `DELETE FROM rows WHERE scope = ? AND space = ? AND key = ?`,
  clearRows: `DELETE FROM rows WHERE scope = ? AND space = ? AND key >= ? AND key < ?`,
  row: `SELECT value FROM rows WHERE scope = ? AND space = ? AND key = ?`,
  rows: `SELECT key, value FROM rows WHERE scope = ? AND space = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?`,
  rowsAfter: `SELECT key, value FROM rows WHERE scope = ? AND space = ? AND key > ? AND key < ? ORDER BY key LIMIT ?`,
  revisions: `SELECT * FROM revisions WHERE scope = ? AND kind = ? AND id = ? AND branch = 'main' ORDER BY seq DESC, version DESC LIMIT ?`,
  revision: `SELECT * FROM revisions WHERE scope = ? AND kind = ? AND id = ? AND revision = ?`,
} as const;

export const sizeSql = {
  records: `SELECT kind, state, count(*) AS count FROM records WHERE scope = ? GROUP BY kind, state`,
  last: `SELECT seq, at FROM commits WHERE scope = ? ORDER BY seq DESC LIMIT 1`,
  spaces: `SELECT space, count(*) AS rows, sum(length(value)) AS bytes FROM rows WHERE scope = ? GROUP BY space`,
} as const;

/** A record as the main line had it at a commit; of several versions in one commit, the last. */
const newestAt = `SELECT revision FROM revisions
  WHERE scope = ? AND kind = ? AND id = KEY AND branch = 'main' AND seq <= ? ORDER BY seq DESC, version DESC LIMIT 1`;

export const historySql = {
  newestAt: newestAt.replace('KEY', '?').replace('SELECT revision', 'SELECT *'),
  stateAt: `SELECT v.* FROM (SELECT id FROM records WHERE scope = ? AND kind = ? AND id > ? ORDER BY id) r
    JOIN revisions v ON v.scope = ? AND v.kind = ? AND v.id = r.id AND v.revision = (${newestAt.replace('KEY', 'r.id')})
    ORDER BY v.id LIMIT ?`,
  head: `SELECT version, revision, state FROM heads WHERE scope = ? AND branch = ? AND kind = ? AND id = ?`,
  holderOfUnique: `SELECT id FROM heads WHERE scope = ? AND branch = ? AND kind = ? AND unique_key = ? AND id <> ?`,
  putHead: `INSERT OR REPLACE INTO heads (scope, branch, kind, id, state, unique_key, version, revision, seq)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  forgetHeads: `DELETE FROM heads WHERE scope = ? AND kind = ? AND id = ?`,
  /** Heads on whose branch no revision of the record is left. */
  dropHeads: `DELETE FROM heads WHERE scope = ? AND kind = ? AND id = ? AND NOT EXISTS (
    SELECT 1 FROM revisions v WHERE v.scope = heads.scope AND v.kind = heads.kind AND v.id = heads.id
      AND v.branch = heads.branch)`,
  /** Heads whose revision is gone become the newest that is left on their branch. */
  renewHeads: `UPDATE heads SET (state, version, revision, seq) = (
      SELECT v.state, v.version, v.revision, v.seq FROM revisions v
      WHERE v.scope = heads.scope AND v.kind = heads.kind AND v.id = heads.id AND v.branch = heads.branch
      ORDER BY v.seq DESC, v.version DESC LIMIT 1)
    WHERE scope = ? AND kind = ? AND id = ? AND revision NOT IN (
      SELECT revision FROM revisions v WHERE v.scope = heads.scope AND v.kind = heads.kind AND v.id = heads.id)`,
  changedAfter: `SELECT id FROM heads WHERE scope = ? AND branch = ? AND kind = ? AND seq > ? LIMIT 1`,
} as const;

/**
 * Heads of a branch with their revisions. Parameters: scope, branch, then kind, id and unique key if any, then kind,
 * kind and id to go on after if any, and the limit.
 */
export function headsSql(query: BranchQuery): string {
  const equal = (['kind', 'id', 'unique'] as const).filter((name) => query[name] !== undefined);
  const columns = { kind: 'h.kind', id: 'h.id', unique: 'h.unique_key' };
  const filters = equal.map((name) => ` AND ${columns[name]} = ?`).join('');
  const after = query.after === undefined ? '' : ' AND (h.kind > ? OR (h.kind = ? AND h.id > ?))';
  return `SELECT v.* FROM heads h
    JOIN revisions v ON v.scope = h.scope AND v.kind = h.kind AND v.id = h.id AND v.revision = h.revision
    WHERE h.scope = ? AND h.branch = ?${filters}${after} ORDER BY h.kind, h.id LIMIT ?`;
}

const withRevision = `SELECT r.*, v.at, v.author, v.payload FROM RECORDS r
  JOIN revisions v ON v.scope = r.scope AND v.kind = r.kind AND v.id = r.id AND v.revision = r.revision`;

export const lookUpSql = {
  get: `${withRevision.replace('RECORDS', 'records')} WHERE r.scope = ? AND r.kind = ? AND r.id = ?`,
  find: `${withRevision.replace('RECORDS', 'records')} WHERE r.scope = ? AND r.kind = ? AND r.unique_key = ?`,
  locate: `${withRevision.replace('RECORDS', 'records')} WHERE r.locator = ?`,
} as const;

type Filter = Pick<ListQuery, 'kind' | 'parent' | 'placed' | 'states' | 'contains' | 'after'>;

function where(query: Filter): string {
  const placed = query.placed === true ? ' AND parent IS NOT NULL' : '';
  const parent = query.parent === undefined ? placed : ' AND parent = ?';
  const states = query.states === undefined ? '' : ' AND state IN (SELECT value FROM json_each(?))';
  const contains = query.contains === undefined ? '' : ' AND instr(sort, ?) > 0';
  const after = query.after === undefined ? '' : ' AND id > ?';
  return `scope = ? AND kind = ?${parent}${states}${contains}${after}`;
}

/**
 * SQLite would rather go through all records of the kind in order of their key than sort those of one parent; and the index
 * of those with a parent, which holds what they are sorted by, is a fraction of the records.
 */
function from({ parent, placed }: Filter): string {
  return parent === undefined && placed !== true ? 'records' : 'records INDEXED BY records_by_parent';
}

/** What comes after the last dot of a text: all that is no dot is cut from its end to find where that is. */
const ending = (text: string) => {
  const stem = `rtrim(${text}, replace(${text}, '.', ''))`;
  return `CASE WHEN length(${stem}) > 1 THEN lower(substr(${text}, length(${stem}) + 1)) END`;
};

/**
 * The ids of a whole list in an order that no index keeps. Parameters: those of the filter. By the ending, the index of
 * parents has all that is asked for; otherwise records are gone through by id, as they lie in the file.
 */
export function orderSql(query: Omit<ListQuery, 'offset' | 'limit'>): string {
  const way = query.descending === true ? 'DESC' : 'ASC';
  const { by } = query;
  if (by === 'ending')
    return `SELECT id FROM ${from(query)} WHERE ${where(query)}
      ORDER BY ${ending('sort')} ${way}, sort ${way}, id ${way}`;
  const page = `(SELECT scope, kind, id FROM ${from(query)} WHERE ${where(query)} ORDER BY id LIMIT -1)`;
  const records = `SELECT r.id FROM ${page} p CROSS JOIN records r USING (scope, kind, id)`;
  if (by === undefined) return `${records} ORDER BY r.seq ${way}, r.id ${way}`;
  return `${records} CROSS JOIN revisions v USING (scope, kind, id, revision)
    ORDER BY json_extract(v.payload, '$.${by.path.join('.')}') ${way}, r.sort ${way}, r.id ${way}`;
}

/** What all records with a place are sorted by, in order. Parameters: scope, kind, limit. */
export const nameSql = `SELECT id, sort FROM records INDEXED BY records_by_parent
  WHERE scope = ? AND kind = ? AND parent IS NOT NULL AND sort IS NOT NULL ORDER BY sort, id LIMIT ?`;

/** Records of a list, in order. Parameters: scope, kind, parent, states as JSON and text if any, limit, offset. */
export function listSql(query: ListQuery): string {
  const way = query.descending === true ? 'DESC' : 'ASC';
  const columns = { created: ['id'], changed: ['seq', 'id'], sort: ['sort', 'id'] }[query.order];
  const order = (prefix: string) => columns.map((column) => `${prefix}${column} ${way}`).join(', ');
  // The page is cut in the index, so that skipped records cost no look-up of their own.
  const page = `(SELECT scope, kind, id FROM ${from(query)} WHERE ${where(query)} ORDER BY ${order('')} LIMIT ? OFFSET ?)`;
  return `SELECT r.*, v.at, v.author, v.payload FROM ${page} p CROSS JOIN records r USING (scope, kind, id)
    CROSS JOIN revisions v USING (scope, kind, id, revision) ORDER BY ${order('r.')}`;
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
  destroyProject: `DELETE FROM projects WHERE account = ? AND project = ?`,
  destroyRelays: `DELETE FROM outbox WHERE account = ? AND project = ?`,
  destroyJobs: `DELETE FROM jobs WHERE account = ? AND payload ->> 'project' = ?`,
  projectsOf: `SELECT project FROM projects WHERE account = ?`,
  /** Its projects are destroyed before. */
  destroyAccount: [
    ...['outbox', 'jobs', 'marks', 'accounts'].map((table) => `DELETE FROM ${table} WHERE account = ?`),
    ...['records', 'revisions', 'commits', 'repeats', 'rows', 'scopes'].map(
      (table) => `DELETE FROM ${table} WHERE scope = ?`,
    ),
  ],
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

/** The statements that read. Parameters are positional; the scope is the first. */
import type { BranchQuery, ListQuery } from '../store.ts';

export const revision = `kind, id, revision, parents, branch, version, seq, at, state, sealed`;

export const historySql = {
  commitsBefore: `SELECT seq, at, author, records FROM commits WHERE scope = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`,
  seqAt: `SELECT seq FROM commits WHERE scope = $1 AND at <= $2 ORDER BY seq DESC LIMIT 1`,
  revisionsAt: `SELECT ${revisionOf('v')} FROM unnest($2::text[], $3::text[]) AS wanted (kind, id)
    JOIN revisions v ON v.scope = $1 AND v.kind = wanted.kind AND v.id = wanted.id AND v.revision = (${newestAt('wanted', 4)})`,
  revisionsNamed: `SELECT ${revisionOf('v')} FROM unnest($2::text[], $3::text[], $4::text[]) AS wanted (kind, id, revision)
    JOIN revisions v ON v.scope = $1 AND v.kind = wanted.kind AND v.id = wanted.id AND v.revision = wanted.revision`,
  stateAt: `SELECT ${revisionOf('v')} FROM records r
    JOIN revisions v ON v.scope = r.scope AND v.kind = r.kind AND v.id = r.id AND v.revision = (${newestAt('r', 5)})
    WHERE r.scope = $1 AND r.kind = $2 AND r.id > $3 ORDER BY r.id LIMIT $4`,
} as const;

/** A record as the main line had it at a commit; of several versions in one commit, the last. */
function newestAt(record: string, seq: number): string {
  return `SELECT n.revision FROM revisions n WHERE n.scope = $1 AND n.kind = ${record}.kind AND n.id = ${record}.id
    AND n.branch = 'main' AND n.seq <= $${seq} ORDER BY n.seq DESC, n.version DESC LIMIT 1`;
}

function revisionOf(table: string): string {
  return revision
    .split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ');
}

/**
 * Heads of a branch with their revisions. Parameters: scope, branch, then kind, id and hashed word if any, then kind and
 * id to go on after if any, and the limit.
 */
export function headsSql(query: BranchQuery): string {
  const columns = { kind: 'h.kind', id: 'h.id', unique: 'h.unique_key' };
  const conditions = ['h.scope = $1', 'h.branch = $2'];
  let next = 3;
  for (const name of ['kind', 'id', 'unique'] as const)
    if (query[name] !== undefined) conditions.push(`${columns[name]} = $${next++}`);
  if (query.after !== undefined) {
    const [kind, id] = [next++, next++];
    conditions.push(`(h.kind > $${kind} OR (h.kind = $${kind} AND h.id > $${id}))`);
  }
  return `SELECT ${revisionOf('v')} FROM heads h
    JOIN revisions v ON v.scope = h.scope AND v.kind = h.kind AND v.id = h.id AND v.revision = h.revision
    WHERE ${conditions.join(' AND ')} ORDER BY h.kind, h.id LIMIT $${next}`;
}

export const sizeSql = {
  tally: `SELECT kind, state, count(*) AS count FROM records WHERE scope = $1 GROUP BY kind, state`,
  last: `SELECT seq, at FROM commits WHERE scope = $1 ORDER BY seq DESC LIMIT 1`,
  spaces: `SELECT space, count(*) AS rows, sum(length(value))::bigint AS bytes FROM rows WHERE scope = $1 GROUP BY space`,
  revisions: `SELECT coalesce(sum(length(sealed)), 0)::bigint AS bytes FROM revisions WHERE scope = $1`,
} as const;

export const record = `r.kind, r.id, r.parent, r.state, r.version, r.revision, r.seq, r.created_at, r.created_by, v.at, v.sealed`;
export const withRevision = `FROM records r
  JOIN revisions v ON v.scope = r.scope AND v.kind = r.kind AND v.id = r.id AND v.revision = r.revision`;

export const readSql = {
  scope: `SELECT account, wrapped_key FROM scopes WHERE scope = $1`,
  anyScope: `SELECT scope, account, wrapped_key FROM scopes ORDER BY scope LIMIT 1`,
  accounts: `SELECT scope FROM scopes WHERE scope = account ORDER BY made`,
  head: `SELECT seq FROM scopes WHERE scope = $1`,
  get: `SELECT ${record} ${withRevision} WHERE r.scope = $1 AND r.kind = $2 AND r.id = $3`,
  getMany: `SELECT ${record} ${withRevision} WHERE r.scope = $1 AND r.kind = $2 AND r.id = ANY($3::text[])`,
  find: `SELECT ${record} ${withRevision} WHERE r.scope = $1 AND r.kind = $2 AND r.unique_key = $3`,
  locate: `SELECT scope, kind, id FROM locators WHERE locator = $1`,
  revisions: `SELECT ${revision} FROM revisions WHERE scope = $1 AND kind = $2 AND id = $3
    AND branch = 'main' ORDER BY seq DESC, version DESC LIMIT $4`,
  revision: `SELECT ${revision} FROM revisions WHERE scope = $1 AND kind = $2 AND id = $3 AND revision = $4`,
  changes: `SELECT seq, at, author, records FROM commits WHERE scope = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
  // Each key looked up by itself: by guesses for a scope of average size, a planner would rather read all of a space.
  rowsOf: `SELECT wanted.key, (SELECT r.value FROM rows r WHERE r.scope = $1 AND r.space = $2 AND r.key = wanted.key) AS value
    FROM unnest($3::bytea[]) AS wanted (key)`,
  rows: `SELECT key, value FROM rows WHERE scope = $1 AND space = $2 AND key >= $3 AND key < $4 ORDER BY key LIMIT $5`,
  rowsAfter: `SELECT key, value FROM rows WHERE scope = $1 AND space = $2 AND key > $3 AND key < $4 ORDER BY key LIMIT $5`,
} as const;

type Filter = Pick<ListQuery, 'kind' | 'parent' | 'placed' | 'states' | 'after'>;

/** Parameters: scope, kind, then parent if any, then states as an array if any, then the id to go on after if any. */
function where({ parent, placed, states, after }: Filter): { sql: string; next: number } {
  const conditions = ['r.scope = $1', 'r.kind = $2'];
  let next = 3;
  if (parent !== undefined) conditions.push(`r.parent = $${next++}`);
  else if (placed === true) conditions.push('r.parent IS NOT NULL');
  if (states !== undefined) conditions.push(`r.state = ANY($${next++}::text[])`);
  if (after !== undefined) conditions.push(`r.id > $${next++}`);
  return { sql: conditions.join(' AND '), next };
}

export function countSql(query: Filter): string {
  return `SELECT count(*) AS count FROM records r WHERE ${where(query).sql}`;
}

/** The names of a list by which it is ordered; parameters as `where`. They are sealed, so we order them. */
export function namesSql(query: Filter): string {
  return `SELECT r.id, r.names FROM records r WHERE ${where(query).sql}`;
}

/** All records of a list with their payloads, and their names; parameters as `where`. */
export function wholeSql(query: Filter): string {
  return `SELECT r.names, ${record} ${withRevision} WHERE ${where(query).sql}`;
}

/** A page of records by id or by last commit. Parameters: as `where`, then limit and offset. */
export function listSql(query: ListQuery): string {
  const way = query.descending === true ? 'DESC' : 'ASC';
  const columns = query.order === 'changed' ? ['seq', 'id'] : ['id'];
  const order = columns.map((column) => `r.${column} ${way}`).join(', ');
  const { sql, next } = where(query);
  return `SELECT ${record} ${withRevision} WHERE ${sql} ORDER BY ${order} LIMIT $${next} OFFSET $${next + 1}`;
}

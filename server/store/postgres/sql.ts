/**
 * The statements of the PostgreSQL driver that write; those that read and copy stand beside it. A test keeps them within what PostgreSQL, Citus, Aurora, AlloyDB, Neon,
 * YugabyteDB and CockroachDB share: no extensions, sequences, triggers, foreign keys, advisory locks or listening.
 */
/** Statements with as many groups of values as there are rows to write. */
export type RowsSql = (rows: number) => string;

function many(before: string, columns: number, after = ''): RowsSql {
  return (rows) => {
    const groups = Array.from({ length: rows }, (_, row) => {
      const values = Array.from({ length: columns }, (_, column) => `$${row * columns + column + 1}`);
      return `(${values.join(', ')})`;
    });
    return `${before} VALUES ${groups.join(', ')} ${after}`;
  };
}

/** What a group of commits reads, after it has locked its scopes. */
export const planSql = {
  lockScope: `SELECT account, wrapped_key, seq FROM scopes WHERE scope = $1 FOR UPDATE`,
  scopesAmong: `SELECT scope FROM scopes WHERE scope = ANY($1::text[])`,
  current: `SELECT r.kind, r.id, r.version, r.revision, r.state, r.unique_key, r.locator, r.created_at, r.created_by
    FROM records r JOIN unnest($2::text[], $3::text[]) AS wanted (kind, id) ON r.kind = wanted.kind AND r.id = wanted.id
    WHERE r.scope = $1`,
  holders: `SELECT r.kind, r.unique_key, r.id
    FROM records r JOIN unnest($2::text[], $3::text[]) AS wanted (kind, unique_key)
      ON r.kind = wanted.kind AND r.unique_key = wanted.unique_key
    WHERE r.scope = $1`,
  heads: `SELECT h.branch, h.kind, h.id, h.state, h.unique_key, h.sealed_unique, h.version, h.revision, h.seq
    FROM heads h JOIN unnest($2::text[], $3::text[]) AS wanted (kind, id) ON h.kind = wanted.kind AND h.id = wanted.id
    WHERE h.scope = $1`,
  headHolders: `SELECT h.branch, h.kind, h.unique_key, h.id
    FROM heads h JOIN unnest($2::text[], $3::text[], $4::text[]) AS wanted (branch, kind, unique_key)
      ON h.branch = wanted.branch AND h.kind = wanted.kind AND h.unique_key = wanted.unique_key
    WHERE h.scope = $1`,
  histories: `SELECT v.kind, v.id, v.revision, v.branch, v.version, v.seq, v.state
    FROM revisions v JOIN unnest($2::text[], $3::text[]) AS wanted (kind, id) ON v.kind = wanted.kind AND v.id = wanted.id
    WHERE v.scope = $1`,
  lastWrite: `SELECT max(seq) AS seq FROM records WHERE scope = $1 AND kind = $2`,
  lastWriteOnBranch: `SELECT max(seq) AS seq FROM heads WHERE scope = $1 AND kind = $2 AND branch = $3`,
  located: `SELECT locator, scope, kind, id FROM locators WHERE locator = ANY($1::text[])`,
  repeats: `SELECT p.principal, p.key, p.body_hash, p.at, p.answer
    FROM repeats p JOIN unnest($2::text[], $3::text[]) AS wanted (principal, key)
      ON p.principal = wanted.principal AND p.key = wanted.key
    WHERE p.scope = $1`,
} as const;

export const writeSql = {
  advance: `UPDATE scopes SET seq = $2 WHERE scope = $1`,
  createScope: `INSERT INTO scopes (scope, account, wrapped_key, seq, made) VALUES ($1, $2, $3, $4, $5)`,
  createAccount: `INSERT INTO scopes (scope, account, wrapped_key, seq, made)
    SELECT $1::text, $1::text, $2::bytea, 0, coalesce(max(made), 0) + 1 FROM scopes ON CONFLICT (scope) DO NOTHING`,
  rewrap: `UPDATE scopes SET wrapped_key = $3 WHERE scope = $1 AND wrapped_key = $2`,
  forgetRevisions: `DELETE FROM revisions WHERE scope = $1 AND kind = $2 AND id = ANY($3::text[])`,
  eraseRevisions: `DELETE FROM revisions WHERE scope = $1 AND kind = $2 AND id = $3 AND revision = ANY($4::text[])`,
  removeRecords: `DELETE FROM records WHERE scope = $1 AND kind = $2 AND id = ANY($3::text[])`,
  removeHeads: `DELETE FROM heads WHERE scope = $1 AND kind = $2 AND id = ANY($3::text[])`,
  putHeads: many(
    `INSERT INTO heads (scope, branch, kind, id, state, unique_key, sealed_unique, version, revision, seq)`,
    10,
  ),
  putRecords: many(
    `INSERT INTO records (scope, kind, id, parent, state, names, unique_key, locator, version, revision, seq, created_at, created_by)`,
    13,
    `ON CONFLICT (scope, kind, id) DO UPDATE SET parent = excluded.parent, state = excluded.state, names = excluded.names,
      unique_key = excluded.unique_key, locator = excluded.locator, version = excluded.version,
      revision = excluded.revision, seq = excluded.seq`,
  ),
  freeUniques: `UPDATE records SET unique_key = NULL WHERE scope = $1 AND kind = $2 AND id = ANY($3::text[])`,
  putRevisions: many(
    `INSERT INTO revisions (scope, kind, id, revision, parents, branch, version, seq, at, state, sealed)`,
    11,
  ),
  putCommits: many(`INSERT INTO commits (scope, seq, at, author, records)`, 5),
  putRepeats: many(
    `INSERT INTO repeats (scope, principal, key, body_hash, at, answer)`,
    6,
    `ON CONFLICT (scope, principal, key) DO UPDATE SET body_hash = excluded.body_hash, at = excluded.at,
      answer = excluded.answer`,
  ),
  forgetRepeats: `DELETE FROM repeats WHERE at < $1`,
  putLocators: many(`INSERT INTO locators (locator, scope, kind, id)`, 4),
  removeLocators: `DELETE FROM locators WHERE locator = ANY($1::text[])`,
  clearRows: `DELETE FROM rows WHERE scope = $1 AND space = $2 AND key >= $3 AND key < $4`,
  removeRows: `DELETE FROM rows WHERE scope = $1 AND space = $2 AND key = ANY($3::bytea[])`,
  putRows: many(
    `INSERT INTO rows (scope, space, key, value)`,
    4,
    `ON CONFLICT (scope, space, key) DO UPDATE SET value = excluded.value`,
  ),
  putJobs: many(
    `INSERT INTO jobs (id, account, kind, priority, payload, attempts, at, retry_at, owner, lease_until)`,
    10,
    `ON CONFLICT (id) DO UPDATE SET account = excluded.account, kind = excluded.kind, priority = excluded.priority,
      payload = excluded.payload, attempts = 0, at = excluded.at, retry_at = 0, owner = NULL, lease_until = 0`,
  ),
  removeJobs: `DELETE FROM jobs WHERE account = $1 AND id = ANY($2::text[])`,
} as const;

/** What takes a scope's contents away for good, a part at a time, so that no statement takes long. */
export const goneSql = {
  project: `DELETE FROM scopes WHERE scope = $1 AND account = $2`,
  projectsOf: `SELECT scope FROM scopes WHERE account = $1 AND scope <> $1`,
  contents: [
    contentsOf('records', 'kind, id'),
    contentsOf('revisions', 'kind, id, revision'),
    contentsOf('heads', 'branch, kind, id'),
    contentsOf('commits', 'seq'),
    contentsOf('repeats', 'principal, key'),
    contentsOf('rows', 'space, key'),
  ],
  jobsOf: `SELECT id, payload FROM jobs WHERE account = $1`,
  repeats: `SELECT principal, key, answer FROM repeats
    WHERE scope = $1 AND (principal > $2 OR (principal = $2 AND key > $3)) ORDER BY principal, key LIMIT $4`,
  present: `SELECT r.kind, r.id FROM records r
    JOIN unnest($2::text[], $3::text[]) AS wanted (kind, id) ON r.kind = wanted.kind AND r.id = wanted.id
    WHERE r.scope = $1 AND r.state <> 'erased'`,
  removeRepeats: `DELETE FROM repeats WHERE scope = $1 AND principal = $2 AND key = ANY($3::text[])`,
} as const;

function contentsOf(table: string, key: string): string {
  return `DELETE FROM ${table} WHERE scope = $1 AND (${key}) IN (
    SELECT ${key} FROM ${table} WHERE scope = $1 LIMIT 5000)`;
}

/** What fills a database by the lines of a copy; a note is of scope '' that it is being filled, of others how far. */
export const fillSql = {
  note: `SELECT note FROM filling WHERE scope = $1`,
  begin: `INSERT INTO filling (scope, note) VALUES ('', $1) ON CONFLICT (scope) DO UPDATE SET note = excluded.note`,
  reach: `INSERT INTO filling (scope, note) VALUES ($1, '') ON CONFLICT (scope) DO NOTHING`,
  /** Nothing changes when the note is no longer $3. */
  advance: `UPDATE filling SET note = $2 WHERE scope = $1 AND note = $3`,
  settle: `DELETE FROM filling WHERE scope <> ''`,
  finish: `DELETE FROM filling`,
  putMarks: many(`INSERT INTO marks (account, name, start, count, at)`, 5),
  scopes: `SELECT scope, account FROM scopes`,
  emptyLocators: `DELETE FROM locators WHERE scope = $1`,
  emptyJobs: `DELETE FROM jobs WHERE account = $1`,
  emptyMarks: `DELETE FROM marks WHERE account = $1`,
  emptyScope: `DELETE FROM scopes WHERE scope = $1`,
} as const;

export const queueSql = {
  claim: `UPDATE jobs SET owner = $1, lease_until = $2, attempts = attempts + 1 WHERE id = (
      SELECT id FROM jobs WHERE kind = ANY($3::text[]) AND retry_at <= $4 AND lease_until <= $4
      ORDER BY priority, at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, account, kind, payload, attempts - 1 AS attempts`,
  renew: `UPDATE jobs SET lease_until = $1 WHERE id = $2 AND owner = $3`,
  release: `UPDATE jobs SET owner = NULL, lease_until = 0, retry_at = $1 WHERE id = $2 AND owner = $3`,
  addMarks: (rows: number) => `WITH prior AS (
      SELECT account, name, start, count, at FROM marks WHERE (account, name, start) IN (${groups(rows, 3)})),
    added AS (${many(
      'INSERT INTO marks (account, name, start, count, at)',
      5,
      `ON CONFLICT (account, name, start) DO UPDATE SET count = marks.count + excluded.count,
        at = greatest(marks.at, excluded.at) RETURNING account, name, start, count`,
    )(rows)})
    SELECT added.account, added.name, added.start, added.count, coalesce(prior.at, 0) AS prior_at
    FROM added LEFT JOIN prior ON prior.account = added.account AND prior.name = added.name AND prior.start = added.start`,
  marks: `SELECT name, count, at FROM marks WHERE account = $1 AND start = $2 AND name = ANY($3::text[])`,
  forgetMarks: `DELETE FROM marks WHERE start > 0 AND at < $1`,
  probe: `INSERT INTO probe (one, count) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET count = probe.count + 1`,
} as const;

/** The first `taken` of every five parameters, with their types, since nothing else tells them. */
function groups(rows: number, taken: number): string {
  const types = ['text', 'text', 'bigint'];
  return Array.from({ length: rows }, (_, row) => {
    const values = Array.from({ length: taken }, (_, column) => `$${row * 5 + column + 1}::${types[column]}`);
    return `(${values.join(', ')})`;
  }).join(', ');
}

/** What the database says of itself and of the servers that it can live with. */
export const versionSql = {
  begin: `INSERT INTO versions (one, version) VALUES (1, 0) ON CONFLICT (one) DO NOTHING`,
  beginOldest: `INSERT INTO oldest_servers (one, version) VALUES (1, 0) ON CONFLICT (one) DO NOTHING`,
  read: `SELECT v.version, o.version AS oldest FROM versions v JOIN oldest_servers o ON o.one = v.one WHERE v.one = 1`,
  lock: `SELECT version FROM versions WHERE one = 1 FOR UPDATE`,
  advance: `UPDATE versions SET version = $1 WHERE one = 1`,
  announce: `UPDATE oldest_servers SET version = $1 WHERE one = 1 AND version < $1`,
  oldest: `SELECT version FROM oldest_servers WHERE one = 1`,
  scopesAfter: `SELECT scope, account FROM scopes WHERE scope > $1 ORDER BY scope LIMIT 500`,
  /** Waits for the commits of some scopes that are under way. */
  passScopes: `SELECT scope FROM scopes WHERE scope = ANY($1::text[]) ORDER BY scope FOR UPDATE`,
} as const;

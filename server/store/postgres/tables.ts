/**
 * The tables of the PostgreSQL driver, as numbered steps that only go forward: what is new is added first (expand), and
 * what nobody uses any more is removed by a later release (contract). Plain tables and indexes alone, so that every engine that speaks
 * PostgreSQL's SQL can hold them; the scope comes first in every key, to spread by.
 */

/** Ordered by its bytes, whatever the database's language is. */
const name = 'TEXT COLLATE "C"';

/** One change of the tables. Servers that know fewer steps go on meanwhile, as long as they can live with what was done. */
export type Step =
  | {
      /** Adds what servers that do not know it can leave alone. */
      readonly kind: 'expand';
      readonly statements: readonly string[];
    }
  | {
      /** Takes away, or gives another meaning to, what earlier servers read or write. */
      readonly kind: 'contract';
      /** How many steps a server knows that can live with it. */
      readonly oldest: number;
      readonly statements: readonly string[];
    };

/**
 * What is readable here: ids, kinds, parents (ids), states, versions, order, sizes, times, and the keys of rows and
 * repeats. Sealed under the scope's key: payloads, authors, messages, names, rows. Hashed under it: unique words.
 */
export const steps: readonly Step[] = [
  {
    kind: 'expand',
    statements: [
      `CREATE TABLE scopes (
      scope ${name} NOT NULL PRIMARY KEY, account TEXT NOT NULL, wrapped_key BYTEA NOT NULL, seq BIGINT NOT NULL,
      made BIGINT NOT NULL)`,
      `CREATE TABLE records (
      scope ${name} NOT NULL, kind ${name} NOT NULL, id ${name} NOT NULL, parent TEXT, state TEXT NOT NULL,
      names BYTEA, unique_key TEXT, locator TEXT, version BIGINT NOT NULL, revision TEXT NOT NULL, seq BIGINT NOT NULL,
      created_at BIGINT NOT NULL, created_by BYTEA NOT NULL,
      PRIMARY KEY (scope, kind, id))`,
      `CREATE UNIQUE INDEX records_by_unique ON records (scope, kind, unique_key) WHERE unique_key IS NOT NULL`,
      `CREATE INDEX records_by_parent ON records (scope, kind, parent, id) WHERE parent IS NOT NULL`,
      `CREATE INDEX records_by_change ON records (scope, kind, seq, id)`,
      `CREATE TABLE locators (
      locator TEXT NOT NULL PRIMARY KEY, scope ${name} NOT NULL, kind ${name} NOT NULL, id ${name} NOT NULL)`,
      `CREATE TABLE revisions (
      scope ${name} NOT NULL, kind ${name} NOT NULL, id ${name} NOT NULL, revision ${name} NOT NULL, parents TEXT NOT NULL,
      branch TEXT NOT NULL, version BIGINT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL,
      sealed BYTEA NOT NULL,
      PRIMARY KEY (scope, kind, id, revision))`,
      `CREATE TABLE heads (
      scope ${name} NOT NULL, branch ${name} NOT NULL, kind ${name} NOT NULL,
      id ${name} NOT NULL, state TEXT NOT NULL, unique_key TEXT, sealed_unique BYTEA, version BIGINT NOT NULL,
      revision TEXT NOT NULL, seq BIGINT NOT NULL,
      PRIMARY KEY (scope, branch, kind, id))`,
      `CREATE UNIQUE INDEX heads_by_unique ON heads (scope, branch, kind, unique_key) WHERE unique_key IS NOT NULL`,
      `CREATE INDEX heads_by_record ON heads (scope, kind, id)`,
      `CREATE TABLE commits (
      scope ${name} NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, author BYTEA NOT NULL, records TEXT NOT NULL,
      PRIMARY KEY (scope, seq))`,
      `CREATE TABLE repeats (
      scope ${name} NOT NULL, principal ${name} NOT NULL, key ${name} NOT NULL, body_hash TEXT NOT NULL, at BIGINT NOT NULL,
      answer TEXT NOT NULL,
      PRIMARY KEY (scope, principal, key))`,
      `CREATE INDEX repeats_by_time ON repeats (at)`,
      `CREATE TABLE rows (
      scope ${name} NOT NULL, space ${name} NOT NULL, key BYTEA NOT NULL, value BYTEA NOT NULL,
      PRIMARY KEY (scope, space, key))`,
      `CREATE TABLE jobs (
      id ${name} NOT NULL PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, priority BIGINT NOT NULL,
      payload BYTEA NOT NULL, attempts BIGINT NOT NULL, at BIGINT NOT NULL, retry_at BIGINT NOT NULL, owner TEXT,
      lease_until BIGINT NOT NULL)`,
      `CREATE INDEX jobs_by_order ON jobs (priority, at, id)`,
      `CREATE TABLE marks (
      account TEXT NOT NULL, name TEXT NOT NULL, start BIGINT NOT NULL, count BIGINT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (account, name, start))`,
      `CREATE INDEX marks_by_time ON marks (at)`,
      `CREATE TABLE probe (one BIGINT NOT NULL PRIMARY KEY, count BIGINT NOT NULL)`,
    ],
  },
  {
    kind: 'expand',
    statements: [
      // While the database is being filled: of scope '' that it is, of others how far.
      `CREATE TABLE filling (scope ${name} NOT NULL PRIMARY KEY, note TEXT NOT NULL)`,
    ],
  },
];

/** Made first: how many of the steps a database has, and how many the servers know at least that can live with it. */
export const versionTables = [
  `CREATE TABLE IF NOT EXISTS versions (one BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS oldest_servers (one BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)`,
] as const;

/**
 * The tables and their migrations, forward only. Catalogue and project files have the same record tables, scope id
 * first in every key; what only one of them needs is empty in the other.
 */
import type Database from 'better-sqlite3-multiple-ciphers';
import { KeepsakeError } from '../../../contract/index.ts';

const records = `
  CREATE TABLE records (
    scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    parent TEXT, state TEXT NOT NULL, sort TEXT, unique_name TEXT,
    version INTEGER NOT NULL, revision TEXT NOT NULL, seq INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    created_by TEXT NOT NULL, updated_by TEXT NOT NULL, payload TEXT NOT NULL,
    PRIMARY KEY (scope, kind, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX records_unique ON records (scope, kind, unique_name) WHERE unique_name IS NOT NULL;
  CREATE INDEX records_created ON records (scope, kind, parent, state, id);
  CREATE INDEX records_changed ON records (scope, kind, state, seq);
  CREATE INDEX records_sorted ON records (scope, kind, parent, state, sort);

  CREATE TABLE revisions (
    scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, revision TEXT NOT NULL,
    parents TEXT NOT NULL, branch TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL,
    at INTEGER NOT NULL, author TEXT NOT NULL, state TEXT NOT NULL, message TEXT, payload TEXT NOT NULL,
    PRIMARY KEY (scope, kind, id, revision)
  ) WITHOUT ROWID;

  CREATE TABLE commits (
    scope TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, records TEXT NOT NULL,
    PRIMARY KEY (scope, seq)
  ) WITHOUT ROWID;

  CREATE TABLE repeats (
    scope TEXT NOT NULL, principal TEXT NOT NULL, key TEXT NOT NULL,
    body_hash TEXT NOT NULL, seq INTEGER NOT NULL, results TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (scope, principal, key)
  ) WITHOUT ROWID;
  CREATE INDEX repeats_age ON repeats (at);

  CREATE TABLE rows (
    scope TEXT NOT NULL, space TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (scope, space, key)
  ) WITHOUT ROWID;
`;

const catalogue = `
  CREATE TABLE accounts (id TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE projects (account TEXT NOT NULL, id TEXT NOT NULL, wrapped_key BLOB NOT NULL, PRIMARY KEY (account, id)) WITHOUT ROWID;
  CREATE TABLE locators (locator TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE outbox (account TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL, position INTEGER NOT NULL, commit_json TEXT NOT NULL, PRIMARY KEY (account, id)) WITHOUT ROWID;
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, priority INTEGER NOT NULL, payload TEXT NOT NULL,
    due INTEGER NOT NULL, owner TEXT, attempts INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX jobs_due ON jobs (kind, priority, id);
  CREATE TABLE marks (
    account TEXT NOT NULL, name TEXT NOT NULL, window_start INTEGER NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, name, window_start)
  ) WITHOUT ROWID;
`;

/** Each migration takes a file from one version to the next; none is ever changed once released. */
const migrations = { catalogue: [records + catalogue], project: [records] };

/**
 * Brings a file to the newest version.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER when a newer Keepsake wrote it.
 */
export function migrate(database: Database.Database, kind: keyof typeof migrations): void {
  const steps = migrations[kind];
  if (versionOf(database, steps.length) === steps.length) return;
  // Two threads may open a new file at once: the second waits here and then finds nothing left to do.
  const run = database.transaction(() => {
    for (const step of steps.slice(versionOf(database, steps.length))) database.exec(step);
    database.pragma(`user_version = ${steps.length}`);
  });
  run.immediate();
}

function versionOf(database: Database.Database, known: number): number {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version <= known) return version;
  throw new KeepsakeError(
    'DATA_FOLDER_NEWER',
    `This data folder was written by a newer Keepsake (format ${version}, this one knows ${known}). Update Keepsake; nothing was changed.`,
  );
}

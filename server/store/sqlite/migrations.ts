/** The tables of both kinds of file, as numbered steps that only go forward; a file's `user_version` counts them. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Connection } from './connection.ts';

export type FileKind = 'catalogue' | 'project';

const recordTables = `
  CREATE TABLE scopes (scope TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE records (
    scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT, state TEXT NOT NULL, sort TEXT,
    unique_key TEXT, locator TEXT, version INTEGER NOT NULL, revision TEXT NOT NULL, seq INTEGER NOT NULL,
    created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
    PRIMARY KEY (scope, kind, id)) WITHOUT ROWID;
  CREATE UNIQUE INDEX records_by_unique ON records (scope, kind, unique_key) WHERE unique_key IS NOT NULL;
  CREATE UNIQUE INDEX records_by_locator ON records (locator) WHERE locator IS NOT NULL;
  CREATE INDEX records_by_parent ON records (scope, kind, parent, sort, id) WHERE parent IS NOT NULL;
  CREATE INDEX records_by_change ON records (scope, kind, seq, state);
  CREATE TABLE revisions (
    scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, revision TEXT NOT NULL, parents TEXT NOT NULL,
    branch TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL,
    state TEXT NOT NULL, message TEXT, payload TEXT NOT NULL,
    PRIMARY KEY (scope, kind, id, revision));
  CREATE TABLE commits (
    scope TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, records TEXT NOT NULL,
    PRIMARY KEY (scope, seq)) WITHOUT ROWID;
  CREATE TABLE repeats (
    scope TEXT NOT NULL, principal TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, at INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (scope, principal, key)) WITHOUT ROWID;
  CREATE INDEX repeats_by_time ON repeats (at);
  CREATE TABLE rows (
    scope TEXT NOT NULL, space TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (scope, space, key));`;

/** The newest revision of each record that a branch changed. */
const branchTables = `
  CREATE TABLE heads (
    scope TEXT NOT NULL, branch TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,
    unique_key TEXT, version INTEGER NOT NULL, revision TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (scope, branch, kind, id)) WITHOUT ROWID;
  CREATE UNIQUE INDEX heads_by_unique ON heads (scope, branch, kind, unique_key) WHERE unique_key IS NOT NULL;`;

const catalogueTables = `
  CREATE TABLE accounts (account TEXT NOT NULL PRIMARY KEY, made INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE projects (
    project TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, wrapped_key BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE outbox (
    account TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (account, id));
  CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, priority INTEGER NOT NULL,
    payload TEXT NOT NULL, attempts INTEGER NOT NULL, at INTEGER NOT NULL, retry_at INTEGER NOT NULL,
    owner TEXT, lease_until INTEGER NOT NULL);
  CREATE INDEX jobs_by_order ON jobs (priority, at, id);
  CREATE TABLE marks (
    account TEXT NOT NULL, name TEXT NOT NULL, start INTEGER NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (account, name, start)) WITHOUT ROWID;
  CREATE TABLE probe (one INTEGER NOT NULL PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;`;

const steps: Record<FileKind, readonly string[]> = {
  catalogue: [recordTables + catalogueTables],
  project: [recordTables, branchTables],
};

/** The version that this Keepsake writes. */
export function newestVersion(kind: FileKind): number {
  return steps[kind].length;
}

/** @throws KeepsakeError DATA_FOLDER_NEWER when the file was written by a later Keepsake. */
export function assertNotNewer(connection: Connection, kind: FileKind): number {
  const version = connection.pragma('user_version') as number;
  if (version > newestVersion(kind)) {
    throw new KeepsakeError(
      'DATA_FOLDER_NEWER',
      `The data folder was written by a newer Keepsake (${kind} version ${version}, this one knows ${newestVersion(kind)}). Update Keepsake, or restore a backup made by this version.`,
    );
  }
  return version;
}

/** Brings a file to the newest version; each step is a transaction, so a crash leaves a version and not half of one. */
export function migrate(connection: Connection, kind: FileKind): void {
  for (let version = assertNotNewer(connection, kind); version < newestVersion(kind); version++) {
    connection.exec('BEGIN IMMEDIATE');
    try {
      connection.exec(steps[kind][version] as string);
      connection.exec(`PRAGMA user_version = ${version + 1}`);
      connection.exec('COMMIT');
    } catch (error) {
      connection.rollback();
      throw error;
    }
  }
}

/** The files of a data folder that one thread has open: the catalogue, and the projects used last. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KeepsakeError } from '../../../contract/index.ts';
import { assertProjectName, noProject } from '../refusals.ts';
import type { Scope } from '../store.ts';
import { openConnection, type Connection } from './connection.ts';
import { storeFailure, unreadable } from './failures.ts';
import { assertNotNewer, migrate, type FileKind } from './migrations.ts';
import { createKeyWrap, derivedKey } from './secrets.ts';
import { catalogueSql } from './sql.ts';

export interface FolderOptions {
  readonly folder: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly encrypted: boolean;
}

/** A connection and the name of the scope in its tables. */
export interface ScopeFile {
  readonly connection: Connection;
  readonly scope: string;
  /** Within the data folder, such as `projects/prj_….db`. */
  readonly name: string;
}

export interface Files {
  readonly catalogue: ScopeFile;
  /** @throws KeepsakeError NOT_FOUND when the account has no such project, DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE. */
  of(scope: Scope): ScopeFile;
  /** Makes a project's file, durably, before the catalogue names it. Answers its wrapped key. */
  createProject(account: string, project: string): Buffer;
  /** Removes the file of a project that the catalogue does not name. */
  discardProject(project: string): void;
  /** Closes a project's file, as far as it is open here. */
  release(project: string): void;
  opened(): ScopeFile[];
  close(): void;
}

const maxOpenProjects = 32;

/**
 * Opens the catalogue. With `mode: 'write'` it makes and migrates what is missing; other threads open after that.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE, UNAVAILABLE.
 */
export function openFiles(options: FolderOptions, mode: 'write' | 'query'): Files {
  const keyWrap = createKeyWrap(options.masterKey);
  const projects = new Map<string, { account: string; file: ScopeFile }>();
  if (mode === 'write') mkdirSync(join(options.folder, 'projects'), { recursive: true, mode: 0o700 });
  const catalogue = open(
    'catalogue.db',
    '',
    'catalogue',
    derivedKey(options.masterKey, 'catalogue'),
    mode === 'write',
  );

  function open(name: string, scope: string, kind: FileKind, key: Buffer, create: boolean): ScopeFile {
    const path = join(options.folder, name);
    if (!create && !existsSync(path)) throw missing(name);
    return { connection: openFile(path, name, kind, { ...options, key, mode, create }), scope, name };
  }

  function openProject(account: string, project: string): ScopeFile {
    const known = catalogue.connection.get<{ account: string; wrapped_key: Buffer }>(
      catalogueSql.project,
      project,
    );
    if (known?.account !== account) throw noProject(project);
    const key = keyWrap.unwrap(known.wrapped_key, account, project);
    return keep(account, project, open(fileName(project), project, 'project', key, false));
  }

  function keep(account: string, project: string, file: ScopeFile): ScopeFile {
    projects.set(project, { account, file });
    for (const [other, { file: oldest }] of projects) {
      if (projects.size <= maxOpenProjects) break;
      if (oldest === file || oldest.connection.inTransaction) continue;
      projects.delete(other);
      oldest.connection.close();
    }
    return file;
  }

  function projectFile(account: string, project: string): ScopeFile {
    const open = projects.get(project);
    if (open === undefined) return openProject(account, project);
    if (open.account !== account) throw noProject(project);
    // Last used goes last, so that the first is the one to close.
    projects.delete(project);
    projects.set(project, open);
    return open.file;
  }

  function release(project: string): void {
    projects.get(project)?.file.connection.close();
    projects.delete(project);
  }

  function discardProject(project: string): void {
    release(project);
    const path = join(options.folder, fileName(project));
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  }

  return {
    catalogue,
    of({ account, project }) {
      if (project === undefined) return { ...catalogue, scope: account };
      return projectFile(account, project);
    },
    createProject(account, project) {
      assertProjectName(project);
      discardProject(project);
      const key = randomBytes(32);
      keep(account, project, open(fileName(project), project, 'project', key, true));
      syncFolder(join(options.folder, 'projects'));
      return keyWrap.wrap(key, account, project);
    },
    discardProject,
    release,
    opened: () => [catalogue, ...[...projects.values()].map(({ file }) => file)],
    close() {
      for (const { file } of projects.values()) file.connection.close();
      projects.clear();
      catalogue.connection.close();
    },
  };
}

/** The file of a project within the data folder. */
export function fileName(project: string): string {
  return `projects/${project}.db`;
}

function openFile(
  path: string,
  name: string,
  kind: FileKind,
  options: {
    key: Buffer;
    mode: 'write' | 'query';
    create: boolean;
    encrypted: boolean;
    synchronous: 'FULL' | 'NORMAL';
  },
): Connection {
  let connection: Connection | undefined;
  try {
    connection = openConnection({ ...options, path, key: options.encrypted ? options.key : undefined });
    if (options.mode === 'write') migrate(connection, kind);
    else assertNotNewer(connection, kind);
    return connection;
  } catch (error) {
    connection?.close();
    throw storeFailure(error, name);
  }
}

/** Makes the names in a folder durable; Windows cannot, and does not need to. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function missing(name: string): KeepsakeError {
  return unreadable(name, new Error('the file is missing'));
}

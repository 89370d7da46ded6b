/** Opens the encrypted files of a data folder, each with its own key, always with synchronous FULL. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { KeepsakeError } from '../../../contract/index.ts';

/** What every thread needs to open the files. Structured-cloneable. */
export interface FileOptions {
  readonly folder: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** NORMAL loses acknowledged commits in a power cut; only a campaign's control uses it. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** False only where a test shows what encryption hides. */
  readonly encrypted: boolean;
}

export function cataloguePath(folder: string): string {
  return join(folder, 'catalogue.db');
}

export function projectPath(folder: string, project: string): string {
  return join(folder, 'projects', `${project}.db`);
}

/** A key for one purpose, derived from the master key (HKDF-SHA-256, RFC 5869). */
export function deriveKey(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `keepsake ${purpose}`, 32));
}

/** A new random key for a project, wrapped: 12 bytes of nonce, ciphertext, 16 bytes of tag (AES-256-GCM). */
export function newWrappedKey(masterKey: Uint8Array, project: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(masterKey, 'project keys'), nonce, {
    authTagLength: 16,
  });
  cipher.setAAD(Buffer.from(project));
  const sealed = Buffer.concat([cipher.update(randomBytes(32)), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

/** @throws KeepsakeError DATA_FOLDER_UNREADABLE when it was wrapped with another master key. */
export function unwrapKey(masterKey: Uint8Array, project: string, wrapped: Uint8Array): Buffer {
  const key = deriveKey(masterKey, 'project keys');
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(project));
  decipher.setAuthTag(wrapped.subarray(-16));
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
  } catch (error) {
    throw unreadable(`the key of project ${project}`, error);
  }
}

/**
 * Opens one file with its key.
 *
 * @throws KeepsakeError DATA_FOLDER_UNREADABLE for a wrong key or a damaged file.
 */
export function openFile(path: string, key: Uint8Array, options: FileOptions): Database.Database {
  const database = new Database(path);
  try {
    if (options.encrypted) {
      database.pragma(`cipher='sqlcipher'`);
      database.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
    }
    database.pragma('journal_mode = WAL');
    // Opening a WAL database sets NORMAL again, so this comes after it, on every connection.
    database.pragma(`synchronous = ${options.synchronous}`);
    database.pragma('busy_timeout = 10000');
    database.pragma('wal_autocheckpoint = 1000');
    return database;
  } catch (error) {
    database.close();
    throw unreadable(path.endsWith('catalogue.db') ? 'the catalogue' : 'a project', error);
  }
}

/** Opens the catalogue. */
export function openCatalogue(options: FileOptions): Database.Database {
  return openFile(cataloguePath(options.folder), deriveKey(options.masterKey, 'catalogue'), options);
}

/** Opens a project's file, whose wrapped key the catalogue keeps; undefined when there is no such project. */
export function openProject(
  catalogue: Database.Database,
  account: string,
  project: string,
  options: FileOptions,
): Database.Database | undefined {
  const row = catalogue
    .prepare('SELECT wrapped_key FROM projects WHERE account = ? AND id = ?')
    .get(account, project) as { wrapped_key: Uint8Array } | undefined;
  if (row === undefined) return undefined;
  const key = unwrapKey(options.masterKey, project, row.wrapped_key);
  return openFile(projectPath(options.folder, project), key, options);
}

function unreadable(what: string, cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'DATA_FOLDER_UNREADABLE',
    `Keepsake cannot read ${what} in the data folder: its key does not fit or its bytes are damaged. Run \`keepsake doctor\`; with the recovery code or a backup it can be opened again.`,
    undefined,
    cause,
  );
}

/** One server per data folder: a lock that ends with the process that holds it, however that ends. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { KeepsakeError } from '../contract/errors.ts';
import { readIfThere } from './private-file.ts';

export interface DataFolderLock {
  release(): void;
}

/** A database that nobody refers to is collected and closed, and its lock would be gone with it. */
const held = new Set<Database.Database>();

/**
 * Takes the lock. It is SQLite's own on a small file of its own: the system frees it when the process dies.
 *
 * @throws KeepsakeError DATA_FOLDER_IN_USE with the holder's process id.
 */
export function lockDataFolder(dataFolder: string): DataFolderLock {
  const note = join(dataFolder, 'server.pid');
  const database = new Database(join(dataFolder, 'server.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!(error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY')) throw error;
    const holder = readIfThere(note)?.trim() ?? 'unknown';
    const message = `Another Keepsake server (process ${holder}) has the data folder ${dataFolder} open. Use that one, or stop it first.`;
    throw new KeepsakeError('DATA_FOLDER_IN_USE', message, { pid: holder }, error);
  }
  held.add(database);
  writeFileSync(note, `${process.pid}\n`, { mode: 0o600 });
  return {
    release() {
      held.delete(database);
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

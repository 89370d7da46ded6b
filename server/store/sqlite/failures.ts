/** What SQLite's failures mean to a caller. */
import { KeepsakeError } from '../../../contract/index.ts';

// A disk without space shows as FULL; over a quota or a size limit as a failed write; and when the index of the log
// cannot grow as SHMSIZE.
const fullCodes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE']);

/** SQLite's extended result code, such as `SQLITE_IOERR_WRITE`; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  const isSqlite = error instanceof Error && error.name === 'SqliteError' && 'code' in error;
  return isSqlite ? String(error.code) : undefined;
}

/** Whether the file is damaged or was opened with another key; the two cannot be told apart. */
function isUnreadable(code: string): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_DATA';
}

/** `file` is a name within the data folder, such as `catalogue.db`. Errors that are not SQLite's come back as they are. */
export function storeFailure(error: unknown, file: string): Error {
  if (error instanceof KeepsakeError) return error;
  const code = sqliteCode(error);
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  if (fullCodes.has(code)) return storageFull(error);
  if (isUnreadable(code)) return unreadable(file, error);
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') {
    return new KeepsakeError(
      'UNAVAILABLE',
      `${file} is locked by another process. Try again; if it stays so, close the program that holds it.`,
      { retry_after: 1 },
      error,
    );
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY') {
    return new KeepsakeError(
      'UNAVAILABLE',
      `The disk refused to read or write ${file} (${code}). Check the disk and the folder's permissions, then try again.`,
      undefined,
      error,
    );
  }
  return new KeepsakeError(
    'INTERNAL',
    `The database refused a statement on ${file} (${code}).`,
    undefined,
    error,
  );
}

export function storageFull(cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'STORAGE_FULL',
    'The disk is full, so nothing was written. Free some space, then try again.',
    undefined,
    cause,
  );
}

export function unreadable(file: string, cause?: unknown): KeepsakeError {
  return new KeepsakeError(
    'DATA_FOLDER_UNREADABLE',
    `${file} cannot be read: the key does not fit, or the file is damaged. Check that the right key is used (keepsake doctor); if it is, restore the data folder from a backup.`,
    undefined,
    cause,
  );
}

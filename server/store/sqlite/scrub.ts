/** Rewriting a file after something was erased: what was removed leaves nothing in pages, free lists or the log. */
import { KeepsakeError } from '../../../contract/index.ts';
import { storeFailure } from './failures.ts';
import type { ScopeFile } from './files.ts';
import { recordSql } from './sql.ts';

/**
 * Removing a row leaves its bytes in the page until something overwrites them, and a copy in the log. The whole file is
 * written anew (in memory first, since temporary files would not be encrypted), and the log is cut to nothing.
 *
 * @throws KeepsakeError UNAVAILABLE while a reader holds an older state; STORAGE_FULL.
 */
export function scrub({ connection, scope, name }: ScopeFile): void {
  try {
    connection.run(recordSql.eraseRepeats, scope);
    connection.exec('VACUUM');
    // 1 in the first column: a reader was in the way, and the log is still there.
    if (connection.pragma('wal_checkpoint(TRUNCATE)') !== 0) throw stillRead(name);
  } catch (error) {
    throw storeFailure(error, name);
  }
}

function stillRead(name: string): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    `${name} is being read, for instance by a backup, so what was erased could not be overwritten yet. It is tried again.`,
    { retry_after: 5 },
  );
}

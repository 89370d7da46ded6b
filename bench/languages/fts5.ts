/** SQLite's FTS5 as a peer: its default tokenizer, asked for the words of a query as a phrase. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConnection } from '../../server/store/sqlite/connection.ts';

export interface Peer {
  /** Numbers of all passages found. */
  search(text: string): ReadonlySet<number>;
  close(): void;
}

export function openFts5(passages: readonly string[]): Peer {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-fts5-'));
  const connection = openConnection({
    path: join(folder, 'index.db'),
    key: randomBytes(32),
    mode: 'write',
    synchronous: 'FULL',
    create: true,
  });
  connection.exec(`CREATE VIRTUAL TABLE passage USING fts5(text, content = '', tokenize = 'unicode61')`);
  connection.exec('BEGIN');
  for (const [at, text] of passages.entries())
    connection.run('INSERT INTO passage (rowid, text) VALUES (?, ?)', at + 1, text);
  connection.exec('COMMIT');
  return {
    search(text) {
      const rows = connection.all<{ rowid: number }>(
        'SELECT rowid FROM passage WHERE passage MATCH ?',
        `"${text.replaceAll('"', ' ')}"`,
      );
      return new Set(rows.map(({ rowid }) => rowid - 1));
    },
    close() {
      connection.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Filling of a folder's files that goes on after a kill: each file keeps, with its rows, how far it got. */
import { linesIn, placeAfter } from '../copied-lines.ts';
import type { CopyPlace } from '../copying.ts';
import type { Connection } from './connection.ts';
import type { Files, ScopeFile } from './files.ts';
import { catalogueSql } from './sql.ts';

export interface Resumable {
  place(scope: string): CopyPlace | undefined;
  /** Whole lines, in a transaction of their own. */
  write(scope: string, lines: Uint8Array): undefined;
  /** Takes the places out of every file. */
  settle(): undefined;
}

const placeSql = {
  table: `CREATE TABLE IF NOT EXISTS filling (one INTEGER NOT NULL PRIMARY KEY, place TEXT NOT NULL)`,
  get: `SELECT place FROM filling WHERE one = 1`,
  put: `INSERT OR REPLACE INTO filling (one, place) VALUES (1, ?)`,
  drop: `DROP TABLE IF EXISTS filling`,
} as const;

/** @param writerOf writes the lines of a scope, one after the other */
export function createResumable(
  files: Files,
  fileOf: (scope: string) => ScopeFile,
  writerOf: (scope: string) => (line: string) => void,
): Resumable {
  let open: { scope: string; place: CopyPlace | undefined; write: (line: string) => void } | undefined;

  function place(scope: string): CopyPlace | undefined {
    const { connection } = fileOf(scope);
    connection.exec(placeSql.table);
    const found = connection.get<{ place: string }>(placeSql.get);
    return found && (JSON.parse(found.place) as CopyPlace);
  }

  return {
    place,
    write(scope, lines) {
      if (open?.scope !== scope) open = { scope, place: place(scope), write: writerOf(scope) };
      const { connection } = fileOf(scope);
      connection.exec('BEGIN IMMEDIATE');
      try {
        const next = writeAll(open, lines);
        if (next !== undefined) connection.run(placeSql.put, JSON.stringify(next));
        connection.exec('COMMIT');
        open.place = next;
      } catch (error) {
        open = undefined;
        connection.rollback();
        throw error;
      }
    },
    settle() {
      for (const { project } of files.catalogue.connection.all<{ project: string }>(catalogueSql.projects))
        drop(fileOf(project).connection);
      drop(files.catalogue.connection);
    },
  };
}

function drop(connection: Connection): void {
  connection.exec(placeSql.drop);
}

function writeAll(
  { place, write }: { place: CopyPlace | undefined; write: (line: string) => void },
  lines: Uint8Array,
): CopyPlace | undefined {
  let next = place;
  for (const line of linesIn(lines)) {
    write(line);
    next = placeAfter(next, line);
  }
  return next;
}

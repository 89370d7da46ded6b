/** Statements that write many rows, in parts that the protocol takes. */
import type { Value } from './database.ts';
import type { RowsSql } from './sql.ts';

export type Send = (sql: string, values: readonly Value[]) => void;

// The protocol takes 65,535 parameters in one statement; bytes are kept to a few megabytes each.
const mostRows = 500;
const mostBytes = 4 * 1_024 * 1_024;

export function sendMany(send: Send, sql: RowsSql, rows: readonly (readonly Value[])[]): void {
  let part: (readonly Value[])[] = [];
  let bytes = 0;
  const flush = () => {
    if (part.length > 0) send(sql(part.length), part.flat());
    part = [];
    bytes = 0;
  };
  for (const row of rows) {
    part.push(row);
    for (const value of row) bytes += typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 8;
    if (part.length >= mostRows || bytes >= mostBytes) flush();
  }
  flush();
}

/** Places made of kind and id, each kind's ids together. */
export function idsByKind(places: Iterable<string>): [kind: string, ids: string[]][] {
  const kinds = new Map<string, string[]>();
  for (const place of places) {
    const [kind = '', id = ''] = place.split('\0');
    const ids = kinds.get(kind);
    if (ids === undefined) kinds.set(kind, [id]);
    else ids.push(id);
  }
  return [...kinds];
}

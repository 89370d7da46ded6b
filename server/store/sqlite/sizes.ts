/** How much a scope holds: its records by kind and state, its last commit, and the bytes it takes up. */
import type { Size, Tally } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { sizeSql } from './sql.ts';

export function tally({ connection, scope }: ScopeFile): Tally {
  const last = connection.get<{ seq: number; at: number }>(sizeSql.last, scope);
  const records = connection.all<Tally['records'][number]>(sizeSql.records, scope);
  return { seq: last?.seq ?? 0, at: last?.at ?? 0, records };
}

export function size({ connection, scope }: ScopeFile): Size {
  const page = connection.pragma('page_size') as number;
  return {
    file: page * (connection.pragma('page_count') as number),
    free: page * (connection.pragma('freelist_count') as number),
    spaces: connection.all<Size['spaces'][number]>(sizeSql.spaces, scope),
  };
}

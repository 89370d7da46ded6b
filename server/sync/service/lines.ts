/** Lines of versions that become the next versions of their records, and what their puts have in common. */
import type { SearchEngine } from '../../search/search.ts';
import type { Expectation, Operation, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import type { Version } from '../core/version.ts';
import { nameOf } from './versions.ts';

export interface WritingDependencies {
  readonly store: Store;
  readonly search: SearchEngine;
}

/** The versions of one record, oldest first, and the record that they follow. */
export interface Line {
  readonly before: StoredRecord | undefined;
  readonly versions: readonly Version[];
}

/** One line for each record, with what it follows in a store. */
export async function linesOf(store: Store, scope: Scope, versions: readonly Version[]): Promise<Line[]> {
  const lines = [...Map.groupBy(versions, nameOf).values()];
  return Promise.all(
    lines.map(async (line) => {
      const { kind, id } = line[0] as Version;
      return { before: await store.get(scope, kind, id), versions: line };
    }),
  );
}

/** What a put takes over from a version that was made elsewhere. */
export function madeElsewhere({ revision, parents, author, at, message }: Version) {
  return { revision, parents, author, at, ...(message === undefined ? {} : { message }) };
}

/** What the version `n` of a line expects to follow. */
export function expectation(before: StoredRecord | undefined, n: number): Expectation {
  if (before === undefined) return n === 0 ? 'absent' : { version: n };
  return { version: before.version + n };
}

/** Of each record the put that it is left with. */
export function lastPuts(operations: readonly Operation[]): Put[] {
  const puts = operations.filter((one): one is Put => one.op === 'put');
  return [...new Map(puts.map((put) => [nameOf(put), put])).values()];
}

/** What was worked out of a scope's records, kept with the open file until the scope's next commit. */
import type { ScopeFile } from './files.ts';
import { recordSql } from './sql.ts';

interface Kept<Value> {
  readonly seq: number;
  readonly value: Value;
}

/**
 * @param most values kept of a file; the one that was asked for longest ago goes first
 * @returns answers the value of a key; `work` is given what is kept of it since the last commit
 */
export function keptUntilCommit<Value>(most: number) {
  const ofFiles = new WeakMap<ScopeFile['connection'], Map<string, Kept<Value>>>();
  return (
    { connection, scope }: ScopeFile,
    about: unknown,
    work: (kept: Value | undefined) => Value,
  ): Value => {
    const kept = ofFiles.get(connection) ?? new Map<string, Kept<Value>>();
    ofFiles.set(connection, kept);
    const key = JSON.stringify([scope, about]);
    const seq = connection.get<{ seq: number }>(recordSql.head, scope)?.seq ?? 0;
    const known = kept.get(key);
    const value = work(known?.seq === seq ? known.value : undefined);
    kept.delete(key);
    kept.set(key, { seq, value });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}

/** Asks for rows by pairs of words. */
import type { Statements } from './database.ts';
import { keyOf } from './overlay.ts';

/** Rows for distinct pairs of words, at most once each; nothing is asked for none. */
export async function pairs<Row>(
  statements: Statements,
  sql: string,
  scope: string,
  wanted: readonly (readonly [string, string])[],
): Promise<Row[]> {
  if (wanted.length === 0) return [];
  const distinct = [...new Map(wanted.map((pair) => [keyOf(...pair), pair])).values()];
  return statements.query<Row>(sql, [scope, distinct.map(([one]) => one), distinct.map(([, two]) => two)]);
}

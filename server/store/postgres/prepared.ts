/**
 * Look-ups that the database reads and plans once per connection, because that takes it longer than running them. Only those
 * whose plan is right for a scope of any size: what a plan for all values would guess, it guesses for an average scope.
 */
import { readSql } from './read-sql.ts';
import { placeSql } from './wall.ts';

const names = new Map<string, string>([
  ...(['scope', 'head', 'get', 'locate', 'rowsOf'] as const).map(
    (name) => [readSql[name], `keepsake_${name}`] as const,
  ),
  ...(['enter', 'enterScope'] as const).map((name) => [placeSql[name], `keepsake_${name}`] as const),
]);

/** The name of a statement's text; nothing for one that is planned each time. */
export function preparedName(text: string): string | undefined {
  return names.get(text);
}

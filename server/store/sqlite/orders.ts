/**
 * Lists in an order that no index keeps, such as a folder by size: the ids in that order are worked out once and kept
 * until the scope's next commit, so that every further page is only looked up.
 */
import type { ListQuery } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { keptUntilCommit } from './kept.ts';
import { lookUpSql, orderSql } from './sql.ts';
import type { RecordRow } from './wire.ts';

type Ordered = Omit<ListQuery, 'offset' | 'limit'>;

const orderOf = keptUntilCommit<readonly string[]>(8);

/** Whether a page of the list would otherwise cost reading all of it. */
export function needsOrder({ by, parent, order }: ListQuery): boolean {
  return by !== undefined || (parent !== undefined && order === 'changed');
}

/** @param parameters those of the query's filter */
export function listInOrder(file: ScopeFile, query: ListQuery, parameters: readonly string[]): RecordRow[] {
  const { offset = 0, limit, ...ordered } = query;
  const ids = idsOf(file, ordered, parameters).slice(offset, offset + limit);
  return ids.flatMap((id) => file.connection.get<RecordRow>(lookUpSql.get, file.scope, query.kind, id) ?? []);
}

function idsOf(file: ScopeFile, query: Ordered, parameters: readonly string[]): readonly string[] {
  const read = () => file.connection.all<{ id: string }>(orderSql(query), ...parameters).map(({ id }) => id);
  return orderOf(file, query, (kept) => kept ?? read());
}

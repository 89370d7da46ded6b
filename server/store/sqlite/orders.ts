/**
 * Lists in an order that no index keeps, such as a folder by size: the ids in that order are worked out once and kept
 * until the scope's next commit, so that every further page is only looked up.
 */
import type { ListQuery } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { lookUpSql, orderSql, recordSql } from './sql.ts';
import type { RecordRow } from './wire.ts';

interface Order {
  readonly seq: number;
  readonly ids: readonly string[];
}

type Ordered = Omit<ListQuery, 'offset' | 'limit'>;

const mostOrders = 8;

/** Of each open file, those used last at the end. */
const kept = new WeakMap<ScopeFile['connection'], Map<string, Order>>();

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

function idsOf({ connection, scope }: ScopeFile, query: Ordered, parameters: readonly string[]) {
  const orders = kept.get(connection) ?? new Map<string, Order>();
  kept.set(connection, orders);
  const key = JSON.stringify([scope, query]);
  const seq = connection.get<{ seq: number }>(recordSql.head, scope)?.seq ?? 0;
  const known = orders.get(key);
  const order =
    known?.seq === seq
      ? known
      : { seq, ids: connection.all<{ id: string }>(orderSql(query), ...parameters).map(({ id }) => id) };
  orders.delete(key);
  orders.set(key, order);
  const [oldest] = orders.keys();
  if (orders.size > mostOrders && oldest !== undefined) orders.delete(oldest);
  return order.ids;
}

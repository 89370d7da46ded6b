/**
 * Looking for a text in the names of many records, such as files of a drive: who types asks again with each key, and going
 * through the index row by row takes most of the time of an answer. From the second question on, the names are kept until the
 * scope's next commit.
 */
import type { ListQuery } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { lookUpSql, nameSql, recordSql } from './sql.ts';
import type { RecordRow } from './wire.ts';

interface Name {
  readonly id: string;
  readonly sort: string;
}

interface Names {
  readonly seq: number;
  /** In the order of lists; undefined until the second question. */
  readonly all: readonly Name[] | 'too many' | undefined;
}

/** Longer lists are read in one go. */
const mostRecords = 1_000;
/** About 15 MB. */
const mostNames = 150_000;
/** Of accounts whose people type at the same time. */
const mostLists = 2;

/** Of each open file, those used last at the end. */
const kept = new WeakMap<ScopeFile['connection'], Map<string, Names>>();

/**
 * The records of a list that is one for who types: few of all that have a place, by name, and hold a text. Undefined for other
 * lists, and where the names are not kept.
 */
export function listByName(file: ScopeFile, query: ListQuery): RecordRow[] | undefined {
  const { kind, contains, offset = 0, limit } = query;
  if (contains === undefined || !isPlain(query)) return undefined;
  const names = namesOf(file, kind);
  if (names === undefined || names === 'too many') return undefined;
  const ids: string[] = [];
  for (const { id, sort } of names) {
    if (ids.length === offset + limit) break;
    if (sort.includes(contains)) ids.push(id);
  }
  const { connection, scope } = file;
  return ids.slice(offset).flatMap((id) => connection.get<RecordRow>(lookUpSql.get, scope, kind, id) ?? []);
}

function isPlain({ parent, placed, states, after, by, order, descending, limit }: ListQuery): boolean {
  const isWhole = parent === undefined && states === undefined && after === undefined && placed === true;
  return isWhole && by === undefined && order === 'sort' && descending !== true && limit <= mostRecords;
}

function namesOf({ connection, scope }: ScopeFile, kind: string): Names['all'] {
  const lists = kept.get(connection) ?? new Map<string, Names>();
  kept.set(connection, lists);
  const key = JSON.stringify([scope, kind]);
  const seq = connection.get<{ seq: number }>(recordSql.head, scope)?.seq ?? 0;
  const known = lists.get(key);
  const isAgain = known?.seq === seq;
  const all = isAgain ? (known.all ?? read({ connection, scope }, kind)) : undefined;
  lists.delete(key);
  lists.set(key, { seq, all });
  const [oldest] = lists.keys();
  if (lists.size > mostLists && oldest !== undefined) lists.delete(oldest);
  return all;
}

function read({ connection, scope }: Pick<ScopeFile, 'connection' | 'scope'>, kind: string): Names['all'] {
  const all = connection.all<Name>(nameSql, scope, kind, mostNames + 1);
  return all.length > mostNames ? 'too many' : all;
}

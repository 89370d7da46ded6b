/**
 * Looking for a text in the names of many records, such as files of a drive: who types asks again with each key, and going
 * through the index row by row takes most of the time of an answer. From the second question on, the names are kept until the
 * scope's next commit.
 */
import type { ListQuery } from '../store.ts';
import type { ScopeFile } from './files.ts';
import { keptUntilCommit } from './kept.ts';
import { lookUpSql, nameSql } from './sql.ts';
import type { RecordRow } from './wire.ts';

interface Name {
  readonly id: string;
  readonly sort: string;
}

/** In the order of lists; that they were asked for, until the second question. */
type Names = readonly Name[] | 'asked' | 'too many';

/** Longer lists are read in one go. */
const mostRecords = 1_000;
/** About 15 MB. */
const mostNames = 150_000;
/** Of at most two accounts whose people type at the same time. */
const namesOf = keptUntilCommit<Names>(2);

/**
 * The records of a list that is one for who types: few of all that have a place, by name, and hold a text. Undefined for other
 * lists, and where the names are not kept.
 */
export function listByName(file: ScopeFile, query: ListQuery): RecordRow[] | undefined {
  const { kind, contains, offset = 0, limit } = query;
  if (contains === undefined || !isPlain(query)) return undefined;
  const names = namesOf(file, kind, (known) => {
    if (known === undefined) return 'asked';
    return known === 'asked' ? read(file, kind) : known;
  });
  if (typeof names === 'string') return undefined;
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

function read({ connection, scope }: ScopeFile, kind: string): Names {
  const all = connection.all<Name>(nameSql, scope, kind, mostNames + 1);
  return all.length > mostNames ? 'too many' : all;
}

/** The rows of one table and scope, a page after another, opened as a copy has them. */
import type { LeftOut } from '../copying.ts';
import type { CommitAuthor } from '../store.ts';
import {
  copyCountSql,
  copyKey,
  copyListSql,
  copyPage,
  copySizeSql,
  copySql,
  type CopyOptions,
  type CopyTable,
} from './copy-sql.ts';
import type { Value } from './database.ts';
import { authorPlace, headPlace } from './places.ts';
import type { KnownScope } from './scopes.ts';
import { commitOf, namesOf, revisionOf, type CommitRow, type RevisionRow } from './values.ts';
import type { Places } from './walled.ts';

export type Row = Record<string, unknown>;

/** What a copy is read by. */
export interface Copying {
  readonly pinned: Places;
  readonly leftOut: LeftOut;
  readonly options: CopyOptions;
}

function parametersOf({ leftOut }: Copying, table: CopyTable, { scope, seal }: KnownScope): Value[] {
  const spaces = [...leftOut.spaces, ...seal.rows.ownSpaces];
  const list = { records: leftOut.kinds, revisions: leftOut.kinds, rows: spaces };
  return table in list ? [scope, list[table as keyof typeof list]] : [scope];
}

/** How many rows `openedRows` would give. */
export async function countOf(copying: Copying, table: CopyTable, scope: KnownScope): Promise<number> {
  const sql = copyCountSql(table, copying.options);
  const [row] = await copying.pinned
    .within(scope)
    .query<{ count: number }>(sql, parametersOf(copying, table, scope));
  return row?.count ?? 0;
}

/**
 * In the order in which every driver copies them: rows whose keys are hashed here are put into the order of their keys, a
 * space at a time.
 *
 * @param skip so many rows are left out before the first
 */
export async function* openedRows(
  copying: Copying,
  table: CopyTable,
  scope: KnownScope,
  skip: number,
): AsyncGenerator<Row> {
  const start = table === 'rows' && skip > 0 ? await startOf(copying, scope, skip) : skip;
  let left = skip - start;
  for await (const row of inOrder(copying, table, scope, start)) {
    if (left > 0) left--;
    else yield row;
  }
}

/** How many rows stand before what is put into order together with the one behind the first `skip`. */
async function startOf(copying: Copying, scope: KnownScope, skip: number): Promise<number> {
  const spaces = await copying.pinned
    .within(scope)
    .query<{ space: string; count: number }>(copyListSql.spaces, parametersOf(copying, 'rows', scope));
  let start = 0;
  for (const { space, count } of spaces) {
    if (start + count > skip) return scope.seal.rows.isHidden(space) ? start : skip;
    start += count;
  }
  return skip;
}

async function* inOrder(
  copying: Copying,
  table: CopyTable,
  within: KnownScope,
  start: number,
): AsyncGenerator<Row> {
  let space: unknown;
  let waiting: Row[] = [];
  for await (const row of rowsOf(copying, table, within, start)) {
    if (row['space'] !== space) {
      yield* waiting.sort(byKey);
      waiting = [];
      space = row['space'];
    }
    const one = opened(table, within, row);
    if (table === 'rows' && within.seal.rows.isHidden(String(space))) waiting.push(one);
    else yield one;
  }
  yield* waiting.sort(byKey);
}

function byKey(a: Row, b: Row): number {
  return Buffer.compare(Buffer.from(String(a['key'])), Buffer.from(String(b['key'])));
}

async function* rowsOf(
  copying: Copying,
  table: CopyTable,
  scope: KnownScope,
  skip: number,
): AsyncGenerator<Row> {
  const { options } = copying;
  const statements = copying.pinned.within(scope);
  const parameters = parametersOf(copying, table, scope);
  let last: Value[] | undefined;
  for (;;) {
    const from = last === undefined ? 'start' : 'last';
    const place = (limit: number) => [
      ...parameters,
      ...(last ?? []),
      limit,
      ...(last === undefined ? [skip] : []),
    ];
    const sizes = copySizeSql(table, from, options);
    const limit =
      sizes === undefined
        ? copyPage
        : fittingRows(await statements.query<{ size: number }>(sizes, place(copyPage)));
    const page = await statements.query<Row>(copySql(table, from, options), place(limit));
    yield* page;
    const end = page.at(-1);
    if (end === undefined || page.length < limit) return;
    last = copyKey(table).map((column) => end[column] as Value);
  }
}

const mostBytes = 512 * 1_024;

/** How many of the next rows are read at once; a row may be large, and so many large ones would fill the memory. */
function fittingRows(sizes: readonly { size: number }[]): number {
  let bytes = 0;
  const fitting = sizes.findIndex(({ size }) => (bytes += size) > mostBytes);
  return fitting === -1 ? copyPage : Math.max(1, fitting);
}

/** A row's columns as a copy has them. */
function opened(table: CopyTable, within: KnownScope, row: Row): Row {
  const { scope, seal } = within;
  const { kind, id } = row as { kind: string; id: string };
  switch (table) {
    case 'scopes':
    case 'repeats':
      return row;
    case 'records': {
      const { sort, unique } = namesOf(within, kind, id, row['names'] as Buffer | null);
      const author = seal.open(row['created_by'] as Buffer, authorPlace(scope)).toString();
      return { ...row, sort, unique_key: unique, created_by: author };
    }
    case 'revisions': {
      const { author, message, payload } = revisionOf(within, row as unknown as RevisionRow);
      return { ...row, author: asText(author), message, payload: JSON.stringify(payload) };
    }
    case 'commits':
      return { ...row, author: asText(commitOf(within, row as unknown as CommitRow).author) };
    case 'rows': {
      const { space, key, value } = row as { space: string; key: Buffer; value: Buffer };
      return { space, ...seal.rows.open(scope, space, { key, value }) };
    }
    case 'heads': {
      const sealed = row['sealed_unique'] as Buffer | null;
      const place = headPlace(scope, row['branch'] as string, kind, id);
      return { ...row, unique_key: sealed === null ? null : seal.open(sealed, place).toString() };
    }
  }
}

function asText(author: CommitAuthor): string {
  return JSON.stringify(author);
}

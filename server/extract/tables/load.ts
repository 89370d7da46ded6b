/** Turns the tables that readers find in a file into tables with named columns and typed values. */
import { areaOf, columnName } from '../cells.ts';
import type { Block, Place } from '../extract.ts';
import { createNames, sqlName, stemOf } from './names.ts';

export type Value = string | number | null;

export interface TableSink {
  /** Begins a table; the first of its columns, `_row`, holds the row of the sheet or the line of the file. */
  begin(name: string, columns: readonly string[]): (row: readonly Value[]) => void;
}

export interface LoadedTable {
  name: string;
  columns: string[];
  rows: number;
  place: Place;
}

interface Open {
  header: string;
  left: number;
  table: LoadedTable;
  add(row: readonly Value[]): void;
}

export type NameOf = (name: string) => string;

/** Longer tables continue in the next block, under the same header. */
export async function loadTables(
  fileName: string,
  blocks: Iterable<Block> | AsyncIterable<Block>,
  nameOf: NameOf,
  sink: TableSink,
): Promise<LoadedTable[]> {
  const tables: LoadedTable[] = [];
  let open: Open | undefined;
  for await (const block of blocks) {
    const { rows = [], place } = block;
    if (block.kind !== 'table' || rows.length === 0) continue;
    const left = place.cells === undefined ? 1 : areaOf(place.cells).left;
    const header = JSON.stringify([place.sheet, rows[0]]);
    const continued = open !== undefined && open.header === header && open.left === left;
    if (!continued) {
      const name = nameOf(tableName(fileName, place));
      open = { header, left, ...begin(name, rows, left, sink) };
      open.table.place = { ...place };
      tables.push(open.table);
    }
    const table = open!;
    for (const [index, row] of rows.entries()) {
      if (index === 0 && (continued || !isData(row))) continue;
      table.add([numberOf(block, index), ...row.slice(0, table.table.columns.length - 1).map(valueOf)]);
      table.table.rows += 1;
    }
    extend(table.table, place);
  }
  return tables;
}

function tableName(fileName: string, { sheet = '' }: Place): string {
  return [stemOf(fileName), sqlName(sheet)].filter(Boolean).join('_');
}

function begin(
  name: string,
  rows: readonly string[][],
  left: number,
  sink: TableSink,
): Pick<Open, 'table' | 'add'> {
  const width = Math.min(
    maxColumns,
    rows.reduce((most, row) => Math.max(most, row.length), 0),
  );
  const [first = []] = rows;
  const free = createNames();
  const columns = ['_row'].map(free);
  for (let at = 0; at < width; at++) {
    const written = isData(first) ? '' : sqlName(first[at] ?? '');
    columns.push(free(written || columnName(left + at).toLowerCase()));
  }
  return { table: { name, columns, rows: 0, place: {} }, add: sink.begin(name, columns) };
}

/** SQLite takes 2,000, and no model reads as many. */
const maxColumns = 500;

/** A first row with a number in it is no header. */
function isData(row: readonly string[]): boolean {
  return row.some((cell) => typeof valueOf(cell) === 'number');
}

/** Numbers as programs write them; codes that begin with 0 stay text, and so do numbers too long to be exact. */
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:e[+-]?\d{1,3})?$/i;

function valueOf(cell: string): Value {
  const text = cell.trim();
  if (text === '') return null;
  return number.test(text) ? Number(text) : text;
}

/** The row of the sheet, or the line of the file. */
function numberOf({ sheetRows, rowLines }: Block, index: number): number | null {
  return sheetRows?.[index] ?? rowLines?.[index] ?? null;
}

function extend({ place }: LoadedTable, more: Place): void {
  if (place.cells !== undefined && more.cells !== undefined)
    place.cells = `${place.cells.split(':')[0]}:${more.cells.split(':').at(-1)}`;
  if (more.line_end !== undefined) place.line_end = more.line_end;
}

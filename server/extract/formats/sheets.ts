/** Sheets of a workbook, whatever program wrote it, as tables that know their cells. */
import { rangeOf } from '../cells.ts';
import type { Block, Place } from '../extract.ts';

export type CellValue = string | number | boolean | Date | null | undefined;

export interface SheetRow {
  /** From 1. */
  row: number;
  /** From column A. */
  values: readonly CellValue[];
}

/** A block of this many rows keeps the work on one block small, however long the sheet is. */
const rowsPerBlock = 500;

interface FilledRow {
  row: number;
  cells: string[];
  /** The first and the last column that hold anything. */
  left: number;
  right: number;
  /** Holds two cells or more, and words alone. */
  headerLike: boolean;
}

export interface SheetBlocks {
  /** The blocks that are complete, now that this row follows. */
  add(row: SheetRow): Block[];
  /** The rest; call once. */
  end(): Block[];
}

/**
 * A row of words begins a table, at the start of the sheet or after an empty row; single cells before it are lines of text.
 */
export function createSheetBlocks(sheet: string): SheetBlocks {
  let header: FilledRow | undefined;
  let open: FilledRow[] = [];
  let last = 0;

  function flush(): Block[] {
    const rows = open;
    open = [];
    return rows.length === 0 ? [] : [tableOf(sheet, header, rows)];
  }

  function beginsTable(row: FilledRow, afterGap: boolean): boolean {
    if (header === undefined) return row.headerLike || row.left < row.right;
    return afterGap && row.headerLike;
  }

  return {
    add(raw) {
      const row = filledRow(raw);
      if (row === undefined) return [];
      const afterGap = row.row > last + 1;
      last = row.row;
      if (beginsTable(row, afterGap)) {
        const before = flush();
        header = row;
        open = [row];
        return before;
      }
      if (header === undefined) return [lineOf(sheet, row)];
      open.push(row);
      return open.length < rowsPerBlock ? [] : flush();
    },
    end: flush,
  };
}

function lineOf(sheet: string, { row, left, cells }: FilledRow): Block {
  const cell = rangeOf({ top: row, bottom: row, left, right: left });
  return { kind: 'paragraph', text: cells[left - 1]!, place: { sheet, cells: cell } };
}

/** Rows of one block; where they do not begin with the header, it is put before them but not cited. */
function tableOf(sheet: string, header: FilledRow | undefined, body: readonly FilledRow[]): Block {
  const first = body[0]!;
  const continued = header !== undefined && first !== header;
  const rows = continued ? [header, ...body] : body;
  const left = rows.reduce((least, row) => Math.min(least, row.left), Infinity);
  const right = rows.reduce((most, row) => Math.max(most, row.right), 0);
  const place: Place = {
    sheet,
    cells: rangeOf({ top: first.row, left, bottom: body.at(-1)!.row, right }),
  };
  return {
    kind: 'table',
    text: '',
    rows: rows.map(({ cells }) => cells.slice(left - 1)),
    sheetRows: continued ? [first.row, ...body.map(({ row }) => row)] : body.map(({ row }) => row),
    place,
  };
}

function filledRow({ row, values }: SheetRow): FilledRow | undefined {
  const cells = values.map(cellText);
  const left = cells.findIndex((text) => text !== '') + 1;
  if (left === 0) return undefined;
  const right = cells.findLastIndex((text) => text !== '') + 1;
  const words = values.every(
    (value, index) => cells[index] === '' || (typeof value === 'string' && !/^[-+\d.,%\s]+$/.test(value)),
  );
  return { row, cells: cells.slice(0, right), left, right, headerLike: words && left < right };
}

/** As a reader would want to find it: dates by ISO 8601, numbers without the noise of binary fractions. */
function cellText(value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'number') return String(Number(value.toPrecision(15)));
  return String(value).trim();
}

/** Spreadsheets know no time zone; readers hand the written time over as if it were UTC. */
function dateText(date: Date): string {
  const time = date.getTime();
  if (Number.isNaN(time)) return '';
  const iso = new Date(Math.round(time / 1_000) * 1_000).toISOString();
  const clock = iso.slice(11, 19);
  if (clock === '00:00:00') return iso.slice(0, 10);
  // A time of day without a date counts from the day before the calendar begins.
  return date.getTime() < Date.UTC(1900, 0, 1) ? clock : `${iso.slice(0, 10)} ${clock.replace(/:00$/, '')}`;
}

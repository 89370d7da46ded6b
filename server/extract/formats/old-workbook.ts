/** Workbooks in Excel's binary formats, XLS and XLSB. */
import { read, utils, type WorkBook, type WorkSheet } from '@e965/xlsx';
import type { Block } from '../extract.ts';
import { Unreadable, isExhaustion, reasons } from '../unreadable.ts';
import { createSheetBlocks, type CellValue } from './sheets.ts';

/** @throws Unreadable damaged, encrypted. */
export function readOldWorkbook(bytes: Uint8Array): { blocks: Block[] } {
  const { SheetNames: names, Sheets: sheets } = open(bytes);
  return { blocks: names.flatMap((name) => sheetBlocks(name, sheets[name])) };
}

function open(bytes: Uint8Array): WorkBook {
  try {
    return read(bytes, { type: 'buffer', dense: true, cellDates: true, UTC: true, cellHTML: false });
  } catch (error) {
    if (isExhaustion(error)) throw error;
    const locked = error instanceof Error && /password|encrypt/i.test(error.message);
    throw locked
      ? new Unreadable('encrypted', reasons.encrypted)
      : new Unreadable('damaged', reasons.damaged);
  }
}

function sheetBlocks(name: string, sheet: WorkSheet | undefined): Block[] {
  if (sheet === undefined) throw new Unreadable('damaged', reasons.damaged);
  const reference = sheet['!ref'];
  if (reference === undefined) return [];
  const sheetOf = createSheetBlocks(name);
  const { s: start } = utils.decode_range(reference);
  const rows = utils.sheet_to_json<CellValue[]>(sheet, { header: 1, raw: true, blankrows: true, UTC: true });
  const before = Array.from<CellValue>({ length: start.c });
  return rows
    .flatMap((values, index) =>
      sheetOf.add({ row: start.r + index + 1, values: [...before, ...Array.from(values)] }),
    )
    .concat(sheetOf.end());
}

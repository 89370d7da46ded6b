/** OpenDocument spreadsheets, row by row: the names of sheets from the package, their cells from a stream. */
import type { Block } from '../extract.ts';
import { Unreadable, isExhaustion, reasons } from '../unreadable.ts';
import { createSheetBlocks, type CellValue } from './sheets.ts';
import { walkXml } from './xml.ts';
import { openPackage } from './zip.ts';

interface StreamedRow {
  /** From 0. */
  index: number;
  sheetIndex?: number;
  values: CellValue[];
}

/** @throws Unreadable damaged, encrypted, too_large; reading the blocks, damaged. */
export async function readOds(bytes: Uint8Array): Promise<{ blocks: AsyncIterable<Block> }> {
  const content = openPackage(bytes).part('content.xml');
  if (content === undefined) throw damaged();
  const { streamOdsRows } = await import('hucre/ods');
  return { blocks: blocksOf(odsSheets(content), streamOdsRows(bytes)) };
}

/** Rows come sheet by sheet. */
async function* blocksOf(names: readonly string[], rows: AsyncIterable<StreamedRow>): AsyncGenerator<Block> {
  const sheets = names.map(createSheetBlocks);
  let current = 0;
  for await (const { index, sheetIndex = 0, values } of readable(rows)) {
    if (sheetIndex !== current) yield* sheets[current]?.end() ?? [];
    current = sheetIndex;
    yield* sheets[current]?.add({ row: index + 1, values }) ?? [];
  }
  yield* sheets[current]?.end() ?? [];
}

async function* readable(rows: AsyncIterable<StreamedRow>): AsyncGenerator<StreamedRow> {
  try {
    yield* rows;
  } catch (error) {
    if (isExhaustion(error)) throw error;
    throw damaged();
  }
}

/** The names alone: a tree of the whole content would hold each cell several times. */
function odsSheets(content: Uint8Array): string[] {
  const names: string[] = [];
  const path: string[] = [];
  walkXml(content, {
    open(name, attributes) {
      if (name === 'table' && path.at(-1) === 'spreadsheet') names.push(attributes['name'] ?? '');
      path.push(name);
    },
    close: () => void path.pop(),
    text: () => undefined,
  });
  return names;
}

function damaged(): Unreadable {
  return new Unreadable('damaged', reasons.damaged);
}

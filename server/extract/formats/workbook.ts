/** Workbooks that are zips (XLSX and ODS), row by row: their names from the package, their cells from a stream. */
import type { Block } from '../extract.ts';
import { Unreadable, isExhaustion, reasons } from '../unreadable.ts';
import { createSheetBlocks, type CellValue } from './sheets.ts';
import { descendants, parseXml, walkXml } from './xml.ts';
import { openPackage, type Package } from './zip.ts';

interface StreamedRow {
  /** From 0. */
  index: number;
  sheetIndex?: number;
  values: CellValue[];
}

/** @throws Unreadable damaged, encrypted, too_large; reading the blocks, damaged. */
export async function readXlsx(bytes: Uint8Array): Promise<{ blocks: AsyncIterable<Block> }> {
  const names = xlsxSheets(openPackage(bytes));
  const { streamXlsxRows } = await import('hucre/xlsx');
  async function* blocks(): AsyncGenerator<Block> {
    for (const sheet of names) yield* blocksOf([sheet], streamXlsxRows(bytes, { sheet }));
  }
  return { blocks: blocks() };
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

/** The names of sheets of cells, in their order; sheets that are one chart have none. */
function xlsxSheets(parts: Package): string[] {
  const workbook = parts.part('xl/workbook.xml');
  const relations = parts.part('xl/_rels/workbook.xml.rels');
  if (workbook === undefined || relations === undefined) throw damaged();
  const charts = new Set(
    [...descendants(parseXml(relations), 'Relationship')]
      .filter(({ attributes }) => /\/(chart|dialog|macro)sheet$/i.test(attributes['Type'] ?? ''))
      .map(({ attributes }) => attributes['Id']),
  );
  return [...descendants(parseXml(workbook), 'sheet')]
    .filter(({ attributes }) => !charts.has(attributes['r:id']))
    .map(({ attributes }) => attributes['name'] ?? '');
}

function damaged(): Unreadable {
  return new Unreadable('damaged', reasons.damaged);
}

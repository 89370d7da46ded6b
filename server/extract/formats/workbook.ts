/** Workbooks that are zips (XLSX and ODS), row by row: their names from the package, their cells from a stream. */
import type { Block } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { createSheetBlocks, type CellValue } from './sheets.ts';
import { child, descendants, elements, parseXml } from './xml.ts';
import { openPackage, type Package } from './zip.ts';

interface StreamedRow {
  /** From 0. */
  index: number;
  sheetIndex?: number;
  values: CellValue[];
}

/** @throws Unreadable damaged, encrypted, too_large. */
export async function readXlsx(bytes: Uint8Array): Promise<{ blocks: Block[] }> {
  const names = xlsxSheets(openPackage(bytes));
  const { streamXlsxRows } = await import('hucre/xlsx');
  const blocks: Block[] = [];
  for (const sheet of names) append(blocks, await rowsToBlocks([sheet], streamXlsxRows(bytes, { sheet })));
  return { blocks };
}

/** @throws Unreadable damaged, encrypted, too_large. */
export async function readOds(bytes: Uint8Array): Promise<{ blocks: Block[] }> {
  const content = openPackage(bytes).part('content.xml');
  if (content === undefined) throw damaged();
  const body = child(parseXml(content), 'body');
  const tables = elements(child(body, 'spreadsheet') ?? fail()).filter(({ name }) => name === 'table');
  const names = tables.map(({ attributes }) => attributes['name'] ?? '');
  const { streamOdsRows } = await import('hucre/ods');
  return { blocks: await rowsToBlocks(names, streamOdsRows(bytes)) };
}

async function rowsToBlocks(names: readonly string[], rows: AsyncIterable<StreamedRow>): Promise<Block[]> {
  const sheets = names.map(createSheetBlocks);
  try {
    for await (const { index, sheetIndex = 0, values } of rows)
      sheets[sheetIndex]?.add({ row: index + 1, values });
  } catch (error) {
    if (error instanceof RangeError || error instanceof Unreadable) throw error;
    throw damaged();
  }
  const blocks: Block[] = [];
  for (const sheet of sheets) append(blocks, sheet.end());
  return blocks;
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

/** One by one: no call takes as many arguments as a workbook may have blocks. */
function append(blocks: Block[], more: readonly Block[]): void {
  for (const block of more) blocks.push(block);
}

function damaged(): Unreadable {
  return new Unreadable('damaged', reasons.damaged);
}

function fail(): never {
  throw damaged();
}

/** Excel workbooks, row by row: names and styles from the package, cells from a stream, shared texts as bytes. */
import type { Block } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { createSheetBlocks, type CellValue, type SheetRow } from './sheets.ts';
import { createDates, type Dates } from './xlsx-dates.ts';
import { createSharedStrings, readSharedStrings, unescaped, type SharedStrings } from './xlsx-strings.ts';
import { descendants, parseXml, streamXml } from './xml.ts';
import { openPackage, type Package } from './zip.ts';

/** What a workbook's cells mean. */
interface Meaning {
  strings: SharedStrings;
  dates: Dates;
}

export interface Sheet {
  name: string;
  rows: AsyncIterable<SheetRow>;
}

/** @throws Unreadable damaged, encrypted, too_large; reading the blocks, damaged. */
export function readXlsx(bytes: Uint8Array): { blocks: AsyncIterable<Block> } {
  const sheets = openXlsx(bytes);
  async function* blocks(): AsyncGenerator<Block> {
    for await (const { name, rows } of sheets) {
      const table = createSheetBlocks(name);
      for await (const row of rows) yield* table.add(row);
      yield* table.end();
    }
  }
  return { blocks: blocks() };
}

/** The sheets of cells, in their order. @throws Unreadable damaged, encrypted, too_large; while reading, damaged. */
export function openXlsx(bytes: Uint8Array): AsyncIterable<Sheet> {
  const parts = openPackage(bytes);
  const { sheets, calendar } = readWorkbook(parts);
  async function* opened(): AsyncGenerator<Sheet> {
    const texts = parts.stream('xl/sharedStrings.xml');
    const strings = texts === undefined ? createSharedStrings() : await readSharedStrings(texts);
    const meaning = { strings, dates: createDates(parts.part('xl/styles.xml'), calendar) };
    for (const { name, part } of sheets) {
      const content = parts.stream(part);
      if (content === undefined) throw damaged();
      yield { name, rows: rowsOf(content, meaning) };
    }
  }
  return opened();
}

/** Names of sheets and the parts that hold them; a sheet that is one chart has no cells. */
function readWorkbook(parts: Package): { sheets: { name: string; part: string }[]; calendar: 1900 | 1904 } {
  const workbook = parts.part('xl/workbook.xml');
  const relations = parts.part('xl/_rels/workbook.xml.rels');
  if (workbook === undefined || relations === undefined) throw damaged();
  const targets = new Map(
    [...descendants(parseXml(relations), 'Relationship')]
      .filter(({ attributes }) => /\/worksheet$/i.test(attributes['Type'] ?? ''))
      .map(({ attributes }) => [attributes['Id'], attributes['Target'] ?? '']),
  );
  const root = parseXml(workbook);
  const sheets = [...descendants(root, 'sheet')].flatMap(({ attributes }) => {
    const target = targets.get(attributes['r:id']);
    if (target === undefined) return [];
    const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    return [{ name: attributes['name'] ?? '', part }];
  });
  const [properties] = descendants(root, 'workbookPr');
  const since1904 = /^(1|true)$/.test(properties?.attributes['date1904'] ?? '');
  return { sheets, calendar: since1904 ? 1904 : 1900 };
}

/** More columns or rows than any program writes: XFD1048576. */
const maxColumn = 16_384;
const maxRow = 1_048_576;

async function* rowsOf(content: AsyncIterable<Uint8Array>, meaning: Meaning): AsyncGenerator<SheetRow> {
  let rows: SheetRow[] = [];
  let values: CellValue[] = [];
  let row = 0;
  let column = 0;
  let cell: Readonly<Record<string, string>> = {};
  let text = '';
  let inText = false;
  let inReading = false;
  const reading = streamXml(content, {
    open(name, attributes) {
      if (name === 'row') {
        row = attributes['r'] === undefined ? row + 1 : Number(attributes['r']);
        if (!(row >= 1 && row <= maxRow)) throw damaged();
        values = [];
        column = 0;
      } else if (name === 'c') {
        column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
        if (!(column >= 1 && column <= maxColumn)) throw damaged();
        cell = attributes;
        text = '';
      } else if (name === 'v' || name === 't') inText = !inReading;
      else if (name === 'rPh') inReading = true;
    },
    close(name) {
      if (name === 'v' || name === 't') inText = false;
      else if (name === 'rPh') inReading = false;
      else if (name === 'c') values[column - 1] = valueOf(cell, text, meaning);
      else if (name === 'row' && values.length > 0) rows.push({ row, values: Array.from(values) });
    },
    text(content) {
      if (inText) text += content;
    },
  });
  for await (const _ of reading) {
    yield* rows;
    rows = [];
  }
}

/** Of `AB12`, 28. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column;
}

/** By the cell's type (ECMA-376, 18.18.11). */
function valueOf(
  cell: Readonly<Record<string, string>>,
  text: string,
  { strings, dates }: Meaning,
): CellValue {
  if (text === '') return undefined;
  switch (cell['t']) {
    case 's':
      return strings.at(Number(text));
    case 'str':
    case 'inlineStr':
      return unescaped(text);
    case 'b':
      return text.trim() === '1';
    case 'e':
      return text;
    case 'd':
      return new Date(/[zZ]|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
    default: {
      const number = Number(text);
      if (Number.isNaN(number)) return text;
      return dates.isDate(Number(cell['s'] ?? 0)) ? dates.dateOf(number) : number;
    }
  }
}

function damaged(): Unreadable {
  return new Unreadable('damaged', reasons.damaged);
}

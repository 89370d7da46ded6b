/** Comma-, semicolon- and tab-separated values: tables whose rows know their lines and their header. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Block } from '../extract.ts';
import { decodeText } from '../text.ts';
import { Unreadable, reasons } from '../unreadable.ts';

const delimiters = [',', ';', '\t', '|'] as const;
/** A block of this many rows keeps the work on one block small, however long the file is. */
const rowsPerBlock = 500;

interface Row {
  record: string[];
  /** `lines` counts up to the record's end. */
  info: { lines: number };
}

/** @throws Unreadable damaged, when a quotation mark is never closed; empty. */
export function readCsv(bytes: Uint8Array, format: 'csv' | 'tsv'): { blocks: Block[] } {
  // A lone CR ends a line for old programs; csv-parse would take it for text once another line ends otherwise.
  const text = decodeText(bytes).replaceAll(/\r\n?/g, '\n');
  const all = parseRows(text, format === 'tsv' ? '\t' : delimiterOf(text));
  if (all.length === 0) throw new Unreadable('empty', reasons.noText);
  const start = headerRow(all);
  const rows = all.slice(start);
  const blocks = all.slice(0, start).flatMap(titleBlock);
  for (let from = 1; from < rows.length || from === 1; from += rowsPerBlock)
    blocks.push(blockOf(rows, from, Math.min(rows.length, from + rowsPerBlock)));
  return { blocks };
}

function blockOf(rows: readonly Row[], from: number, to: number): Block {
  const startOf = (row: number): number => rows[row]!.info.lines - newlines(rows[row]!.record);
  const body = rows.slice(from, to);
  // The first block cites the header's line, too; in later ones the header is only repeated.
  const first = from === 1 ? startOf(0) : startOf(from);
  return {
    kind: 'table',
    text: '',
    rows: [rows[0]!, ...body].map(({ record }) => record),
    rowLines: [first, ...body.map((_, index) => startOf(from + index))],
    place: { line_start: first, line_end: rows[to - 1]!.info.lines },
  };
}

/** Titles above the header: rows of one cell. */
const maxTitleRows = 5;

function headerRow(rows: readonly Row[]): number {
  const found = rows
    .slice(0, maxTitleRows + 1)
    .findIndex(({ record }) => record.filter((cell) => cell.trim() !== '').length > 1);
  return Math.max(0, found);
}

function titleBlock({ record, info }: Row): Block[] {
  const text = record.join(' ').trim();
  const place = { line_start: info.lines - newlines(record), line_end: info.lines };
  return text === '' ? [] : [{ kind: 'paragraph', text, place }];
}

function newlines(record: readonly string[]): number {
  return record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
}

/** A row of a hundred thousand cells or more, or a quotation mark that is closed too late. */
const maxRecordLength = 1_000_000;
const rowTooLong =
  'A row of this table is longer than a million characters, which is no row that can be cited. Check its quotation marks and line ends, then upload it again.';

function parseRows(text: string, delimiter: string): Row[] {
  try {
    return parse(text, {
      delimiter,
      info: true,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      record_delimiter: '\n',
      max_record_size: maxRecordLength,
    }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw new Unreadable('too_large', rowTooLong);
    const at = /line (\d+)/.exec(error.message)?.[1];
    const where = at === undefined ? '' : ` near line ${at}`;
    const reason = `This table cannot be read: a quotation mark${where} is not closed. Correct it and upload the file again.`;
    throw new Unreadable('damaged', reason);
  }
}

/** The delimiter that the first lines hold equally often, and most of; what stands in quotation marks is not counted. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replaceAll(/"[^"]*"/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const score = (delimiter: string): number => {
    const counts = lines.slice(0, 10).map((line) => line.split(delimiter).length - 1);
    const [first = 0] = counts;
    return first * counts.filter((count) => count === first).length;
  };
  return delimiters.reduce((best, one) => (score(one) > score(best) ? one : best), ',');
}

/** Comma-, semicolon- and tab-separated values: one table, each row with its line. */
import { parse } from 'csv-parse/sync';
import type { Block } from '../extract.ts';
import { FileFailure } from '../failure.ts';
import { cleanText, decodeText } from '../text.ts';

const delimiters = [',', ';', '\t', '|'] as const;

export function readCsv(bytes: Uint8Array): Block[] {
  const text = cleanText(decodeText(bytes));
  const rows = parseRows(text, delimiterOf(text));
  const [header] = rows;
  if (header === undefined)
    throw new FileFailure('empty', 'The table has no rows. Check the file and upload it anew.');
  const lines = rows.map((row) => row.join(' | '));
  return [{ kind: 'table', text: lines.join('\n'), rows, place: { line_start: 1, line_end: rows.length } }];
}

function parseRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  } catch {
    throw new FileFailure(
      'damaged',
      'The table cannot be read: a quotation mark is not closed. Correct it and upload the file anew.',
    );
  }
}

/** The delimiter that the first line holds most of. */
function delimiterOf(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return delimiters.reduce((best, one) => (count(line, one) > count(line, best) ? one : best), ',');
}

function count(line: string, character: string): number {
  return line.split(character).length - 1;
}

/** Which rows make a table, and which cells it cites. */
import { expect, test } from 'vitest';
import { cutPieces } from '../pieces.ts';
import { createSheetBlocks, type CellValue } from './sheets.ts';

function piecesOf(rows: Readonly<Record<number, readonly CellValue[]>>) {
  const blocks = createSheetBlocks('S');
  const complete = Object.entries(rows).flatMap(([row, values]) => blocks.add({ row: Number(row), values }));
  return cutPieces([...complete, ...blocks.end()], { minWords: 0 });
}

test('a column far out is cited by its letters', () => {
  const far = Array.from<CellValue>({ length: 702 });
  expect(piecesOf({ 7: [...far, 'AAA', 'next'] })[0]!.place.cells).toBe('AAA7:AAB7');
});

test('numbers alone are a table without a header to repeat', () => {
  const pieces = piecesOf({ 1: [1, 2], 2: [3, 4.000000000000001] });
  expect(pieces).toEqual([{ text: '1 | 2\n3 | 4', place: { sheet: 'S', cells: 'A1:B2' } }]);
});

test('an empty row alone does not end a table, a new header after it does', () => {
  const rows = {
    1: ['Day', 'Litres'],
    2: ['Monday', 4],
    4: ['Tuesday', 5],
    6: ['Cow', 'Age'],
    7: ['Ada', 9],
  };
  expect(piecesOf(rows)[0]!.text).toBe('Day | Litres\nMonday | 4\nTuesday | 5\n\nCow | Age\nAda | 9');
});

test('two thousand rows: every row stands within the cells that are cited for it, under the header', () => {
  const rows: Record<number, CellValue[]> = { 3: [null, 'Name', 'Count'] };
  for (let row = 4; row < 2_004; row++) rows[row] = [null, `ewe ${row}`, row];
  for (const { text, place } of piecesOf(rows)) {
    expect(text.startsWith('Name | Count\n')).toBe(true);
    const numbers = Array.from(text.matchAll(/ewe (\d+)/g), ([, row]) => Number(row));
    const first = numbers[0] === 4 ? 3 : numbers[0];
    expect(place.cells).toBe(`B${first}:C${numbers.at(-1)}`);
  }
});

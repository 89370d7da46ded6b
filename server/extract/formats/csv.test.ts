/** Tables as text: delimiters, quotation marks and lines. */
import { expect, test } from 'vitest';
import { cutPieces } from '../pieces.ts';
import { readCsv } from './csv.ts';

function rows(text: string, format: 'csv' | 'tsv' = 'csv') {
  return readCsv(Buffer.from(text), format).blocks[0]!.rows;
}

test.each([
  ['commas', 'a,b\n1,2\n'],
  ['semicolons, with decimal commas', 'a;b\n1;2\n'],
  ['tabs', 'a\tb\n1\t2\n'],
  ['bars', 'a|b\n1|2'],
  ['carriage returns', 'a,b\r1,2\r'],
  ['a byte order mark', '\ufeffa,b\r\n1,2\r\n'],
])('%s part cells', (_, text) => {
  expect(rows(text)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('what stands in quotation marks does not decide the delimiter', () => {
  expect(rows('"a,b,c,d";e\n"1,2,3,4";5')).toEqual([
    ['a,b,c,d', 'e'],
    ['1,2,3,4', '5'],
  ]);
});

test('rows of uneven length and loose quotation marks are read as they are', () => {
  expect(rows('a,b\n1\n1,2,3\n5" pipe,x')).toEqual([['a', 'b'], ['1'], ['1', '2', '3'], ['5" pipe', 'x']]);
});

test('a tab-separated file may hold commas', () => {
  expect(rows('a,b\tc\n1,2\t3', 'tsv')).toEqual([
    ['a,b', 'c'],
    ['1,2', '3'],
  ]);
});

test('each row knows its line, over cells with line breaks and empty lines', () => {
  const { blocks } = readCsv(Buffer.from('a,b\n1,"x\ny"\n\n2,z\n'), 'csv');
  expect(blocks[0]).toMatchObject({ rowLines: [1, 2, 5], place: { line_start: 1, line_end: 5 } });
});

test('row 1,900 of a long table is cited by its line, under the header', () => {
  const text = 'id,name\n' + Array.from({ length: 2_000 }, (_, i) => `${i},name${i}\n`).join('');
  const piece = cutPieces(readCsv(Buffer.from(text), 'csv').blocks).find(({ text }) =>
    text.includes('name1900'),
  )!;
  expect(piece.text.startsWith('id | name\n')).toBe(true);
  const offset = piece.text.split('\n').indexOf('1900 | name1900') - 1;
  expect(piece.place.line_start! + offset).toBe(1902);
  expect(piece.place.line_end! - piece.place.line_start!).toBeLessThan(100);
});

test('a header alone is a table', () => {
  expect(rows('a,b')).toEqual([['a', 'b']]);
});

test('a row that never ends is refused before it is cut to pieces', () => {
  const wide = Array.from({ length: 300_000 }, (_, at) => at).join(',');
  expect(() => rows(`${wide}\n${wide}\n`)).toThrow(/longer than a million characters/);
});

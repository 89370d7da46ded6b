/** Workbooks of every kind: the range that is cited holds what is quoted. */
import { describe, expect, test } from 'vitest';
import { extractBytes, extractSample, pieceWith, sample } from '../fixtures.suite.ts';

describe.each([
  ['harbour.xlsx', 'spreadsheetml.sheet'],
  ['harbour.ods', 'opendocument.spreadsheet'],
  ['harbour.xls', 'vnd.ms-excel'],
  ['harbour.xlsb', 'sheet.binary'],
])('%s', (name, mediaType) => {
  test('rows are cited by sheet and cells, each part under the header', async () => {
    const extraction = await extractSample(name);
    expect(extraction).toMatchObject({ mediaType: expect.stringContaining(mediaType) });
    expect(pieceWith(extraction, 'Boats that called at the harbour').place).toEqual({
      sheet: 'Boats',
      cells: 'A1',
    });
    const first = pieceWith(extraction, 'Kestrel | Whitby | 2024-03-05 | 7 | 1250.5');
    expect(first.place).toEqual({ sheet: 'Boats', cells: 'B3:F24' });
    expect(first.text).toContain('雲雀丸 | 長崎 | 2023-11-30 | 12 | 980');
    expect(first.text).toContain('갈매기호 | 부산 | 2022-01-15 | 4 | 310.25');
    const last = pieceWith(extraction, 'Boat 57 | ');
    expect(last.text).toMatch(/^Boat \| Harbour \| Arrived \| Crew \| Cost\n/);
    expect(last.place).toEqual({ sheet: 'Boats', cells: 'B46:F63' });
  });

  test('times, shares and results of formulas are read as they are meant; an empty row ends a table', async () => {
    const { text, place } = pieceWith(await extractSample(name), 'Morning | 06:05');
    expect(text).toMatch(/2024-06-01 07:40 \| \w+ \| 0\.125 \| 0\.3\n/);
    expect(text).toContain('Captain | Town\nAsha Rao | मुंबई\nNoi | ภูเก็ต');
    expect(place).toEqual({ sheet: 'Crossings', cells: 'A1:F9' });
  });

  test('a sheet with a name in another script', async () => {
    const { place } = pieceWith(await extractSample(name), 'الإسكندرية | سليم البحار | 11.5');
    expect(place).toEqual({ sheet: 'الموانئ', cells: 'A1:C3' });
  });

  test('is told by its content, and damage is told as damage', async () => {
    expect(await extractBytes(sample(name), 'report.pdf')).toMatchObject({ state: 'okay' });
    const half = sample(name).subarray(0, sample(name).length / 2);
    expect(await extractBytes(half, name)).toMatchObject({ code: 'damaged' });
  });
});

test('tab-separated text is cited by line', async () => {
  const extraction = await extractSample('harbour.tsv');
  expect(extraction).toMatchObject({ mediaType: 'text/tab-separated-values' });
  const { text, place } = pieceWith(extraction, 'Boat 40 | Hull | 2025-05-13');
  expect(text).toContain(' | Boat | Harbour | Arrived | Crew | Cost\n');
  const lines = sample('harbour.tsv')
    .toString()
    .split('\n')
    .slice(place.line_start! - 1, place.line_end);
  expect(lines.some((line) => line.includes('Boat 40'))).toBe(true);
  expect(lines).toHaveLength(text.split('\n').length - 1);
});

test('a workbook with a password', async () => {
  expect(await extractSample('locked.xls')).toMatchObject({ code: 'encrypted' });
});

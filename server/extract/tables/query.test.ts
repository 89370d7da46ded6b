/** Questions to tables of real files, through a real process; and what a question cannot do. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { sample, streamOf } from '../fixtures.suite.ts';
import { createTableQueries, type QueryLimits, type QueryOutcome } from './query.ts';

type File = readonly [name: string, bytes: Buffer];

const boats: File = ['harbour.xlsx', sample('harbour.xlsx')];
const sales: File = [
  'Sales 2024.csv',
  Buffer.from('Boat,Unit price,Code\nKestrel,2.5,007\nWren,4,008\nKestrel,3.5,\n'),
];

function ask(files: readonly File[], sql?: string, limits: QueryLimits = {}): Promise<QueryOutcome> {
  const queries = createTableQueries(limits);
  onTestFinished(() => queries.close());
  return queries.run({
    files: files.map(([name, bytes]) => ({ id: name, name, size: bytes.length, content: streamOf(bytes) })),
    sql,
    maxRows: 100,
  });
}

test('without a question the tables are told, with columns from the header and the place of each', async () => {
  const { tables, result } = await ask([boats, sales]);
  expect(result).toBeUndefined();
  expect(tables).toContainEqual({
    name: 'harbour_boats',
    file: 'harbour.xlsx',
    sheet: 'Boats',
    cells: 'B3:F63',
    columns: ['_row', 'boat', 'harbour', 'arrived', 'crew', 'cost'],
    rows: 60,
  });
  expect(tables).toContainEqual({
    name: 'sales_2024',
    file: 'Sales 2024.csv',
    line_start: 1,
    line_end: 4,
    columns: ['_row', 'boat', 'unit_price', 'code'],
    rows: 3,
  });
});

test('sheets and CSV tables are joined, numbers add up, and the tables that were read are told', async () => {
  const sql = `SELECT h.boat, h.harbour, sum(s.unit_price) AS total, count(*) AS n FROM harbour_boats h
    JOIN sales_2024 s ON s.boat = h.boat WHERE h.crew = 7 GROUP BY h.boat ORDER BY total DESC;`;
  const { result } = await ask([boats, sales], sql);
  expect(result).toEqual({
    columns: ['boat', 'harbour', 'total', 'n'],
    rows: [['Kestrel', 'Whitby', 6, 2]],
    cut: false,
    used: expect.arrayContaining(['harbour_boats', 'sales_2024']),
  });
});

test('each row knows the row of its sheet or the line of its file; codes keep their zeros', async () => {
  const { result } = await ask([sales], 'SELECT _row, code FROM sales_2024');
  expect(result?.rows).toEqual([
    [2, '007'],
    [3, '008'],
    [4, null],
  ]);
});

test('a sheet of many blocks is one table', async () => {
  const rows = Array.from({ length: 1_800 }, (_, at) => `item ${at},${at}`).join('\n');
  const { result } = await ask(
    [['long.csv', Buffer.from(`Name,Value\n${rows}`)]],
    'SELECT count(*), sum(value) FROM long',
  );
  expect(result?.rows).toEqual([[1_800, 1_619_100]]);
});

test('no more rows than asked for, and the answer says so', async () => {
  const { result } = await ask(
    [boats],
    'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c',
  );
  expect(result?.rows).toHaveLength(100);
  expect(result?.cut).toBe(true);
});

describe('refused, with the tables and columns that exist', () => {
  test.each([
    ['a table that is not there', 'SELECT * FROM boats', /no such table: boats.*harbour_boats\(_row, boat/s],
    ['a column that is not there', 'SELECT skipper FROM harbour_boats', /no such column: skipper.*crew/s],
    ['another database', "ATTACH DATABASE '/tmp/x' AS x", /not authorized/],
    ['a pragma', 'PRAGMA database_list', /not authorized/],
    [
      'a pragma as a table',
      "SELECT * FROM pragma_table_info('harbour_boats')",
      /not authorized|no such table/,
    ],
    ['a change', 'DELETE FROM harbour_boats', /not authorized/],
    ['a new table', 'CREATE TABLE t (a)', /not authorized/],
    ['a copy to a file', "VACUUM INTO '/tmp/keepsake-stolen.db'", /only one SELECT|not authorized/],
    ['an extension', "SELECT load_extension('/tmp/x')", /not authorized/],
    ['a second statement', 'SELECT 1; DELETE FROM harbour_boats', /only one SELECT/],
    ['a bracket that closes too early', 'SELECT 1) UNION SELECT (2', /syntax error/],
    ['a huge value', 'SELECT length(zeroblob(1000000000))', /too big/],
  ])('%s', async (_, sql, message) => {
    await expect(ask([boats], sql)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(message),
    });
  });
});

test('a question without an end is stopped', async () => {
  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
  await expect(ask([boats], endless, { queryMs: 500 })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: expect.stringContaining('took longer'),
  });
});

test('a question that takes too much memory is stopped', async () => {
  const greedy = `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 5000000)
    SELECT x, randomblob(1000) AS b FROM c ORDER BY b`;
  await expect(ask([boats], greedy, { memoryMb: 200 })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: expect.stringContaining('memory'),
  });
});

test('a damaged file is told, and the others can still be asked', async () => {
  const half: File = ['half.xlsx', boats[1].subarray(0, boats[1].length / 2)];
  const { unreadable, result } = await ask([half, sales], 'SELECT count(*) FROM sales_2024');
  expect(unreadable).toEqual(['half.xlsx']);
  expect(result?.rows).toEqual([[3]]);
});

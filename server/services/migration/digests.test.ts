/** Digests of scopes: the same in any order of rows, another one for any other row. */
import { expect, it } from 'vitest';
import { copiedColumns, createPieces, type CopiedName } from '../../store/copied-lines.ts';
import { digestOf } from './digests.ts';

async function digest(tables: readonly (readonly [CopiedName, readonly unknown[][]])[]) {
  const pieces = createPieces();
  const made: Buffer[] = [];
  for (const [table, rows] of tables) {
    pieces.head(table, copiedColumns[table]);
    for (const row of rows) {
      pieces.row(row);
      made.push(pieces.take());
    }
  }
  made.push(pieces.take());
  let [rows, bytes] = [0, 0];
  const report = (moreRows: number, more: number) => void ((rows += moreRows), (bytes += more));
  const found = await digestOf(
    (async function* () {
      yield* made;
    })(),
    report,
  );
  return { ...found, reported: { rows, bytes } };
}

it('does not depend on the order of rows, and counts them', async () => {
  const one = await digest([
    [
      'rows',
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    ['records', [['c', 3]]],
  ]);
  const other = await digest([
    ['records', [['c', 3]]],
    [
      'rows',
      [
        ['b', 2],
        ['a', 1],
      ],
    ],
  ]);
  expect(other).toEqual(one);
  expect(one.rows).toEqual({ records: 1, rows: 2 });
  expect(one.reported.rows).toBe(3);
});

it('differs for a row that is missing, changed, doubled or in another table', async () => {
  const rows = [
    ['a', 1],
    ['b', 2],
  ];
  const others = await Promise.all([
    digest([['rows', rows]]),
    digest([['rows', [['a', 1]]]]),
    digest([
      [
        'rows',
        [
          ['a', 1],
          ['b', 3],
        ],
      ],
    ]),
    digest([['rows', [...rows, ['b', 2]]]]),
    digest([['records', rows]]),
    digest([]),
  ]);
  expect(new Set(others.map((one) => one.digest)).size).toBe(others.length);
});

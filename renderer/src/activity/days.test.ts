/** Days without anything are days, too. */
import { expect, test } from 'vitest';
import { daysByKey } from './days.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');

test('every key has every day, and the busiest comes first', () => {
  const counts = [
    { date: '2026-11-19', key_id: 'key_1', reads: 2, writes: 0 },
    { date: '2026-11-21', key_id: 'key_1', reads: 1, writes: 4 },
    { date: '2026-11-21', key_id: null, reads: 0, writes: 9 },
  ];
  const rows = daysByKey(counts, 3, now);
  expect(rows.map(({ keyId, reads, writes }) => [keyId, reads, writes])).toEqual([
    [null, 0, 9],
    ['key_1', 3, 4],
  ]);
  expect(rows[1]?.days).toEqual([
    { date: '2026-11-19', reads: 2, writes: 0 },
    { date: '2026-11-20', reads: 0, writes: 0 },
    { date: '2026-11-21', reads: 1, writes: 4 },
  ]);
  expect(daysByKey([], 3, now)).toEqual([]);
});

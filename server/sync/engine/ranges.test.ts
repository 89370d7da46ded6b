/** Ranges of commits' numbers. */
import { expect, test } from 'vitest';
import { rangesAfter, withNumbers } from './ranges.ts';

test('numbers join what they touch, in any order and more than once', () => {
  const some = withNumbers([{ from: 5, to: 7 }], [9, 4, 8, 6, 20]);
  expect(some).toEqual([
    { from: 4, to: 9 },
    { from: 20, to: 20 },
  ]);
  expect(withNumbers(some, [])).toEqual(some);
  expect(rangesAfter(some, 9, 10)).toEqual([{ from: 20, to: 20 }]);
  expect(rangesAfter(some, 8, 1)).toEqual([{ from: 4, to: 9 }]);
});

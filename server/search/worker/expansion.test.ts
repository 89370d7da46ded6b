/** How far two words are from each other, against the whole table of it. */
import { expect, it } from 'vitest';
import { createRandom } from '../fixtures.suite.ts';
import { editDistance } from './expansion.ts';

/** Optimal string alignment, as textbooks have it. */
function wholeTable(one: string, other: string): number {
  const table = Array.from({ length: one.length + 1 }, (_, at) =>
    Array.from({ length: other.length + 1 }, (_, to) => (at === 0 ? to : to === 0 ? at : 0)),
  );
  const cell = (at: number, to: number) => table[at]?.[to] ?? 0;
  for (let at = 1; at <= one.length; at++) {
    for (let to = 1; to <= other.length; to++) {
      const cost = one[at - 1] === other[to - 1] ? 0 : 1;
      let least = Math.min(cell(at - 1, to) + 1, cell(at, to - 1) + 1, cell(at - 1, to - 1) + cost);
      if (at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1])
        least = Math.min(least, cell(at - 2, to - 2) + 1);
      (table[at] as number[])[to] = least;
    }
  }
  return cell(one.length, other.length);
}

it('is that of the whole table, or more than is asked for', () => {
  const random = createRandom(11);
  const word = () =>
    Array.from({ length: Math.floor(random() * 9) }, () => 'abc'[Math.floor(random() * 3)]).join('');
  for (let pair = 0; pair < 5_000; pair++) {
    const [one, other, most] = [word(), word(), 1 + (pair % 2)];
    const distance = wholeTable(one, other);
    expect([one, other, editDistance(one, other, most)]).toEqual([one, other, Math.min(distance, most + 1)]);
  }
});

it('of words longer than any before is right too, and leaves nothing behind for the next', () => {
  const long = 'ab'.repeat(100);
  expect(editDistance(long, `${long}c`, 2)).toBe(1);
  expect(editDistance(long, long.replace('ab', 'ba'), 1)).toBe(1);
  expect(editDistance('kitten', 'kitchen', 2)).toBe(2);
  expect(editDistance('form', 'from', 1)).toBe(1);
});

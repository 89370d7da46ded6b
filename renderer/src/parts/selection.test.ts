/** What is chosen after clicks and keys, also when the list is sorted anew between them. */
import { expect, test } from 'vitest';
import { move, nothingSelected, select } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = ({ ids }: { ids: ReadonlySet<string> }) => [...ids].sort().join('');

test('a click chooses one, with Ctrl one more or one less', () => {
  const one = select(nothingSelected, order, 'b');
  expect(chosen(one)).toBe('b');
  const two = select(one, order, 'd', { toggle: true });
  expect(chosen(two)).toBe('bd');
  expect(chosen(select(two, order, 'b', { toggle: true }))).toBe('d');
  expect(chosen(select(two, order, 'e'))).toBe('e');
});

test('a range runs from its anchor both ways, and in the order that is shown now', () => {
  const anchored = select(nothingSelected, order, 'c');
  const down = select(anchored, order, 'e', { range: true });
  expect(chosen(down)).toBe('cde');
  expect(chosen(select(down, order, 'a', { range: true }))).toBe('abc');
  expect(chosen(select(down, ['e', 'a', 'c', 'b', 'd'], 'e', { range: true }))).toBe('ace');
  expect(chosen(select(down, ['a', 'b', 'd'], 'b', { range: true }))).toBe('b');
});

test('keys move within the list and do not leave it', () => {
  expect(move(nothingSelected, order, 1).active).toBe('a');
  expect(move(nothingSelected, order, -1).active).toBe('e');
  const last = move(select(nothingSelected, order, 'b'), order, Infinity);
  expect([last.active, chosen(last)]).toEqual(['e', 'e']);
  expect(move(last, order, 1).active).toBe('e');
  const grown = move(select(nothingSelected, order, 'b'), order, 2, { range: true });
  expect(chosen(grown)).toBe('bcd');
  const passed = move(grown, order, 1, { toggle: true });
  expect([passed.active, chosen(passed)]).toEqual(['e', 'bcd']);
  expect(move(nothingSelected, [], 1)).toBe(nothingSelected);
});

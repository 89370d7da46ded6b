/** Moving among what the palette offers. */
import { File } from 'lucide-react';
import { expect, test } from 'vitest';
import { activeOf, steer, type Group } from './entries.ts';

const entry = (id: string) => ({ id, icon: File, name: id, run: () => undefined });
const groups: Group[] = [
  { id: 'one', title: 'One', entries: [entry('a'), entry('b')] },
  { id: 'two', title: 'Two', entries: [entry('c'), entry('d'), entry('e')] },
];
const all = groups.flatMap(({ entries }) => entries);

test('arrows go round', () => {
  expect(steer(groups, 0, 'ArrowDown')).toBe(1);
  expect(steer(groups, 4, 'ArrowDown')).toBe(0);
  expect(steer(groups, 0, 'ArrowUp')).toBe(4);
  expect(steer([], 0, 'ArrowDown')).toBeUndefined();
  expect(steer(groups, 0, 'a')).toBeUndefined();
});

test('page keys go from group to group', () => {
  expect(steer(groups, 0, 'PageDown')).toBe(2);
  expect(steer(groups, 3, 'PageDown')).toBe(4);
  expect(steer(groups, 3, 'PageUp')).toBe(2);
  expect(steer(groups, 2, 'PageUp')).toBe(0);
});

test('what was chosen stays chosen when other results come, and the first is it otherwise', () => {
  expect(activeOf(all, 'd')).toBe(3);
  expect(activeOf(all, 'gone')).toBe(0);
  expect(activeOf([], undefined)).toBe(0);
});

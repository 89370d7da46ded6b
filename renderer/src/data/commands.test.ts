/** What the palette finds. */
import { expect, test } from 'vitest';
import { findCommands } from './commands.ts';

const run = () => undefined;
const all = [
  { id: 'a', label: 'Go to Document Drive', run },
  { id: 'b', label: 'Create Project', words: 'new add', run },
];

test('every word typed begins a word of the command', () => {
  expect(findCommands(all, '').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(findCommands(all, 'dri go').map(({ id }) => id)).toEqual(['a']);
  expect(findCommands(all, 'NEW pro').map(({ id }) => id)).toEqual(['b']);
  expect(findCommands(all, 'rive')).toEqual([]);
});

/** Which keys mean what. */
import { expect, test } from 'vitest';
import { createMatcher, nameOf, type Shortcut } from './shortcuts.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const shortcut = (keys: string, label = keys): Shortcut => ({ keys, label, run: () => undefined });

test('keys have one name on every system', () => {
  expect(nameOf(press('k', { ctrlKey: true }))).toBe('mod+k');
  expect(nameOf(press('K', { metaKey: true, shiftKey: true }))).toBe('mod+shift+k');
  expect(nameOf(press('?', { shiftKey: true }))).toBe('?');
  expect(nameOf(press('ArrowDown', { altKey: true }))).toBe('alt+arrowdown');
});

test('one key after another counts only soon after', () => {
  const find = createMatcher(() => [shortcut('g d'), shortcut('d')]);
  find(press('g'), 0);
  expect(find(press('d'), 500)?.keys).toBe('g d');
  find(press('g'), 10_000);
  expect(find(press('d'), 20_000)?.keys).toBe('d');
  expect(find(press('x'), 20_100)).toBeUndefined();
});

test('of two that want the same key, the later one gets it', () => {
  const find = createMatcher(() => [shortcut('n', 'screen'), shortcut('n', 'tab')]);
  expect(find(press('n'), 0)?.label).toBe('tab');
});

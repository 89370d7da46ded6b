/** When a new key ends. */
import { expect, test } from 'vitest';
import { expiryOf } from './expiry.ts';

const now = new Date(2026, 10, 21, 12, 0, 0);

test('a key ends never, after some days at the same time, or at the end of a day', () => {
  expect(expiryOf('never', '2026-12-01', now)).toBeNull();
  expect(expiryOf('30', '', now)).toBe(new Date(2026, 11, 21, 12, 0, 0).toISOString());
  expect(expiryOf('date', '2026-12-01', now)).toBe(new Date(2026, 11, 1, 23, 59, 59).toISOString());
});

test('without a day chosen it does not end at a wrong one', () => {
  expect(expiryOf('date', '', now)).toBeNull();
});

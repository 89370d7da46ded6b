/** Colours of projects. */
import { expect, test } from 'vitest';
import { huesOf } from './hue.ts';

const ids = Array.from({ length: 12 }, (_, at) => `prj_${String(at).padStart(4, '0')}`);

test('as many projects as there are colours have colours of their own', () => {
  expect(new Set(huesOf(ids.slice(0, 8)).values()).size).toBe(8);
});

test('an older project keeps its colour when others come, in whatever order they are listed', () => {
  const few = huesOf(ids.slice(0, 3));
  const all = huesOf(ids.toReversed());
  for (const [id, hue] of few) expect(all.get(id)).toBe(hue);
  expect(all.size).toBe(12);
});

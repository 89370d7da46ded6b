/** Reasons are added up by kind. */
import { expect, test } from 'vitest';
import { sumByKind } from './why.tsx';

test('shares of the same kind are one reason, the strongest first', () => {
  expect(sumByKind({ words: 1, rarest: 0.5, fields: 2, length: -0.3, speaker: 0.001 })).toEqual([
    ['title', 2],
    ['words', 1.5],
    ['length', -0.3],
  ]);
});

test('a feature that this page does not know yet is shown all the same', () => {
  expect(sumByKind({ vectors: 0.8 })).toEqual([['form', 0.8]]);
  expect(sumByKind({})).toEqual([]);
});

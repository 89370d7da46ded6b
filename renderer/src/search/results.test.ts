/** Where results stop being likely. */
import { expect, test } from 'vitest';
import { firstWeak } from './results.tsx';

const of = (...relevances: number[]) => firstWeak(relevances.map((relevance) => ({ relevance })));

test('a line is drawn after the last likely one', () => {
  expect(of(0.8, 0.1, 0.5, 0.1, 0.1)).toBe(3);
  expect(of(0.8, 0.7)).toBe(-1);
  expect(of(0.02)).toBe(-1);
  expect(of()).toBe(-1);
});

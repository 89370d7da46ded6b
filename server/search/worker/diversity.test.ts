/** Which passages make room for a part of a question that has none. */
import { expect, test } from 'vitest';
import { coverWords } from './diversity.ts';

const tax = (name: string) => ({ name, terms: ['deadline', 'tax'] });
const mark = (name: string) => ({ name, terms: ['register', 'trademark'] });

function names(candidates: { name: string; terms: string[] }[], wanted: number): string {
  return coverWords(candidates, wanted)
    .map(({ name }) => name)
    .join('');
}

test('a part of the question that the first results leave out gets the last place', () => {
  expect(names([tax('a'), tax('b'), tax('c'), tax('d'), mark('e'), mark('f')], 3)).toBe('abecdf');
});

test('the order stays when every word has its result', () => {
  expect(names([tax('a'), mark('b'), tax('c'), tax('d')], 3)).toBe('abcd');
  expect(names([tax('a'), tax('b'), mark('c')], 2)).toBe('abc');
});

/** What is marked in a result. */
import { expect, test } from 'vitest';
import { highlight } from './highlight.ts';

function marked(text: string, ranges: readonly (readonly [number, number])[], from = 0): string {
  return highlight(text, ranges, from)
    .map((part) => (part.isMarked ? `[${part.text}]` : part.text))
    .join('');
}

test('the ranges are marked and nothing of the text is lost', () => {
  expect(marked('Spare wicks lie here', [[0, 5], [6, 11]])).toBe('[Spare] [wicks] lie here'); // prettier-ignore
  expect(marked('nothing', [])).toBe('nothing');
  expect(marked('all', [[0, 3]])).toBe('[all]');
});

test('ranges before what is shown are passed over', () => {
  expect(marked('Wicks\nSpare wicks', [[0, 5], [12, 17]], 6)).toBe('Spare [wicks]'); // prettier-ignore
});

/** What is marked in a result. */
import { expect, test } from 'vitest';
import { highlight, wordRanges } from './highlight.ts';

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

test('words of a query are found in a name, wherever they stand', () => {
  expect(marked('Home insurance policy.docx', wordRanges('Home insurance policy.docx', 'pol HOME'))).toBe(
    '[Home] insurance [pol]icy.docx',
  );
  expect(wordRanges('Home', 'zebra')).toEqual([]);
  expect(wordRanges('İstanbul', 'stanbul')).toEqual([]);
});

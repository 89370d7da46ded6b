/** Where a text matches a query. */
import { queryWordsOf } from './analyser.ts';
import { fold } from './folding.ts';
import { stopWords } from './stop-words.ts';

const word = /[\p{L}\p{N}\p{M}]+/gu;
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Myanmar}]/u;

export type Range = readonly [start: number, end: number];

/**
 * Ranges, in UTF-16 code units, of the words that match the query's: other forms of them count, stop words do not.
 *
 * @example highlightsOf('Invoices go out', 'when does the invoice go') // [[0, 8]]
 */
export function highlightsOf(text: string, query: string): Range[] {
  const wanted = queryWordsOf(query).filter(({ word: own }) => !stopWords.has(own));
  const terms = new Set(wanted.map(({ term }) => term));
  const parts = [...new Set(wanted.map(({ word: own }) => own))].filter((own) => unspaced.test(own));
  const ranges: Range[] = [];
  for (const { 0: found, index } of text.matchAll(word)) {
    if (unspaced.test(found)) ranges.push(...partsIn(found, index, parts));
    else if (queryWordsOf(found).some(({ term }) => terms.has(term)))
      ranges.push([index, index + found.length]);
  }
  return joined(ranges);
}

/** In scripts without spaces a word of the query may stand anywhere. */
function partsIn(found: string, from: number, parts: readonly string[]): Range[] {
  const folded = fold(found);
  if (folded.length !== found.length) return [];
  const ranges: Range[] = [];
  for (const part of parts)
    for (let at = folded.indexOf(part); at >= 0; at = folded.indexOf(part, at + 1))
      ranges.push([from + at, from + at + part.length]);
  return ranges;
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of [...ranges].sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)];
    else result.push([start, end]);
  }
  return result;
}

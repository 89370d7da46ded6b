/** Where a text matches a query. */
import { baseForm, formsOf } from './irregular.ts';
import { queryWordsOf, tokensOfName } from './analyser.ts';
import { fold } from './folding.ts';
import { stopWords } from './stop-words.ts';

const ascii = /^[\x00-\x7f]*$/;
const asciiWord = /[A-Za-z0-9]+/g;
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
  const matcher = createMatcher(query);
  const ranges: Range[] = [];
  const plain = ascii.test(text);
  for (const { 0: found, index } of text.matchAll(plain ? asciiWord : word)) {
    if (!plain && unspaced.test(found)) ranges.push(...partsIn(found, index, matcher.parts));
    else if (matcher.matches(found)) ranges.push([index, index + found.length]);
  }
  return joined(ranges);
}

interface Matcher {
  matches(word: string): boolean;
  /** Words of the query in scripts without spaces. */
  readonly parts: readonly string[];
}

/** A word of one part: no name that might hold a word of the query inside. */
const simple = /^[A-Za-z][a-z]*$/;

let last: { readonly query: string; readonly matcher: Matcher } | undefined;

/** Kept for the query asked last: all its hits are looked through. */
function createMatcher(query: string): Matcher {
  if (last?.query === query) return last.matcher;
  const wanted = queryWordsOf(query).filter(({ word: own }) => !stopWords.has(own));
  const terms = new Set(wanted.map(({ term }) => term));
  // Other forms of a word begin as it does, but for irregular ones.
  const begin = wanted.flatMap(({ word: own, term }) => [
    term,
    own,
    ...formsOf(own),
    ...formsOf(baseForm(own)),
    baseForm(own),
  ]);
  const initials = new Set(begin.map((form) => form.charCodeAt(0) | 0x20));
  const matcher: Matcher = {
    parts: [...new Set(wanted.map(({ word: own }) => own))].filter((own) => unspaced.test(own)),
    matches: (found) =>
      (!simple.test(found) || initials.has(found.charCodeAt(0) | 0x20)) &&
      tokensOfName(found.normalize('NFKC')).some(({ term }) => terms.has(term)),
  };
  last = { query, matcher };
  return matcher;
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

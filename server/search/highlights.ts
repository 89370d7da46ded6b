/** Where a text matches a query. */
import { baseForm, formsOf } from './irregular.ts';
import { languageOf, queryWordsOf, tokensOfName } from './analyser.ts';
import { askedBeside, indexedBeside } from './analysis/alternatives.ts';
import type { LatinLanguage } from './analysis/stems.ts';
import { isStopWord } from './analysis/stop.ts';
import { fold } from './folding.ts';

const ascii = /^[\x00-\x7f]*$/;
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
  const plain = ascii.test(text);
  const told = languageOfQuery(query) ?? languageOf(text.slice(0, looked));
  const matcher = createMatcher(query, told === 'en' ? undefined : told);
  const ranges: Range[] = [];
  for (const { 0: found, index } of text.matchAll(plain ? matcher.asciiWord : word)) {
    if (!plain && unspaced.test(found)) ranges.push(...partsIn(found, index, matcher.parts));
    else if (matcher.matches(found)) ranges.push([index, index + found.length]);
  }
  return joined(ranges);
}

/** Characters of a text that tell its language. */
const looked = 300;

let lastAsked: { readonly query: string; readonly language: ReturnType<typeof languageOf> } | undefined;

function languageOfQuery(query: string): ReturnType<typeof languageOf> {
  if (lastAsked?.query !== query) lastAsked = { query, language: languageOf(query) };
  return lastAsked.language;
}

interface Matcher {
  matches(word: string): boolean;
  /** Finds those words of a text in ASCII that may match. */
  readonly asciiWord: RegExp;
  /** Words of the query in scripts without spaces. */
  readonly parts: readonly string[];
}

/** Names that might hold a word of the query inside begin so. */
const nameInAscii = '[A-Za-z]*[a-z0-9][A-Z0-9]|[A-Z]{2}|[0-9]';

let last:
  | { readonly query: string; readonly language: LatinLanguage | undefined; readonly matcher: Matcher }
  | undefined;

/** Kept for the query asked last: all its hits are looked through. */
function createMatcher(query: string, language: LatinLanguage | undefined): Matcher {
  if (last?.query === query && last.language === language) return last.matcher;
  const wanted = queryWordsOf(query).filter((token) => !isStopWord(token, language));
  const languages = language === undefined ? [] : [language];
  const terms = new Set(
    wanted.flatMap((token) => [
      token.term,
      ...askedBeside(token, languages).flatMap(({ stems, words }) => [...stems, ...words]),
    ]),
  );
  // Other forms of a word begin as it does, but for irregular ones.
  const begin = wanted.flatMap(({ word: own, term }) => [
    term,
    own,
    ...formsOf(own),
    ...formsOf(baseForm(own)),
    baseForm(own),
  ]);
  const initials = [...new Set(begin.map((form) => form.charAt(0)))]
    .filter((initial) => /[a-z]/.test(initial))
    .join('');
  const begins = initials === '' ? nameInAscii : `[${initials}${initials.toUpperCase()}]|${nameInAscii}`;
  const matcher: Matcher = {
    parts: [...new Set(wanted.map(({ word: own }) => own))].filter((own) => unspaced.test(own)),
    asciiWord: new RegExp(`(?<![A-Za-z0-9])(?=${begins})[A-Za-z0-9]+`, 'g'),
    matches: (found) =>
      tokensOfName(found.normalize('NFKC')).some(
        (token) => terms.has(token.term) || indexedBeside(token, language).some((term) => terms.has(term)),
      ),
  };
  last = { query, language, matcher };
  return matcher;
}

/** In scripts without spaces a word of the query may stand anywhere. */
function partsIn(found: string, from: number, parts: readonly string[]): Range[] {
  const { folded, places } = foldedWithPlaces(found);
  const ranges: Range[] = [];
  for (const part of parts)
    for (let at = folded.indexOf(part); at >= 0; at = folded.indexOf(part, at + 1))
      ranges.push([from + (places[at] as number), from + (places[at + part.length] as number)]);
  return ranges;
}

/** The folded text, and for each of its places, its end too, the place in the text. */
function foldedWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = '';
  const places: number[] = [];
  for (const { 0: character, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const form = fold(character.normalize('NFKC'));
    for (let at = 0; at < form.length; at++) places.push(index);
    folded += form;
  }
  return { folded, places: [...places, text.length] };
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

/** Which terms of a segment match the words of a query: the same, and words that begin alike. */
import type { TermMatches } from '../ranking/view.ts';
import { encodeText } from '../segment/bytes.ts';
import type { Segment } from '../segment/reading.ts';
import type { WeightedTerm } from './first-stage.ts';

/** Words that begin like a word of the query; more than any beginning has in a language, so that all count. */
const alikeTerms = 1_000;

/** @param source number of the segment in what is searched */
export function addMatches(
  matches: TermMatches,
  { terms: dictionary }: Segment,
  source: number,
  terms: readonly WeightedTerm[],
  prefixes: readonly (Uint8Array | undefined)[],
): void {
  for (const [term, { entries }] of terms.entries()) {
    const exact = entries[source];
    if (exact !== undefined) matches.matching({ term, exact: true })(exact.number);
    const prefix = prefixes[term];
    if (prefix === undefined) continue;
    const add = matches.matching({ term, exact: false });
    for (const number of dictionary.numbersWith(prefix, alikeTerms))
      if (number !== exact?.number) add(number);
  }
}

/** Four letters at least, and most of a long word: "adopt" for "adoption", "paint" for "painter". */
export function prefixOf(term: string): Uint8Array | undefined {
  if (term.length < 4 || !/^\p{L}+$/u.test(term)) return undefined;
  return encodeText(term.slice(0, Math.max(4, Math.ceil(term.length * 0.7))));
}

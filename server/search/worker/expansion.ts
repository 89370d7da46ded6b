/** Terms that stand for what a query says: other forms of its words, words that begin with one still being typed, and words like an unknown one. */
import { alternativeMark, askedBeside, languageOfTerm } from '../analysis/alternatives.ts';
import { latinLanguages, type LatinLanguage } from '../analysis/stems.ts';
import { decodeText, encodeText } from '../segment/bytes.ts';
import type { Asked, AskedTerm } from '../ranking/asked.ts';
import { fold } from '../folding.ts';
import type { Segment } from '../segment/reading.ts';
import type { Source } from './project.ts';
import { livingFrequency } from './statistics.ts';

/** Completions of a word that are looked for: its most frequent ones. */
const completions = 6;
const completionWeight = 0.8;
const similarWeight = 0.6;
/** Terms looked at for one word, over all sources. */
const lookedAt = 20_000;

/** Other terms of one word: the most frequent ones. */
const alternatives = 4;
const alternativeWeight = 0.7;

/**
 * Stems of a word in languages other than English, and its forms without prefixes. The languages are that of the query,
 * or all that the index has where that is unsure.
 */
export function alternativesOf(
  one: AskedTerm,
  { languages, told }: QueryLanguages,
  sources: readonly Source[],
): AskedTerm[] {
  const frequencies = new Map<string, number>();
  const look = (terms: readonly string[]) => {
    const found = terms.map((term) => [term, frequencyOf(term, sources)] as const);
    for (const [term, frequency] of found) if (frequency > 0) frequencies.set(term, frequency);
    return found.some(([, frequency]) => frequency > 0);
  };
  // A word of another language than it is taken for should find no other words.
  const isUnknown = () => frequencyOf(one.term, sources) === 0;
  for (const { stems, words } of askedBeside(one, languages))
    if (look(stems) || told || isUnknown()) look(words);
  return mostFrequent(frequencies, alternatives).map((term) => ({
    term,
    word: term.slice(term.indexOf(':') + 1),
    weight: one.weight * alternativeWeight,
  }));
}

export interface QueryLanguages {
  readonly languages: readonly LatinLanguage[];
  /** By the query itself. */
  readonly told: boolean;
}

/** The languages in which the words of a query may have stems. */
export function languagesOf({ language }: Asked, sources: readonly Source[]): QueryLanguages {
  if (language === undefined) return { languages: indexedLanguages(sources), told: false };
  return { languages: language === 'en' ? [] : [language], told: true };
}

function frequencyOf(term: string, sources: readonly Source[]): number {
  const name = encodeText(term);
  return sources.reduce((sum, source) => sum + livingFrequency(source, source.segment.terms.find(name)), 0);
}

function indexedLanguages(sources: readonly Source[]): LatinLanguage[] {
  const all = new Set(sources.flatMap(({ segment }) => languagesIn(segment)));
  return latinLanguages.filter((language) => all.has(language));
}

/** A segment never changes. */
const known = new WeakMap<Segment, readonly string[]>();

/** The languages whose stems a segment holds: their terms stand one after another. */
function languagesIn(segment: Segment): readonly string[] {
  const found = known.get(segment);
  if (found !== undefined) return found;
  const languages: string[] = [];
  for (let from = alternativeMark; ;) {
    const [first] = segment.terms.from(encodeText(from));
    const language = first === undefined ? undefined : languageOfTerm(decodeText(first.name));
    if (language === undefined) break;
    languages.push(language);
    from = `${alternativeMark}${language};`;
  }
  known.set(segment, languages);
  return languages;
}

/** Terms that begin with the last word, which is still being typed. */
export function completionsOf(text: string, sources: readonly Source[]): AskedTerm[] {
  const word = fold((/[\p{L}\p{N}]+$/u.exec(text.normalize('NFKC')) ?? [''])[0]);
  if (word === '') return [];
  const frequencies = frequenciesWith(word, sources, (term) => term !== word);
  return mostFrequent(frequencies, completions).map((term) => ({
    term,
    word: term,
    weight: completionWeight,
  }));
}

/** The most frequent of the terms that differ least from one that stands nowhere. */
export function similarTo(
  { term, word, weight }: AskedTerm,
  sources: readonly Source[],
): AskedTerm | undefined {
  const allowed = term.length < 4 || !/^\p{L}+$/u.test(term) ? 0 : term.length < 8 ? 1 : 2;
  if (allowed === 0) return undefined;
  for (let distance = 1; distance <= allowed; distance++) {
    const near = (other: string) => editDistance(term, other, distance) <= distance;
    const [similar] = mostFrequent(frequenciesWith(term.slice(0, 1), sources, near), 1);
    if (similar !== undefined) return { term: similar, word, weight: weight * similarWeight };
  }
  return undefined;
}

function frequenciesWith(
  prefix: string,
  sources: readonly Source[],
  accept: (term: string) => boolean,
): Map<string, number> {
  const frequencies = new Map<string, number>();
  let left = lookedAt;
  for (const source of sources) {
    for (const { name, entry } of source.segment.terms.from(encodeText(prefix))) {
      const term = decodeText(name);
      if (!term.startsWith(prefix) || left-- === 0) break;
      const frequency = livingFrequency(source, entry);
      if (frequency > 0 && accept(term)) frequencies.set(term, (frequencies.get(term) ?? 0) + frequency);
    }
  }
  return frequencies;
}

function mostFrequent(frequencies: ReadonlyMap<string, number>, most: number): string[] {
  return [...frequencies]
    .sort(([one, often], [other, oftener]) => oftener - often || (one < other ? -1 : 1))
    .slice(0, most)
    .map(([term]) => term);
}

/** Rows of the table, reused: thousands of terms are compared for one word. */
let rows: [Uint8Array, Uint8Array, Uint8Array] = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];

/**
 * Letters to insert, remove, replace or swap with their neighbour (Damerau–Levenshtein, optimal string alignment); any
 * number above `most`, which is small, once it must exceed that.
 */
export function editDistance(one: string, other: string, most: number): number {
  const width = other.length;
  const beyond = most + 1;
  if (Math.abs(one.length - width) > most) return beyond;
  if (rows[0].length <= width)
    rows = [new Uint8Array(width * 2), new Uint8Array(width * 2), new Uint8Array(width * 2)];
  let [before, row, next] = rows;
  for (let to = 0; to <= width; to++) row[to] = Math.min(to, beyond);
  for (let at = 1; at <= one.length; at++) {
    const letter = one.charCodeAt(at - 1);
    let best = (next[0] = Math.min(at, beyond));
    for (let to = 1; to <= width; to++) {
      const same = letter === other.charCodeAt(to - 1);
      let least = (row[to - 1] as number) + (same ? 0 : 1);
      least = Math.min(least, (row[to] as number) + 1, (next[to - 1] as number) + 1, beyond);
      if (
        at > 1 &&
        to > 1 &&
        letter === other.charCodeAt(to - 2) &&
        one.charCodeAt(at - 2) === other.charCodeAt(to - 1)
      )
        least = Math.min(least, (before[to - 2] as number) + 1);
      next[to] = least;
      if (least < best) best = least;
    }
    if (best > most) return beyond;
    [before, row, next] = [row, next, before];
  }
  return row[width] as number;
}

/** Terms that stand for what a query says: other forms of its words, words that begin with one still being typed, and words like an unknown one. */
import { alternativeMark, askedBeside, languageOfTerm } from '../analysis/alternatives.ts';
import { latinLanguages, type LatinLanguage } from '../analysis/stems.ts';
import { decodeText, encodeText } from '../segment/bytes.ts';
import type { Asked, AskedTerm } from '../ranking/asked.ts';
import { fold } from '../folding.ts';
import type { Segment } from '../segment/reading.ts';
import type { Source } from './project.ts';

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
  return sources.reduce((sum, { segment }) => sum + (segment.terms.find(name)?.frequency ?? 0), 0);
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
    const near = (other: string) =>
      Math.abs(other.length - term.length) <= distance && editDistance(term, other, distance) <= distance;
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
  for (const { segment } of sources) {
    for (const { name, entry } of segment.terms.from(encodeText(prefix))) {
      const term = decodeText(name);
      if (!term.startsWith(prefix) || left-- === 0) break;
      if (accept(term)) frequencies.set(term, (frequencies.get(term) ?? 0) + entry.frequency);
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

/**
 * Letters to insert, remove, replace or swap with their neighbour (Damerau–Levenshtein, optimal string alignment); any
 * number above `most` once it must exceed that.
 */
export function editDistance(one: string, other: string, most: number): number {
  let [before, row]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const cost = one[at - 1] === other[to - 1] ? 0 : 1;
      let least = Math.min((row?.[to] ?? 0) + 1, (next[to - 1] as number) + 1, (row?.[to - 1] ?? 0) + cost);
      if (at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1])
        least = Math.min(least, (before?.[to - 2] ?? 0) + 1);
      next.push(least);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row?.[other.length] ?? most + 1;
}

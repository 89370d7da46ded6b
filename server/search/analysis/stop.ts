/** Which words of a query say nothing about what is looked for. */
import { fold } from '../folding.ts';
import { stopWords } from '../stop-words.ts';
import { stopLists } from './stop-lists.ts';
import type { LatinLanguage } from './stems.ts';

const lists = new Map(
  Object.entries(stopLists).map(([name, words]) => [name, new Set(withFolded(words.split(/\s+/)))] as const),
);

/** Whoever leaves out accents means the same words; a single letter without its accent would be another word. */
function withFolded(words: readonly string[]): readonly string[] {
  return [...words.map(fold).filter((word) => word.length > 1), ...words];
}

/** Lists of languages that are told by their script. */
const scripts = ['ru', 'uk', 'el', 'ar', 'he', 'hi'].map((name) => lists.get(name));

/** English stop words are so in every query; those of another language in a query that is in it. */
export function isStopWord(
  { word, written }: { readonly word: string; readonly written?: string },
  language: LatinLanguage | 'en' | undefined,
): boolean {
  if (stopWords.has(word)) return true;
  if (word.charCodeAt(0) > 0x2ff) return scripts.some((list) => list?.has(word) === true);
  return language !== undefined && (lists.get(language)?.has(written ?? word) ?? false);
}

/**
 * Other terms a word is found by: its stems in languages other than English, and its forms without prefixes. In the
 * index they stand beside the word, under the name of their language, so that English words are not mixed up with them.
 */
import { scriptForms, scriptStem } from './scripts.ts';
import { latinStems, type LatinLanguage } from './stems.ts';

/** Begins such a term; no word and no filter has it. */
export const alternativeMark = '\u0002';

function named(language: string, stem: string): string {
  return `${alternativeMark}${language}:${stem}`;
}

/** The language of such a term. */
export function languageOfTerm(term: string): string | undefined {
  return term.startsWith(alternativeMark) ? term.slice(1, term.indexOf(':')) : undefined;
}

export interface Word {
  readonly term: string;
  /** Folded. */
  readonly word: string;
  /** In lower case, where folding changed it. */
  readonly written?: string;
}

const ascii = /^[\x00-\x7f]*$/;

/** What is indexed beside a word's own term. */
export function indexedBeside({ term, word, written }: Word, language: LatinLanguage | undefined): string[] {
  if (!ascii.test(word)) {
    const forms = scriptForms(word);
    return forms === undefined ? [] : forms.stems.map((stem) => named(forms.language, stem));
  }
  if (language === undefined) return [];
  return latinStems(written ?? word, language)
    .filter((stem) => stem !== term)
    .map((stem) => named(language, stem));
}

/** What a query looks for in one language beside a word's own term. */
export interface Alternatives {
  /** The word may itself be the stem of another: not all stemmers shorten a word as they shorten its forms. */
  readonly stems: readonly string[];
  /** The same among the words themselves: where a word is its own stem, or its text is too short to tell its language. */
  readonly words: readonly string[];
}

export function askedBeside(
  { term, word, written }: Word,
  languages: readonly LatinLanguage[],
): readonly Alternatives[] {
  const of = (language: string, stems: readonly string[]): Alternatives => ({
    stems: [...new Set([word, ...stems])].map((stem) => named(language, stem)),
    words: [...new Set(stems)].filter((stem) => stem !== term),
  });
  if (ascii.test(word))
    return languages.map((language) => of(language, latinStems(written ?? word, language)));
  const forms = scriptForms(word);
  return forms === undefined ? [] : [of(forms.language, [word, scriptStem(word), ...forms.stems])];
}

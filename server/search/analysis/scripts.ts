/** Stems of words whose script says which stemmer they need: Cyrillic, Greek, Arabic, Hebrew, Devanagari and others. */
import { stemmer as armenian } from '@orama/stemmers/armenian';
import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as greek } from '@orama/stemmers/greek';
import { stemmer as hindi } from '@orama/stemmers/indian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as tamil } from '@orama/stemmers/tamil';
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian';
import { fold } from '../folding.ts';

interface Script {
  readonly name: string;
  readonly letters: RegExp;
  stem(folded: string): string;
  /** The word without what its language may put before it, or with another ending of the same kind. */
  forms(folded: string): readonly string[];
}

const noForms = (): readonly string[] => [];

const scripts: readonly Script[] = [
  { name: 'cyrl', letters: /^\p{Script=Cyrillic}+$/u, stem: stemCyrillic, forms: noForms },
  { name: 'el', letters: /^\p{Script=Greek}+$/u, stem: greek, forms: greekNeuter },
  { name: 'ar', letters: /^[\u0621-\u063a\u0641-\u064a]+$/u, stem: stemArabic, forms: withoutArabicPrefix },
  {
    name: 'he',
    letters: /^\p{Script=Hebrew}+$/u,
    stem: (word) => word,
    forms: withoutHebrewPrefixes,
  },
  { name: 'hi', letters: /^[\p{Script=Devanagari}\p{M}]+$/u, stem: hindi, forms: noForms },
  { name: 'ta', letters: /^[\p{Script=Tamil}\p{M}]+$/u, stem: tamil, forms: noForms },
  { name: 'hy', letters: /^\p{Script=Armenian}+$/u, stem: armenian, forms: noForms },
];

/** Languages that have a stemmer here; Cyrillic has two. */
export const scriptLanguages: readonly string[] = ['ru', 'uk', 'el', 'ar', 'hi', 'ta', 'hy'];

/** Longer words are no words of a language. */
const longestWord = 40;

function scriptOf(folded: string): Script | undefined {
  if (folded.length < 3 || folded.length > longestWord) return undefined;
  return scripts.find(({ letters }) => letters.test(folded));
}

/** The stem of a folded word; the word itself in scripts without a stemmer. */
export function scriptStem(folded: string): string {
  const script = scriptOf(folded);
  return script === undefined ? folded : fold(script.stem(folded)) || folded;
}

/** Other stems a folded word may stand for, with the name of its language. */
export function scriptForms(folded: string): { language: string; stems: readonly string[] } | undefined {
  const script = scriptOf(folded);
  const forms = script?.forms(folded) ?? [];
  if (script === undefined) return undefined;
  return { language: script.name, stems: [...new Set(forms.map((form) => fold(script.stem(form)) || form))] };
}

/** Letters tell Ukrainian words from Russian ones; both stemmers agree where they do not. */
function stemCyrillic(word: string): string {
  return /[іїєґ]/.test(word) ? ukrainian(word) : russian(word);
}

/** The stemmer parts βιβλίο from βιβλία: such endings also count as -ιο. */
function greekNeuter(word: string): readonly string[] {
  return /.{3}ι(?:α|ου|ων)$/.test(word) ? [word.replace(/(?:α|ου|ων)$/, 'ο')] : [];
}

const arabicArticle = /^(?:[وفبك]?ال|لل)/;

/** The stemmer takes a plural in -at for one only after an article, and -ah there only in its full spelling. */
function stemArabic(word: string): string {
  const isDefinite = arabicArticle.test(word);
  if (isDefinite && word.endsWith('ه')) return arabic(`${word.slice(0, -1)}ة`);
  return arabic(!isDefinite && word.length > 4 && word.endsWith('ات') ? `ال${word}` : word);
}

/** Arabic's "and" and "so". */
function withoutArabicPrefix(word: string): readonly string[] {
  return /^[وف][\u0621-\u064a]{3}/.test(word) ? [word.slice(1)] : [];
}

/** Hebrew's "and", "that", "the", "like", "to", "in" and "from"; one or two of them. */
function withoutHebrewPrefixes(word: string): readonly string[] {
  const prefix = /^[ושהכלבמ]\p{Script=Hebrew}{3}/u;
  if (!prefix.test(word)) return [];
  const once = word.slice(1);
  return prefix.test(once) ? [once, once.slice(1)] : [once];
}

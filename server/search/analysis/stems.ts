/** Stems of the languages in Latin letters other than English, which has its own. */
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as hungarian } from '@orama/stemmers/hungarian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { fold } from '../folding.ts';

type Stem = (word: string) => string;

/** The stemmer does not know umlauts that are spelled out. */
function germanSpelling(word: string): string {
  return word
    .replace(/(?<![qaeo])ue/g, 'ü')
    .replace(/ae/g, 'ä')
    .replace(/oe/g, 'ö');
}

/** The stemmer parts "reunião" from "reuniões". */
function portugueseSingular(word: string): string {
  return word.replace(/(?:ões|ães)$/, 'ão').replace(/oes$/, 'ao');
}

const stemmers = {
  de: (word) => german(germanSpelling(word)),
  fr: french,
  es: spanish,
  it: italian,
  pt: (word) => portuguese(portugueseSingular(word)),
  nl: dutch,
  sv: swedish,
  da: danish,
  no: norwegian,
  fi: finnish,
  ro: romanian,
  hu: hungarian,
  tr: turkish,
} as const satisfies Readonly<Record<string, Stem>>;

/** A language in Latin letters that a text is told to be in. */
export type LatinLanguage = keyof typeof stemmers;

export const latinLanguages = Object.keys(stemmers) as readonly LatinLanguage[];

const latinWord = /^\p{Script=Latin}{3,40}$/u;

/** Stems of words met before, by language. */
const known = new Map<string, readonly string[]>();
const kept = 100_000;

/**
 * The folded stems of a word as it is written in lower case. Many endings are known by their accents, which are often
 * left out, so that the stem of the word without them counts too.
 */
export function latinStems(written: string, language: LatinLanguage): readonly string[] {
  if (!latinWord.test(written)) return [];
  const key = `${language}:${written}`;
  let stems = known.get(key);
  if (stems === undefined) {
    const stem = stemmers[language];
    stems = [...new Set([fold(stem(written)), fold(stem(fold(written)))])].filter((one) => one !== '');
    if (known.size === kept) known.clear();
    known.set(key, stems);
  }
  return stems;
}

/** Tells the language of a text in Latin letters by its stop words and letters: cheap, and unsure rather than wrong. */
import { stopWords } from '../stop-words.ts';
import { stopLists } from './stop-lists.ts';
import { latinLanguages, type LatinLanguage } from './stems.ts';

/** English is the first bit, the others follow in their order. */
const onlyInEnglish = 1;

/** The languages of which a word is a stop word, as a set of bits. Letters alone are mostly names of something. */
const votes = new Map<string, number>();
for (const word of stopWords) addVote(word, onlyInEnglish);
for (const [at, language] of latinLanguages.entries())
  for (const word of stopLists[language].split(/\s+/)) addVote(word, 2 << at);

function addVote(word: string, language: number): void {
  if (!/^[a-z]$/.test(word)) votes.set(word, (votes.get(word) ?? 0) | language);
}

/** Letters that speak for some languages and hardly stand in others. */
const letters: readonly (readonly [RegExp, readonly LatinLanguage[]])[] = [
  [/ß/, ['de']],
  [/[äöü]/i, ['de', 'sv', 'fi', 'hu', 'tr']],
  [/[èêçâîœ]/i, ['fr']],
  [/[ñ¿¡]/i, ['es']],
  [/[ãõ]/i, ['pt']],
  [/[òìù]/i, ['it']],
  [/å/i, ['sv', 'da', 'no']],
  [/[øæ]/i, ['da', 'no']],
  [/[őű]/i, ['hu']],
  [/[ğşı]/, ['tr']],
  [/[ășțţ]/i, ['ro']],
];

/** Characters whose letters are looked at, and words whose votes count. */
const looked = 2_000;
const electorate = 300;
/** So many English words, and no more of others, are enough. */
const enoughEnglish = 5;
/** So many different words of a language are enough in a long text, and a tenth of the words in a short one. */
const enoughWords = 5;

const ascii = /^[\x00-\x7f]*$/;

interface Word {
  readonly word: string;
  readonly written?: string;
}

/**
 * The language of a text, by the votes of its words; nothing when it is too short or too mixed to tell.
 *
 * @param words are read only as far as they are needed
 */
export function tellLanguage(text: string, words: Iterable<Word>): LatinLanguage | 'en' | undefined {
  let onlyEnglish = 0;
  const others = new Set<string>();
  let heard = 0;
  for (const token of words) {
    if (heard === electorate) break;
    heard++;
    const word = token.written ?? token.word;
    const languages = votes.get(word);
    if (languages === undefined) continue;
    if (languages !== onlyInEnglish) others.add(word);
    else if (++onlyEnglish >= enoughEnglish && others.size <= onlyEnglish) return 'en';
  }
  if (onlyEnglish > 0 && others.size <= onlyEnglish) return 'en';
  if (others.size === 0 && ascii.test(text)) return undefined;
  return winner(scoresOf(text.slice(0, looked), onlyEnglish, others), heard);
}

/** English first, then the others. A word of many languages says less. */
function scoresOf(sample: string, onlyEnglish: number, others: ReadonlySet<string>): number[] {
  const scores = [onlyEnglish, ...latinLanguages.map(() => 0)];
  const add = (at: number, score: number) => {
    scores[at] = (scores[at] as number) + score;
  };
  for (const word of others) {
    const languages = votes.get(word) ?? 0;
    const places = scores.flatMap((_, at) => ((languages & (1 << at)) === 0 ? [] : [at]));
    for (const at of places) add(at, 1 / Math.sqrt(places.length));
  }
  for (const [pattern, spoken] of ascii.test(sample) ? [] : letters)
    if (pattern.test(sample))
      for (const one of spoken) add(latinLanguages.indexOf(one) + 1, 1.2 / Math.sqrt(spoken.length));
  return scores;
}

/** Languages too alike to be told apart by much. */
const alike: readonly (LatinLanguage | undefined)[] = ['da', 'no'];

function winner(scores: readonly number[], words: number): LatinLanguage | 'en' | undefined {
  const languageAt = (at: number) => latinLanguages[at - 1];
  const top = Math.max(...scores);
  const best = scores.indexOf(top);
  const isRelated = (at: number) =>
    at === best || (alike.includes(languageAt(at)) && alike.includes(languageAt(best)));
  const second = Math.max(...scores.map((score, at) => (isRelated(at) ? 0 : score)));
  const enough = Math.max(1, Math.min(enoughWords, words / 10));
  if (top < enough || top < 1.2 * second) return undefined;
  return languageAt(best) ?? 'en';
}

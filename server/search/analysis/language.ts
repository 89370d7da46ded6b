/** Tells the language of a text in Latin letters by its stop words and letters: cheap, and unsure rather than wrong. */
import { stopWords } from '../stop-words.ts';
import { stopLists } from './stop-lists.ts';
import { latinLanguages, type LatinLanguage } from './stems.ts';

/** English is the first bit, the others follow in their order. */
const english = 1;

const votes = new Map<string, number>();
for (const word of stopWords) votes.set(word, english);
for (const [at, language] of latinLanguages.entries())
  for (const word of stopLists[language].split(/\s+/)) votes.set(word, (votes.get(word) ?? 0) | (2 << at));

/** The languages a word is a stop word of, as a set of bits. */
export function votesOf(name: string): number {
  return name.length > 12 ? 0 : (votes.get(name.toLowerCase()) ?? 0);
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
const ascii = /^[\x00-\x7f]*$/;

/** Counts the votes of a text's words, and then says what language it is in. */
export class Ballot {
  readonly #others: number[] = [];
  #english = 0;

  add(languages: number): void {
    if (languages === english) this.#english++;
    else if (languages !== 0 && this.#others.length < electorate) this.#others.push(languages);
  }

  /** Nothing when the text is too short or too mixed to tell. */
  verdict(text: string): LatinLanguage | 'en' | undefined {
    if (this.#others.length <= this.#english) {
      if (this.#english > 0) return 'en';
      if (this.#others.length === 0 && ascii.test(text)) return undefined;
    }
    return winner(this.#scores(text.slice(0, looked)));
  }

  /** English first, then the others. A word of many languages says less. */
  #scores(sample: string): number[] {
    const scores = [this.#english, ...latinLanguages.map(() => 0)];
    const add = (at: number, score: number) => {
      scores[at] = (scores[at] as number) + score;
    };
    for (const languages of this.#others) {
      const places = scores.flatMap((_, at) => ((languages & (1 << at)) === 0 ? [] : [at]));
      for (const at of places) add(at, 1 / Math.sqrt(places.length));
    }
    for (const [pattern, spoken] of ascii.test(sample) ? [] : letters)
      if (pattern.test(sample))
        for (const one of spoken) add(latinLanguages.indexOf(one) + 1, 1.2 / Math.sqrt(spoken.length));
    return scores;
  }
}

function winner(scores: readonly number[]): LatinLanguage | 'en' | undefined {
  const [top = 0, second = 0] = [...scores].sort((one, other) => other - one);
  if (top < 1 || top < 1.2 * second) return undefined;
  const at = scores.indexOf(top);
  return at === 0 ? 'en' : latinLanguages[at - 1];
}

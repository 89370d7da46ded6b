/** What a question asks for: its words with their weights, who is named, what kind of answer would fit, and when. */
import { languageOf, queryWordsOf } from '../analyser.ts';
import type { LatinLanguage } from '../analysis/stems.ts';
import { isStopWord } from '../analysis/stop.ts';
import { namedDates, type DayRange } from './dates.ts';

export interface AskedTerm {
  readonly term: string;
  readonly word: string;
  readonly weight: number;
  /** The word in lower case, where folding changed it. */
  readonly written?: string;
}

export interface Asked {
  readonly terms: readonly AskedTerm[];
  /** Of its words in Latin letters; nothing when that is unsure. */
  readonly language: LatinLanguage | 'en' | undefined;
  /** Authors that are named, as their places in the list given, in the order of the question. */
  readonly named: readonly number[];
  readonly dates: readonly DayRange[];
  readonly when: boolean;
  readonly howMany: boolean;
  readonly howLong: boolean;
  readonly where: boolean;
  readonly who: boolean;
  readonly why: boolean;
  /** Asks for several things: "what activities", "which books". */
  readonly several: boolean;
}

/** Words that say little about what is asked for. */
const boilerplate = new Set(
  (
    'kind kinds type types sort name names named mention mentioned mentions happen happened happens thing things something ' +
    'according recent recently currently ever many much time times long old way ways main specific say says said tell tells told ' +
    'describe described discuss discussed talk talked feel use used take took place get got do did done go went make made'
  ).split(' '),
);
const boilerplateWeight = 0.5;
const capitalWeight = 1.3;

/** @param authors their folded names. @param now against which a date without a year is read. */
export function readAsked(text: string, authors: readonly string[], now: number): Asked {
  const named = namedAuthors(text, authors);
  const namedWords = new Set(named.flatMap((author) => (authors[author] ?? '').split(' ')));
  const capitals = capitalised(text);
  const words = queryWordsOf(text).filter(({ word }) => !namedWords.has(word) && word !== 's');
  const language = languageOf(text);
  const telling = words.filter((token) => !isStopWord(token, language));
  const terms = new Map<string, AskedTerm>();
  for (const { term, word, written } of telling.length > 0 ? telling : words) {
    if (terms.has(term)) continue;
    const plain = boilerplate.has(word) ? boilerplateWeight : 1;
    const weight = capitals.has(word) ? plain * capitalWeight : plain;
    terms.set(term, { term, word, weight, ...(written === undefined ? {} : { written }) });
  }
  const lower = text.toLowerCase();
  return {
    terms: [...terms.values()],
    language,
    named,
    dates: namedDates(text, now),
    when: /\bwhen\b|\b(?:what|which) (?:date|day|month|year|time)\b|\bhow long ago\b/.test(lower),
    howMany: /\bhow (?:many|much|old|often|far|tall|big)\b|\bwhat (?:number|percentage|age)\b/.test(lower),
    howLong: /\bhow (?:long|often|frequently)\b/.test(lower),
    where:
      /\bwhere\b|\b(?:what|which) (?:city|country|state|place|town|area|location|national park|beach)\b/.test(
        lower,
      ),
    who: /\bwho(?:se|m)?\b|\b(?:what|which) (?:person|friend|author|artist|band|musician)\b|\bname of\b|\bnames?\b/.test(
      lower,
    ),
    why: /\bwhy\b|\bwhat (?:motivat|inspir|made|led|caus)\w*|\breasons?\b/.test(lower),
    several: /\b(?:what|which)\s+(?:\w+\s+)?\w{3,}s\b/.test(lower),
  };
}

/** Authors whose name, or a word of it, stands in the text. */
function namedAuthors(text: string, authors: readonly string[]): number[] {
  const words = queryWordsOf(text).map(({ word }) => word);
  const places = authors.map((author, at) => {
    const parts = new Set(author.split(' ').filter((part) => part.length > 1));
    return { at, place: words.findIndex((word) => parts.has(word)) };
  });
  return places
    .filter(({ place }) => place >= 0)
    .sort((one, other) => one.place - other.place)
    .map(({ at }) => at);
}

/** Capitalised words that do not begin the text, folded as words of a query are. */
function capitalised(text: string): Set<string> {
  const found = text.slice(1).match(/(?<=\s["'“‘(]?)\p{Lu}[\p{L}\p{N}]*/gu) ?? [];
  return new Set(found.flatMap((word) => queryWordsOf(word).map((token) => token.word)));
}

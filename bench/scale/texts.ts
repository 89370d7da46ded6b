/**
 * The passages of the benchmark of scale, the same in every run and made in lanes, so that several processes can each
 * make a part of them: documents of ten passages, in words that are made up and as unevenly frequent as those of a language.
 */
import { createCorpus, createRandom, passagesPerDocument, type Corpus } from '../search/corpus.ts';

/** As many as stand in about a million passages of real text, at least three times each. */
const vocabulary = 200_000;
const endings = ['', '', '', '', 's', 's', 'ed', 'ing', 'er', 'ly', 'tion', 'ness'];

/** Where the passages of a run stand. */
export interface Layout {
  readonly passages: number;
  /** Projects that they are spread over, beside the one that has them all. */
  readonly projects: number;
  readonly lanes: number;
}

/** A project's share of the documents. */
export function documentsPerProject({ passages, projects }: Layout): number {
  return Math.ceil(passages / passagesPerDocument / projects);
}

/** A lane makes every so many-th project's documents. */
export function* laneProjects({ projects, lanes }: Layout, lane: number): Generator<number> {
  for (let project = lane; project < projects; project += lanes) yield project;
}

export function laneCorpus(lane: number): Corpus {
  words ??= makeWords();
  return createCorpus(7 + lane, words);
}

let words: readonly string[] | undefined;

function makeWords(): readonly string[] {
  const random = createRandom(1);
  const one = (letters: string) => letters[Math.floor(letters.length * random())] as string;
  const syllable = () => `${one('bcdfghjklmnprstvwz')}${one('aeiou')}${random() < 0.4 ? one('lmnrst') : ''}`;
  const made = new Set<string>();
  while (made.size < vocabulary) {
    // Frequent words are short ones.
    const syllables = 1 + Math.ceil(Math.log(2 + made.size) / 4) - (random() < 0.3 ? 1 : 0);
    const stem = Array.from({ length: syllables }, syllable).join('');
    made.add(`${stem}${endings[Math.floor(endings.length * random())] as string}`);
  }
  return [...made];
}

/** Questions: words that stand together in a passage, alone or with words such as “the” between them. */
import { createRandom, questionFrom } from '../search/corpus.ts';
import type { Sampled } from './filling.ts';

export interface Question {
  readonly telling: string;
  readonly withStopWords: string;
  /** Number of the project, of those that passages are spread over, that holds the passage. */
  readonly project: number;
}

/** So many, the same in every run. */
export function questionsOf(sampled: readonly Sampled[], count: number): Question[] {
  const random = createRandom(5);
  return Array.from({ length: count }, () => {
    const { project, document } = sampled[Math.floor(random() * sampled.length)] as Sampled;
    const ask = (withStopWords: boolean) => questionFrom(document, random, withStopWords);
    return { telling: ask(false), withStopWords: ask(true), project };
  });
}

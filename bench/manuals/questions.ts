/** The questions about the manuals, each with the pages that answer it, in two fixed halves. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Question {
  readonly id: string;
  readonly manual: string;
  readonly question: string;
  /** Physical pages from 1, each of which answers it. */
  readonly pages: readonly number[];
  readonly kind: 'how-to' | 'what-is' | 'option' | 'error' | 'keywords' | 'identifier';
}

/** Weights are chosen by the tuning half alone; the other says what they are worth. */
export const halves = ['tuning', 'held back'] as const;
export type Half = (typeof halves)[number];

export function readQuestions(): Question[] {
  return JSON.parse(readFileSync(new URL('questions.json', import.meta.url), 'utf8')) as Question[];
}

export function halfOf({ id }: Question): Half {
  const [byte = 0] = createHash('sha256').update(id).digest();
  return byte % 2 === 0 ? 'tuning' : 'held back';
}

/** How rankings name a page. */
export function pageKey(manual: string, page: number): string {
  return `${manual} ${page}`;
}

export function answersOf({ manual, pages }: Question): Set<string> {
  return new Set(pages.map((page) => pageKey(manual, page)));
}

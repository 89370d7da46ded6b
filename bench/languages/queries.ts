/** Substring queries: runs of words or characters that stand in a passage, and the passages that contain them. */
import { createRandom } from './random.ts';
import type { Language } from './texts.ts';

export interface Question {
  readonly text: string;
  /** Numbers of the passages that contain it. */
  readonly passages: ReadonlySet<number>;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text with a sign around its words or characters: a part of it begins and ends where one of them does. */
function apart(text: string, { unspaced }: Language): string {
  const plain = text.normalize('NFKC').toLowerCase();
  const runs = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (!unspaced) return `|${runs.join('|')}|`;
  return runs
    .map((run) => `|${Array.from(graphemes.segment(run), ({ segment }) => segment).join('|')}|`)
    .join(' ');
}

/** Questions of a language, the same in every run. Words: two to four, one of them of five letters; characters: two to eight. */
export function drawQuestions(passages: readonly string[], language: Language, count: number): Question[] {
  const random = createRandom(11);
  const indexed = passages.map((text) => apart(text, language));
  const questions: Question[] = [];
  for (let tries = 0; questions.length < count && tries < count * 20; tries++) {
    const part = drawPart(passages[Math.floor(random() * passages.length)] as string, language, random);
    if (part === undefined) continue;
    const wanted = apart(part, language);
    const holding = indexed.flatMap((text, at) => (text.includes(wanted) ? [at] : []));
    questions.push({ text: part, passages: new Set(holding) });
  }
  return questions;
}

function drawPart(text: string, language: Language, random: () => number): string | undefined {
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (!language.unspaced) {
    const from = Math.floor(random() * words.length);
    const chosen = words.slice(from, from + 2 + Math.floor(random() * 3));
    return chosen.length > 1 && chosen.some((word) => word.length > 4) ? chosen.join(' ') : undefined;
  }
  const own = words.filter((word) => word.match(language.letters)?.length === word.match(/\p{L}/gu)?.length);
  const run = own[Math.floor(random() * own.length)] ?? '';
  const characters = Array.from(graphemes.segment(run), ({ segment }) => segment);
  const from = Math.floor(random() * (characters.length - 1));
  const chosen = characters.slice(from, from + 2 + Math.floor(random() * 7));
  return chosen.length > 1 ? chosen.join('') : undefined;
}

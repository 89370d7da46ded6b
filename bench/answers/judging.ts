/** How an answer is asked for and judged, as LoCoMo does: F1 of words, and a model that says whether it is right. */
import { stemmer } from 'stemmer';
import type { Question } from '../recall/dataset.ts';
import type { Model } from './model.ts';

export function answerPrompt(context: readonly string[], question: string): string {
  return [
    'Answer the question from the notes of a conversation below, in as few words as possible. Use dates, not words such as "yesterday".',
    'If the notes do not tell, answer: not mentioned.',
    '',
    'Notes:',
    ...context,
    '',
    `Question: ${question}`,
    'Answer:',
  ].join('\n');
}

function judgePrompt({ text, answer }: Question, given: string): string {
  return [
    'Is the given answer right? It is when it says what the right answer says, in whatever words, also when it says more. Reply with one word: right or wrong.',
    '',
    `Question: ${text}`,
    `Right answer: ${answer}`,
    `Given answer: ${given}`,
    'Verdict:',
  ].join('\n');
}

export interface Judged {
  readonly category: number;
  /** From 0 to 1. */
  readonly f1: number;
  readonly right: boolean;
}

const unanswerable = 5;

/** A question whose answer is not there is answered rightly by saying so; that needs no judge. */
export async function judge(model: Model, question: Question, given: string): Promise<Judged> {
  const { category } = question;
  const declined = /not mentioned|no information|not (?:stated|specified|known)/i.test(given);
  if (category === unanswerable) return { category, f1: declined ? 1 : 0, right: declined };
  const verdict = await model.ask(judgePrompt(question, given));
  return {
    category,
    f1: wordF1(given, question.answer),
    right: /^\W*(?:right|correct|yes)\b/i.test(verdict),
  };
}

/** F1 of the words, stemmed and without articles (SQuAD's, with LoCoMo's stemming). */
export function wordF1(given: string, right: string): number {
  const [own, wanted] = [wordsOf(given), wordsOf(right)];
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of own) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  if (common === 0) return 0;
  const [precision, recall] = [common / own.length, common / wanted.length];
  return (2 * precision * recall) / (precision + recall);
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !['a', 'an', 'the', 'and'].includes(word)).map(stemmer);
}

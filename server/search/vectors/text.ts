/** The text that stands for a passage when it is embedded, and the hash that tells whether it has changed since. */
import { createHash } from 'node:crypto';
import type { PieceRow } from '../rows.ts';

/** Characters of a passage that a model is given; all models known take as many. */
const maxCharacters = 6_000;

export function embeddedText({ title, text, type, place }: PieceRow): string {
  const speaker = (place['message'] as { name?: string } | undefined)?.name;
  const head = type === 'message' ? speaker : title;
  const whole = head === undefined || head === '' ? text : `${head}\n${text}`;
  return whole.slice(0, maxCharacters);
}

export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

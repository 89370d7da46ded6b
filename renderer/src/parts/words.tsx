/** Numbers, sizes, times and errors as people say them. */
import { useState } from 'react';

/** `1 document`, `12 documents`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}

export function sizeInWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes === 0 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const digits = { maximumFractionDigits: power === 0 ? 0 : 1 };
  return `${(bytes / 1024 ** power).toLocaleString(undefined, digits)} ${units[power]}`;
}

/** A time in the words of the reader's own language; the exact one shows on pointing at it. */
export function When({ time }: { time: string }) {
  const [now] = useState(() => new Date());
  const at = new Date(time);
  return (
    <time dateTime={time} title={at.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'medium' })}>
      {timeInWords(at, now)}
    </time>
  );
}

export function timeInWords(at: Date, now: Date): string {
  const clock = at.toLocaleTimeString(undefined, { timeStyle: 'short' });
  if (at.toDateString() === now.toDateString()) return `today, ${clock}`;
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (at.toDateString() === yesterday.toDateString()) return `yesterday, ${clock}`;
  return at.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** A message in which commands stand between backticks, as those of the server do. */
export function Message({ text }: { text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

/** What an error says to a person. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

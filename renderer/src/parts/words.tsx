/** Numbers, sizes, times and errors as people say them. */
import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { useState } from 'react';
import type { Author } from '../../../contract/index.ts';
import { isViewer } from '../data/viewer.ts';

/** `1 document`, `12 documents`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString(locale())} ${number === 1 ? one : many}`;
}

export function sizeInWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes === 0 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const digits = power === 0 ? 0 : 1;
  return `${numberFormat(digits).format(bytes / 1024 ** power)} ${units[power]}`;
}

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${maximumFractionDigits} ${locale() ?? ''}`;
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(locale(), { maximumFractionDigits });
  numberFormats.set(key, known);
  return known;
}

/** The language chosen for the page; with the English one, dates and numbers follow the system's own settings. */
function locale(): string | undefined {
  return i18n.locale === '' || i18n.locale === 'en' ? undefined : i18n.locale;
}

const formats = {
  full: { dateStyle: 'full', timeStyle: 'medium' },
  day: { dateStyle: 'medium' },
  clock: { timeStyle: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making one takes longer than drawing the row that shows its text. */
const kept = new Map<string, Intl.DateTimeFormat>();

function format(name: keyof typeof formats, at: Date): string {
  if (Number.isNaN(at.getTime())) return String(at);
  // A computer that travels has another zone, which a format keeps from when it was made.
  const key = `${name} ${locale() ?? ''} ${at.getTimezoneOffset()}`;
  const known = kept.get(key) ?? new Intl.DateTimeFormat(locale(), formats[name]);
  kept.set(key, known);
  return known.format(at);
}

/** A time in the words of the reader's own language; the exact one shows on pointing at it. */
export function When({ time }: { time: string }) {
  const [now] = useState(() => new Date());
  const at = new Date(time);
  return (
    <time dateTime={time} title={exactTime(at)}>
      {timeInWords(at, now)}
    </time>
  );
}

export function exactTime(at: Date): string {
  return format('full', at);
}

const spans = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `in 3 days`, `in 40 minutes`: two of a unit at least, in the next smaller one otherwise. @param left milliseconds */
export function untilInWords(left: number): string {
  const [unit, length] = spans.find(([, one]) => left >= 2 * one) ?? (['second', 1_000] as const);
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'always' }).format(Math.floor(left / length), unit);
}

export function timeInWords(at: Date, now: Date): string {
  const day = at.toDateString();
  const clock = format('clock', at);
  if (day === now.toDateString()) return t`today, ${clock}`;
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (day === yesterday.toDateString()) return t`yesterday, ${clock}`;
  return format('day', at);
}

/** A message in which commands stand between backticks, as those of the server do. */
export function Message({ text }: { text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

/** What an error says to a person. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Who wrote something, as people say it. */
export function writerInWords(author: Author): string {
  const { type, name, client } = author;
  if (isViewer(author)) return t`You`;
  if (type === 'owner') return name ?? t`Who runs the server`;
  if (type === 'server') return 'Keepsake';
  return name ?? client ?? t`An AI client`;
}

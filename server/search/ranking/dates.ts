/** Dates in questions and texts, as days since 1970 (UTC). */

/** A stretch of days: from the first to the last, inclusive. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
  readonly precision: 'day' | 'month' | 'year';
}

const dayMs = 86_400_000;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';

const iso = /\b((?:19|20)\d\d)-(\d{1,2})(?:-(\d{1,2}))?\b/g;
const dayMonth = new RegExp(
  String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+${monthName}\b\.?,?(?:\s+((?:19|20)\d\d))?`,
  'gi',
);
const monthDay = new RegExp(
  String.raw`\b${monthName}\b\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+((?:19|20)\d\d))?`,
  'gi',
);
const monthYear = new RegExp(String.raw`\b${monthName}\b\.?,?(?:\s+of)?(?:\s+((?:19|20)\d\d))?`, 'gi');
const bareYear = /\b((?:19|20)\d\d)\b/g;

export function dayOf(time: number): number {
  return Math.floor(time / dayMs);
}

function dayNumber(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month, day) / dayMs);
}

function monthNumber(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase());
}

/**
 * The dates that a text names. Where the year is left out it is that of `around`, or the one before it when that would
 * be in the future.
 */
export function namedDates(text: string, around: number): DayRange[] {
  const found: DayRange[] = [];
  let rest = text;
  const take = (pattern: RegExp, read: (groups: (string | undefined)[]) => DayRange | undefined): void => {
    rest = rest.replace(pattern, (...matched: unknown[]) => {
      const range = read(matched.slice(1, 4).map((part) => (typeof part === 'string' ? part : undefined)));
      if (range !== undefined) found.push(range);
      return range === undefined ? String(matched[0]) : ' ';
    });
  };
  take(iso, ([year, month, day]) => dateRange(Number(year), Number(month) - 1, day));
  take(dayMonth, ([day, month = '', year]) =>
    dateRange(yearFor(year, month, day, around), monthNumber(month), day),
  );
  take(monthDay, ([month = '', day, year]) =>
    dateRange(yearFor(year, month, day, around), monthNumber(month), day),
  );
  take(monthYear, ([month = '', year]) =>
    year === undefined &&
    month.toLowerCase() === 'may' &&
    !/\b(?:in|of|during|last|this|by|since)\s+may\b/i.test(rest)
      ? undefined
      : year === undefined && /^mar$/i.test(month)
        ? undefined
        : dateRange(yearFor(year, month, undefined, around), monthNumber(month), undefined),
  );
  take(bareYear, ([year]) => yearRange(Number(year)));
  return found;
}

function yearFor(year: string | undefined, month: string, day: string | undefined, around: number): number {
  if (year !== undefined) return Number(year);
  const now = new Date(around);
  const candidate = Date.UTC(now.getUTCFullYear(), monthNumber(month), Number(day ?? 1));
  return candidate > around + dayMs ? now.getUTCFullYear() - 1 : now.getUTCFullYear();
}

function dateRange(year: number, month: number, day: string | undefined): DayRange | undefined {
  if (month < 0 || month > 11) return undefined;
  if (day === undefined)
    return { first: dayNumber(year, month, 1), last: dayNumber(year, month + 1, 0), precision: 'month' };
  if (Number(day) < 1 || Number(day) > 31) return undefined;
  const first = dayNumber(year, month, Number(day));
  return { first, last: first, precision: 'day' };
}

function yearRange(year: number): DayRange {
  return { first: dayNumber(year, 0, 1), last: dayNumber(year, 11, 31), precision: 'year' };
}

const relative: readonly (readonly [RegExp, (day: number, match: RegExpExecArray) => number])[] = [
  [/\byesterday\b/i, (day) => day - 1],
  [/\b(?:today|tonight|this morning)\b/i, (day) => day],
  [/\btomorrow\b/i, (day) => day + 1],
  [/\blast (?:week|weekend)\b/i, (day) => day - 7],
  [/\bnext (?:week|weekend)\b/i, (day) => day + 7],
  [/\blast month\b/i, (day) => day - 30],
  [/\bnext month\b/i, (day) => day + 30],
  [/\blast year\b/i, (day) => day - 365],
  [/\b(\d+|two|three|four|five|six)\s+days ago\b/i, (day, match) => day - countOf(match[1] ?? '')],
  [/\b(\d+|two|three|four|five|six)\s+weeks ago\b/i, (day, match) => day - 7 * countOf(match[1] ?? '')],
];

function countOf(word: string): number {
  const at = ['two', 'three', 'four', 'five', 'six'].indexOf(word.toLowerCase());
  return at < 0 ? Number(word) : at + 2;
}

/** Days that a text speaks of: those it names, and those relative to when it was said. At most 8. */
export function mentionedDays(text: string, time: number): number[] {
  const beginning = text.slice(0, 2_000);
  const days = namedDates(beginning, time)
    .filter(({ precision }) => precision !== 'year')
    .map(({ first }) => first);
  for (const [pattern, dayFrom] of relative) {
    const match = pattern.exec(beginning);
    if (match !== null) days.push(dayFrom(dayOf(time), match));
  }
  return [...new Set(days.filter((day) => day >= 0))].slice(0, 8);
}

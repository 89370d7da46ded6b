/** When a value ends: choices of a time to live, in seconds. */
import { plural, t } from '@lingui/core/macro';

const hour = 3_600;
const day = 24 * hour;
const lengths = { hour, day, week: 7 * day, month: 30 * day } as const;

/** `as-now` keeps the end that the value has. */
export type End = 'never' | 'as-now' | keyof typeof lengths;

export function endChoices(hasEnd: boolean): { value: End; label: string }[] {
  const choices: { value: End; label: string }[] = [
    { value: 'never', label: t`Never` },
    { value: 'hour', label: t`In one hour` },
    { value: 'day', label: t`In one day` },
    { value: 'week', label: t`In ${plural(7, { one: '# day', other: '# days' })}` },
    { value: 'month', label: t`In ${plural(30, { one: '# day', other: '# days' })}` },
  ];
  return hasEnd ? [{ value: 'as-now', label: t`When it ends now` }, ...choices] : choices;
}

/** Seconds from now; nothing for a value without an end. @param expiresAt the end that it has */
export function ttlOf(end: End, expiresAt: string | null, now: number): number | undefined {
  if (end === 'never') return undefined;
  if (end !== 'as-now') return lengths[end];
  if (expiresAt === null) return undefined;
  return Math.max(1, (new Date(expiresAt).getTime() - now) / 1_000);
}

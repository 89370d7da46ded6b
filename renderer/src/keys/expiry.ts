/** When a new key ends. */

/** A number of days from now, or a day that is chosen. */
export type Expiry = 'never' | '30' | '90' | '365' | 'date';

/**
 * @param date the last day on which the key works, such as `2026-11-21`
 * @returns the moment as ISO 8601; null when it does not end
 */
export function expiryOf(expiry: Expiry, date: string, now: Date): string | null {
  if (expiry === 'never') return null;
  if (expiry === 'date') return date === '' ? null : new Date(`${date}T23:59:59`).toISOString();
  const end = new Date(now);
  end.setDate(end.getDate() + Number(expiry));
  return end.toISOString();
}

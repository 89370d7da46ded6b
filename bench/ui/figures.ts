/** Figures of many times. */

/** Milliseconds, to a tenth. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
}

/** @param share 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1);
  return toTenth(sorted[Math.max(0, at)] ?? 0);
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    most: percentile(values, 1),
  };
}

export function toTenth(value: number): number {
  return Math.round(value * 10) / 10;
}

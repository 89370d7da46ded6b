/** How long to wait before the next try. */

export interface Backoff {
  /** In milliseconds, before the second try. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Failures in a row after which nothing is tried any more. */
  readonly tries: number;
}

export const usualBackoff: Backoff = { firstMs: 500, longestMs: 15_000, tries: 5 };

/** Doubles with each failure in a row; nothing when it has failed often enough. */
export function delayAfter(failures: number, { firstMs, longestMs, tries }: Backoff): number | undefined {
  if (failures >= tries) return undefined;
  return Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
}

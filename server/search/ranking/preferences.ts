/** What a caller prefers beside what the words say: newer passages, and records that are pinned. */
import type { SearchQuery } from '../search.ts';

/** Of the same order as the scores that profiles give. */
const recencyWeight = 3;
const pinnedWeight = 2;
const halfLifeDays = 30;
const dayMs = 86_400_000;

/**
 * Shares of the score; none that is zero.
 *
 * @param newest milliseconds since 1970 from which ages count
 */
export function preferenceShares(
  { recency = 0, pinned = [] }: Pick<SearchQuery, 'recency' | 'pinned'>,
  { record, time }: { record: string; time: number },
  newest: number,
): Record<string, number> {
  const shares: Record<string, number> = {};
  const days = Math.max(0, newest - time) / dayMs;
  if (recency > 0) shares['recency'] = recency * recencyWeight * 0.5 ** (days / halfLifeDays);
  if (pinned.includes(record)) shares['pinned'] = pinnedWeight;
  return shares;
}

/** Fuses the ranking by words with the ranking by vectors: reciprocal ranks, so that their scores need not compare. */
import type { NearPassage } from './near.ts';

/** Ranks this far down count half as much as the first; the value that the method was published with. */
const half = 60;

export interface Ranked {
  readonly score: number;
  /** Their sum is the score. */
  readonly shares: Readonly<Record<string, number>>;
}

/** What a rank from 0 on adds: 1 for the first. */
function worth(rank: number): number {
  return (half + 1) / (half + 1 + rank);
}

/** The score of a passage from its ranks; what words gave it keeps its proportions. */
export function fused(
  ranks: { readonly words: number | undefined; readonly vector: number | undefined },
  words: Ranked,
): Ranked {
  const byWords = ranks.words === undefined ? 0 : worth(ranks.words);
  const vector = ranks.vector === undefined ? 0 : worth(ranks.vector);
  const shares: Record<string, number> = {};
  if (byWords > 0 && words.score > 0)
    for (const [name, share] of Object.entries(words.shares))
      shares[name] = Math.round((share / words.score) * byWords * 1_000) / 1_000;
  else if (byWords > 0) shares['words'] = byWords;
  if (vector > 0) shares['vector'] = Math.round(vector * 1_000) / 1_000;
  return { score: byWords + vector, shares };
}

/** Each near passage's rank in the ranking of its own set. */
export function vectorRanks(near: readonly NearPassage[]): Map<NearPassage, number> {
  const ranks = new Map<NearPassage, number>();
  const next = new Map<string, number>();
  for (const passage of near) {
    const rank = next.get(passage.set) ?? 0;
    next.set(passage.set, rank + 1);
    ranks.set(passage, rank);
  }
  return ranks;
}

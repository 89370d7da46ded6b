/**
 * BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) with Lucene's idf, which
 * is never negative.
 */

/** How soon repeats of a term stop counting, and how much length counts: short texts want less of both than the usual 1.2 and .75. */
export const k1 = 0.9;
export const b = 0.3;

/** How telling a term is: `ln(1 + (N - df + .5) / (df + .5))`. */
export function idf(passages: number, frequency: number): number {
  return Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5));
}

/** What a term that stands `count` times in a passage of `length` terms adds, in units of its idf; below `k1 + 1`. */
export function saturation(count: number, length: number, averageLength: number): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / averageLength));
}

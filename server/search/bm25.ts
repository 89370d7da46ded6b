/**
 * BM25 over a text and its title, after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
 * Beyond" (2009), section 3.6 (BM25F), with the idf of Lucene, which is never negative.
 */

/** How soon repeats of a term stop counting. */
export const k1 = 0.9;
/** How much a long text is held against it. */
export const b = 0.3;
/** All pieces of a record share its title, so a word there says less about the piece than a word in the text. */
export const titleWeight = 0.5;

/** What a collection is like, over all the projects that are searched together. */
export interface Collection {
  /** Pieces in all. */
  readonly pieces: number;
  /** Terms per piece, on average. */
  readonly textLength: number;
  readonly titleLength: number;
}

/** How rare a term is: ln(1 + (N − df + 0.5) / (df + 0.5)), with df of N pieces holding it. */
export function idf(pieces: number, df: number): number {
  return Math.log(1 + (pieces - df + 0.5) / (df + 0.5));
}

/** How much a term counts in one field: its frequency over the field's relative length. */
export function fieldWeight(frequency: number, length: number, averageLength: number): number {
  if (frequency === 0) return 0;
  return frequency / (1 - b + (b * length) / averageLength);
}

/** What a term adds to a piece's score, from 0 up to its idf. */
export function termScore(inText: number, inTitle: number, rarity: number): number {
  const weight = inText + titleWeight * inTitle;
  return (rarity * weight) / (k1 + weight);
}

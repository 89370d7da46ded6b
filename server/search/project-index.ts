/** The inverted index of one project in memory, kept current record by record. */
import { fieldWeight, termScore, type Collection } from './bm25.ts';
import { createPostings, type Postings } from './postings.ts';
import { pieceKey, type TermsRow } from './rows.ts';
import type { IndexedRecord } from './search.ts';

/** What a project adds to the statistics of a search over several. */
export interface ProjectTotals {
  readonly pieces: number;
  /** Terms of all pieces together. */
  readonly textLength: number;
  readonly titleLength: number;
}

export interface IndexedPieceEntry {
  readonly recordId: string;
  readonly ordinal: number;
  readonly type: IndexedRecord['type'];
  readonly textLength: number;
  readonly titleLength: number;
}

export interface ProjectIndex {
  /** Replaces the pieces of a record; none removes it. */
  replace(recordId: string, rows: readonly { ordinal: number; terms: TermsRow }[]): void;
  totals(): ProjectTotals;
  /** Pieces that hold the term. */
  frequency(term: string): number;
  /** Adds what a term of the given rarity is worth in each piece to that piece's score. */
  addScores(scores: Map<IndexedPieceEntry, number>, term: string, rarity: number, all: Collection): void;
  /** About what it takes in memory. */
  bytes(): number;
  /** Whether so much of it has been replaced that it should be built anew. */
  isWorn(): boolean;
}

const bytesPerTerm = 150;
const bytesPerPiece = 150;

export function createProjectIndex(): ProjectIndex {
  /** By number; a piece that was removed leaves a gap, and its postings are passed over. */
  const pieces: (IndexedPieceEntry | undefined)[] = [];
  const numbers = new Map<string, number[]>();
  const terms = new Map<string, Postings>();
  let totals: ProjectTotals = { pieces: 0, textLength: 0, titleLength: 0 };
  let bytes = 0;

  function count(piece: IndexedPieceEntry, sign: 1 | -1): void {
    totals = {
      pieces: totals.pieces + sign,
      textLength: totals.textLength + sign * piece.textLength,
      titleLength: totals.titleLength + sign * piece.titleLength,
    };
  }

  function remove(recordId: string): void {
    for (const number of numbers.get(recordId) ?? []) {
      count(pieces[number] as IndexedPieceEntry, -1);
      pieces[number] = undefined;
    }
    numbers.delete(recordId);
  }

  function postingsOf(term: string): Postings {
    const existing = terms.get(term);
    if (existing !== undefined) return existing;
    const made = createPostings();
    terms.set(term, made);
    bytes += bytesPerTerm + 2 * term.length;
    return made;
  }

  function add(recordId: string, ordinal: number, row: TermsRow): number {
    const { type, textLength, titleLength, counts } = row;
    const piece = { recordId, ordinal, type, textLength, titleLength };
    const number = pieces.push(piece) - 1;
    count(piece, 1);
    bytes += bytesPerPiece + 2 * pieceKey(recordId, ordinal).length;
    for (const { term, inText, inTitle } of counts) bytes += postingsOf(term).add(number, inText, inTitle);
    return number;
  }

  return {
    replace(recordId, rows) {
      remove(recordId);
      if (rows.length === 0) return;
      numbers.set(
        recordId,
        rows.map((row) => add(recordId, row.ordinal, row.terms)),
      );
    },
    totals: () => totals,
    frequency(term) {
      let frequency = 0;
      terms.get(term)?.forEach((number) => {
        if (pieces[number] !== undefined) frequency++;
      });
      return frequency;
    },
    addScores(scores, term, rarity, all) {
      terms.get(term)?.forEach((number, inText, inTitle) => {
        const piece = pieces[number];
        if (piece === undefined) return;
        const text = fieldWeight(inText, piece.textLength, all.textLength);
        const title = fieldWeight(inTitle, piece.titleLength, all.titleLength);
        scores.set(piece, (scores.get(piece) ?? 0) + termScore(text, title, rarity));
      });
    },
    bytes: () => bytes,
    isWorn: () => pieces.length > 1_000 + 2 * totals.pieces,
  };
}

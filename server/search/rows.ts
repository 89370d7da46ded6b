/** The rows that search keeps in a project's database: the text of each piece, and the terms it is found by. */
import type { IndexedPiece, IndexedRecord, IndexRow, StoredPiece } from './search.ts';
import { termsOf } from './analyser.ts';

/** Texts, read only for what a search returns. */
export const pieceSpace = 'piece';
/** Terms, read to build the index in memory. */
export const termsSpace = 'terms';

/** A piece as its row holds it. */
export interface PieceRow {
  readonly text: string;
  readonly place: Readonly<Record<string, unknown>>;
  /** Of the record. */
  readonly title: string;
  readonly type: IndexedRecord['type'];
  readonly updatedAt: number;
}

/** How often a term stands in the text of a piece and in its title. */
export interface TermCount {
  readonly term: string;
  readonly inText: number;
  readonly inTitle: number;
}

export interface TermsRow {
  readonly type: IndexedRecord['type'];
  /** Terms in all, repeats counted. */
  readonly textLength: number;
  readonly titleLength: number;
  readonly counts: readonly TermCount[];
}

type EncodedTerms = [type: TermsRow['type'], textLength: number, titleLength: number, counts: EncodedCount[]];
type EncodedCount = [term: string, inText: number, inTitle: number];

export function recordPrefix(recordId: string): string {
  return `${recordId}#`;
}

/** The key of a piece's rows; padded so that keys sort by ordinal. */
export function pieceKey(recordId: string, ordinal: number): string {
  return `${recordPrefix(recordId)}${String(ordinal).padStart(6, '0')}`;
}

export function readPieceKey(key: string): { recordId: string; ordinal: number } {
  const end = key.lastIndexOf('#');
  return { recordId: key.slice(0, end), ordinal: Number(key.slice(end + 1)) };
}

/** The rows of a record, after the removal of those it had. */
export function recordRows(record: IndexedRecord): IndexRow[] {
  const prefix = recordPrefix(record.id);
  const rows: IndexRow[] = [pieceSpace, termsSpace].map((space) => ({ op: 'clear', space, prefix }));
  for (const [ordinal, piece] of record.pieces.entries()) {
    const key = pieceKey(record.id, ordinal);
    rows.push({ op: 'row', space: pieceSpace, key, value: encodePiece(record, piece) });
    rows.push({ op: 'row', space: termsSpace, key, value: encodeTerms(record.type, piece) });
  }
  return rows;
}

function encodePiece({ title, type, updatedAt }: IndexedRecord, { text, place }: IndexedPiece): Uint8Array {
  const row: PieceRow = { text, place, title, type, updatedAt };
  return encode(row);
}

export function decodePiece(value: Uint8Array): PieceRow {
  return decode(value) as PieceRow;
}

export function storedPiece(key: string, value: Uint8Array): StoredPiece {
  const { text, place } = decodePiece(value);
  return { ordinal: readPieceKey(key).ordinal, text, place };
}

function encodeTerms(type: TermsRow['type'], { text, title }: IndexedPiece): Uint8Array {
  const textTerms = termsOf(text);
  const titleTerms = termsOf(title);
  const inText = countsOf(textTerms);
  const inTitle = countsOf(titleTerms);
  const counts = [...new Set([...inText.keys(), ...inTitle.keys()])].map((term): EncodedCount => [
    term,
    inText.get(term) ?? 0,
    inTitle.get(term) ?? 0,
  ]);
  const row: EncodedTerms = [type, textTerms.length, titleTerms.length, counts];
  return encode(row);
}

export function decodeTerms(value: Uint8Array): TermsRow {
  const [type, textLength, titleLength, encoded] = decode(value) as EncodedTerms;
  const counts = encoded.map(([term, inText, inTitle]) => ({ term, inText, inTitle }));
  return { type, textLength, titleLength, counts };
}

function countsOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function encode(row: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(row));
}

function decode(value: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(value));
}

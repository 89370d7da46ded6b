/** The rows of texts: each piece as it is returned. */
import { tailPrefix, tailRows, tailSpace } from './tail.ts';
import { segmentOf } from './passage.ts';
import type { IndexedRecord, IndexRow, RecordType, StoredPiece } from './search.ts';

export const pieceSpace = 'piece';

/** A piece as its row holds it. */
export interface PieceRow {
  readonly text: string;
  readonly place: Readonly<Record<string, unknown>>;
  /** Of the record. */
  readonly title: string;
  readonly type: RecordType;
  readonly updatedAt: number;
}

export function recordPrefix(recordId: string): string {
  return `${recordId}#`;
}

/** The key of a piece's row; padded so that keys sort by ordinal. */
export function pieceKey(recordId: string, ordinal: number): string {
  return `${recordPrefix(recordId)}${String(ordinal).padStart(7, '0')}`;
}

/** The rows of a record, after the removal of those it had, or beside them. */
export function recordRows(record: IndexedRecord): IndexRow[] {
  const { id, type, title, updatedAt, from = 0, append = false } = record;
  const rows: IndexRow[] = append
    ? []
    : [
        { op: 'clear', space: pieceSpace, prefix: recordPrefix(id) },
        { op: 'clear', space: tailSpace, prefix: tailPrefix(id) },
      ];
  for (const [at, { text, place }] of record.pieces.entries()) {
    const row: PieceRow = { text, place, title, type, updatedAt };
    rows.push({ op: 'row', space: pieceSpace, key: pieceKey(id, from + at), value: encode(row) });
  }
  return [...rows, ...tailRows(id, { type, replaces: !append }, segmentOf(record))];
}

export function decodePiece(value: Uint8Array): PieceRow {
  return JSON.parse(new TextDecoder().decode(value)) as PieceRow;
}

export function storedPiece(key: string, value: Uint8Array): StoredPiece {
  const { text, place } = decodePiece(value);
  return { ordinal: Number(key.slice(key.lastIndexOf('#') + 1)), text, place };
}

function encode(row: PieceRow): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(row));
}

/** Builds a project's index from its rows and brings it up to date with what was committed since. */
import { createProjectIndex, type ProjectIndex } from './project-index.ts';
import { decodeTerms, readPieceKey, recordPrefix, termsSpace, type TermsRow } from './rows.ts';
import type { IndexReader } from './search.ts';

/** An index and the commit up to which it is complete. */
export interface Loaded {
  readonly index: ProjectIndex;
  readonly seq: number;
}

const pageSize = 1_000;
const parallelReads = 16;

interface IndexedRow {
  readonly ordinal: number;
  readonly terms: TermsRow;
}

/** Reads all rows. What is committed meanwhile may be seen or not, so the index counts as of the beginning. */
export async function load(reader: IndexReader): Promise<Loaded> {
  const seq = await reader.head();
  const index = createProjectIndex();
  let recordId = '';
  let rows: IndexedRow[] = [];
  for await (const [key, value] of termsRows(reader)) {
    const piece = readPieceKey(key);
    if (piece.recordId !== recordId) {
      index.replace(recordId, rows);
      ({ recordId } = piece);
      rows = [];
    }
    rows.push({ ordinal: piece.ordinal, terms: decodeTerms(value) });
  }
  index.replace(recordId, rows);
  return { index, seq };
}

/** Reads again the rows of each record that has changed; a worn index is built anew. */
export async function refresh(reader: IndexReader, loaded: Loaded): Promise<Loaded> {
  const { head, ids } = await reader.changedSince(loaded.seq);
  for (let at = 0; at < ids.length; at += parallelReads) {
    const batch = ids.slice(at, at + parallelReads);
    const rows = await Promise.all(batch.map((id) => recordTerms(reader, id)));
    for (const [number, id] of batch.entries()) loaded.index.replace(id, rows[number] ?? []);
  }
  if (loaded.index.isWorn()) return refresh(reader, await load(reader));
  return { index: loaded.index, seq: head };
}

async function recordTerms(reader: IndexReader, recordId: string): Promise<IndexedRow[]> {
  const rows: IndexedRow[] = [];
  for await (const [key, value] of termsRows(reader, recordPrefix(recordId))) {
    rows.push({ ordinal: readPieceKey(key).ordinal, terms: decodeTerms(value) });
  }
  return rows;
}

async function* termsRows(reader: IndexReader, prefix = ''): AsyncGenerator<[string, Uint8Array]> {
  let after: string | undefined;
  for (;;) {
    const range = { prefix, limit: pageSize, ...(after === undefined ? {} : { after }) };
    const page = await reader.rows(termsSpace, range);
    for (const { key, value } of page) yield [key, value];
    after = page.at(-1)?.key;
    if (page.length < pageSize) return;
  }
}

/** Reads entries of the tail from a project's rows: those of a record, all of them, or as many as one merge takes. */
import type { IndexReader } from './search.ts';
import { entryOfRow, groupOfEntry, readTailEntry, tailSpace, type TailEntry } from './tail.ts';

/** Where reading ends: a record whose entries were begun is read to its end, so that they stay together. */
export interface TailLimit {
  readonly entries: number;
  readonly bytes: number;
}

const pageSize = 200;
/** Rows are of up to 1 MiB. */
const limitedPageSize = 16;

/**
 * Entries in order of their keys.
 *
 * @param known these are not read into memory again: they never change
 */
export async function readTail(
  reader: IndexReader,
  prefix: string,
  known: ReadonlyMap<string, TailEntry>,
  limit?: TailLimit,
): Promise<Map<string, TailEntry>> {
  const entries = new Map<string, TailEntry>();
  const rowsAtOnce = limit === undefined ? pageSize : limitedPageSize;
  let parts: Uint8Array[] = [];
  let current = '';
  let bytes = 0;
  const finish = () => {
    if (parts.length > 0) entries.set(current, known.get(current) ?? readTailEntry(current, parts));
    parts = [];
  };
  const isEnough = () => limit !== undefined && (entries.size >= limit.entries || bytes >= limit.bytes);
  for (let after: string | undefined; ;) {
    const range = { prefix, limit: rowsAtOnce, ...(after === undefined ? {} : { after }) };
    const page = await reader.rows(tailSpace, range);
    for (const { key, value } of page) {
      const entry = entryOfRow(key);
      if (entry !== current) finish();
      if (isEnough() && groupOfEntry(entry) !== groupOfEntry(current)) return entries;
      current = entry;
      bytes += value.length;
      parts.push(value);
    }
    after = page.at(-1)?.key;
    if (page.length < rowsAtOnce) break;
  }
  finish();
  return entries;
}

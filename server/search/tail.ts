/**
 * The tail: what was written since the last merge, a row per write, each with a small segment of its own. The rows of a
 * record replace all that segments hold of it, until the merge that takes them over.
 */
import { randomBytes } from 'node:crypto';
import { createByteWriter, decodeText, encodeText } from './segment/bytes.ts';
import { chunkBytes, type PackedSegment, type SegmentInfo, segmentFormat } from './segment/format.ts';
import type { IndexRow, RecordType } from './search.ts';

export const tailSpace = 'tail';

export interface TailHeader {
  readonly type: RecordType;
  /** True: older passages of the record are no longer found. False: these were appended to it. */
  readonly replaces: boolean;
  /** Nothing when the record has no passages any more. */
  readonly info?: SegmentInfo;
}

/** A tail entry, which may span several rows, as it is read. */
export interface TailEntry {
  readonly group: string;
  readonly header: TailHeader;
  /** The segment, in shared memory that begins with it. */
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** All entries of a record have keys that begin so. */
export function tailPrefix(group: string): string {
  return `${group}:`;
}

/** Rows of one entry: `GROUP:NONCE.PART`. The nonce tells a merge whether the entry it took over was replaced since. */
export function tailRows(
  group: string,
  header: Omit<TailHeader, 'info'>,
  segment?: PackedSegment,
): IndexRow[] {
  const whole: TailHeader = { ...header, ...(segment === undefined ? {} : { info: segment.info }) };
  const head = encodeText(JSON.stringify(whole));
  const writer = createByteWriter(head.length + (segment?.bytes.length ?? 0) + 8);
  writer.uint32(head.length);
  writer.bytes(head);
  writer.bytes(segment?.bytes ?? new Uint8Array(0));
  const bytes = writer.view();
  const key = `${tailPrefix(group)}${randomBytes(9).toString('base64url')}`;
  const rows: IndexRow[] = [];
  for (let at = 0, part = 0; at < bytes.length; at += chunkBytes, part++) {
    const value = bytes.subarray(at, at + chunkBytes);
    rows.push({ op: 'row', space: tailSpace, key: `${key}.${String(part).padStart(6, '0')}`, value });
  }
  return rows;
}

/** The entry that a row belongs to. */
export function entryOfRow(rowKey: string): string {
  return rowKey.slice(0, rowKey.lastIndexOf('.'));
}

/** The record that an entry belongs to. */
export function groupOfEntry(key: string): string {
  return key.slice(0, key.lastIndexOf(':'));
}

/** Puts an entry together from its rows, in order. */
export function readTailEntry(key: string, parts: readonly Uint8Array[]): TailEntry {
  const [first] = parts;
  if (first === undefined) throw new Error(`the tail entry ${key} has no rows`);
  const length = new DataView(first.buffer, first.byteOffset).getUint32(0, true);
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(new SharedArrayBuffer(total - 4 - length));
  let at = 0;
  let skip = 4 + length;
  for (const part of parts) {
    const rest = part.subarray(Math.min(skip, part.length));
    skip -= part.length - rest.length;
    bytes.set(rest, at);
    at += rest.length;
  }
  const stored = JSON.parse(decodeText(first.subarray(4, 4 + length))) as TailHeader;
  // One of another layout counts as empty: it has to be built anew.
  const { type, replaces } = stored;
  const header = stored.info?.format === segmentFormat ? stored : { type, replaces };
  return { group: groupOfEntry(key), header, bytes };
}

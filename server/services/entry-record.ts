/** An entry as it is stored: its record, the row by which it is listed, and the row by which its end is found. */
import { KeepsakeError, type Entry, type EntryInfo, type WrittenEntry } from '../../contract/index.ts';
import { maxValueBytes } from '../../contract/operations/entries.ts';
import type { Json, Operation, Put, StoredRecord } from '../store/store.ts';
import { asJson, typed, viewAuthor, viewTime } from './records.ts';

export interface EntryName {
  readonly namespace: string;
  readonly key: string;
}

export interface EntryPayload extends EntryName {
  /** Null when the entry was removed. */
  readonly value: Json;
  readonly bytes: number;
  readonly createdAt: number;
  /** When the value, and with it the history, goes. */
  readonly expiresAt: number | null;
}

/** An entry's record as far as a change needs it; `deleted` and `expired` ones keep their name and version. */
export interface KnownEntry {
  readonly id: string;
  readonly version: number;
  readonly revision: string;
  readonly state: string;
  readonly payload: EntryPayload;
}

/** What lists show, without reading values. */
interface ListRow {
  readonly version: number;
  readonly bytes: number;
  readonly updatedAt: number;
  readonly expiresAt: number | null;
}

export const listSpace = 'entries';
export const expirySpace = 'expiry';

/** Namespaces hold no slash, so names cannot meet. */
export function uniqueOf({ namespace, key }: EntryName): string {
  return `${namespace}/${key}`;
}

export function knownEntry(record: StoredRecord | undefined): KnownEntry | undefined {
  if (record === undefined) return undefined;
  const { id, version, revision, state, payload } = typed<EntryPayload>(record);
  return { id, version, revision, state, payload };
}

/** Whether there is a value now. What has ended is gone from then on, also while its record is still there. */
export function isLive(entry: Pick<KnownEntry, 'state' | 'payload'> | undefined, now: number): boolean {
  return entry?.state === 'active' && !isOver(entry.payload.expiresAt, now);
}

export function isOver(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** Without writing the whole list as JSON again. */
export function sizeWith(list: readonly Json[], bytes: number, added: Json): number {
  const more = Buffer.byteLength(JSON.stringify(added));
  return list.length === 0 ? 2 + more : bytes + 1 + more;
}

/** @throws KeepsakeError PAYLOAD_TOO_LARGE */
export function assertSize(bytes: number): number {
  if (bytes <= maxValueBytes) return bytes;
  throw new KeepsakeError(
    'PAYLOAD_TOO_LARGE',
    `The value has ${bytes} bytes; an entry takes ${maxValueBytes}. Split it over several keys, or send it as a document.`,
  );
}

export interface EntryWriting {
  readonly id: string;
  readonly before: KnownEntry | undefined;
  readonly state: 'active' | 'deleted' | 'expired';
  readonly payload: EntryPayload;
  readonly expect: NonNullable<Put['expect']>;
  /** Of this version, where the next one may be made before it is written. */
  readonly revision?: string | undefined;
  readonly message?: string | undefined;
  readonly history?: false;
}

/** Everything that one version of an entry writes; the put comes first. */
export function entryOperations(writing: EntryWriting, at: number): [Put, ...Operation[]] {
  const { id, before, state, payload, expect, revision, message, history } = writing;
  const { bytes, expiresAt } = payload;
  const put: Put = {
    op: 'put',
    kind: 'entry',
    id,
    expect,
    state,
    unique: uniqueOf(payload),
    payload: asJson(payload),
    ...(revision === undefined ? {} : { revision }),
    ...(message === undefined ? {} : { message }),
    ...(history === undefined ? {} : { history }),
  };
  const row: ListRow = { version: (before?.version ?? 0) + 1, bytes, updatedAt: at, expiresAt };
  const listed = state === 'active' ? Buffer.from(JSON.stringify(row)) : null;
  const operations: Operation[] = [{ op: 'row', space: listSpace, key: uniqueOf(payload), value: listed }];
  const known = before?.payload.expiresAt ?? null;
  if (known !== null && known !== expiresAt) operations.push(expiryRow(known, id, null));
  if (expiresAt !== null && known !== expiresAt)
    operations.push(expiryRow(expiresAt, id, Buffer.from(uniqueOf(payload))));
  return [put, ...operations];
}

/** In order of time, so that what is over stands first. */
export function expiryRow(expiresAt: number, id: string, value: Uint8Array | null): Operation {
  return { op: 'row', space: expirySpace, key: `${String(expiresAt).padStart(16, '0')} ${id}`, value };
}

export function readExpiryKey(key: string): { expiresAt: number; id: string } {
  const [time = '', id = ''] = key.split(' ');
  return { expiresAt: Number(time), id };
}

/** One row of a list; undefined for an entry that is over. */
export function viewRow(rowKey: string, bytes: Uint8Array, now: number): EntryInfo | undefined {
  const row = JSON.parse(Buffer.from(bytes).toString()) as ListRow;
  if (isOver(row.expiresAt, now)) return undefined;
  const slash = rowKey.indexOf('/');
  return {
    namespace: rowKey.slice(0, slash),
    key: rowKey.slice(slash + 1),
    version: row.version,
    bytes: row.bytes,
    updated_at: viewTime(row.updatedAt),
    expires_at: row.expiresAt === null ? null : viewTime(row.expiresAt),
  };
}

export function viewWritten(project: string, record: StoredRecord): WrittenEntry {
  const { value: _value, ...rest } = viewEntry(project, record);
  return rest;
}

export function viewEntry(project: string, record: StoredRecord): Entry {
  const { payload } = typed<EntryPayload>(record);
  return {
    id: record.id,
    project_id: project,
    namespace: payload.namespace,
    key: payload.key,
    value: payload.value,
    version: record.version,
    revision: record.revision,
    bytes: payload.bytes,
    updated_by: viewAuthor(record.updatedBy),
    created_at: viewTime(payload.createdAt),
    updated_at: viewTime(record.updatedAt),
    expires_at: payload.expiresAt === null ? null : viewTime(payload.expiresAt),
  };
}

export function entryNotFound({ namespace, key }: EntryName): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no entry "${key}" in ${namespace}. List the namespace for the keys it has.`,
  );
}

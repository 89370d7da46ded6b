/** Resumable uploads as records: what is kept of one, its parts as rows, and how the API shows it. */
import { randomBytes } from 'node:crypto';
import { KeepsakeError, type Upload } from '../../contract/index.ts';
import type { BlobReference } from '../store/blobs.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { asJson, typed, viewTime } from './records.ts';
import type { NamedUpload } from './uploads.ts';
import { everyRecord } from './walking.ts';

/** `receiving`, then `finished`; `spent` in between while parts are left to remove. `removed` is cancelled or expired. */
export type UploadState = 'receiving' | 'spent' | 'finished' | 'removed';

/** What bytes are sent for, where they become no file: a version that is to come, or one that is known without its bytes. */
export type UploadTarget = { readonly version: string } | { readonly content: true };

export interface UploadPayload {
  readonly input: NamedUpload;
  readonly size: number;
  readonly offset: number;
  readonly expiresAt: number;
  /** Of the whole file, where the sender announced it. */
  readonly sha256?: string;
  readonly fingerprint?: string;
  readonly target?: UploadTarget;
  /** Who adds to it now, until when unless they prolong it. */
  readonly lease?: { readonly holder: string; readonly until: number } | undefined;
  /** The blob that the next part becomes; nothing, or what a crash left of it, until a commit names another one. */
  readonly pending?: string;
  /** The file it became. */
  readonly item?: string;
}

export function uploadPayload(record: StoredRecord): UploadPayload {
  return typed<UploadPayload>(record).payload;
}

export function uploadPut(
  id: string,
  payload: UploadPayload,
  state: UploadState,
  expect: NonNullable<Put['expect']>,
): Put {
  return { op: 'put', kind: 'upload', id, state, expect, history: false, payload: asJson(payload) };
}

/** A name for a blob that nobody knows yet. */
export function newBlobName(): string {
  return randomBytes(24).toString('hex');
}

/** An upload that can still be added to, or that is finished. @throws KeepsakeError NOT_FOUND */
export async function requireUpload(
  store: Store,
  scope: Scope,
  id: string,
  now: number,
): Promise<StoredRecord> {
  const record = await store.get(scope, 'upload', id);
  const gone = record === undefined || record.state === 'removed' || uploadPayload(record).expiresAt <= now;
  if (!gone) return record;
  throw new KeepsakeError(
    'NOT_FOUND',
    `There is no upload ${id}: it was cancelled or has expired. Begin the upload anew.`,
  );
}

const batch = 1_000;

/** All unfinished uploads of an account, those that have expired too. */
export async function unfinishedUploads(store: Store, scope: Scope): Promise<StoredRecord[]> {
  return Array.fromAsync(everyRecord(store, scope, { kind: 'upload', states: ['receiving', 'spent'] }));
}

/** The row that makes a blob the part of an upload at `offset`. */
export function partRow(id: string, offset: number, { name, key, size, sha256 }: BlobReference): Operation {
  const value = Buffer.from(JSON.stringify({ name, key, size, sha256 }));
  return { op: 'row', space: 'upload', key: `${id}/${String(offset).padStart(16, '0')}`, value };
}

export function clearParts(id: string): Operation {
  return { op: 'clear', space: 'upload', prefix: `${id}/` };
}

/** The parts of an upload in their order. */
export async function partsOf(store: Store, scope: Scope, id: string): Promise<BlobReference[]> {
  const parts: BlobReference[] = [];
  for (let after = ''; ;) {
    const rows = await store.rows(scope, 'upload', { prefix: `${id}/`, after, limit: batch });
    for (const { value } of rows) parts.push(JSON.parse(Buffer.from(value).toString()) as BlobReference);
    after = rows.at(-1)?.key ?? '';
    if (rows.length < batch) return parts;
  }
}

/** An upload as the API shows it, without the document it became. */
export function viewUpload(record: StoredRecord): Upload {
  const { input, size, offset, expiresAt, fingerprint, item } = uploadPayload(record);
  return {
    id: record.id,
    name: input.name,
    parent_id: input.itemId,
    size,
    offset,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    status: record.state === 'receiving' ? 'receiving' : 'finished',
    ...(item === undefined ? {} : { item_id: item }),
    expires_at: viewTime(expiresAt),
  };
}

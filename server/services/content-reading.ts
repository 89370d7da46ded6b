/** Reading contents: from the database or from blobs, brought first where another server keeps them, to the end though they are given up meanwhile. */
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobReference, BlobStore } from '../store/blobs.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import { filesOf, partsOf, type BlobPayload, type LocalPayload } from './content-places.ts';
import { once } from './content-streams.ts';
import type { AbsentContents, ByteRange } from './content.ts';
import { typed } from './records.ts';

export interface ReadingDependencies {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly absent?: AbsentContents | undefined;
}

/** The record of a content, unless its bytes were removed. */
export async function findContent(
  store: Store,
  account: string,
  id: string,
): Promise<StoredRecord | undefined> {
  const record = await store.get({ account }, 'blob', id);
  return record?.state === 'removed' ? undefined : record;
}

/** The payload of bytes that are here, once they are. @throws KeepsakeError UNAVAILABLE, DATA_FOLDER_UNREADABLE */
export async function presentPayload(
  { store, absent }: ReadingDependencies,
  account: string,
  blob: string,
): Promise<LocalPayload> {
  for (let tries = 0; ; tries++) {
    const record = await findContent(store, account, blob);
    if (record === undefined) throw missing();
    const payload = typed<BlobPayload>(record).payload;
    if (!('remote' in payload)) return payload;
    if (absent === undefined || tries > 0) throw elsewhere();
    await absent.fetch(account, payload.remote);
  }
}

/** How often bytes may be given up and brought again while they are read. */
const mostPlaces = 3;

/** The bytes from `start` up to `end`. */
export async function readContent(
  dependencies: ReadingDependencies,
  account: string,
  blob: string,
  range: ByteRange,
): Promise<AsyncIterable<Uint8Array>> {
  const payload = await presentPayload(dependencies, account, blob);
  if (!payload.inline) return readOn(dependencies, { account, blob }, payload, range);
  const bytes = await inlineOf(dependencies, account, blob);
  return once(bytes.subarray(range.start, range.end));
}

async function inlineOf(
  dependencies: ReadingDependencies,
  account: string,
  blob: string,
): Promise<Uint8Array> {
  for (let tries = 1; ; tries++) {
    const bytes = await dependencies.store.row({ account }, 'blob', blob);
    if (bytes !== undefined) return bytes;
    if (tries === mostPlaces) throw missing();
    await presentPayload(dependencies, account, blob);
  }
}

async function* readOn(
  dependencies: ReadingDependencies,
  { account, blob }: { readonly account: string; readonly blob: string },
  first: LocalPayload,
  { start, end }: ByteRange,
): AsyncIterable<Uint8Array> {
  let payload = first;
  let at = start;
  for (let tries = 1; ; tries++) {
    try {
      for await (const piece of readParts(dependencies.blobs, payload, { start: at, end })) {
        yield piece;
        at += piece.byteLength;
      }
      return;
    } catch (error) {
      const now = tries < mostPlaces ? await placeNow(dependencies, account, blob, payload) : undefined;
      if (now === undefined) throw error;
      payload = now;
    }
  }
}

/** Where the bytes are that were elsewhere before; nothing when they are where they were. */
async function placeNow(
  dependencies: ReadingDependencies,
  account: string,
  blob: string,
  before: LocalPayload,
): Promise<LocalPayload | undefined> {
  const record = await findContent(dependencies.store, account, blob);
  if (record === undefined) return undefined;
  const isSame = filesOf(typed<BlobPayload>(record).payload).join() === filesOf(before).join();
  return isSame ? undefined : presentPayload(dependencies, account, blob);
}

async function* readParts(
  blobs: BlobStore,
  payload: LocalPayload,
  range: ByteRange,
): AsyncIterable<Uint8Array> {
  if (!payload.inline) yield* partsFrom(blobs, partsOf(payload), range);
}

/** Bytes of blobs that follow each other. */
export async function* partsFrom(
  blobs: BlobStore,
  parts: readonly BlobReference[],
  range: ByteRange = { start: 0, end: Infinity },
): AsyncIterable<Uint8Array> {
  let from = 0;
  for (const part of parts) {
    const start = Math.max(0, range.start - from);
    const end = Math.min(part.size, range.end - from);
    if (start < end) yield* blobs.read(part, { start, end });
    from += part.size;
  }
}

function elsewhere(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'The bytes of this file are not on this device, and the server that keeps them is not linked. Link it, then open the file again.',
  );
}

function missing(): KeepsakeError {
  return new KeepsakeError(
    'DATA_FOLDER_UNREADABLE',
    'The bytes of this file are missing from the data folder. Run `keepsake doctor`, and restore a backup.',
  );
}

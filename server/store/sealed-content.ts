/** Contents as every driver of blobs keeps them: sealed chunk by chunk, opened from any byte, named without telling what they are. */
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobReference } from './blobs.ts';
import { chunkBytes, inChunks, openChunk, sealChunk, tagBytes } from './sealing.ts';

/** What `list` may name: a place can hold files that are none of ours. */
const blobName = /^(?:[0-9a-f]{48}|[0-9a-f]{32}-[0-9a-f]{16})$/;

/** Where a blob is kept below the place of all, such as `3f/3f09…`; the same in every driver, so that places can be copied. */
export function pathOfBlob(name: string): string {
  return `${name.slice(0, 2)}/${name}`;
}

/** The name of the blob that is kept at a path below the place of all; undefined for a file that is none. */
export function blobAt(path: string): string | undefined {
  const name = path.slice(3);
  return blobName.test(name) && pathOfBlob(name) === path ? name : undefined;
}

/** The key by which contents of an account are named, 32 bytes. */
export function blobNameKey(masterKey: Uint8Array, account: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', masterKey, account, 'keepsake blob names', 32));
}

/** By account: keys of a store from which this one was migrated, in place of its own. */
export type BlobNameKeys = ReadonlyMap<string, Uint8Array>;

export interface NamingOptions {
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  readonly nameKeys?: BlobNameKeys | undefined;
}

/** HMAC-SHA-256 of the content's hash under a key of the account: equal contents are found, and nothing is told. */
export function fingerprintOf(
  { masterKey, nameKeys }: NamingOptions,
  account: string,
  sha256: string,
): string {
  const key = nameKeys?.get(account) ?? blobNameKey(masterKey, account);
  return createHmac('sha256', key).update(sha256, 'hex').digest('hex');
}

export interface Sealing {
  /** 32 bytes, for this content alone. */
  readonly key: Uint8Array;
  readonly maxBytes: number;
  readonly encrypted: boolean;
}

/** Seals a stream as it arrives. @throws KeepsakeError PAYLOAD_TOO_LARGE past `maxBytes`, and what `write` throws */
export async function sealContent(
  source: AsyncIterable<Uint8Array>,
  { key, maxBytes, encrypted }: Sealing,
  write: (sealed: Uint8Array) => Promise<void>,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  let index = 0;
  for await (const { content, last } of inChunks(source)) {
    size += content.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    hash.update(content);
    await write(encrypted ? sealChunk(key, index++, last, content) : content);
  }
  return { size, sha256: hash.digest('hex') };
}

export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Which bytes of what is kept hold a range of the content. Both ends are equal when there is nothing to read. */
export function sealedRange(size: number, { start, end }: ByteRange, encrypted: boolean): ByteRange {
  const kept = chunkBytes + (encrypted ? tagBytes : 0);
  const first = Math.floor(start / chunkBytes);
  const behind = Math.ceil(Math.min(end, size) / chunkBytes);
  const whole = size + chunksOf(size) * (kept - chunkBytes);
  if (behind <= first) return { start: first * kept, end: first * kept };
  return { start: first * kept, end: Math.min(behind * kept, whole) };
}

/**
 * Opens what was sealed, a chunk at a time and in order.
 *
 * @param take bytes of what is kept, from `at` on; fewer when there are no more
 * @throws KeepsakeError DATA_FOLDER_UNREADABLE for damage, before a damaged byte is returned
 */
export async function* openContent(
  blob: BlobReference,
  { start, end }: ByteRange,
  encrypted: boolean,
  take: (at: number, length: number) => Promise<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const key = Buffer.from(blob.key, 'base64');
  const lastIndex = chunksOf(blob.size) - 1;
  const overhead = encrypted ? tagBytes : 0;
  for (let index = Math.floor(start / chunkBytes); index <= lastIndex; index++) {
    const from = index * chunkBytes;
    if (from >= end) return;
    const length = Math.min(chunkBytes, blob.size - from) + overhead;
    const sealed = await take(index * (chunkBytes + overhead), length);
    if (sealed.byteLength !== length) throw damaged();
    const content = encrypted ? openOrReport(key, index, index === lastIndex, sealed) : sealed;
    yield content.subarray(Math.max(0, start - from), end - from);
  }
}

/** Empty content has one chunk too. */
function chunksOf(size: number): number {
  return Math.max(1, Math.ceil(size / chunkBytes));
}

function openOrReport(key: Uint8Array, index: number, last: boolean, sealed: Uint8Array): Uint8Array {
  try {
    return openChunk(key, index, last, sealed);
  } catch (error) {
    throw damaged(error);
  }
}

function tooLarge(maxBytes: number): KeepsakeError {
  const most = Math.floor(maxBytes / 1_048_576);
  return new KeepsakeError(
    'PAYLOAD_TOO_LARGE',
    `The file is larger than ${most} MB, the most that this server takes. Split it, or raise the limit.`,
  );
}

/** What is kept of a blob is not what was put there, or is gone. */
export function damaged(cause?: unknown): KeepsakeError {
  const message =
    "A file's bytes are missing or damaged where the server keeps them. Run `keepsake doctor`, and restore a backup.";
  return new KeepsakeError('DATA_FOLDER_UNREADABLE', message, undefined, cause);
}

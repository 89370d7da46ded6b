/** Blobs in an S3 bucket: encrypted by us before they leave, in parts, visible only once they are whole. */
import { randomBytes } from 'node:crypto';
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobReference, BlobStore, StagedBlob } from './blobs.ts';
import type { S3Objects } from './s3-objects.ts';
import { createS3Reading } from './s3-reading.ts';
import { createS3Upload, partBytesFor, usualPartBytes, type S3Upload } from './s3-upload.ts';
import {
  blobAt,
  damaged,
  fingerprintOf,
  openContent,
  pathOfBlob,
  sealContent,
  sealedRange,
  type ByteRange,
  type NamingOptions,
} from './sealed-content.ts';

export interface S3BlobsOptions extends NamingOptions {
  readonly objects: S3Objects;
  /** False only where a test shows what encryption hides. */
  readonly encrypted?: boolean;
  readonly clock?: () => number;
  /** Of an object that goes in parts; tests take smaller ones than S3 does. */
  readonly partBytes?: number;
}

/**
 * S3 dates an object by when its upload began. So none may last longer than this, and what is asked for by its age is
 * older by this: else a sweep could take an object that a slow upload has just completed for one that nobody wants.
 */
const longestUploadMs = 24 * 3_600_000;

/** Blobs of a bucket that may be shared with other servers. */
export function openS3Blobs(options: S3BlobsOptions): BlobStore {
  const { objects, encrypted = true, partBytes = usualPartBytes, clock = Date.now } = options;
  return {
    async stage(account, source, maxBytes, chosen) {
      const key = randomBytes(32);
      const begun = clock();
      // S3 renames nothing, and the content's hash is known only at its end.
      const name = chosen ?? randomBytes(24).toString('hex');
      const upload = createS3Upload(objects, pathOfBlob(name), partBytesFor(maxBytes, partBytes));
      try {
        const sealing = { key, maxBytes, encrypted };
        const about = await sealContent(source, sealing, (sealed) => upload.write(sealed));
        const fingerprint = fingerprintOf(options, account, about.sha256);
        const blob = { name, key: key.toString('base64'), ...about, fingerprint };
        return staged(upload, blob, () => clock() - begun > longestUploadMs);
      } catch (error) {
        await upload.abort();
        throw error;
      }
    },

    read: (blob, range = { start: 0, end: blob.size }) => readSealed(objects, blob, encrypted, range),
    async sealed(name) {
      const size = await objects.size(pathOfBlob(name));
      return size === undefined ? undefined : readWhole(objects, pathOfBlob(name), size);
    },
    async restore(name, source) {
      const upload = createS3Upload(objects, pathOfBlob(name), partBytes);
      try {
        for await (const piece of source) await upload.write(piece);
        await upload.complete();
      } catch (error) {
        await upload.abort();
        throw error;
      }
    },
    remove: (name) => objects.remove(pathOfBlob(name)),
    fingerprint: (account, sha256) => fingerprintOf(options, account, sha256),
    freeBytes: async () => Number.POSITIVE_INFINITY,
    async *list(before) {
      for await (const { path, at } of objects.list()) {
        const name = blobAt(path);
        if (name !== undefined && at < before - longestUploadMs) yield name;
      }
    },
    async tidy(before) {
      for await (const { path, at, id } of objects.unfinished())
        if (blobAt(path) !== undefined && at < before) await objects.abort(path, id);
    },
  };
}

function staged(
  upload: S3Upload,
  blob: BlobReference & { fingerprint: string },
  isLate: () => boolean,
): StagedBlob {
  return {
    ...blob,
    async keep() {
      try {
        if (isLate()) throw tooSlow();
        await upload.complete();
      } catch (error) {
        await upload.abort();
        throw error;
      }
    },
    discard: () => upload.abort(),
  };
}

function tooSlow(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'The file took longer than a day to arrive and was not kept. Send it again in pieces (a resumable upload), which may take as long as they need.',
  );
}

async function* readSealed(
  objects: S3Objects,
  blob: BlobReference,
  encrypted: boolean,
  range: ByteRange,
): AsyncIterable<Uint8Array> {
  const reading = createS3Reading(objects, pathOfBlob(blob.name), sealedRange(blob.size, range, encrypted));
  try {
    yield* openContent(blob, range, encrypted, (_, length) => reading.take(length));
  } finally {
    await reading.close();
  }
}

/** Bytes at a time for whoever copies a blob. */
const copiedBytes = 1024 * 1024;

async function* readWhole(objects: S3Objects, path: string, size: number): AsyncIterable<Uint8Array> {
  const reading = createS3Reading(objects, path, { start: 0, end: size });
  try {
    for (let at = 0; at < size; at += copiedBytes) {
      const length = Math.min(copiedBytes, size - at);
      const bytes = await reading.take(length);
      if (bytes.byteLength !== length) throw damaged();
      yield bytes;
    }
  } finally {
    await reading.close();
  }
}

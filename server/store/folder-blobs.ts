/** Blobs in a folder: encrypted while they arrive, named by nothing that tells their content, durable once kept. */
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobReference, BlobStore, StagedBlob } from './blobs.ts';
import { chunkBytes, inChunks, openChunk, sealChunk, tagBytes } from './sealing.ts';

export interface FolderBlobsOptions {
  /** Made when missing. */
  folder: string;
  /** 32 bytes; names derive from it. */
  masterKey: Uint8Array;
  /** False only where a test shows what encryption hides. */
  encrypted?: boolean;
}

/** Opens a folder of blobs, and removes what an interrupted upload left behind. */
export function openFolderBlobs({ folder, masterKey, encrypted = true }: FolderBlobsOptions): BlobStore {
  const staging = join(folder, 'staging');
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(staging)) rmSync(join(staging, name), { force: true });
  const makeFolder = createFolderMaker(folder);
  const pathOf = (name: string): string => join(folder, name.slice(0, 2), name);

  return {
    async stage(account, source, maxBytes, chosen) {
      const path = join(staging, randomBytes(16).toString('hex'));
      const key = randomBytes(32);
      const file = await open(path, 'wx', 0o600);
      try {
        const { size, sha256 } = await writeSealed(file, source, { key, maxBytes, encrypted });
        const fingerprint = fingerprintOf(masterKey, account, sha256);
        const name = chosen ?? `${fingerprint.slice(0, 32)}-${randomBytes(8).toString('hex')}`;
        const reference = { name, key: key.toString('base64'), size, sha256 };
        const to = pathOf(name);
        const place = { from: path, to, folderReady: () => makeFolder(dirname(to)) };
        return staged(file, place, { ...reference, fingerprint });
      } catch (error) {
        await file.close().catch(() => undefined);
        await rm(path, { force: true });
        throw asStorageError(error);
      }
    },
    read: (blob, range) =>
      readSealed(pathOf(blob.name), blob, encrypted, range ?? { start: 0, end: blob.size }),
    remove: (name) => rm(pathOf(name), { force: true }),
    list: (before) => listKept(folder, before),
    fingerprint: (account, sha256) => fingerprintOf(masterKey, account, sha256),
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

/** HMAC-SHA-256 of the content's hash under a key of the account: equal contents are found, and nothing is told. */
function fingerprintOf(masterKey: Uint8Array, account: string, sha256: string): string {
  const key = Buffer.from(hkdfSync('sha256', masterKey, account, 'keepsake blob names', 32));
  return createHmac('sha256', key).update(sha256, 'hex').digest('hex');
}

async function writeSealed(
  file: FileHandle,
  source: AsyncIterable<Uint8Array>,
  options: { key: Uint8Array; maxBytes: number; encrypted: boolean },
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  let index = 0;
  for await (const { content, last } of inChunks(source)) {
    size += content.byteLength;
    if (size > options.maxBytes) throw tooLarge(options.maxBytes);
    hash.update(content);
    await writeAll(file, options.encrypted ? sealChunk(options.key, index++, last, content) : content);
  }
  return { size, sha256: hash.digest('hex') };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += (await file.write(bytes, at)).bytesWritten;
}

interface Place {
  readonly from: string;
  readonly to: string;
  /** Resolves when the folder of `to` would survive a power cut. */
  readonly folderReady: () => Promise<void>;
}

async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function staged(file: FileHandle, place: Place, blob: BlobReference & { fingerprint: string }): StagedBlob {
  const { from, to, folderReady } = place;
  return {
    ...blob,
    async keep() {
      try {
        await syncAndClose(file);
        await folderReady();
        await rename(from, to);
        await syncFolder(dirname(to));
      } catch (error) {
        await rm(from, { force: true });
        throw asStorageError(error);
      }
    },
    async discard() {
      await file.close().catch(() => undefined);
      await rm(from, { force: true });
    },
  };
}

/**
 * Makes folders whose names are durable in the folder above them. All who need the same new folder wait for the same
 * call: the second one finds it there before the first one has made it durable.
 */
function createFolderMaker(folder: string): (path: string) => Promise<void> {
  const made = new Map<string, Promise<void>>();
  async function make(path: string): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  }
  return (path) => {
    const known = made.get(path) ?? make(path);
    made.set(path, known);
    known.catch(() => made.delete(path));
    return known;
  };
}

/** Makes a rename durable. Windows cannot open folders and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function* readSealed(
  path: string,
  blob: BlobReference,
  encrypted: boolean,
  { start, end }: { start: number; end: number },
): AsyncIterable<Uint8Array> {
  const key = Buffer.from(blob.key, 'base64');
  const lastIndex = Math.max(0, Math.ceil(blob.size / chunkBytes) - 1);
  const overhead = encrypted ? tagBytes : 0;
  const file = await open(path, 'r').catch((error: unknown) => Promise.reject(damaged(error)));
  try {
    for (
      let index = Math.floor(start / chunkBytes);
      index <= lastIndex && index * chunkBytes < end;
      index++
    ) {
      const size = Math.min(chunkBytes, blob.size - index * chunkBytes) + overhead;
      const sealed = Buffer.alloc(size);
      const { bytesRead } = await file.read(sealed, 0, size, index * (chunkBytes + overhead));
      if (bytesRead !== size) throw damaged();
      const content = encrypted ? openOrReport(key, index, index === lastIndex, sealed) : sealed;
      yield content.subarray(Math.max(0, start - index * chunkBytes), end - index * chunkBytes);
    }
  } finally {
    await file.close();
  }
}

function openOrReport(key: Uint8Array, index: number, last: boolean, sealed: Uint8Array): Uint8Array {
  try {
    return openChunk(key, index, last, sealed);
  } catch (error) {
    throw damaged(error);
  }
}

async function* listKept(folder: string, before: number): AsyncIterable<string> {
  for (const part of await readdir(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const name of await readdir(join(folder, part))) {
      if ((await stat(join(folder, part, name))).mtimeMs < before) yield name;
    }
  }
}

function tooLarge(maxBytes: number): KeepsakeError {
  const most = Math.floor(maxBytes / 1_048_576);
  return new KeepsakeError(
    'PAYLOAD_TOO_LARGE',
    `The file is larger than ${most} MB, the most that this server takes. Split it, or raise the limit.`,
  );
}

function damaged(cause?: unknown): KeepsakeError {
  const message =
    "A file's bytes in the data folder are missing or damaged. Run `keepsake doctor`, and restore a backup.";
  return new KeepsakeError('DATA_FOLDER_UNREADABLE', message, undefined, cause);
}

function asStorageError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return error;
  const message = 'The disk is full: the file was not stored. Free some space, then upload it again.';
  return new KeepsakeError('STORAGE_FULL', message, undefined, error);
}

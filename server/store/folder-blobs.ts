/** Blobs in a folder: encrypted while they arrive, named by nothing that tells their content, durable once kept. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobReference, BlobStore, StagedBlob } from './blobs.ts';
import {
  blobAt,
  damaged,
  fingerprintOf,
  openContent,
  pathOfBlob,
  sealContent,
  type ByteRange,
  type NamingOptions,
} from './sealed-content.ts';

export interface FolderBlobsOptions extends NamingOptions {
  /** Made when missing. */
  folder: string;
  /** False only where a test shows what encryption hides. */
  encrypted?: boolean;
  /** Whether other servers use the folder now. */
  shared?: boolean;
}

/** Opens a folder of blobs, and removes what an interrupted upload left behind unless it may be another server's. */
export function openFolderBlobs(options: FolderBlobsOptions): BlobStore {
  const { folder, encrypted = true, shared = false } = options;
  const staging = join(folder, 'staging');
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  if (!shared) for (const name of readdirSync(staging)) rmSync(join(staging, name), { force: true });
  const makeFolder = createFolderMaker(folder);
  const pathOf = (name: string): string => join(folder, pathOfBlob(name));

  return {
    async stage(account, source, maxBytes, chosen) {
      const path = join(staging, randomBytes(16).toString('hex'));
      const key = randomBytes(32);
      const file = await open(path, 'wx', 0o600);
      try {
        const { size, sha256 } = await sealContent(source, { key, maxBytes, encrypted }, (sealed) =>
          writeAll(file, sealed),
        );
        const fingerprint = fingerprintOf(options, account, sha256);
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
    async sealed(name) {
      const file = await open(pathOf(name), 'r').catch((error: unknown) => absent(error));
      return file?.createReadStream({ highWaterMark: 1 << 20 });
    },
    async restore(name, source) {
      const path = join(staging, randomBytes(16).toString('hex'));
      const file = await open(path, 'wx', 0o600);
      try {
        for await (const piece of source) await writeAll(file, piece);
        await syncAndClose(file);
        await makeFolder(dirname(pathOf(name)));
        await rename(path, pathOf(name));
        await syncFolder(dirname(pathOf(name)));
      } catch (error) {
        await file.close().catch(() => undefined);
        await rm(path, { force: true });
        throw asStorageError(error);
      }
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    list: (before) => listKept(folder, before),
    async tidy(before) {
      for (const name of await readdir(staging)) {
        const path = join(staging, name);
        if (await changedBefore(path, before)) await rm(path, { force: true });
      }
    },
    fingerprint: (account, sha256) => fingerprintOf(options, account, sha256),
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
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
  range: ByteRange,
): AsyncIterable<Uint8Array> {
  const file = await open(path, 'r').catch((error: unknown) => Promise.reject(damaged(error)));
  const take = async (at: number, length: number): Promise<Uint8Array> => {
    const sealed = Buffer.alloc(length);
    return sealed.subarray(0, (await file.read(sealed, 0, length, at)).bytesRead);
  };
  try {
    yield* openContent(blob, range, encrypted, take);
  } finally {
    await file.close();
  }
}

async function* listKept(folder: string, before: number): AsyncIterable<string> {
  for (const part of await readdir(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const file of await readdir(join(folder, part))) {
      const name = blobAt(`${part}/${file}`);
      if (name !== undefined && (await changedBefore(join(folder, part, file), before))) yield name;
    }
  }
}

/** False for a file that is gone: other servers remove files of a shared folder too. */
async function changedBefore(path: string, before: number): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => absent(error));
  return found !== undefined && found.mtimeMs < before;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

function asStorageError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return error;
  const message = 'The disk is full: the file was not stored. Free some space, then upload it again.';
  return new KeepsakeError('STORAGE_FULL', message, undefined, error);
}

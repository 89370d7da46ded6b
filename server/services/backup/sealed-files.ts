/** Files of a backup: written whole or not at all, packed, and encrypted in the format of age to a key of their own. */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { KeepsakeError } from '../../../contract/index.ts';
import type { WorkingFolder } from './working-folder.ts';

export interface SealedFile {
  /** age identity that opens it, and nothing else. */
  readonly identity: string;
  /** On disk. */
  readonly bytes: number;
  /** SHA-256 of what was written, before it was packed, hex. */
  readonly digest: string;
}

type Bytes = AsyncIterable<Uint8Array>;

/** Packs and encrypts a stream into a file. */
export async function sealFile(
  working: WorkingFolder,
  path: string,
  source: Bytes,
  signal: AbortSignal,
): Promise<SealedFile> {
  const identity = await generateX25519Identity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const hash = createHash('sha256');
  const packed = piped(hashed(source, hash), createZstdCompress());
  const sealed = await encrypter.encrypt(Readable.toWeb(packed) as globalThis.ReadableStream<Uint8Array>);
  const bytes = await writeWhole(working, path, fromWeb(sealed), signal);
  return { identity, bytes, digest: hash.digest('hex') };
}

/** What a sealed file holds. @throws KeepsakeError DATA_FOLDER_UNREADABLE when it is missing or damaged */
export async function* openSealed(path: string, identity: string): Bytes {
  try {
    const file = await open(path, 'r');
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const source = Readable.toWeb(file.createReadStream()) as globalThis.ReadableStream<Uint8Array>;
    yield* piped(fromWeb(await decrypter.decrypt(source)), createZstdDecompress());
  } catch (error) {
    throw damaged(error);
  }
}

/** Writes a file in the working folder and moves it to its place once it is durable. @returns its size */
export async function writeWhole(
  working: WorkingFolder,
  path: string,
  source: Bytes,
  signal?: AbortSignal,
): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = join(working.path, basename(path));
  let bytes = 0;
  const file = await open(part, 'w', 0o600);
  try {
    for await (const piece of source) {
      signal?.throwIfAborted();
      for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten;
      bytes += piece.length;
    }
    await file.sync();
    await file.close();
    await rename(part, path);
    await syncFolder(dirname(path));
    return bytes;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw asFull(error);
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function piped(source: Bytes, through: ReturnType<typeof createZstdCompress>): Readable {
  // A failure of either side ends the other, and is thrown to whoever reads.
  return pipeline(Readable.from(source), through, () => undefined);
}

async function* fromWeb(stream: globalThis.ReadableStream<Uint8Array>): Bytes {
  yield* stream;
}

async function* hashed(source: Bytes, hash: ReturnType<typeof createHash>): Bytes {
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
}

/** @throws KeepsakeError what a backup that cannot be read is refused with */
export function damaged(cause?: unknown): KeepsakeError {
  if (cause instanceof KeepsakeError) return cause;
  const message =
    'A file of the backup is missing or damaged. Use another backup of the folder, or make a new one.';
  return new KeepsakeError('DATA_FOLDER_UNREADABLE', message, undefined, cause);
}

function asFull(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const message =
    'The disk of the backup is full, so the backup was not written. Free some space, or keep fewer.';
  return new KeepsakeError('STORAGE_FULL', message, undefined, error);
}

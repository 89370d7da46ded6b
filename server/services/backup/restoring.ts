/** Restores a backup into an empty folder, and checks one by restoring it and comparing everything. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KeepsakeError } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { BlobReference, BlobStore } from '../../store/blobs.ts';
import { wholeLines } from '../../store/copied-lines.ts';
import type { Filling } from '../../store/copying.ts';
import { openFolderBlobs } from '../../store/folder-blobs.ts';
import { integrityCheck } from '../../store/sqlite/check.ts';
import { openFolderFilling } from '../../store/sqlite/folder-filling.ts';
import { openSqliteStore } from '../../store/sqlite/index.ts';
import type { Store } from '../../store/store.ts';
import { restoringMark } from '../../store/underway.ts';
import type { BlobPayload } from '../content-places.ts';
import { blobFile, scopeFile, type BackedUp, type Bundle } from './bundle.ts';
import { leftOut, type Report } from './making.ts';
import { damaged, openSealed } from './sealed-files.ts';

/** A backup of a folder, with what opens it. */
export interface OpenedBackup {
  readonly folder: string;
  readonly bundle: Bundle;
  readonly backup: BackedUp;
}

/**
 * Fills an empty or missing folder, which appears whole or not at all; `finish` adds to it before that.
 *
 * @throws KeepsakeError VALIDATION_ERROR when the folder holds something, DATA_FOLDER_UNREADABLE when the backup is damaged
 */
export async function restoreBackup(
  opened: OpenedBackup,
  into: string,
  report: Report,
  signal: AbortSignal,
  finish?: (folder: string) => Promise<void>,
): Promise<void> {
  const there = await readdir(into).catch(() => []);
  if (there.length > 0)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `${into} is not empty, and nothing is ever restored over something. Name another folder, or move it away first.`,
    );
  const building = join(dirname(into), `.restoring-${newId('bak')}`);
  try {
    await fill(opened, building, report, signal);
    await finish?.(building);
    await rm(into, { recursive: true, force: true });
    await rename(building, into);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
}

async function fill(opened: OpenedBackup, into: string, report: Report, signal: AbortSignal): Promise<void> {
  const { bundle } = opened;
  const masterKey = Buffer.from(bundle.masterKey, 'base64');
  const filling = openFolderFilling(into, masterKey, bundle.encrypted);
  const blobs = openFolderBlobs({ folder: join(into, 'blobs'), masterKey, encrypted: bundle.encrypted });
  try {
    await fillFrom(opened, { filling, blobs }, report, signal);
    // The folder is not at its place yet.
    await filling.finish();
  } finally {
    await filling.close();
  }
}

/**
 * Writes what a backup holds into an empty store and its blobs; `filling.finish` is left to the caller.
 *
 * @throws KeepsakeError DATA_FOLDER_UNREADABLE when the backup is damaged
 */
export async function fillFrom(
  { folder, backup }: OpenedBackup,
  { filling, blobs }: { filling: Filling; blobs: BlobStore },
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const total = backup.scopes.length + backup.blobs.length;
  let done = 0;
  await filling.begin(restoringMark);
  for (const { name, file, identity, digest } of backup.scopes) {
    signal.throwIfAborted();
    const hash = createHash('sha256');
    const lines = hashed(openSealed(scopeFile(folder, file), identity), hash);
    for await (const piece of wholeLines(lines)) await filling.write({ name }, piece);
    if (hash.digest('hex') !== digest) throw damaged();
    report(++done, total);
  }
  await filling.settle();
  for (const { name } of backup.blobs) {
    signal.throwIfAborted();
    await blobs.restore(name, piecesOf(blobFile(folder, name))).catch((error: unknown) => {
      throw damaged(error);
    });
    report(++done, total);
  }
}

/** A file's bytes, opened when the first are asked for: a stream that fails before anybody reads it ends the process. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}

/**
 * Restores a backup to a folder of its own, reads every page and every file's bytes, compares what it says of itself
 * with what was backed up, and removes it again.
 *
 * @throws KeepsakeError DATA_FOLDER_UNREADABLE when anything differs
 */
export async function verifyBackup(opened: OpenedBackup, report: Report, signal: AbortSignal): Promise<void> {
  const { folder, bundle, backup } = opened;
  const place = join(folder, `.verifying-${newId('bak')}`);
  const masterKey = Buffer.from(bundle.masterKey, 'base64');
  try {
    await restoreBackup(opened, place, report, signal);
    const found = integrityCheck(place, masterKey, bundle.encrypted);
    if (found.length > 0) throw damaged(new Error(found.join('\n')));
    const store = await openSqliteStore({ folder: place, masterKey, encrypted: bundle.encrypted });
    try {
      const keys = { masterKey, encrypted: bundle.encrypted };
      const blobs = openFolderBlobs({ folder: join(place, 'blobs'), ...keys });
      await compareWith(backup, { store, blobs }, signal);
    } finally {
      await store.close();
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/**
 * Compares what was restored with what was backed up.
 *
 * @throws KeepsakeError DATA_FOLDER_UNREADABLE when anything differs
 */
export async function compareWith(
  backup: BackedUp,
  { store, blobs }: { store: Store; blobs: BlobStore },
  signal: AbortSignal,
): Promise<void> {
  await compareScopes(store, backup);
  await readContents(store, blobs, signal);
}

/** What was restored gives the same lines again. */
async function compareScopes(store: Store, backup: BackedUp): Promise<void> {
  const snapshot = await store.snapshot(leftOut);
  try {
    const names = snapshot.scopes.map(({ name }) => name).sort();
    if (
      names.join() !==
      backup.scopes
        .map(({ name }) => name)
        .sort()
        .join()
    )
      throw damaged();
    for (const { name, digest } of backup.scopes) {
      const hash = createHash('sha256');
      for await (const piece of snapshot.read(name)) hash.update(piece);
      if (hash.digest('hex') !== digest) throw damaged(new Error(`${name} differs`));
    }
  } finally {
    await snapshot.close();
  }
}

/** Every file's bytes are there and are those whose hash was noted when they arrived. */
async function readContents(store: Store, blobs: BlobStore, signal: AbortSignal): Promise<void> {
  const snapshot = await store.snapshot(leftOut);
  const payloads = await snapshot.payloads('blob', 'removed');
  await snapshot.close();
  for (const payload of payloads as unknown as BlobPayload[]) {
    if (payload.inline || 'remote' in payload) continue;
    const references: readonly BlobReference[] = 'parts' in payload ? payload.parts : [payload.reference];
    for (const reference of references) {
      signal.throwIfAborted();
      const hash = createHash('sha256');
      for await (const piece of blobs.read(reference)) hash.update(piece);
      if (hash.digest('hex') !== reference.sha256) throw damaged();
    }
  }
}

async function* hashed(
  source: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncIterable<Uint8Array> {
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
}

/** Makes one backup: a moment of the store is pinned, copied and encrypted while everything goes on. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../../local/ids.ts';
import { derivedSpaces } from '../../search/derived.ts';
import type { BlobStore } from '../../store/blobs.ts';
import type { LeftOut, Snapshot } from '../../store/copying.ts';
import type { Store } from '../../store/store.ts';
import { filesOf, type BlobPayload } from '../content-places.ts';
import { extractionSpace } from '../extractions.ts';
import { epochKind } from '../sync.ts';
import { manifestKind } from '../index-reader.ts';
import { blobFile, bundleName, scopeFile, writeBundle } from './bundle.ts';
import type { BackedUp, BackedUpBlob, BackedUpScope, Bundle } from './bundle.ts';
import type { Held } from './held.ts';
import { sealFile, writeWhole } from './sealed-files.ts';
import type { WorkingFolder } from './working-folder.ts';

/**
 * What is made anew after restoring: the index, what extraction found, and uploads that are on their way; and the epoch, so that
 * devices notice.
 */
export const leftOut: LeftOut = {
  spaces: [...derivedSpaces, extractionSpace, 'upload', 'erasure'],
  kinds: [manifestKind, 'reindexing', 'upload', 'tidied', 'lease', epochKind],
};

export interface BackupPlace {
  readonly working: WorkingFolder;
  /** Public keys that the bundle is encrypted to; the server's own among them. */
  readonly recipients: readonly string[];
  readonly keep: number;
}

export interface MakingDependencies {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly clock: () => number;
}

export type Report = (done: number, total: number) => void;

/** Makes a backup; it exists once this resolves, and a kill before that leaves those that were there. */
export async function makeBackup(
  { store, blobs, clock }: MakingDependencies,
  place: BackupPlace,
  bundle: Bundle,
  { report, signal, confirm }: Pick<Held, 'report' | 'signal' | 'confirm'>,
): Promise<{ bundle: Bundle; made: BackedUp }> {
  const at = clock();
  const snapshot = await store.snapshot(leftOut);
  try {
    const copying = { snapshot, working: place.working, report, signal };
    const payloads = await snapshot.payloads('blob', 'removed');
    const names = payloads.flatMap((payload) => filesOf(payload as unknown as BlobPayload));
    const total = names.length + snapshot.scopes.length;
    const { scopes, records } = await copyScopes(copying, total);
    const copied = await copyBlobs(blobs, copying, names, total);
    const made: BackedUp = { id: newId('bak'), at, records, scopes, blobs: copied };
    const next = { ...bundle, backups: [...bundle.backups, made].slice(-place.keep) };
    // Nothing was removed while it was copied, nor is something of it being erased.
    await confirm();
    await writeBundle(place.working, next, place.recipients);
    return { bundle: next, made };
  } finally {
    await snapshot.close();
  }
}

interface Copying {
  readonly snapshot: Snapshot;
  readonly working: WorkingFolder;
  readonly report: Report;
  readonly signal: AbortSignal;
}

async function copyScopes(
  { snapshot, working, report, signal }: Copying,
  total: number,
): Promise<{ scopes: BackedUpScope[]; records: number }> {
  const scopes: BackedUpScope[] = [];
  const counted = { records: 0 };
  for (const { name } of snapshot.scopes) {
    const file = `${newId('bak')}.age`;
    const lines = counting(snapshot.read(name), counted);
    const sealed = await sealFile(working, scopeFile(working.folder, file), lines, signal);
    scopes.push({ name, file, ...sealed });
    report(scopes.length, total);
  }
  return { scopes, records: counted.records };
}

async function* counting(
  source: AsyncIterable<Uint8Array>,
  counted: { records: number },
): AsyncIterable<Uint8Array> {
  let table = '';
  for await (const piece of source) {
    for (const line of Buffer.from(piece).toString().split('\n')) {
      if (line.startsWith('{')) table = (JSON.parse(line) as { table: string }).table;
      else if (line !== '' && table === 'records') counted.records++;
    }
    yield piece;
  }
}

/** Names never stand for other bytes, so what is there already is not copied again. */
async function copyBlobs(
  blobs: BlobStore,
  { working, snapshot, report, signal }: Copying,
  names: readonly string[],
  total: number,
): Promise<BackedUpBlob[]> {
  const copied: BackedUpBlob[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const path = blobFile(working.folder, name);
    const known = await stat(path).catch(() => undefined);
    const sealed = known === undefined ? await blobs.sealed(name) : undefined;
    if (known !== undefined) copied.push({ name, bytes: known.size });
    else if (sealed !== undefined)
      copied.push({ name, bytes: await writeWhole(working, path, sealed, signal) });
    report(snapshot.scopes.length + copied.length, total);
  }
  return copied;
}

/** Removes files that no backup of the bundle needs, and what an interrupted backup left. */
export async function removeUnneeded(working: WorkingFolder, bundle: Bundle): Promise<void> {
  const { folder } = working;
  const files = new Set(bundle.backups.flatMap(({ scopes }) => scopes.map(({ file }) => file)));
  const blobs = new Set(bundle.backups.flatMap((backup) => backup.blobs.map(({ name }) => name)));
  await removeBut(working, join(folder, 'files'), files);
  for (const part of await namesIn(join(folder, 'blobs')))
    await removeBut(working, join(folder, 'blobs', part), blobs);
  for (const name of await namesIn(folder))
    if (name === `${bundleName}.part` || name.startsWith('.verifying-'))
      await rm(join(folder, name), { recursive: true, force: true });
}

async function removeBut(working: WorkingFolder, folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await namesIn(folder)) if (!kept.has(name)) await working.remove(join(folder, name));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

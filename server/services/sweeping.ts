/**
 * Sweeping: the bytes of no version are removed. Bytes are first marked, which refuses every commit that would use
 * them again, and removed only if no version uses them after that; so an upload or copy at the same time either keeps
 * them or stores them anew.
 */
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { filesOf, restingState, type BlobPayload } from './content-places.ts';
import type { ContentReference } from './content.ts';
import { extractionSpace } from './extractions.ts';
import { serverCommit } from './jobs.ts';
import { typed, type Clock } from './records.ts';
import { partsOf, unfinishedUploads, uploadPayload } from './resumable-record.ts';
import { everyPage } from './walking.ts';

export interface SweepingDependencies {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

const day = 24 * 3_600_000;

/** Removes the bytes of an account that no version uses; returns how many blobs that were. */
export async function sweepBlobs(
  dependencies: SweepingDependencies,
  scope: Scope,
  signal: AbortSignal,
): Promise<number> {
  const used = await usedBlobs(dependencies.store, scope, signal);
  const marked: StoredRecord[] = [];
  for await (const record of allOf(dependencies.store, scope, 'blob', signal)) {
    if (used.has(record.id) || record.state === 'removed') continue;
    const put = blobPut(record, 'removing');
    if (record.state === 'removing' || (await tryCommit(dependencies, scope, [put]))) marked.push(record);
  }
  if (marked.length === 0) return 0;
  const stillUsed = await usedBlobs(dependencies.store, scope, signal);
  let removed = 0;
  for (const { id } of marked) {
    const record = await dependencies.store.get(scope, 'blob', id);
    if (record?.state !== 'removing') continue;
    if (stillUsed.has(id)) await tryCommit(dependencies, scope, [unmarked(record)]);
    else if (await removeBlob(dependencies, scope, record)) removed++;
  }
  return removed;
}

async function removeBlob(
  dependencies: SweepingDependencies,
  scope: Scope,
  record: StoredRecord,
): Promise<boolean> {
  const payload = typed<BlobPayload>(record).payload;
  const operations: Operation[] = [
    { ...blobPut(record, 'removed'), payload: {} },
    { op: 'clear', space: extractionSpace, prefix: `${record.id}/` },
  ];
  if (payload.inline) operations.push({ op: 'row', space: 'blob', key: record.id, value: null });
  const removed = await tryCommit(dependencies, scope, operations);
  // After the commit: a file that stays behind in a crash is one of no record, and removed with those.
  if (removed) for (const name of filesOf(payload)) await dependencies.blobs.remove(name);
  return removed;
}

/**
 * Removes files of blobs that no record names: those of uploads that ended between file and commit, or that stored the
 * same bytes at once; and what interrupted ones left a day before that. Only files older than `before`, for an upload
 * writes its file before its record.
 */
export async function sweepFiles(
  { store, blobs }: SweepingDependencies,
  before: number,
  signal: AbortSignal,
): Promise<number> {
  // A slow upload may take long to its end, on this server or another one.
  await blobs.tidy(before - day);
  const files: string[] = [];
  for await (const name of blobs.list(before)) files.push(name);
  if (files.length === 0) return 0;
  const named = new Set<string>();
  for (const account of await store.accounts()) {
    // Uploads first: one that ends meanwhile has its content's record by the time those are looked at.
    for (const name of await filesOfUploads(store, { account })) named.add(name);
    for await (const record of allOf(store, { account }, 'blob', signal)) {
      const payload = typed<BlobPayload>(record).payload;
      if (record.state !== 'removed') for (const name of filesOf(payload)) named.add(name);
    }
  }
  const orphans = files.filter((name) => !named.has(name));
  for (const name of orphans) await blobs.remove(name);
  return orphans.length;
}

/** Removes the files of an account that goes: its contents, and uploads on their way. */
export async function removeFilesOf(
  { store, blobs }: Omit<SweepingDependencies, 'clock'>,
  scope: Scope,
  signal: AbortSignal,
): Promise<void> {
  for (const name of await filesOfUploads(store, scope)) await blobs.remove(name);
  for await (const record of allOf(store, scope, 'blob', signal))
    if (record.state !== 'removed')
      for (const name of filesOf(typed<BlobPayload>(record).payload)) await blobs.remove(name);
}

/** Of files on their way. */
async function filesOfUploads(store: Store, scope: Scope): Promise<string[]> {
  const names: string[] = [];
  for (const record of await unfinishedUploads(store, scope)) {
    const { pending } = uploadPayload(record);
    if (pending !== undefined) names.push(pending);
    names.push(...(await partsOf(store, scope, record.id)).map(({ name }) => name));
  }
  return names;
}

async function usedBlobs(store: Store, scope: Scope, signal: AbortSignal): Promise<Set<string>> {
  const used = new Set<string>();
  for await (const record of allOf(store, scope, 'version', signal))
    if (record.state === 'kept' || record.state === 'waiting')
      used.add(typed<ContentReference>(record).payload.blob);
  return used;
}

/** In every state. */
async function* allOf(
  store: Store,
  scope: Scope,
  kind: 'blob' | 'version',
  signal: AbortSignal,
): AsyncGenerator<StoredRecord> {
  for await (const page of everyPage(store, scope, { kind })) {
    signal.throwIfAborted();
    yield* page;
  }
}

function unmarked(record: StoredRecord): Put {
  return blobPut(record, restingState(typed<BlobPayload>(record).payload));
}

function blobPut(record: StoredRecord, state: 'kept' | 'remote' | 'removing' | 'removed'): Put {
  const { kind, id, version, payload } = record;
  return { op: 'put', kind, id, state, payload, expect: { version }, history: false };
}

/** False when the record was changed meanwhile: a later sweep looks at it again. */
async function tryCommit(
  { store, clock }: SweepingDependencies,
  scope: Scope,
  operations: Operation[],
): Promise<boolean> {
  try {
    await store.commit(scope, serverCommit(scope.account, clock(), operations));
    return true;
  } catch (error) {
    if (error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT') return false;
    throw error;
  }
}

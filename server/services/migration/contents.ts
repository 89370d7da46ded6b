/** The bytes of files that go with a store: which there are, copying them as they are sealed, and reading them again. */
import { createHash } from 'node:crypto';
import { KeepsakeError } from '../../../contract/index.ts';
import type { BlobReference, BlobStore } from '../../store/blobs.ts';
import type { Scope, Store } from '../../store/store.ts';
import type { BlobPayload } from '../content-places.ts';
import { typed } from '../records.ts';
import { partsOf, unfinishedUploads } from '../resumable-record.ts';
import { createHashSum } from './digests.ts';
import { everyRecord } from '../walking.ts';

export interface ContentsDigest {
  readonly files: number;
  readonly bytes: number;
  /** The sum of the files' SHA-256. */
  readonly digest: string;
}

/** Every file of a store, those of uploads that are on their way too. */
export async function* contentsOf(store: Store): AsyncGenerator<BlobReference> {
  for (const account of await store.accounts()) {
    yield* keptContents(store, { account });
    for (const { id } of await unfinishedUploads(store, { account }))
      yield* await partsOf(store, { account }, id);
  }
}

async function* keptContents(store: Store, scope: Scope): AsyncGenerator<BlobReference> {
  for await (const record of everyRecord(store, scope, { kind: 'blob', states: ['kept', 'removing'] })) {
    const { payload } = typed<BlobPayload>(record);
    if (payload.inline || 'remote' in payload) continue;
    if ('parts' in payload) yield* payload.parts;
    else yield payload.reference;
  }
}

/** What the store says of its files, without reading them. */
export async function expectedContents(store: Store): Promise<ContentsDigest> {
  const sum = createHashSum();
  let bytes = 0;
  for await (const { sha256, size } of contentsOf(store)) {
    sum.add(Buffer.from(sha256, 'hex'));
    bytes += size;
  }
  return { files: sum.count, bytes, digest: sum.total() };
}

export interface ContentsMove {
  /** Whose files they are. */
  readonly store: Store;
  readonly from: BlobStore;
  readonly to: BlobStore;
  readonly report: (files: number, bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Copies what is not there yet. Names never stand for other bytes, and a file is there whole or not at all; each stays
 * sealed under its own key, which stands in the store.
 *
 * @throws KeepsakeError DATA_FOLDER_UNREADABLE when the bytes of a file are missing
 */
export async function copyContents({ store, from, to, report, signal }: ContentsMove): Promise<void> {
  const there = new Set<string>();
  for await (const name of to.list(Number.POSITIVE_INFINITY)) there.add(name);
  for await (const { name, size } of contentsOf(store)) {
    signal.throwIfAborted();
    if (!there.has(name)) {
      const sealed = await from.sealed(name);
      if (sealed === undefined) throw missing();
      await to.restore(name, sealed);
    }
    report(1, size);
  }
}

/** Reads every file where it was copied to; one whose bytes are others than noted counts with what it has. */
export async function readContents({
  store,
  to,
  report,
  signal,
}: Omit<ContentsMove, 'from'>): Promise<ContentsDigest> {
  const sum = createHashSum();
  let bytes = 0;
  for await (const reference of contentsOf(store)) {
    signal.throwIfAborted();
    const hash = createHash('sha256');
    for await (const piece of to.read(reference)) {
      hash.update(piece);
      bytes += piece.byteLength;
    }
    sum.add(hash.digest());
    report(1, reference.size);
  }
  return { files: sum.count, bytes, digest: sum.total() };
}

function missing(): KeepsakeError {
  return new KeepsakeError(
    'DATA_FOLDER_UNREADABLE',
    'The bytes of a file are missing where the store that is migrated keeps them. Name that place by --from-blobs as its servers do by --blobs; if it is the right one, restore a backup.',
  );
}

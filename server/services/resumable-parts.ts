/** The pieces of resumable uploads: kept as blobs of their own, made one file when all are there, or given back. */
import { KeepsakeError } from '../../contract/index.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Operation, Scope, StoredRecord } from '../store/store.ts';
import { accountScope, type Caller } from './caller.ts';
import type { ReceivedContent } from './content.ts';
import type { DriveDependencies } from './drive.ts';
import { waitingVersionPut } from './file-versions.ts';
import { serverCommit } from './jobs.ts';
import { commitFor } from './records.ts';
import { splitBody } from './resumable-body.ts';
import type { Hold } from './resumable-hold.ts';
import {
  clearParts,
  newBlobName,
  partRow,
  partsOf,
  uploadPayload,
  uploadPut,
  type UploadPayload,
  type UploadTarget,
} from './resumable-record.ts';
import { storeVersion } from './uploads.ts';

export interface ResumableDependencies extends DriveDependencies {
  readonly blobs: BlobStore;
  /** Accounts to which files are on their way, as far as this server knows. */
  readonly uploading: Set<string>;
}

/** What one request sends. */
export interface Piece {
  /** Where it begins. */
  readonly offset: number;
  /** Of its bytes, hex. */
  readonly sha256?: string;
  /** Bytes that are announced; without it the body says itself where it ends. */
  readonly length?: number;
  /** The bytes; to be given up when the signal says so. */
  readonly body: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** How long an upload waits for its next piece. */
export const lifeMs = 7 * 24 * 3_600_000;
/** Adds a piece to an upload; each part of it is kept for good as soon as it is there. */
export async function append(
  dependencies: ResumableDependencies,
  caller: Caller,
  hold: Hold,
  piece: Piece,
): Promise<void> {
  const { offset, size } = hold.payload();
  if (piece.offset !== offset) throw wrongOffset(hold.id, offset);
  const parts = splitBody(piece.body(hold.signal), {
    most: size - offset,
    keepCut: piece.sha256 === undefined,
  });
  try {
    while (await parts.more()) await addPart(dependencies, caller, hold, parts.next(), piece);
  } catch (error) {
    // A full disk gets back all that this upload took: nobody knows when, or whether, it would go on.
    if (error instanceof KeepsakeError && error.code === 'STORAGE_FULL')
      await discard(dependencies, accountScope(caller), hold);
    throw error;
  }
  parts.assertWhole();
  const arrived = hold.payload().offset - offset;
  if (piece.length !== undefined && arrived < piece.length) throw cutOff();
}

async function addPart(
  { blobs, clock, maxFileBytes }: ResumableDependencies,
  caller: Caller,
  hold: Hold,
  source: AsyncIterable<Uint8Array>,
  { sha256, length }: Piece,
): Promise<void> {
  const { offset, pending } = hold.payload();
  const staged = await blobs.stage(caller.account, source, maxFileBytes, pending);
  if (sha256 !== undefined && staged.sha256 !== sha256) {
    await staged.discard();
    throw length !== undefined && staged.size < length ? cutOff() : pieceChanged();
  }
  await staged.keep();
  try {
    const change = { offset: offset + staged.size, pending: newBlobName(), expiresAt: clock() + lifeMs };
    await hold.write(change, [partRow(hold.id, offset, staged)]);
  } catch (error) {
    if (error instanceof KeepsakeError && (error.status < 500 || error.code === 'STORAGE_FULL'))
      await blobs.remove(staged.name);
    throw error;
  }
}

/** Makes the file once its last byte is there: what an interruption left undone is done by the next request. */
export async function finishIfComplete(
  dependencies: ResumableDependencies,
  caller: Caller,
  hold: Hold,
): Promise<void> {
  const { store, blobs, content, clock } = dependencies;
  const { size, offset, sha256, input, target } = hold.payload();
  if (offset < size) return;
  const scope = accountScope(caller);
  const received = await content.adopt(caller.account, await partsOf(store, scope, hold.id));
  if (sha256 !== undefined && received.reference.sha256 !== sha256) {
    await discard(dependencies, scope, hold);
    throw fileChanged();
  }
  const { leftover } = received;
  await hold.end(async (payload, version) => {
    const ended = (more: Partial<UploadPayload>): Operation[] => [
      uploadPut(hold.id, { ...payload, ...more }, leftover.length > 0 ? 'spent' : 'finished', { version }),
      ...(leftover.length > 0 ? [] : [clearParts(hold.id)]),
    ];
    if (target === undefined)
      await storeVersion(dependencies, { caller }, input, received, (item) => ended({ item }));
    else await storeBytes(dependencies, caller, target, received, ended({}));
  });
  if (leftover.length > 0) await removeSpent({ store, blobs, clock }, scope, hold.id);
}

/** Keeps bytes that are no file of their own: for a version that is to come, or of one that is known. */
async function storeBytes(
  { store, clock }: ResumableDependencies,
  caller: Caller,
  target: UploadTarget,
  received: ReceivedContent,
  ended: readonly Operation[],
): Promise<void> {
  const scope = accountScope(caller);
  const version = 'version' in target ? [waitingVersionPut(target.version, received.reference)] : [];
  await commitFor(store, clock, { caller }, scope, [...version, ...received.operations(), ...ended]);
}

async function removeParts(
  { store, blobs }: Pick<ResumableDependencies, 'store' | 'blobs'>,
  scope: Scope,
  id: string,
  pending?: string,
): Promise<void> {
  if (pending !== undefined) await blobs.remove(pending);
  for (const { name } of await partsOf(store, scope, id)) await blobs.remove(name);
}

/** Removes the parts of a finished upload whose bytes are kept elsewhere. */
export async function removeSpent(
  { store, blobs, clock }: Pick<ResumableDependencies, 'store' | 'blobs' | 'clock'>,
  scope: Scope,
  id: string,
): Promise<void> {
  const record = await store.get(scope, 'upload', id);
  if (record?.state !== 'spent') return;
  await removeParts({ store, blobs }, scope, id);
  const put = uploadPut(id, uploadPayload(record), 'finished', { version: record.version });
  await store.commit(scope, serverCommit(scope.account, clock(), [put, clearParts(id)]));
}

/** Forgets an upload and frees what it took: the bytes first, so that a full disk has room for the commit. */
export async function discard(
  { store, blobs, clock }: ResumableDependencies,
  scope: Scope,
  hold: Hold,
): Promise<void> {
  await hold.end(async (payload, version) => {
    if (payload.item !== undefined) return;
    await removeParts({ store, blobs }, scope, hold.id, payload.pending);
    const put = uploadPut(hold.id, payload, 'removed', { version });
    await store.commit(scope, serverCommit(scope.account, clock(), [put, clearParts(hold.id)]));
  });
}

/** Ends an upload that nobody went on with, and removes what another one left behind. */
export async function tidy(
  dependencies: ResumableDependencies,
  account: string,
  record: StoredRecord,
): Promise<void> {
  const { store, blobs, clock } = dependencies;
  const scope = { account };
  if (record.state === 'spent') return removeSpent(dependencies, scope, record.id);
  if (uploadPayload(record).expiresAt > clock()) return;
  await removeParts({ store, blobs }, scope, record.id, uploadPayload(record).pending);
  const put = uploadPut(record.id, uploadPayload(record), 'removed', { version: record.version });
  await store.commit(scope, serverCommit(account, clock(), [put, clearParts(record.id)]));
}

function wrongOffset(id: string, offset: number): KeepsakeError {
  return new KeepsakeError(
    'VERSION_CONFLICT',
    `The upload ${id} stands at byte ${offset}. Go on from there.`,
    { kind: 'upload', id, offset },
  );
}

function cutOff(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The request ended before all of its bytes were there. Ask how far the upload is, then go on from there.',
    { what: 'piece' },
  );
}

function pieceChanged(): KeepsakeError {
  return new KeepsakeError(
    'CHECKSUM_MISMATCH',
    'These bytes were changed on their way and are not kept. Send them again.',
    { what: 'piece' },
  );
}

function fileChanged(): KeepsakeError {
  return new KeepsakeError(
    'CHECKSUM_MISMATCH',
    'The whole file has another SHA-256 than was announced: it was changed meanwhile. Nothing was stored; begin the upload anew.',
    { what: 'file' },
  );
}

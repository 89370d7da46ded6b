/** Resumable uploads: announced once, sent in pieces that are each kept for good, and a file only when all is there. */
import type { Logger } from 'pino';
import { KeepsakeError, type Upload } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import { contentCheck, requireNew } from './file-versions.ts';
import { requireFolder } from './items.ts';
import { itemName } from '../sync/core/names.ts';
import { serverCommit } from './jobs.ts';
import { createHolds, type Holds } from './resumable-hold.ts';
import {
  append,
  discard,
  finishIfComplete,
  lifeMs,
  tidy,
  type Piece,
  type ResumableDependencies,
} from './resumable-parts.ts';
import {
  requireUpload,
  unfinishedUploads,
  uploadPayload,
  uploadPut,
  viewUpload,
  type UploadPayload,
  type UploadTarget,
} from './resumable-record.ts';
import { storeVersion, type NamedUpload } from './uploads.ts';

/** What a sender announces. */
export interface Announcement {
  readonly input: NamedUpload;
  readonly size: number;
  readonly sha256?: string;
  readonly fingerprint?: string;
  readonly target?: UploadTarget;
}

export interface Resumable {
  readonly maxBytes: number;
  /** @throws KeepsakeError PAYLOAD_TOO_LARGE, STORAGE_FULL, NOT_FOUND, DRIVE_ITEM_CONFLICT */
  create(call: Call, announcement: Announcement): Promise<Upload>;
  /** Adds a piece. @throws KeepsakeError VERSION_CONFLICT for a wrong offset, UPLOAD_LOCKED, CHECKSUM_MISMATCH */
  append(call: Call, id: string, piece: Piece): Promise<Upload>;
  /** How far it is; what was interrupted after its last byte is finished by this. */
  resume(call: Call, id: string): Promise<Upload>;
  cancel(call: Call, id: string): Promise<void>;
  get(caller: Caller, id: string): Promise<Upload>;
  list(caller: Caller, input: { fingerprint?: string | undefined }): Promise<{ items: Upload[] }>;
}

/** Bytes of disk that stay free for the databases. */
const reserveBytes = 8 * 1024 * 1024;

/** The service of resumable uploads. Only the owner calls it. */
export function createResumable(dependencies: ResumableDependencies): Resumable {
  const { store, clock, documents } = dependencies;
  const holds = createHolds(dependencies);
  const withDocument = async (caller: Caller, record: StoredRecord): Promise<Upload> => {
    const { item, input } = uploadPayload(record);
    if (item === undefined || input.project_id === undefined) return viewUpload(record);
    return {
      ...viewUpload(record),
      document_id: await documents.idOf(caller.account, input.project_id, item),
    };
  };
  const get = async (caller: Caller, id: string): Promise<Upload> => {
    requireOwner(caller);
    return withDocument(caller, await requireUpload(store, accountScope(caller), id, clock()));
  };
  return {
    maxBytes: dependencies.maxFileBytes,
    get,
    async create(call, announcement) {
      requireOwner(call.caller);
      return get(call.caller, await create(dependencies, holds, call, announcement));
    },
    async append(call, id, piece) {
      requireOwner(call.caller);
      const hold = await holds.acquire(call.caller, id);
      try {
        await append(dependencies, call.caller, hold, piece);
        await finishIfComplete(dependencies, call.caller, hold);
      } finally {
        await hold.release();
      }
      return get(call.caller, id);
    },
    async resume(call, id) {
      const upload = await get(call.caller, id);
      if (upload.status === 'finished' || upload.offset < upload.size) return upload;
      const hold = await holds.acquire(call.caller, id);
      try {
        await finishIfComplete(dependencies, call.caller, hold);
      } finally {
        await hold.release();
      }
      return get(call.caller, id);
    },
    async cancel(call, id) {
      requireOwner(call.caller);
      await discard(dependencies, accountScope(call.caller), await holds.acquire(call.caller, id));
    },
    async list(caller, { fingerprint }) {
      requireOwner(caller);
      const records = await unfinishedUploads(store, accountScope(caller));
      const shown = records.filter((record) => {
        const { expiresAt, fingerprint: own } = uploadPayload(record);
        const isWanted = fingerprint === undefined || own === fingerprint;
        return record.state === 'receiving' && expiresAt > clock() && isWanted;
      });
      return { items: shown.map(viewUpload) };
    },
  };
}

/** Writes the upload down; what the account has already is a file at once. @returns its id */
async function create(
  dependencies: ResumableDependencies,
  holds: Holds,
  call: Call,
  announcement: Announcement,
): Promise<string> {
  const { store, clock, content, maxFileBytes } = dependencies;
  const { input, size, sha256 } = announcement;
  const scope = accountScope(call.caller);
  const { target } = announcement;
  if (size > maxFileBytes) throw tooLarge(maxFileBytes);
  if (target === undefined) await requirePlace(store, scope, input);
  else if ('version' in target) await requireNew(store, scope, target.version);
  const id = newId('upl');
  const payload: UploadPayload = { ...announcement, offset: 0, expiresAt: clock() + lifeMs };
  const isFile = target === undefined && sha256 !== undefined;
  const known = !isFile ? undefined : await content.known(call.caller.account, { sha256, size });
  if (known !== undefined) {
    await dependencies.quota.require(call.caller.account, size);
    const received = {
      reference: known,
      operations: () => [contentCheck(known)],
      discard: async () => undefined,
    };
    await storeVersion(dependencies, { caller: call.caller }, input, received, (item) => [
      uploadPut(id, { ...payload, offset: size, item }, 'finished', 'absent'),
    ]);
    return id;
  }
  await requireRoom(dependencies, scope, size, target);
  dependencies.uploading.add(scope.account);
  await store.commit(scope, {
    ...serverCommit(scope.account, clock(), [uploadPut(id, payload, 'receiving', 'absent')]),
    author: { type: 'owner', id: scope.account },
  });
  if (size === 0) await finishIfComplete(dependencies, call.caller, await holds.acquire(call.caller, id));
  return id;
}

async function requirePlace(store: Store, scope: Scope, input: NamedUpload): Promise<void> {
  await requireFolder(store, scope, input.itemId);
  if (input.on_conflict !== 'deny') return;
  const there = await store.find(scope, 'item', itemName(input.itemId, input.name));
  if (there !== undefined) throw nameTaken(input.name, there.id);
}

/** What is announced and has not arrived counts as taken. */
async function requireRoom(
  { store, blobs, quota }: ResumableDependencies,
  scope: Scope,
  size: number,
  target: UploadTarget | undefined,
): Promise<void> {
  const others = (await unfinishedUploads(store, scope)).map(uploadPayload);
  const announced = others.reduce((sum, one) => sum + one.size, 0);
  // Of a version that is known its bytes were counted when it came to be known.
  if (target === undefined || 'version' in target) await quota.require(scope.account, announced + size);
  const awaited = others.reduce((sum, one) => sum + one.size - one.offset, 0);
  const free = await blobs.freeBytes();
  if (free >= awaited + size + reserveBytes) return;
  throw new KeepsakeError(
    'STORAGE_FULL',
    'The disk of the server has too little space for this file. Free some space, then upload it again.',
    { needed: awaited + size + reserveBytes, free },
  );
}

function tooLarge(most: number): KeepsakeError {
  return new KeepsakeError(
    'PAYLOAD_TOO_LARGE',
    `The file is larger than ${Math.floor(most / 1_048_576)} MB, the most that this server takes. Split it, or raise the limit.`,
  );
}

function nameTaken(name: string, id: string): KeepsakeError {
  return new KeepsakeError(
    'DRIVE_ITEM_CONFLICT',
    `The folder holds "${name}" already. Choose another name, or what to do about the one that is there.`,
    { kind: 'item', id },
  );
}

export interface Tidying {
  close(): Promise<void>;
}

const tidyMs = 600_000;

/**
 * Removes expired uploads and leftovers: at once of every account, then every ten minutes of those that had any, or to
 * which this server has uploaded since. What a server that ended leaves is found by the next one that starts.
 */
export function startTidying(dependencies: ResumableDependencies & { logger: Logger }): Tidying {
  const { store, logger, uploading } = dependencies;
  let isFirst = true;
  async function tidyAll(): Promise<void> {
    const accounts = isFirst ? await store.accounts() : [...uploading];
    for (const account of accounts) {
      // Before looking, so that one that begins meanwhile is looked at the next time.
      uploading.delete(account);
      let found: StoredRecord[] | undefined;
      try {
        found = await unfinishedUploads(store, { account });
      } finally {
        if (found?.length !== 0) uploading.add(account);
      }
      for (const record of found) await tidy(dependencies, account, record);
    }
    isFirst = false;
  }
  let isClosed = false;
  let running = Promise.resolve();
  function turn(): void {
    running = running.then(tidyAll).catch((error: unknown) => {
      if (!isClosed) logger.error({ err: error }, 'old uploads could not be removed now');
    });
  }
  const timer = setInterval(turn, tidyMs);
  turn();
  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      await running;
    },
  };
}

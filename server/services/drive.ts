/** The drive: folders and files of an account, their names, places and bytes, and the trash. */
import type { z } from 'zod';
import { KeepsakeError, type Item, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import type { Content, ContentReference } from './content.ts';
import type { Documents } from './documents.ts';
import { foldName, freeName, mediaTypeOf } from './names.ts';
import {
  asJson,
  commitFor,
  listPage,
  retryOnConflict,
  typed,
  viewTime,
  writtenRecord,
  type Clock,
} from './records.ts';

export interface ItemPayload {
  readonly type: 'file' | 'folder';
  readonly name: string;
  readonly parent: string | null;
  readonly mediaType?: string;
  readonly versionId?: string;
  readonly content?: ContentReference;
  readonly trashedAt?: number;
}

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

/** A file as it arrives: its name as the sender gave it, and its bytes. */
export interface IncomingFile {
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array>;
}

export interface Drive {
  drives(caller: Caller): Promise<Output<'listDrives'>>;
  get(caller: Caller, input: Input<'getItem'>): Promise<Item>;
  children(caller: Caller, input: Input<'listChildren'>): Promise<Output<'listChildren'>>;
  trash(caller: Caller, input: Input<'listTrash'>): Promise<Output<'listTrash'>>;
  createFolder(call: Call, input: Input<'createFolder'>): Promise<Item>;
  upload(call: Call, input: Input<'uploadFile'>, file: IncomingFile): Promise<Output<'uploadFile'>>;
  rename(call: Call, input: Input<'renameItem'>): Promise<Item>;
  move(call: Call, input: Input<'moveItem'>): Promise<Item>;
  remove(call: Call, input: Input<'deleteItem'>): Promise<Output<'deleteItem'>>;
  restore(call: Call, input: Input<'restoreItem'>): Promise<Item>;
  download(caller: Caller, itemId: string): Promise<{ item: Item; bytes: AsyncIterable<Uint8Array> }>;
}

export interface DriveDependencies {
  store: Store;
  clock: Clock;
  content: Content;
  documents: Documents;
  maxFileBytes: number;
}

/** The id of an account's root folder: the account's own id with the prefix of items. */
export function rootItem(account: string): string {
  return `itm_${account.slice(4)}`;
}

/** The put of an account's root folder. */
export function rootPut(account: string): Put {
  const payload = asJson({ type: 'folder', name: 'Drive', parent: null });
  return { op: 'put', kind: 'item', id: rootItem(account), state: 'root', payload, expect: 'absent' };
}

/** The service of the drive. */
export function createDrive({ store, clock, content, documents, maxFileBytes }: DriveDependencies): Drive {
  async function require(
    scope: Scope,
    id: string,
    states: readonly string[] = ['active', 'root'],
  ): Promise<StoredRecord> {
    const record = await store.get(scope, 'item', id);
    if (record === undefined || !states.includes(record.state)) throw notFound(id);
    return record;
  }

  async function requireFolder(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await require(scope, id);
    if (payloadOf(record).type !== 'folder')
      throw new KeepsakeError('VALIDATION_ERROR', `${id} is a file. Choose a folder.`);
    return record;
  }

  /** Writes one change of an item, checking that its folder still stands. */
  async function write(
    call: Call,
    put: Put,
    before?: StoredRecord,
    more: readonly Operation[] = [],
  ): Promise<Item> {
    const scope = accountScope(call.caller);
    const at = clock();
    const folder =
      put.parent === undefined
        ? []
        : [{ op: 'check', kind: 'item', id: put.parent, states: ['active', 'root'] } as const];
    const commit = await commitFor(store, () => at, call, scope, [...folder, put, ...more]);
    return viewItem(await writtenRecord(store, scope, { call, at, commit, put, before }));
  }

  function change(
    call: Call,
    id: string,
    states: readonly string[],
    next: (payload: ItemPayload) => Promise<ItemPayload> | ItemPayload,
  ) {
    requireOwner(call.caller);
    return retryOnConflict(async () => {
      const before = await require(accountScope(call.caller), id, states);
      const payload = await next(payloadOf(before));
      return write(call, itemPut(id, payload, { version: before.version }), before);
    });
  }

  const self: Drive = {
    async drives(caller) {
      requireOwner(caller);
      const root = await require(accountScope(caller), rootItem(caller.account));
      return { items: [{ id: caller.account, root_item_id: root.id, created_at: viewTime(root.createdAt) }] };
    },
    async get(caller, input) {
      requireOwner(caller);
      return viewItem(await require(accountScope(caller), input.itemId, ['active', 'root', 'trashed']));
    },
    async children(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      await requireFolder(scope, input.itemId);
      const query = { kind: 'item', parent: input.itemId, states: ['active'], order: 'sort' } as const;
      return listPage(store, scope, query, input, viewItem);
    },
    trash(caller, input) {
      requireOwner(caller);
      const query = { kind: 'item', states: ['trashed'], order: 'changed', descending: true } as const;
      return listPage(store, accountScope(caller), query, input, viewItem);
    },
    async createFolder(call, input) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      await requireFolder(scope, input.itemId);
      const name =
        input.on_conflict === 'rename'
          ? await freeName(input.name, (other) => taken(scope, input.itemId, other))
          : input.name;
      return write(call, itemPut(newId('itm'), { type: 'folder', name, parent: input.itemId }, 'absent'));
    },
    upload: (call, input, file) => upload(call, input, file),
    rename: (call, input) =>
      change(call, input.itemId, ['active'], (payload) => ({ ...payload, name: input.name })),
    move: (call, input) =>
      change(call, input.itemId, ['active'], async (payload) => {
        const scope = accountScope(call.caller);
        await requireFolder(scope, input.parent_id);
        await refuseCycle(scope, input.itemId, input.parent_id);
        return { ...payload, parent: input.parent_id };
      }),
    async remove(call, input) {
      requireOwner(call.caller);
      const detachedFrom = await retryOnConflict(async () => {
        const before = await require(accountScope(call.caller), input.itemId, ['active']);
        const files = await filesBelow(accountScope(call.caller), before);
        const detached = await documents.detachOperations(call.caller.account, files);
        const put = itemPut(
          before.id,
          { ...payloadOf(before), trashedAt: clock() },
          { version: before.version },
        );
        await write(call, put, before, detached.operations);
        return detached.projects;
      });
      return { deleted: true, id: input.itemId, detached_from: detachedFrom };
    },
    restore: (call, input) =>
      change(call, input.itemId, ['trashed'], async ({ trashedAt: _trashedAt, ...payload }) => {
        const scope = accountScope(call.caller);
        const parent = await store.get(scope, 'item', payload.parent ?? '');
        const place =
          parent === undefined || parent.state === 'trashed' ? rootItem(call.caller.account) : parent.id;
        return {
          ...payload,
          parent: place,
          name: await freeName(payload.name, (other) => taken(scope, place, other)),
        };
      }),
    async download(caller, itemId) {
      requireOwner(caller);
      const record = await require(accountScope(caller), itemId, ['active', 'trashed']);
      const { content: reference } = payloadOf(record);
      if (reference === undefined)
        throw new KeepsakeError('VALIDATION_ERROR', `${itemId} is a folder. Choose a file.`);
      return { item: viewItem(record), bytes: await content.read(caller.account, reference) };
    },
  };
  return self;

  async function taken(scope: Scope, parent: string, name: string): Promise<boolean> {
    return (await store.find(scope, 'item', uniqueName(parent, name))) !== undefined;
  }

  async function upload(
    call: Call,
    input: Input<'uploadFile'>,
    file: IncomingFile,
  ): Promise<Output<'uploadFile'>> {
    requireOwner(call.caller);
    const scope = accountScope(call.caller);
    await requireFolder(scope, input.itemId);
    const received = await content.receive(call.caller.account, file.source, maxFileBytes);
    const { reference } = received;
    const repeatable =
      call.repeat === undefined
        ? call
        : { ...call, repeat: { ...call.repeat, bodyHash: `${call.repeat.bodyHash}:${reference.sha256}` } };
    try {
      return await retryOnConflict(() =>
        addVersion(repeatable, input, input.name ?? file.name, reference, received.operations()),
      );
    } catch (error) {
      // Only a refusal says for sure that nothing was written; after any other fault the bytes must stay.
      if (error instanceof KeepsakeError && error.status < 500) await received.discard();
      throw error;
    }
  }

  async function addVersion(
    call: Call,
    input: Input<'uploadFile'>,
    wanted: string,
    reference: ContentReference,
    bytes: readonly Operation[],
  ) {
    const scope = accountScope(call.caller);
    const existing =
      input.on_conflict === 'replace'
        ? await store.find(scope, 'item', uniqueName(input.itemId, wanted))
        : undefined;
    if (existing !== undefined && payloadOf(existing).type === 'folder') throw folderThere(wanted);
    const name =
      input.on_conflict === 'rename'
        ? await freeName(wanted, (other) => taken(scope, input.itemId, other))
        : wanted;
    const versionId = newId('ver');
    const payload: ItemPayload = {
      type: 'file',
      name,
      parent: input.itemId,
      mediaType: mediaTypeOf(name),
      versionId,
      content: reference,
    };
    const put = itemPut(
      existing?.id ?? newId('itm'),
      payload,
      existing === undefined ? 'absent' : { version: existing.version },
    );
    const version: Put = {
      op: 'put',
      kind: 'version',
      id: versionId,
      parent: put.id,
      state: 'kept',
      history: false,
      payload: asJson(reference),
    };
    const projects = input.project_id === undefined ? [] : [input.project_id];
    const attached = await documents.attachOperations(call.caller, projects, {
      id: put.id,
      payload,
      isNewVersion: existing !== undefined,
    });
    const item = await write(call, put, existing, [version, ...bytes, ...attached]);
    documents.wake();
    if (input.project_id === undefined) return { item };
    return { item, document_id: await documents.idOf(call.caller.account, input.project_id, item.id) };
  }

  /** A folder cannot move into itself or into what it holds. */
  async function refuseCycle(scope: Scope, item: string, target: string): Promise<void> {
    for (let at: string | null = target; at !== null;) {
      if (at === item)
        throw new KeepsakeError(
          'VALIDATION_ERROR',
          'A folder cannot be moved into itself or a folder inside it. Choose another folder.',
        );
      const record: StoredRecord | undefined = await store.get(scope, 'item', at);
      at = record === undefined ? null : payloadOf(record).parent;
    }
  }

  /** The ids of the files in a folder and all folders below it; a file stands for itself. */
  async function filesBelow(scope: Scope, record: StoredRecord): Promise<string[]> {
    if (payloadOf(record).type === 'file') return [record.id];
    const files: string[] = [];
    for (let offset = 0; ; offset += 1_000) {
      const children = await store.list(scope, {
        kind: 'item',
        parent: record.id,
        states: ['active'],
        order: 'created',
        offset,
        limit: 1_000,
      });
      for (const child of children) files.push(...(await filesBelow(scope, child)));
      if (children.length < 1_000) return files;
    }
  }
}

function payloadOf(record: StoredRecord): ItemPayload {
  return typed<ItemPayload>(record).payload;
}

/** Names are unique in a folder the way the strictest of the three systems sees them; the trash has no such rule. */
function uniqueName(parent: string, name: string): string {
  return `${parent}/${foldName(name)}`;
}

function itemPut(id: string, payload: ItemPayload, expect: NonNullable<Put['expect']>): Put {
  const parent = payload.parent ?? undefined;
  const active = payload.trashedAt === undefined;
  return {
    op: 'put',
    kind: 'item',
    id,
    expect,
    state: active ? 'active' : 'trashed',
    sort: `${payload.type === 'folder' ? 0 : 1}${foldName(payload.name)}`,
    payload: asJson(payload),
    ...(parent !== undefined && active ? { parent, unique: uniqueName(parent, payload.name) } : {}),
  };
}

/** An item as the API shows it. */
export function viewItem(record: StoredRecord): Item {
  const { type, name, parent, mediaType, versionId, content, trashedAt } = payloadOf(record);
  return {
    id: record.id,
    name,
    type,
    size: content?.size ?? 0,
    ...(mediaType === undefined ? {} : { media_type: mediaType }),
    ...(content === undefined ? {} : { sha256: content.sha256 }),
    ...(versionId === undefined ? {} : { version_id: versionId }),
    parent_id: parent,
    ...(trashedAt === undefined ? {} : { trashed_at: viewTime(trashedAt) }),
    created_at: viewTime(record.createdAt),
    modified_at: viewTime(record.updatedAt),
  };
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no file or folder ${id} in the drive. It may be in the trash.`,
  );
}

function folderThere(name: string): KeepsakeError {
  return new KeepsakeError(
    'DRIVE_ITEM_CONFLICT',
    `A folder named "${name}" stands there. Choose another name for the file.`,
  );
}

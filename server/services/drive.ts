/** The drive: folders and files of an account, their names, places and bytes, and the trash. */
import type { z } from 'zod';
import { KeepsakeError, type Item, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import type { Content } from './content.ts';
import type { Documents } from './documents.ts';
import { itemPayload, itemPut, noItem, requireFolder, requireItem, rootItem, viewItem } from './items.ts';
import { createAncestry } from './ancestry.ts';
import { retryOnCollision, settleName } from './collisions.ts';
import { isFavourite } from './attributes.ts';
import { copyItem } from './copying.ts';
import { moveItem, restoreItem, trashItem, writeItem } from './placing.ts';
import { listPage, retryOnConflict, viewTime, type Clock } from './records.ts';
import type { Quota } from './quota.ts';
import { uploadFile } from './uploads.ts';
import { zipFolder } from './zipping.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

/** A file as it arrives. */
export interface IncomingFile {
  /** As the sender named it. */
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array>;
  /** Rejects when the body turns out to be broken after its last byte was read; settles then at the latest. */
  readonly complete: Promise<void>;
}

export interface Drive {
  drives(caller: Caller): Promise<Output<'listDrives'>>;
  get(caller: Caller, input: Input<'getItem'>): Promise<Item>;
  children(caller: Caller, input: Input<'listChildren'>): Promise<Output<'listChildren'>>;
  createFolder(call: Call, input: Input<'createFolder'>): Promise<Item>;
  upload(call: Call, input: Input<'uploadFile'>, file: IncomingFile): Promise<Output<'uploadFile'>>;
  rename(call: Call, input: Input<'renameItem'>): Promise<Item>;
  move(call: Call, input: Input<'moveItem'>): Promise<Item>;
  copy(call: Call, input: Input<'copyItem'>): Promise<Item>;
  path(caller: Caller, itemId: string): Promise<Output<'getItemPath'>>;
  remove(call: Call, input: Input<'deleteItem'>): Promise<Output<'deleteItem'>>;
  restore(call: Call, input: Input<'restoreItem'>): Promise<Item>;
  archive(caller: Caller, itemId: string): ReturnType<typeof zipFolder>;
  download(caller: Caller, itemId: string): Promise<{ item: Item; bytes: AsyncIterable<Uint8Array> }>;
}

export interface DriveDependencies {
  store: Store;
  clock: Clock;
  content: Content;
  documents: Documents;
  maxFileBytes: number;
  quota: Quota;
}

/** The service of the drive. Only the owner calls it. */
export function createDrive(dependencies: DriveDependencies): Drive {
  const { store, content } = dependencies;
  const view = (scope: Scope) => async (record: StoredRecord) => ({
    ...viewItem(record),
    favourite: await isFavourite(store, scope, record.id),
  });
  return {
    async drives(caller) {
      requireOwner(caller);
      const root = await requireItem(store, accountScope(caller), rootItem(caller.account));
      return { items: [{ id: caller.account, root_item_id: root.id, created_at: viewTime(root.createdAt) }] };
    },
    async get(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      return view(scope)(await requireItem(store, scope, input.itemId, ['active', 'root', 'trashed']));
    },
    async children(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      await requireFolder(store, scope, input.itemId);
      const query = { kind: 'item', parent: input.itemId, states: ['active'], order: 'sort' } as const;
      return listPage(store, scope, query, input, view(scope));
    },
    createFolder: (call, input) => createFolder(dependencies, call, input),
    upload: (call, input, file) => uploadFile(dependencies, call, input, file),
    rename: (call, input) => renameItem(dependencies, call, input),
    move: (call, input) => moveItem(dependencies, call, input),
    copy: (call, input) => copyItem(dependencies, call, input),
    remove: (call, input) => trashItem(dependencies, call, input.itemId),
    restore: (call, input) => restoreItem(dependencies, call, input),
    async path(caller, itemId) {
      requireOwner(caller);
      const path = await createAncestry(store, accountScope(caller)).pathTo(itemId);
      if (path === undefined) throw noItem(itemId);
      return { items: path.map(viewItem) };
    },
    archive: (caller, itemId) => zipFolder(dependencies, caller, itemId),
    async download(caller, itemId) {
      requireOwner(caller);
      const record = await requireItem(store, accountScope(caller), itemId, ['active', 'root', 'trashed']);
      const { content: reference } = itemPayload(record);
      if (reference === undefined) {
        throw new KeepsakeError('VALIDATION_ERROR', `${itemId} is a folder. Choose a file.`);
      }
      return { item: viewItem(record), bytes: await content.read(caller.account, reference) };
    },
  };
}

async function createFolder(
  dependencies: DriveDependencies,
  call: Call,
  input: Input<'createFolder'>,
): Promise<Item> {
  requireOwner(call.caller);
  const { store } = dependencies;
  const scope = accountScope(call.caller);
  const { itemId: parent, on_conflict: rule } = input;
  return retryOnCollision(rule, async () => {
    await requireFolder(store, scope, parent);
    const settled = await settleName(store, scope, { parent, name: input.name, type: 'folder', rule });
    if (settled.skips !== undefined) return viewItem(settled.skips);
    const put = itemPut(newId('itm'), { type: 'folder', name: settled.name, parent }, 'absent');
    return writeItem(dependencies, call, { put });
  });
}

/** The documents of a renamed file are indexed again, so that they are cited by its new name. */
function renameItem(
  dependencies: DriveDependencies,
  call: Call,
  { itemId, name }: Input<'renameItem'>,
): Promise<Item> {
  requireOwner(call.caller);
  return retryOnConflict(async () => {
    const before = await requireItem(dependencies.store, accountScope(call.caller), itemId, ['active']);
    const payload = { ...itemPayload(before), name };
    const put = itemPut(itemId, payload, { version: before.version });
    const file = { id: itemId, payload, isNewVersion: true };
    const more =
      payload.type === 'file' ? await dependencies.documents.attachOperations(call.caller, [], file) : [];
    return writeItem(dependencies, call, { put, before, more });
  });
}

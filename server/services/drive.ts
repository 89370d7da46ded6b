/** The drive: folders and files of an account, their names, places and bytes, and the trash. */
import type { z } from 'zod';
import { KeepsakeError, type Item, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Operation, Put, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import type { Content } from './content.ts';
import type { Documents } from './documents.ts';
import {
  filesBelow,
  freeNameIn,
  itemPayload,
  itemPut,
  refuseCycle,
  requireFolder,
  requireItem,
  rootItem,
  viewItem,
  type ItemPayload,
} from './items.ts';
import { commitFor, listPage, retryOnConflict, viewTime, writtenRecord, type Clock } from './records.ts';
import type { Quota } from './quota.ts';
import { uploadFile } from './uploads.ts';

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
  quota: Quota;
}

/** The service of the drive. Only the owner calls it. */
export function createDrive(dependencies: DriveDependencies): Drive {
  const { store, content } = dependencies;
  const list = (
    caller: Caller,
    query: Parameters<typeof listPage>[2],
    input: { page: number; page_size: number },
  ) => listPage(store, accountScope(caller), query, input, viewItem);
  return {
    async drives(caller) {
      requireOwner(caller);
      const root = await requireItem(store, accountScope(caller), rootItem(caller.account));
      return { items: [{ id: caller.account, root_item_id: root.id, created_at: viewTime(root.createdAt) }] };
    },
    async get(caller, input) {
      requireOwner(caller);
      return viewItem(
        await requireItem(store, accountScope(caller), input.itemId, ['active', 'root', 'trashed']),
      );
    },
    async children(caller, input) {
      requireOwner(caller);
      await requireFolder(store, accountScope(caller), input.itemId);
      return list(caller, { kind: 'item', parent: input.itemId, states: ['active'], order: 'sort' }, input);
    },
    async trash(caller, input) {
      requireOwner(caller);
      return list(caller, { kind: 'item', states: ['trashed'], order: 'changed', descending: true }, input);
    },
    createFolder: (call, input) => createFolder(dependencies, call, input),
    upload: (call, input, file) => uploadFile(dependencies, call, input, file),
    rename: (call, input) =>
      changeItem(dependencies, call, input.itemId, 'active', (payload) => ({ ...payload, name: input.name })),
    move: (call, input) =>
      changeItem(dependencies, call, input.itemId, 'active', async (payload) => {
        const scope = accountScope(call.caller);
        await requireFolder(store, scope, input.parent_id);
        await refuseCycle(store, scope, input.itemId, input.parent_id);
        return { ...payload, parent: input.parent_id };
      }),
    remove: (call, input) => trashItem(dependencies, call, input.itemId),
    restore: (call, input) =>
      changeItem(dependencies, call, input.itemId, 'trashed', ({ trashedAt: _, ...payload }) =>
        placeAgain(store, call, payload),
      ),
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
  await requireFolder(store, scope, input.itemId);
  const name =
    input.on_conflict === 'rename' ? await freeNameIn(store, scope, input.itemId, input.name) : input.name;
  const put = itemPut(newId('itm'), { type: 'folder', name, parent: input.itemId }, 'absent');
  return writeItem(dependencies, call, { put });
}

/** Reads, changes and writes an item, again when somebody else changed it meanwhile. */
function changeItem(
  dependencies: DriveDependencies,
  call: Call,
  id: string,
  state: 'active' | 'trashed',
  next: (payload: ItemPayload) => Promise<ItemPayload> | ItemPayload,
): Promise<Item> {
  requireOwner(call.caller);
  return retryOnConflict(async () => {
    const before = await requireItem(dependencies.store, accountScope(call.caller), id, [state]);
    const put = itemPut(id, await next(itemPayload(before)), { version: before.version });
    return writeItem(dependencies, call, { put, before });
  });
}

/** Writes one change of an item, checking that its folder still stands. */
async function writeItem(
  { store, clock }: DriveDependencies,
  call: Call,
  change: { put: Put; before?: StoredRecord; more?: readonly Operation[] },
): Promise<Item> {
  const { put, before, more = [] } = change;
  const scope = accountScope(call.caller);
  const at = clock();
  const folder: Operation[] =
    put.parent === undefined
      ? []
      : [{ op: 'check', kind: 'item', id: put.parent, states: ['active', 'root'] }];
  const commit = await commitFor(store, () => at, call, scope, [...folder, put, ...more]);
  return viewItem(await writtenRecord(store, scope, { call, at, commit, put, before }));
}

async function trashItem(
  dependencies: DriveDependencies,
  call: Call,
  id: string,
): Promise<Output<'deleteItem'>> {
  requireOwner(call.caller);
  const { store, clock, documents } = dependencies;
  const scope = accountScope(call.caller);
  const detachedFrom = await retryOnConflict(async () => {
    const before = await requireItem(store, scope, id, ['active']);
    const { operations: more, projects } = await documents.detachOperations(
      call.caller.account,
      await filesBelow(store, scope, before),
    );
    const put = itemPut(id, { ...itemPayload(before), trashedAt: clock() }, { version: before.version });
    await writeItem(dependencies, call, { put, before, more });
    return projects;
  });
  return { deleted: true, id, detached_from: detachedFrom };
}

/** Where a restored item goes: its old folder if that still stands, else the root; under a name that is free there. */
async function placeAgain(store: Store, call: Call, payload: ItemPayload): Promise<ItemPayload> {
  const scope = accountScope(call.caller);
  const folder = await store.get(scope, 'item', payload.parent ?? '');
  const parent =
    folder === undefined || folder.state === 'trashed' ? rootItem(call.caller.account) : folder.id;
  return { ...payload, parent, name: await freeNameIn(store, scope, parent, payload.name) };
}

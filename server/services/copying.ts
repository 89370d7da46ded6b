/** Copies of files and folders: new items over the same bytes, visible when all of it is there. */
import { KeepsakeError, type Item } from '../../contract/index.ts';
import type { OnConflict } from '../../contract/operations/drive.ts';
import { newId } from '../../local/ids.ts';
import type { Operation, Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call } from './caller.ts';
import { retryOnCollision, settleName } from './collisions.ts';
import type { DriveDependencies } from './drive.ts';
import { contentCheck, versionPut } from './file-versions.ts';
import {
  childrenOf,
  freeNameIn,
  itemPayload,
  itemPut,
  refuseCycle,
  requireFolder,
  requireItem,
  viewItem,
  type ItemPayload,
} from './items.ts';
import { itemName } from '../sync/core/names.ts';
import { placeChanged } from './live-folders.ts';
import { newVersion, writeItem } from './placing.ts';
import { commitFor } from './records.ts';
import { purgeOperations } from './trash.ts';

interface CopyInput {
  readonly itemId: string;
  readonly parent_id: string;
  readonly name?: string | undefined;
  readonly on_conflict: OnConflict;
}

/** Items in one commit, so that others write in between. */
const atOnce = 200;

/** @throws KeepsakeError NOT_FOUND, VALIDATION_ERROR, DRIVE_ITEM_CONFLICT; nothing is visible then. */
export function copyItem(dependencies: DriveDependencies, call: Call, input: CopyInput): Promise<Item> {
  requireOwner(call.caller);
  const { parent_id: parent, on_conflict: rule } = input;
  const scope = accountScope(call.caller);
  return retryOnCollision(rule, async () => {
    const source = await requireItem(dependencies.store, scope, input.itemId, ['active']);
    await requireFolder(dependencies.store, scope, parent);
    const { type } = itemPayload(source);
    const name = input.name ?? itemPayload(source).name;
    const settled = await settleName(dependencies.store, scope, { parent, name, type, rule });
    if (settled.skips !== undefined) return viewItem(settled.skips);
    if (settled.replaces?.id === source.id) return viewItem(source);
    if (settled.replaces !== undefined) return replaceByCopy(dependencies, call, source, settled.replaces);
    const place = { parent, name: settled.name, rule };
    return type === 'file'
      ? copyFile(dependencies, call, source, place)
      : copyFolder(dependencies, call, source, place);
  });
}

async function replaceByCopy(
  dependencies: DriveDependencies,
  call: Call,
  source: StoredRecord,
  target: StoredRecord,
): Promise<Item> {
  const change = await newVersion(dependencies, call, target, itemPayload(source));
  return writeItem(dependencies, call, { ...change, before: target });
}

interface CopyPlace {
  readonly parent: string;
  readonly name: string;
  readonly rule: OnConflict;
}

async function copyFile(
  dependencies: DriveDependencies,
  call: Call,
  source: StoredRecord,
  place: CopyPlace,
): Promise<Item> {
  const id = newId('itm');
  const payload = copyOf(itemPayload(source), place);
  const file = { id, payload, isNewVersion: false };
  const more = [
    ...contentOperations(id, payload),
    ...(await dependencies.documents.attachOperations(call.caller, [], file)),
  ];
  return writeItem(dependencies, call, { put: itemPut(id, payload, 'absent'), more });
}

function copyOf(
  { type, mediaType, content }: ItemPayload,
  { parent, name }: Pick<CopyPlace, 'parent' | 'name'>,
): ItemPayload {
  const file = type === 'file' ? { versionId: newId('ver') } : {};
  return {
    type,
    name,
    parent,
    ...file,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(content === undefined ? {} : { content }),
  };
}

function contentOperations(id: string, payload: ItemPayload): Operation[] {
  const { versionId, content } = payload;
  if (versionId === undefined || content === undefined) return [];
  return [versionPut(id, { ...payload, versionId }), contentCheck(content)];
}

/** The copy's root stands in no folder until all below it is written; a copy that fails is deleted for good. */
async function copyFolder(
  dependencies: DriveDependencies,
  call: Call,
  source: StoredRecord,
  place: CopyPlace,
): Promise<Item> {
  const { store, clock } = dependencies;
  const scope = accountScope(call.caller);
  await refuseCycle(store, scope, source.id, place.parent);
  const payload: ItemPayload = { type: 'folder', parent: place.parent, name: place.name };
  const hidden = { ...itemPut(newId('itm'), { ...payload, trashedAt: clock() }, 'absent'), state: 'copying' };
  const begun = await commitFor(store, clock, call, scope, [hidden]);
  const root = begun.results[0]?.id ?? hidden.id;
  if (begun.replayed) return repeatedCopy(dependencies, scope, root);
  const unrepeated = { caller: call.caller };
  try {
    await requireFree(store, scope, place);
    const writer = createWriter(dependencies, unrepeated, scope);
    await copyBelow(dependencies, scope, { from: source.id, to: root }, writer);
    await writer.flush();
    return await retryOnCollision(place.rule, () => showCopy(dependencies, unrepeated, root, place));
  } catch (error) {
    const left = await store.get(scope, 'item', root);
    if (left?.state === 'copying') await commitFor(store, clock, unrepeated, scope, purgeOperations(left));
    dependencies.documents.wake();
    throw error;
  }
}

/** Refuses before anything is copied what would be refused after it. */
async function requireFree(store: Store, scope: Scope, { parent, name, rule }: CopyPlace): Promise<void> {
  if (rule === 'deny' && (await store.find(scope, 'item', itemName(parent, name))) !== undefined)
    throw new KeepsakeError(
      'DRIVE_ITEM_CONFLICT',
      'The folder holds this name already. Choose another name, keep both (rename), or leave it (skip).',
    );
}

async function showCopy(
  dependencies: DriveDependencies,
  call: Call,
  id: string,
  { parent, name, rule }: CopyPlace,
): Promise<Item> {
  const scope = accountScope(call.caller);
  const before = await requireItem(dependencies.store, scope, id, ['copying']);
  await requireFolder(dependencies.store, scope, parent);
  const free = rule === 'rename' ? await freeNameIn(dependencies.store, scope, parent, name) : name;
  const put = itemPut(id, { type: 'folder', parent, name: free }, { version: before.version });
  const more = await placeChanged(dependencies.store, scope.account, { id, type: 'folder' });
  return writeItem(dependencies, call, { put, more, before });
}

async function repeatedCopy({ store }: DriveDependencies, scope: Scope, id: string): Promise<Item> {
  const record = await store.get(scope, 'item', id);
  if (record?.state === 'active') return viewItem(record);
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The copy ${id} that this call asked for earlier is not complete. Wait for it, or copy again.`,
  );
}

interface Writer {
  add(operations: readonly Operation[]): Promise<void>;
  flush(): Promise<void>;
}

function createWriter({ store, clock }: DriveDependencies, call: Call, scope: Scope): Writer {
  let waiting: Operation[] = [];
  async function flush(): Promise<void> {
    const operations = waiting;
    waiting = [];
    if (operations.length > 0) await commitFor(store, clock, call, scope, operations);
  }
  return {
    flush,
    async add(operations) {
      waiting.push(...operations);
      if (waiting.length >= 3 * atOnce) await flush();
    },
  };
}

async function copyBelow(
  dependencies: DriveDependencies,
  scope: Scope,
  { from, to }: { from: string; to: string },
  writer: Writer,
): Promise<void> {
  for await (const children of childrenOf(dependencies.store, scope, from)) {
    for (const child of children) {
      const id = newId('itm');
      const payload = copyOf(itemPayload(child), { parent: to, name: itemPayload(child).name });
      await writer.add([itemPut(id, payload, 'absent'), ...contentOperations(id, payload)]);
      if (payload.type === 'folder') await copyBelow(dependencies, scope, { from: child.id, to: id }, writer);
    }
  }
}

/** Items of the drive into other places: moved, to the trash, and back from it. */
import type { Item } from '../../contract/index.ts';
import type { OnConflict } from '../../contract/operations/drive.ts';
import { newId } from '../../local/ids.ts';
import type { Operation, Put, StoredRecord } from '../store/store.ts';
import { nearestStanding } from './ancestry.ts';
import { accountScope, requireOwner, type Call } from './caller.ts';
import { retryOnCollision, settleName } from './collisions.ts';
import type { ContentReference } from './content.ts';
import type { DriveDependencies } from './drive.ts';
import { contentCheck, versionPut } from './file-versions.ts';
import {
  itemPayload,
  itemPut,
  refuseCycle,
  requireFolder,
  requireItem,
  rootItem,
  viewItem,
  type ItemPayload,
} from './items.ts';
import { placeChanged } from './live-folders.ts';
import { commitFor, retryOnConflict, writtenRecord } from './records.ts';

/** Writes one change of an item, checking that its folder still stands. */
export async function writeItem(
  { store, clock, documents }: DriveDependencies,
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
  if (more.length > 0) documents.wake();
  return viewItem(await writtenRecord(store, scope, { call, at, commit, put, before }));
}

/** @throws KeepsakeError NOT_FOUND, VALIDATION_ERROR, DRIVE_ITEM_CONFLICT */
export function moveItem(
  dependencies: DriveDependencies,
  call: Call,
  input: { itemId: string; parent_id: string; on_conflict: OnConflict },
): Promise<Item> {
  requireOwner(call.caller);
  const { itemId, parent_id: parent, on_conflict: rule } = input;
  const scope = accountScope(call.caller);
  return retryOnCollision(rule, async () => {
    const before = await requireItem(dependencies.store, scope, itemId, ['active']);
    await requireFolder(dependencies.store, scope, parent);
    await refuseCycle(dependencies.store, scope, itemId, parent);
    return placeItem(dependencies, call, { before, payload: itemPayload(before), parent, rule });
  });
}

/** Brings an item back to its folder, or to the nearest folder above that which still stands. */
export function restoreItem(
  dependencies: DriveDependencies,
  call: Call,
  { itemId, on_conflict: rule }: { itemId: string; on_conflict: OnConflict },
): Promise<Item> {
  requireOwner(call.caller);
  const scope = accountScope(call.caller);
  return retryOnCollision(rule, async () => {
    const before = await requireItem(dependencies.store, scope, itemId, ['trashed']);
    const { trashedAt: _, ...payload } = itemPayload(before);
    const parent =
      (await nearestStanding(dependencies.store, scope, payload.parent)) ?? rootItem(call.caller.account);
    return placeItem(dependencies, call, { before, payload, parent, rule });
  });
}

interface Place {
  readonly before: StoredRecord;
  readonly payload: ItemPayload;
  readonly parent: string;
  readonly rule: OnConflict;
}

async function placeItem(
  dependencies: DriveDependencies,
  call: Call,
  { before, payload, parent, rule }: Place,
): Promise<Item> {
  const { store } = dependencies;
  const { name, type } = payload;
  const placing = { parent, name, type, rule, except: before.id };
  const settled = await settleName(store, accountScope(call.caller), placing);
  if (settled.skips !== undefined) return viewItem(before);
  if (settled.replaces !== undefined) return replaceBy(dependencies, call, before, settled.replaces);
  const put = itemPut(before.id, { ...payload, parent, name: settled.name }, { version: before.version });
  const more = await placeChanged(store, call.caller.account, { id: before.id, type });
  return writeItem(dependencies, call, { put, before, more });
}

/** A file becomes the new version of another one, and lies in the trash itself. */
async function replaceBy(
  dependencies: DriveDependencies,
  call: Call,
  source: StoredRecord,
  target: StoredRecord,
): Promise<Item> {
  const { clock, documents } = dependencies;
  const { put, more } = await newVersion(dependencies, call, target, itemPayload(source));
  const trashedAt = itemPayload(source).trashedAt ?? clock();
  const away = itemPut(source.id, { ...itemPayload(source), trashedAt }, { version: source.version });
  const detached = await documents.detachOperations(call.caller.account, { id: source.id, type: 'file' });
  const all = [...more, away, ...detached.operations];
  return writeItem(dependencies, call, { put, before: target, more: all });
}

/** What gives a file the content of another one, or of an older version, as its newest version. */
export async function newVersion(
  { documents }: DriveDependencies,
  call: Call,
  target: StoredRecord,
  { content, mediaType }: Pick<ItemPayload, 'content' | 'mediaType'>,
): Promise<{ put: Put; more: Operation[] }> {
  const type = mediaType === undefined ? {} : { mediaType };
  const version = { content: content as ContentReference, versionId: newId('ver'), ...type };
  const payload = { ...itemPayload(target), ...version };
  const file = { id: target.id, payload, isNewVersion: true };
  const put = itemPut(target.id, payload, { version: target.version });
  const more = [
    versionPut(target.id, payload),
    contentCheck(version.content),
    ...(await documents.attachOperations(call.caller, [], file)),
  ];
  return { put, more };
}

/** Moves an item to the trash and detaches it, with all below it, from the projects that it names. */
export async function trashItem(
  dependencies: DriveDependencies,
  call: Call,
  id: string,
): Promise<{ deleted: true; id: string; detached_from: string[] }> {
  requireOwner(call.caller);
  const { store, clock, documents } = dependencies;
  const scope = accountScope(call.caller);
  const detachedFrom = await retryOnConflict(async () => {
    const before = await requireItem(store, scope, id, ['active']);
    const payload = itemPayload(before);
    const { operations: more, projects } = await documents.detachOperations(call.caller.account, {
      id,
      type: payload.type,
    });
    const put = itemPut(id, { ...payload, trashedAt: clock() }, { version: before.version });
    await writeItem(dependencies, call, { put, before, more });
    return projects;
  });
  return { deleted: true, id, detached_from: detachedFrom };
}

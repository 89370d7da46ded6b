/** Items of the drive as records: their payload, their names' rules, and how the API shows them. */
import { KeepsakeError, type Item } from '../../contract/index.ts';
import type { Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { createAncestry } from './ancestry.ts';
import type { ContentReference } from './content.ts';
import { foldName, itemName } from '../sync/core/names.ts';
import { freeName } from './names.ts';
import { asJson, typed, viewTime } from './records.ts';
import { everyPage } from './walking.ts';

export interface ItemPayload {
  readonly type: 'file' | 'folder';
  readonly name: string;
  readonly parent: string | null;
  readonly mediaType?: string;
  readonly versionId?: string;
  readonly content?: ContentReference;
  readonly trashedAt?: number;
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

/** The payload of an item's record. */
export function itemPayload(record: StoredRecord): ItemPayload {
  return typed<ItemPayload>(record).payload;
}

/** Writes an item. Names are unique in a folder as the strictest of the three systems sees them; the trash has no such rule. */
export function itemPut(id: string, payload: ItemPayload, expect: NonNullable<Put['expect']>): Put {
  const active = payload.trashedAt === undefined;
  const place =
    payload.parent !== null && active
      ? { parent: payload.parent, unique: itemName(payload.parent, payload.name) }
      : {};
  return {
    op: 'put',
    kind: 'item',
    id,
    expect,
    state: active ? 'active' : 'trashed',
    sort: `${payload.type === 'folder' ? 0 : 1}${foldName(payload.name)}`,
    payload: asJson(payload),
    ...place,
  };
}

/** `name`, or the first numbered form of it that the folder does not hold. */
export function freeNameIn(store: Store, scope: Scope, parent: string, name: string): Promise<string> {
  return freeName(
    name,
    async (other) => (await store.find(scope, 'item', itemName(parent, other))) !== undefined,
  );
}

/**
 * What lies below a folder of the trash counts as trashed.
 *
 * @throws KeepsakeError NOT_FOUND unless the item is in one of the states.
 */
export async function requireItem(
  store: Store,
  scope: Scope,
  id: string,
  states: readonly string[] = ['active', 'root'],
): Promise<StoredRecord> {
  const record = await store.get(scope, 'item', id);
  const found = record !== undefined && states.includes(record.state);
  const stands = async () => (await createAncestry(store, scope).pathTo(id)) !== undefined;
  if (found && (record.state !== 'active' || states.includes('trashed') || (await stands()))) return record;
  throw noItem(id);
}

export function noItem(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no file or folder ${id} in the drive. It may be in the trash.`,
  );
}

/** @throws KeepsakeError NOT_FOUND, VALIDATION_ERROR for a file. */
export async function requireFolder(store: Store, scope: Scope, id: string): Promise<StoredRecord> {
  const record = await requireItem(store, scope, id);
  if (itemPayload(record).type === 'folder') return record;
  throw new KeepsakeError('VALIDATION_ERROR', `${id} is a file. Choose a folder.`);
}

/** A folder cannot move into itself or into what it holds. @throws KeepsakeError VALIDATION_ERROR */
export async function refuseCycle(store: Store, scope: Scope, item: string, target: string): Promise<void> {
  for (let at: string | null = target; at !== null;) {
    if (at === item) {
      throw new KeepsakeError(
        'VALIDATION_ERROR',
        'A folder cannot be moved into itself or a folder inside it. Choose another folder.',
      );
    }
    const record: StoredRecord | undefined = await store.get(scope, 'item', at);
    at = record === undefined ? null : itemPayload(record).parent;
  }
}

/** What a folder holds, in pieces of at most `limit`; what is added meanwhile may be missed. */
export async function* childrenOf(
  store: Store,
  scope: Scope,
  folder: string,
  limit = 1_000,
): AsyncGenerator<StoredRecord[]> {
  yield* everyPage(store, scope, { kind: 'item', parent: folder, states: ['active'] }, limit);
}

/** An item as the API shows it. */
export function viewItem(record: StoredRecord): Item {
  const { type, name, parent, mediaType, versionId, content, trashedAt } = itemPayload(record);
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

/** Versions of files as records: each is the bytes of a file at one time. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Check, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import type { ContentReference } from './content.ts';
import type { ItemPayload } from './items.ts';
import { asJson, typed, type RecordOf } from './records.ts';

/** The version that an item's payload names, as a record of its own. */
export function versionPut(item: string, { versionId, content }: ItemPayload & { versionId: string }): Put {
  const payload = asJson(content ?? {});
  return { op: 'put', kind: 'version', id: versionId, parent: item, state: 'kept', history: false, payload };
}

/** Bytes that arrived for a version before the item that has it: kept for it for a week. */
export function waitingVersionPut(id: string, content: ContentReference): Put {
  const payload = asJson(content);
  return { op: 'put', kind: 'version', id, state: 'waiting', expect: 'absent', history: false, payload };
}

/** Whether a version was deleted permanently: its bytes are not taken again. */
export async function isPurgedVersion(store: Store, scope: Scope, id: string): Promise<boolean> {
  return (await store.get(scope, 'version', id))?.state === 'purged';
}

/** @throws KeepsakeError VERSION_CONFLICT when the bytes of the version are here, or were deleted permanently */
export async function requireNew(store: Store, scope: Scope, id: string): Promise<void> {
  const record = await store.get(scope, 'version', id);
  if (record === undefined) return;
  const why =
    record.state === 'purged'
      ? 'was deleted permanently, so its bytes are not taken'
      : 'has its bytes here already';
  throw new KeepsakeError('VERSION_CONFLICT', `The version ${id} ${why}. Send the change that names it.`, {
    kind: 'version',
    id,
  });
}

/** Refuses a commit that uses bytes which were removed meanwhile. Bytes that the server of a device keeps may be named. */
export function contentCheck({ blob }: ContentReference): Check {
  return { op: 'check', kind: 'blob', id: blob, states: ['kept', 'remote'] };
}

/** The same of bytes that were received and not kept again, because they are here: they may not be given up meanwhile. */
export function hereCheck({ blob }: ContentReference): Check {
  return { op: 'check', kind: 'blob', id: blob, states: ['kept'] };
}

/** One version of a file. @throws KeepsakeError NOT_FOUND */
export async function requireVersion(
  store: Store,
  scope: Scope,
  item: string,
  id: string,
): Promise<RecordOf<ContentReference>> {
  const record: StoredRecord | undefined = await store.get(scope, 'version', id);
  if (record?.state === 'kept' && record.parent === item) return typed<ContentReference>(record);
  throw new KeepsakeError(
    'NOT_FOUND',
    `The file ${item} has no version ${id}. List its versions to find one.`,
  );
}

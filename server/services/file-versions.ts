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

/** Refuses a commit that uses bytes which were removed meanwhile. */
export function contentCheck({ blob }: ContentReference): Check {
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

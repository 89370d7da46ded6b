/** The folders above items, each read once: where an item stands, and whether all above it still stands. */
import type { Scope, Store, StoredRecord } from '../store/store.ts';
import type { ItemPayload } from './items.ts';
import { typed } from './records.ts';

export interface Ancestry {
  /** From the root down to the item itself; undefined when it, or a folder above it, is in the trash or gone. */
  pathTo(id: string): Promise<readonly StoredRecord[] | undefined>;
}

/** Reads the drive as it is now; make a new one for each piece of work. */
export function createAncestry(store: Store, scope: Scope): Ancestry {
  const known = new Map<string, Promise<readonly StoredRecord[] | undefined>>();

  function pathTo(id: string): Promise<readonly StoredRecord[] | undefined> {
    const path = known.get(id) ?? read(id);
    known.set(id, path);
    return path;
  }

  async function read(id: string): Promise<readonly StoredRecord[] | undefined> {
    const record = await store.get(scope, 'item', id);
    if (record?.state === 'root') return [record];
    if (record?.state !== 'active') return undefined;
    const above = await pathTo(typed<ItemPayload>(record).payload.parent ?? '');
    return above === undefined ? undefined : [...above, record];
  }

  return { pathTo };
}

/** The nearest folder from `id` upwards that still stands. */
export async function nearestStanding(
  store: Store,
  scope: Scope,
  id: string | null,
): Promise<string | undefined> {
  const ancestry = createAncestry(store, scope);
  for (let at = id; at !== null;) {
    if ((await ancestry.pathTo(at)) !== undefined) return at;
    const record: StoredRecord | undefined = await store.get(scope, 'item', at);
    at = record === undefined ? null : typed<ItemPayload>(record).payload.parent;
  }
  return undefined;
}

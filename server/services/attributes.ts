/** Extended attributes of files and folders, and whether they are favourites: records of their own under the item's id. */
import type { ItemAttributes } from '../../contract/operations/drive-notes.ts';
import type { Put, Scope, Store } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import { requireItem } from './items.ts';
import { asJson, commitFor, typed, type Clock } from './records.ts';

export interface Attributes {
  get(caller: Caller, input: { itemId: string }): Promise<ItemAttributes>;
  set(call: Call, input: { itemId: string; attributes: Record<string, string> }): Promise<ItemAttributes>;
  setFavourite(
    call: Call,
    input: { itemId: string },
    favourite: boolean,
  ): Promise<{ item_id: string; favourite: boolean }>;
}

interface AttributesPayload {
  readonly attributes: Record<string, string>;
}

/** The service of attributes. Only the owner calls it. */
export function createAttributes({ store, clock }: { store: Store; clock: Clock }): Attributes {
  return {
    async get(caller, { itemId }) {
      requireOwner(caller);
      const scope = accountScope(caller);
      await requireItem(store, scope, itemId, ['active', 'root', 'trashed']);
      const record = await store.get(scope, 'attributes', itemId);
      const attributes =
        record?.state === 'active' ? typed<AttributesPayload>(record).payload.attributes : {};
      return { item_id: itemId, attributes };
    },
    async set(call, { itemId, attributes }) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      await requireItem(store, scope, itemId);
      const put = markPut('attributes', itemId, true, { attributes } satisfies AttributesPayload);
      await commitFor(store, clock, call, scope, [put]);
      return { item_id: itemId, attributes };
    },
    async setFavourite(call, { itemId }, favourite) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      await requireItem(store, scope, itemId, ['active', 'root', 'trashed']);
      await commitFor(store, clock, call, scope, [markPut('favourite', itemId, favourite, {})]);
      return { item_id: itemId, favourite };
    },
  };
}

/** Sets attributes or a mark of favourites, or takes them away. */
export function markPut(
  kind: 'attributes' | 'favourite',
  item: string,
  active: boolean,
  payload: object,
): Put {
  const state = active ? 'active' : 'removed';
  return { op: 'put', kind, id: item, state, payload: asJson(payload) };
}

/** Whether an item is a favourite. */
export async function isFavourite(store: Store, scope: Scope, item: string): Promise<boolean> {
  return (await store.get(scope, 'favourite', item))?.state === 'active';
}

const mostFavourites = 1_000;

/** Which of many items are favourites: where there are few of them, those are read instead of one record for each item. */
export async function favouritesAmong(
  store: Store,
  scope: Scope,
  items: readonly string[],
): Promise<ReadonlySet<string>> {
  const query = { kind: 'favourite', states: ['active'], order: 'created', limit: mostFavourites } as const;
  const marks = await store.list(scope, query);
  if (marks.length < mostFavourites) return new Set(marks.map(({ id }) => id));
  const are = await Promise.all(items.map((item) => isFavourite(store, scope, item)));
  return new Set(items.filter((_, at) => are[at]));
}

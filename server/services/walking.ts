/** Going through all records of a kind, for work that may take long. */
import type { ListQuery, Scope, Store, StoredRecord } from '../store/store.ts';

type Wanted = Pick<ListQuery, 'kind' | 'parent' | 'states'>;

const pageSize = 1_000;

/** By id, so that a change meanwhile moves no record out of sight, and a later page costs no more than the first. */
export async function* everyRecord(store: Store, scope: Scope, query: Wanted): AsyncGenerator<StoredRecord> {
  for await (const page of everyPage(store, scope, query)) yield* page;
}

/** The same in pieces of at most `limit`, none of which is empty. */
export async function* everyPage(
  store: Store,
  scope: Scope,
  query: Wanted,
  limit = pageSize,
): AsyncGenerator<StoredRecord[]> {
  for (let after: string | undefined; ;) {
    const from = after === undefined ? {} : { after };
    const page = await store.list(scope, { ...query, ...from, order: 'created', limit });
    if (page.length > 0) yield page;
    after = page.at(-1)?.id;
    if (page.length < limit) return;
  }
}

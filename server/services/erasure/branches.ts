/** What branches hold of records, beside the main line. */
import type { Scope, Store, StoredRevision } from '../../store/store.ts';
import { everyRecord } from '../walking.ts';

/** The newest version of a record on each branch that changed it, also of branches that were merged or deleted. */
export async function headsOnBranches(
  store: Store,
  scope: Scope,
  query: { readonly kind: string } & ({ readonly id: string } | { readonly unique: string }),
): Promise<StoredRevision[]> {
  const heads: StoredRevision[] = [];
  for await (const { id: branch } of everyRecord(store, scope, { kind: 'branch' }))
    heads.push(...(await store.branchHeads(scope, { branch, ...query, limit: 1 })));
  return heads;
}

/** Every revision of a record that a branch holds. */
export async function revisionsOnBranches(
  store: Store,
  scope: Scope,
  kind: string,
  id: string,
): Promise<StoredRevision[]> {
  const found: StoredRevision[] = [];
  for (const head of await headsOnBranches(store, scope, { kind, id })) {
    for (let one: StoredRevision | undefined = head; one?.branch === head.branch;) {
      found.push(one);
      const [parent]: readonly string[] = one.parents;
      one = parent === undefined ? undefined : await store.revision(scope, kind, id, parent);
    }
  }
  return found;
}

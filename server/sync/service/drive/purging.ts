/** Items that were deleted for good somewhere else: each by itself, so that what nobody named stays. */
import type { SearchEngine } from '../../../search/search.ts';
import { purgePut } from '../../../services/comments.ts';
import { detachItem } from '../../../services/documents.ts';
import { itemPayload } from '../../../services/items.ts';
import { aboutItem } from '../../../services/trash.ts';
import type { Operation, Scope, Store } from '../../../store/store.ts';
import type { StandIn } from '../../core/version.ts';
import { withoutBase } from '../bases.ts';
import { sweepOperation } from './writing.ts';

/**
 * Empties an item with its versions, comments and attributes; one that was never here is remembered all the same.
 *
 * @param comments `named`: who deletes it names its comments by themselves, for one may be about the item that this one became
 */
export async function purgeOperations(
  { store, search }: { readonly store: Store; readonly search: SearchEngine },
  scope: Scope,
  id: string,
  comments: 'along' | 'named',
): Promise<Operation[]> {
  const record = await store.get(scope, 'item', id);
  if (record === undefined)
    return [{ op: 'put', kind: 'item', id, state: 'purged', payload: {}, expect: 'absent', history: false }];
  if (record.state === 'purged' || record.state === 'root') return [];
  const { type } = itemPayload(record);
  const detached =
    type === 'file' ? (await detachItem(store, search, scope.account, { id, type })).operations : [];
  const about = (await aboutItem(store, scope, id)).filter(
    ({ kind }) => comments === 'along' || kind !== 'comment',
  );
  return [purgePut(record), ...about, ...detached, sweepOperation()];
}

/**
 * Takes away an item of this device that became another one at the server, which has its name and bytes. What was said about it
 * is about that one by now; the mark of a favourite stays until the server said what became of it, or goes over at once where it does
 * not travel (`handOverMarks`).
 */
export async function leaveOperations(
  { store, search }: { readonly store: Store; readonly search: SearchEngine },
  scope: Scope,
  { of: id }: Pick<StandIn, 'of'>,
): Promise<Operation[]> {
  const record = await store.get(scope, 'item', id);
  if (record === undefined || record.state === 'purged') return [];
  const { type } = itemPayload(record);
  const detached =
    type === 'file' ? (await detachItem(store, search, scope.account, { id, type })).operations : [];
  const name = { kind: 'item', id };
  const versions = (await aboutItem(store, scope, id)).filter(({ kind }) => kind === 'version');
  return [{ op: 'erase', ...name }, withoutBase(name), ...versions, ...detached];
}

/** What happens when a folder already holds a name: refuse, keep both, replace, or leave all as it is. */
import { KeepsakeError } from '../../contract/index.ts';
import type { OnConflict } from '../../contract/operations/drive.ts';
import type { Scope, Store, StoredRecord } from '../store/store.ts';
import { freeNameIn, itemPayload } from './items.ts';
import { itemName } from '../sync/core/names.ts';
import { retryOnConflict } from './records.ts';

export interface Placing {
  readonly parent: string;
  readonly name: string;
  readonly type: 'file' | 'folder';
  readonly rule: OnConflict;
  /** An item that is not in its own way. */
  readonly except?: string;
}

export interface Settled {
  /** The name to take. */
  readonly name: string;
  /** The file that gets a new version instead. */
  readonly replaces?: StoredRecord;
  /** What stands there, so that nothing is to be done. */
  readonly skips?: StoredRecord;
}

/** @throws KeepsakeError DRIVE_ITEM_CONFLICT when a folder would be replaced. */
export async function settleName(
  store: Store,
  scope: Scope,
  { parent, name, type, rule, except }: Placing,
): Promise<Settled> {
  const there = await store.find(scope, 'item', itemName(parent, name));
  // The store refuses the name then, once it knows that this is no repeat of the call that took it.
  if (there === undefined || there.id === except || rule === 'deny') return { name };
  if (rule === 'rename') return { name: await freeNameIn(store, scope, parent, name) };
  if (rule === 'skip') return { name, skips: there };
  if (type === 'folder' || itemPayload(there).type === 'folder')
    throw conflict(there.id, `A folder named "${name}" cannot replace, nor be replaced`);
  return { name, replaces: there };
}

/** Runs a placing again when the name was taken meanwhile, a few times. */
export async function retryOnCollision<T>(rule: OnConflict, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await retryOnConflict(attempt);
    } catch (error) {
      const collided = error instanceof KeepsakeError && error.code === 'DRIVE_ITEM_CONFLICT';
      if (!collided || tries >= 8 || rule === 'deny' || error.details?.['kind'] !== 'item') throw error;
    }
  }
}

function conflict(id: string, what: string): KeepsakeError {
  return new KeepsakeError(
    'DRIVE_ITEM_CONFLICT',
    `${what}. Choose another name, keep both (rename), or leave it (skip).`,
    { id },
  );
}

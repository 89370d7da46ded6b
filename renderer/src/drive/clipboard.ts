/** Files and folders that were copied or cut in the drive, until they are pasted. */
import { useSyncExternalStore } from 'react';
import type { Item } from '../../../contract/index.ts';
import type { ItemActions, Place } from './actions.ts';

interface Clipboard {
  readonly items: readonly Item[];
  readonly isCut: boolean;
}

const nothing: Clipboard = { items: [], isCut: false };
let kept = nothing;
const listeners = new Set<() => void>();

export function keep(items: readonly Item[], isCut: boolean): void {
  kept = { items, isCut };
  for (const listener of listeners) listener();
}

export function useClipboard(): Clipboard {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept,
  );
}

/** Copies what was copied, as often as wanted; moves what was cut, once. */
export async function paste(actions: ItemActions, folder: Place): Promise<void> {
  const { items, isCut } = kept;
  if (items.length === 0) return;
  if (!isCut) return actions.copy(items, folder);
  keep([], false);
  return actions.move(items, folder);
}

/** What is asked to be deleted permanently; the dialog stands beside the screens, because it outlives what it deletes. */
import type { ErasedTarget } from '../../../contract/operations/erasure.ts';
import { Registry } from '../data/registry.ts';

export interface Asked {
  readonly target: ErasedTarget;
  /** What people know it by; typed to confirm, where it is short. */
  readonly name: string;
  /** Called when the receipt is closed. */
  readonly onErased?: (() => void) | undefined;
}

interface Open extends Asked {
  readonly close: () => void;
}

export const asked = new Registry<Open>();

/** Opens the dialog that says what goes, asks for the name and shows the receipt; from any screen. */
export function askToErase(what: Asked): void {
  const entry: Open = { ...what, close: () => remove() };
  const remove = asked.add(entry);
}

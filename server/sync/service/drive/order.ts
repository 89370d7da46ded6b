/** In which order items of one commit take and leave names, so that no two have one name in between. */
import { itemName } from '../../core/names.ts';
import type { ItemPayload } from '../../../services/items.ts';
import type { Scope, Store } from '../../../store/store.ts';

export interface Naming {
  readonly id: string;
  /** What it is in the end; it has a name when it is not in the trash. */
  readonly payload: ItemPayload;
}

/** One step: an item is written, or leaves its name because another one in a ring waits for it. */
export interface Step {
  readonly id: string;
  readonly leaves?: true;
}

/** Who leaves a name comes before who takes it; of a ring, such as two files that swap names, one leaves its name first. */
export async function namingOrder(store: Store, scope: Scope, items: readonly Naming[]): Promise<Step[]> {
  const holders = new Map<string, string | undefined>();
  for (const { id, payload } of items) {
    const unique = nameOf(payload);
    const holder = unique === undefined ? undefined : await store.find(scope, 'item', unique);
    holders.set(id, holder === undefined || holder.id === id ? undefined : holder.id);
  }
  const steps: Step[] = [];
  const begun = new Set<string>();
  const done = new Set<string>();
  function write(id: string): void {
    if (done.has(id) || !holders.has(id)) return;
    if (begun.has(id)) return void steps.push({ id, leaves: true });
    begun.add(id);
    const holder = holders.get(id);
    if (holder !== undefined) write(holder);
    done.add(id);
    steps.push({ id });
  }
  for (const { id } of items) write(id);
  return steps;
}

/** What no other item may have. */
export function nameOf({ parent, name, trashedAt }: ItemPayload): string | undefined {
  return parent === null || trashedAt !== undefined ? undefined : itemName(parent, name);
}

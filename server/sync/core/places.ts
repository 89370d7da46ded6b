/** Where an item may stand: never below itself, in a folder that stands, under a name that is free. */
import type { Draft } from './draft.ts';
import type { ItemFacts } from './items.ts';
import { itemName, nameBeside } from './names.ts';
import { rootFolder, type Make, type Version } from './version.ts';

export interface Placing {
  readonly id: string;
  readonly facts: Pick<ItemFacts, 'name' | 'parent'>;
  readonly state: Version['state'];
  /** Where the server has it. */
  readonly before: string | undefined;
}

/** The wanted place and name, or the nearest to them that are possible. What is in the trash only keeps out of itself. */
export function settlePlace(
  draft: Draft,
  { id, facts, state, before }: Placing,
  make: Make,
): Pick<ItemFacts, 'name' | 'parent'> {
  const { name } = facts;
  const wanted = [facts.parent, before ?? rootFolder].map((folder) => pathOf(draft, folder, id));
  const path = wanted.find((one) => one !== undefined) ?? { folder: rootFolder, standing: rootFolder };
  if (state !== 'active') return { name, parent: path.folder };
  const parent = path.standing;
  const isTaken = (other: string) => {
    const holder = draft.holder('item', itemName(parent, other));
    return holder !== undefined && holder !== id;
  };
  return { parent, name: isTaken(name) ? nameBeside(name, make, isTaken) : name };
}

/** The folder, and the nearest from it upwards that stands; undefined when the item is above it or is it. */
function pathOf(
  draft: Draft,
  folder: string,
  item: string,
): { folder: string; standing: string } | undefined {
  let standing = folder;
  const seen = new Set<string>();
  for (let at = folder; at !== rootFolder;) {
    if (at === item || seen.has(at)) return undefined;
    seen.add(at);
    const record = draft.current('item', at);
    if (record === undefined) return { folder, standing: rootFolder };
    const { parent, type } = record.payload as unknown as ItemFacts;
    if (record.state !== 'active' || type !== 'folder') standing = parent;
    at = parent;
  }
  return { folder, standing };
}

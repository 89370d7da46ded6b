/** Permanent deletion that a device asks for: it wins over everything, and takes nothing that the device did not name. */
import type { Draft } from './draft.ts';
import { itemFacts } from './items.ts';
import { isNamedByItem } from './names.ts';
import { settlePlace } from './places.ts';
import type { Make, Outcome, RecordName, Version } from './version.ts';

/**
 * Erases records, and moves up what else erased folders hold. A record that only stands in for one of them stays; what has the id of
 * an item goes with that, and not without it.
 */
export function eraseRecords(draft: Draft, asked: readonly RecordName[], make: Make): Outcome[] {
  const items = new Set(asked.filter(({ kind }) => kind === 'item').map(({ id }) => id));
  const names = asked.filter(
    ({ kind, id }) => !isNamedByItem(kind) || items.has(id) || draft.isErased('item', id),
  );
  const left = names.flatMap(({ kind, id }) => {
    const before = draft.current(kind, id);
    return kind === 'item' && before !== undefined ? [{ id, parent: itemFacts(before).parent }] : [];
  });
  for (const name of names) {
    if (name.kind === 'conversation')
      for (const message of draft.below(name.kind, name.id)) draft.erase(message);
    if (!draft.isErased(name.kind, name.id)) draft.erase(name);
  }
  const parents = new Map(left.map(({ id, parent }) => [id, parent]));
  for (const { id } of left)
    for (const { kind, id: child } of draft.below('item', id))
      moveUp(draft, draft.current(kind, child), parents, make);
  return names.map(({ kind, id }) => ({ kind, id, revision: '', outcome: 'erased' }));
}

/** Into the nearest folder above that is not erased. */
function moveUp(
  draft: Draft,
  child: Version | undefined,
  parents: ReadonlyMap<string, string>,
  make: Make,
): void {
  if (child === undefined) return;
  let to = itemFacts(child).parent;
  for (let up = parents.get(to); up !== undefined; up = parents.get(to)) to = up;
  const facts = { ...itemFacts(child), parent: to };
  const place = settlePlace(draft, { id: child.id, facts, state: child.state, before: undefined }, make);
  const { kind, id, state, revision } = child;
  const { author, at } = make;
  const payload = { ...(child.payload as object), ...place } as Version['payload'];
  draft.write({ kind, id, state, payload, parents: [revision], revision: make.revision(), author, at });
}

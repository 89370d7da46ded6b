/** How files and folders of the drive meet: name, place, bytes and the trash, each by itself. */
import type { Json } from '../../store/commit.ts';
import type { Draft } from './draft.ts';
import { itemName, nameBeside } from './names.ts';
import { settlePlace } from './places.ts';
import type { Met, Rule, Sides } from './rule.ts';
import { mergeWhole } from './three-way.ts';
import type { Make, Version } from './version.ts';

export interface ItemFacts {
  readonly type: 'file' | 'folder';
  readonly name: string;
  readonly parent: string;
  readonly mediaType?: string;
  readonly versionId?: string;
  readonly content?: { readonly sha256: string; readonly size: number };
  readonly trashedAt?: number;
}

type State = Pick<Version, 'state' | 'payload'>;

export function itemFacts({ payload }: Pick<Version, 'payload'>): ItemFacts {
  return payload as unknown as ItemFacts;
}

/** A folder that has the name of a new one, or a file that has its name and bytes. */
function twin(draft: Draft, tip: Version): string | undefined {
  const { type, name, parent, content } = itemFacts(tip);
  if (tip.state !== 'active') return undefined;
  const id = draft.holder('item', itemName(parent, name));
  const there = id === undefined || id === tip.id ? undefined : draft.current('item', id);
  if (there === undefined || itemFacts(there).type !== type) return undefined;
  return type === 'folder' || itemFacts(there).content?.sha256 === content?.sha256 ? id : undefined;
}

function meetItem(draft: Draft, sides: Sides, make: Make): Met {
  const { main, tip } = sides;
  const active = stateOf(sides) === 'active';
  const [wanted, isLost] = main === undefined ? [itemFacts(tip), false] : merged(draft, sides, main);
  const { trashedAt, ...facts } = wanted;
  const since = active ? {} : { trashedAt: trashedAt ?? trashedSince(sides) };
  const state = active ? 'active' : 'trashed';
  const place = settlePlace(
    draft,
    { id: tip.id, facts, state, before: main && itemFacts(main).parent },
    make,
  );
  const payload = { ...facts, ...place, ...since } as Json;
  const mine = itemFacts(tip);
  const moved = state === tip.state && (place.name !== mine.name || place.parent !== mine.parent);
  if (!isLost) return { state, payload, moved };
  const clash = { field: 'content', path: [], ...shas(sides) };
  const copy = writeCopy(draft, sides, place, make);
  return { state, payload, moved, clashes: [clash], ...(copy === undefined ? {} : { copy }) };
}

/**
 * Name, place and bytes by themselves; of what both changed the server's stands. True when bytes of the tip are not in it. Bytes that
 * lost before stay in their copy: those who send them again may know less of how they met than the server does.
 */
function merged(draft: Draft, { base, tip, follows }: Sides, main: Version): [ItemFacts, boolean] {
  const [before, ours, theirs] = [base && itemFacts(base), itemFacts(main), itemFacts(tip)];
  const pick = (field: 'name' | 'parent' | 'versionId') =>
    mergeWhole({ base: before?.[field], main: ours[field], branch: theirs[field] });
  const bytes = pick('versionId');
  const differs = ours.content?.sha256 !== theirs.content?.sha256;
  const isKept = !follows && copyWith(draft, theirs.versionId) !== undefined;
  const source = bytes.value === theirs.versionId && !isKept ? theirs : ours;
  const { name: _name, parent: _parent, ...rest } = source;
  const place = { name: pick('name').value as string, parent: pick('parent').value as string };
  return [{ ...rest, ...place, type: ours.type }, bytes.clashes.length > 0 && differs && !isKept];
}

/** In the trash only when both put it there, or one did and the other changed nothing. */
function stateOf({ base, main, tip }: Sides): string {
  if (main === undefined || main.state === tip.state) return tip.state;
  const active = main.state === 'active' ? main : tip;
  if (base === undefined || base.state !== 'active') return 'active';
  return isChanged(base, active) ? 'active' : 'trashed';
}

function isChanged(base: State, now: State): boolean {
  const [one, other] = [itemFacts(base), itemFacts(now)];
  return one.name !== other.name || one.parent !== other.parent || one.versionId !== other.versionId;
}

function trashedSince({ main, tip }: Sides): number {
  return itemFacts(tip).trashedAt ?? (main === undefined ? undefined : itemFacts(main).trashedAt) ?? tip.at;
}

function shas({ base, main, tip }: Sides): { base: Json; main: Json; branch: Json } {
  const of = (version: State | undefined) =>
    (version === undefined ? undefined : itemFacts(version).content?.sha256) ?? null;
  return { base: of(base), main: of(main), branch: of(tip) };
}

/**
 * Bytes that lost become a file beside the first; those of a line that lost before become its copy's next version, unless
 * somebody else changed that meanwhile.
 */
function writeCopy(
  draft: Draft,
  { base, tip }: Sides,
  place: Pick<ItemFacts, 'name' | 'parent'>,
  make: Make,
): string | undefined {
  const { name: _name, parent: _parent, trashedAt: _trashedAt, ...bytes } = itemFacts(tip);
  const earlier = base === undefined ? undefined : copyWith(draft, itemFacts(base).versionId);
  const { author, at } = tip;
  const made = { kind: 'item', state: 'active', revision: make.revision(), author, at } as const;
  if (earlier !== undefined) {
    const payload = { ...(earlier.payload as object), ...bytes } as Json;
    draft.write({ ...made, id: earlier.id, parents: [earlier.revision], payload });
    draft.stand({ kind: 'copy', of: bytes.versionId as string, id: earlier.id });
    return earlier.id;
  }
  const id = make.copyId(bytes.versionId as string);
  if (draft.isErased('item', id)) return undefined;
  draft.stand({ kind: 'copy', of: bytes.versionId as string, id });
  if (draft.current('item', id) !== undefined) return id;
  // What it lies beside may be in the trash, in a folder that is gone.
  const standing = { id, facts: place, state: 'active', before: undefined };
  const { parent } = settlePlace(draft, standing, make);
  const isTaken = (name: string) => draft.holder('item', itemName(parent, name)) !== undefined;
  const payload = { ...bytes, parent, name: nameBeside(place.name, make, isTaken) } as Json;
  draft.write({ ...made, id, parents: [], payload });
  return id;
}

/** The file that holds bytes which lost, as long as nobody else changed it. */
function copyWith(draft: Draft, versionId: string | undefined): Version | undefined {
  const id = versionId === undefined ? undefined : draft.standIn('copy', versionId);
  const copy = id === undefined ? undefined : draft.current('item', id);
  const fits = copy?.state === 'active' && itemFacts(copy).versionId === versionId;
  return fits ? copy : undefined;
}

export const itemRule: Rule = { twin, meet: meetItem };

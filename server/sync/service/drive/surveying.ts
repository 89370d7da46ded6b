/** What of the drive's bytes is to come, and what may go, by what was chosen for its folders. */
import type { AttachmentPayload } from '../../../services/attachments.ts';
import type { BlobPayload, RemoteContent } from '../../../services/content-places.ts';
import type { ContentReference } from '../../../services/content.ts';
import { everyRecord } from '../../../services/walking.ts';
import type { ItemPayload } from '../../../services/items.ts';
import { typed } from '../../../services/records.ts';
import type { Scope, Store, StoredRecord } from '../../../store/store.ts';
import { basesOf, isUnsent } from '../bases.ts';
import { readChoices, type Choice, type Choices } from './choices.ts';

/** A current version whose bytes are wanted here. */
export interface Wanted {
  readonly item: string;
  readonly content: RemoteContent;
}

/** Bytes that are here and need not be: every file that has them may do without, and all of these were sent. */
export interface Spare {
  readonly blob: StoredRecord;
  readonly size: number;
  readonly sha256: string;
  /** The versions that have them. */
  readonly places: readonly { readonly item: string; readonly version: string }[];
}

export interface Survey {
  /** Small ones first. */
  readonly wanted: readonly Wanted[];
  readonly spare: readonly Spare[];
  /** The account's newest commit when it began. */
  readonly head: number;
}

/** Bytes that were fetched to be read stay so long, and then go again. */
const readAgainMs = 24 * 3_600_000;
const filesAtOnce = 500;

/** @param bringsAll all files are wanted, also in the trash, whatever was chosen for them */
export async function survey(store: Store, scope: Scope, now: number, bringsAll = false): Promise<Survey> {
  const head = await store.head(scope);
  const choices = await readChoices(store, scope);
  if (choices.size === 0 && !bringsAll) return { wanted: [], spare: [], head };
  const tree = await readTree(store, scope, choices);
  if (bringsAll) return { wanted: await wantedOf(store, scope, tree, () => true), spare: [], head };
  const isChosen = (id: string) => tree.choiceOf(id)?.keep === 'here' && tree.stands(id);
  const spare = await spareOf(store, scope, tree, now);
  return { wanted: await wantedOf(store, scope, tree, isChosen), spare, head };
}

interface Placed extends Pick<StoredRecord, 'id' | 'state' | 'revision'> {
  readonly payload: ItemPayload;
}

interface Tree {
  readonly items: ReadonlyMap<string, Placed>;
  readonly choiceOf: (id: string) => Choice | undefined;
  /** Neither it nor a folder above it is in the trash. */
  readonly stands: (id: string) => boolean;
}

async function readTree(store: Store, scope: Scope, choices: Choices): Promise<Tree> {
  const items = new Map<string, Placed>();
  for await (const record of everyRecord(store, scope, {
    kind: 'item',
    states: ['root', 'active', 'trashed'],
  })) {
    const { id, state, revision, payload } = typed<ItemPayload>(record);
    items.set(id, { id, state, revision, payload });
  }
  const above = (id: string) => items.get(items.get(id)?.payload.parent ?? '');
  return {
    items,
    choiceOf: fromAbove(above, (id) => choices.get(id)),
    stands: (id) => {
      const fallen = fromAbove(above, (one) => (items.get(one)?.state === 'trashed' ? true : undefined));
      return fallen(id) !== true;
    },
  };
}

/** What holds for an item, or for the nearest folder above it that it holds for. */
function fromAbove<T>(
  above: (id: string) => Placed | undefined,
  own: (id: string) => T | undefined,
): (id: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  return function of(id) {
    const path: string[] = [];
    let found: T | undefined;
    for (let at: string | undefined = id; at !== undefined && !path.includes(at); at = above(at)?.id) {
      found = known.get(at) ?? own(at);
      path.push(at);
      if (found !== undefined || known.has(at)) break;
    }
    for (const one of path) known.set(one, found);
    return found;
  };
}

async function wantedOf(
  store: Store,
  scope: Scope,
  { items }: Pick<Tree, 'items'>,
  isWanted: (id: string) => boolean,
): Promise<Wanted[]> {
  const remote = new Map<string, RemoteContent>();
  for await (const record of everyRecord(store, scope, { kind: 'blob', states: ['remote'] })) {
    const payload = typed<BlobPayload>(record).payload;
    if ('remote' in payload) remote.set(record.id, payload.remote);
  }
  const wanted = new Map<string, Wanted>();
  for (const { id, payload } of items.values()) {
    const blob = payload.content?.blob ?? '';
    const content = remote.get(blob);
    if (content === undefined || !isWanted(id)) continue;
    wanted.set(blob, { item: id, content });
  }
  return [...wanted.values()].toSorted((one, other) => one.content.size - other.content.size);
}

async function spareOf(store: Store, scope: Scope, tree: Tree, now: number): Promise<Spare[]> {
  const isFree = (item: string | undefined) => tree.choiceOf(item ?? '')?.keep === 'placeholder';
  if (![...tree.items.keys()].some(isFree)) return [];
  const places = new Map<
    string,
    { item: string; version: string; size: number; sha256: string }[] | 'needed'
  >();
  for await (const record of everyRecord(store, scope, { kind: 'version', states: ['kept', 'waiting'] })) {
    const { blob, size, sha256 } = typed<ContentReference>(record).payload;
    const before = places.get(blob) ?? [];
    const isNeeded = before === 'needed' || record.state === 'waiting' || !isFree(record.parent);
    const one = { item: record.parent ?? '', version: record.id, size, sha256 };
    places.set(blob, isNeeded ? 'needed' : [...before, one]);
  }
  const spare: Spare[] = [];
  for await (const blob of everyRecord(store, scope, { kind: 'blob', states: ['kept'] })) {
    const found = places.get(blob.id);
    const [first] = found === undefined || found === 'needed' ? [] : found;
    if (found === undefined || found === 'needed' || first === undefined) continue;
    const chosen = Math.max(...found.map(({ item }) => tree.choiceOf(item)?.at ?? now));
    if (blob.updatedAt > chosen && now - blob.updatedAt < readAgainMs) continue;
    spare.push({ blob, size: first.size, sha256: first.sha256, places: found });
  }
  const held = await heldBy(
    store,
    scope,
    new Set(spare.flatMap((one) => one.places.map(({ item }) => item))),
  );
  return spare.filter((one) => !one.places.some(({ item }) => held.has(item)));
}

/** Of files, those with edits that were not sent, and those that a project is about to read. */
export async function heldBy(store: Store, scope: Scope, files: ReadonlySet<string>): Promise<Set<string>> {
  const held = await unsentOf(store, scope, files);
  if (files.size === 0) return held;
  for await (const { id, payload } of everyRecord(store, scope, { kind: 'attachment' })) {
    const { itemId, projectId } = payload as unknown as AttachmentPayload;
    if (!files.has(itemId) || held.has(itemId)) continue;
    const document = await store.get({ account: scope.account, project: projectId }, 'document', id);
    if (document?.state === 'pending' || document?.state === 'running') held.add(itemId);
  }
  return held;
}

/** Of files, those that the server is not known to have as they are here. */
export async function unsentOf(store: Store, scope: Scope, files: ReadonlySet<string>): Promise<Set<string>> {
  const all = [...files].map((id) => ({ kind: 'item', id }));
  const unsent = new Set<string>();
  for (let at = 0; at < all.length; at += filesAtOnce) {
    const names = all.slice(at, at + filesAtOnce);
    const bases = await basesOf(store, scope, names);
    const records = await Promise.all(names.map(({ kind, id }) => store.get(scope, kind, id)));
    for (const [n, { id }] of names.entries())
      if (records[n] === undefined || isUnsent(records[n], bases[n])) unsent.add(id);
  }
  return unsent;
}

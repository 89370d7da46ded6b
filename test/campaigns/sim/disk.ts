/** What a device of the simulation keeps durably, and the commits it makes: a store in memory, as plain values. */
import {
  newDevice,
  partlyKept,
  type Batch,
  type DeviceState,
  type LogPosition,
} from '../../../server/sync/core/device-state.ts';
import type { Attached, Begun } from '../../../server/sync/core/attaching.ts';
import type { Position } from '../../../server/sync/core/exchange.ts';
import type { Comparison, Gone, Held } from '../../../server/sync/core/comparing.ts';
import { uniqueOf } from '../../../server/sync/core/names.ts';
import { itemOf } from '../../../server/sync/core/notes.ts';
import { keyOf, withNotes, withNext } from '../../../server/sync/core/server.suite.ts';
import { itemFacts } from '../../../server/sync/core/items.ts';
import { tipOf } from '../../../server/sync/core/lines.ts';
import { baseFrom, type Base, type LocalView, type Taking } from '../../../server/sync/core/taking.ts';
import type { Change, RecordName, StandIn, Version } from '../../../server/sync/core/version.ts';

export interface LocalCommit {
  readonly written: readonly (RecordName & { readonly revision: string })[];
  readonly erased: readonly RecordName[];
  /** Came from the server, so it is not sent. */
  readonly taken: boolean;
}

export interface Disk {
  state: DeviceState;
  readonly log: LocalCommit[];
  readonly records: Map<string, readonly Version[]>;
  readonly names: Map<string, string>;
  readonly bases: Map<string, Base>;
  readonly erased: Map<string, RecordName>;
  /** What records of the device became. */
  readonly standIns: Map<string, StandIn>;
  /** By file, the document that it is here. */
  documents: Attached;
  /** What both sides had attached when they were alike last, and where the server was then. */
  alike: { readonly items: Attached; readonly mine?: Attached; readonly place?: Position };
  /** What a look was about to attach on either side. */
  begun: Begun | undefined;
  /** What attaching was answered here, by what was asked. */
  answered: ReadonlyMap<string, string>;
  /** Files that somebody detached here since. */
  takenAway: ReadonlySet<string>;
}

export function emptyDisk(): Disk {
  return {
    state: newDevice,
    log: [],
    records: new Map(),
    names: new Map(),
    bases: new Map(),
    erased: new Map(),
    standIns: new Map(),
    documents: new Map(),
    alike: { items: new Map() },
    begun: undefined,
    answered: new Map(),
    takenAway: new Set(),
  };
}

export function copyOfDisk(disk: Disk): Disk {
  return {
    state: disk.state,
    log: [...disk.log],
    records: new Map(disk.records),
    names: new Map(disk.names),
    bases: new Map(disk.bases),
    erased: new Map(disk.erased),
    standIns: new Map(disk.standIns),
    documents: disk.documents,
    alike: disk.alike,
    begun: disk.begun,
    answered: disk.answered,
    takenAway: disk.takenAway,
  };
}

export function currentOf(disk: Disk, name: RecordName): Version | undefined {
  return disk.records.get(keyOf(name))?.at(-1);
}

export function allOf(disk: Disk, kind: string): Version[] {
  return [...disk.records.values()].map((all) => all.at(-1) as Version).filter((one) => one.kind === kind);
}

/** A commit of the device's own. */
export function writeOwn(disk: Disk, versions: readonly Version[], names: readonly RecordName[] = []): void {
  const erased = withNotes(disk.records, names);
  for (const name of erased) remove(disk, name);
  for (const name of erased) disk.erased.set(keyOf(name), name);
  putAll(disk, versions);
  const written = versions.map(({ kind, id, revision }) => ({ kind, id, revision }));
  disk.log.push({ written, erased, taken: false });
}

function putAll(disk: Disk, versions: readonly Version[]): void {
  for (const version of versions) leaveName(disk, currentOf(disk, version));
  for (const version of versions) {
    const key = keyOf(version);
    disk.records.set(key, withNext(disk.records.get(key), version));
    const unique = uniqueOf(version);
    if (unique === undefined) continue;
    const name = `${version.kind}/${unique}`;
    if (disk.names.has(name)) throw new Error(`${name} is held twice on a device`);
    disk.names.set(name, version.id);
  }
}

function leaveName(disk: Disk, version: Version | undefined): void {
  const unique = version === undefined ? undefined : uniqueOf(version);
  if (version === undefined || unique === undefined) return;
  const name = `${version.kind}/${unique}`;
  if (disk.names.get(name) === version.id) disk.names.delete(name);
}

function remove(disk: Disk, name: RecordName): void {
  leaveName(disk, currentOf(disk, name));
  disk.records.delete(keyOf(name));
  disk.bases.delete(keyOf(name));
}

export function commitTaking(
  disk: Disk,
  { puts, moved, bases, leave, drop, owed, waiting, ...taking }: Taking,
  state: DeviceState,
  kept: 'whole' | 'partly',
  revision: () => string,
): void {
  // The server names the comments: one may be on the item that the deleted one became.
  const erase = withNotes(disk.records, taking.erase, ['attributes', 'favourite']);
  for (const name of [...erase, ...leave]) remove(disk, name);
  for (const standIn of drop) remove(disk, { kind: standIn.kind, id: standIn.of });
  for (const standIn of drop) disk.standIns.set(`${standIn.kind}/${standIn.of}`, standIn);
  for (const name of erase) disk.erased.set(keyOf(name), name);
  const tips = puts.map(tipOf);
  putAll(disk, tips);
  putAll(
    disk,
    moved.map((one) => ({ ...one, revision: revision(), parents: [one.revision] })),
  );
  for (const version of tips) disk.standIns.delete(keyOf(version));
  for (const { version, seq } of bases) disk.bases.set(keyOf(version), baseFrom(version, seq));
  const written = tips.map(({ kind, id, revision }) => ({ kind, id, revision }));
  if (written.length > 0) disk.log.push({ written, erased: [], taken: true });
  keepState(disk, { ...state, owed, waiting }, kept);
}

export function keepState(disk: Disk, state: DeviceState, kept: 'whole' | 'partly'): void {
  disk.state = kept === 'whole' ? state : partlyKept(disk.state, state);
}

export function commitComparison(disk: Disk, { bases }: Comparison): void {
  disk.bases.clear();
  for (const { base, ...name } of bases) {
    const current = currentOf(disk, name);
    disk.bases.set(keyOf(name), current === undefined ? base : baseFrom(current, base.seq));
  }
}

export function localView(disk: Disk): LocalView {
  return {
    current: (kind, id) => currentOf(disk, { kind, id }),
    holder: (kind, unique) => disk.names.get(`${kind}/${unique}`),
    base: (kind, id) => disk.bases.get(keyOf({ kind, id })),
    isErased: (kind, id) => disk.erased.has(keyOf({ kind, id })),
    notes: (item) => newestOf(disk).filter((one) => one.kind !== 'favourite' && itemOf(one) === item),
    messages: (id, from) => messagesOf(disk, id).filter((one) => placeOf(one).position >= from),
  };
}

const placeOf = ({ payload }: Version) => payload as { conversation: string; position: number };

/** What was said in a conversation, in order. */
export function messagesOf(disk: Disk, id: string): Version[] {
  const own = allOf(disk, 'message').filter((one) => placeOf(one).conversation === id);
  return own.sort((one, other) => placeOf(one).position - placeOf(other).position);
}

/** Messages each at a place of its own, no folder below itself, and comments on what is there, at every moment. */
export function misplacedOn(disk: Disk, { puts, moved, drop }: Taking): string[] {
  const written = [...puts.map(tipOf), ...moved];
  const talks = new Set(
    written.filter(({ kind }) => kind === 'message').map((one) => placeOf(one).conversation),
  );
  const crowded = [...talks].filter((id) => {
    const positions = messagesOf(disk, id).map((one) => placeOf(one).position);
    return new Set(positions).size < positions.length;
  });
  const rings = written.filter((one) => one.kind === 'item' && isBelowItself(disk, one));
  const gone = new Set(drop.filter(({ kind }) => kind === 'item').map(({ of }) => of));
  const left = gone.size === 0 ? [] : allOf(disk, 'comment').filter((one) => gone.has(itemOf(one) ?? ''));
  return [
    ...left.map(({ id }) => `the comment ${id} stood on an item that had gone`),
    ...crowded.map((id) => `two messages of ${id} stood at one place`),
    ...rings.map(({ id }) => `${id} lay below itself`),
  ];
}

function isBelowItself(disk: Disk, item: Version): boolean {
  const seen = new Set<string>();
  for (let at: Version | undefined = item; at !== undefined && !seen.has(at.id);) {
    seen.add(at.id);
    at = currentOf(disk, { kind: 'item', id: itemFacts(at).parent });
    if (at?.id === item.id) return true;
  }
  return false;
}

interface Read {
  readonly batch: Batch | undefined;
  readonly sent: LogPosition;
}

/** What waits to be sent: at most so many records, or versions of the log, of which one page may end within a commit. */
export function batchOf(disk: Disk, state: DeviceState, atOnce: number): Read {
  const { sent } = state;
  if (state.cursor === undefined) return { batch: undefined, sent };
  const resent = state.resend.slice(0, atOnce);
  if (resent.length > 0)
    return { batch: { changes: resent.map((one) => wholeOf(disk, one)), upTo: sent, resent }, sent };
  const refused = new Set(state.refused.map(keyOf));
  for (let at = sent; ;) {
    const { changes, upTo } = pageOf(disk, at, { atOnce, refused });
    if (changes.length > 0) return { batch: { changes, upTo, resent: [] }, sent: at };
    if (upTo.seq === at.seq && upTo.part === at.part) return { batch: undefined, sent: at };
    at = upTo;
  }
}

/** Everything of a record: its versions, that it is gone, what it became. */
function wholeOf({ records, erased, standIns }: Disk, name: RecordName): Change {
  const standIn = standIns.get(keyOf(name));
  return {
    versions: records.get(keyOf(name)) ?? [],
    erased: erased.has(keyOf(name)) ? [name] : [],
    standIns: standIn === undefined ? [] : [standIn],
  };
}

interface Page {
  readonly atOnce: number;
  /** Records of which the server lacks what it refused, so it gets that too. */
  readonly refused: ReadonlySet<string>;
}

function pageOf(disk: Disk, { seq, part }: LogPosition, { atOnce, refused }: Page) {
  const changes: Change[] = [];
  let [left, at] = [atOnce, { seq, part }];
  for (const { written, erased, taken } of disk.log.slice(seq)) {
    if (left <= 0) break;
    const names = taken ? [] : written.slice(at.part, at.part + left);
    const versions = names.flatMap((name) =>
      refused.has(keyOf(name)) ? (disk.records.get(keyOf(name)) ?? []) : (versionOf(disk, name) ?? []),
    );
    left -= Math.max(1, names.length);
    const isWhole = taken || at.part + names.length === written.length;
    const gone = taken || !isWhole ? [] : erased;
    if (versions.length + gone.length > 0) changes.push({ versions, erased: gone });
    at = isWhole ? { seq: at.seq + 1, part: 0 } : { seq: at.seq, part: at.part + names.length };
    if (!isWhole) break;
  }
  return { changes, upTo: at };
}

/** Unless the server is known to have it. Of kinds without a history the newest stands for all, with what it came from. */
function versionOf(disk: Disk, name: RecordName & { readonly revision: string }): Version | undefined {
  const isNewest = name.kind === 'message' || name.kind === 'conversation';
  const versions = disk.records.get(keyOf(name)) ?? [];
  const version = isNewest ? versions.at(-1) : versions.find(({ revision }) => revision === name.revision);
  const base = disk.bases.get(keyOf(name));
  if (version === undefined || version.revision === base?.revision) return undefined;
  return base?.said === undefined ? version : { ...version, base: base.said };
}

/** Every record, for a comparison. */
export function heldOf(disk: Disk): Held[] {
  return newestOf(disk).map(({ kind, id, revision, payload }) => {
    const parent = kind === 'item' ? { parent: itemFacts({ payload }).parent } : {};
    return { kind, id, revision, ...parent };
  });
}

export function newestOf({ records }: Disk): Version[] {
  return [...records.values()].map((all) => all.at(-1) as Version);
}

/** What is no longer there, erased or as another record. */
export function allGone({ erased, standIns }: Disk): Gone {
  const replaced = [...standIns.values()].map(({ kind, of: id }) => ({ kind, id }));
  return { erased: [...erased.values()], parts: [], replaced };
}

/** What has to hold when the network has healed, of the server and of every device. */
import { isDeepStrictEqual } from 'node:util';
import { uniqueOf } from '../../../server/sync/core/names.ts';
import { itemOf } from '../../../server/sync/core/notes.ts';
import { ancestorsOf } from '../../../server/sync/core/ancestry.ts';
import { rootFolder, type Version } from '../../../server/sync/core/version.ts';
import { keyOf } from '../../../server/sync/core/server.suite.ts';
import { atServer, isStanding } from './attachments.ts';
import { newestOf } from './disk.ts';
import type { World } from './parts.ts';

const markKinds = ['attributes', 'favourite'];

/** What is wrong, in words; nothing when all holds. */
export function faultsOf(world: World): string[] {
  const { records } = world.server.state;
  const current = [...records.values()].map((all) => all.at(-1) as Version);
  return [
    ...world.ledger.faults,
    ...world.hosts.flatMap(({ name, disk }) => differences(name, current, newestOf(disk))),
    ...world.hosts.flatMap(({ name, disk }) => structure(name, newestOf(disk))),
    ...structure('the server', current),
    ...doubled(world, current),
    ...lost(world, current),
    ...forgotten(world),
    ...returned(world, current),
    ...wronglyAttached(world),
  ];
}

const textOf = ({ kind, id, revision, state, payload }: Version) =>
  JSON.stringify([kind, id, revision, state, payload]);

function differences(name: string, server: readonly Version[], device: readonly Version[]): string[] {
  const [here, there] = [new Set(device.map(textOf)), new Set(server.map(textOf))];
  const missing = [...there].filter((one) => !here.has(one)).map((one) => `${name} lacks ${one}`);
  const other = [...here].filter((one) => !there.has(one)).map((one) => `${name} has ${one}`);
  return [...missing, ...other].slice(0, 4);
}

/** Names that are unique, folders that end at the root, positions that nobody shares. */
function structure(name: string, records: readonly Version[]): string[] {
  const faults: string[] = [];
  const names = new Set<string>();
  const items = new Map(records.filter(({ kind }) => kind === 'item').map((one) => [one.id, one]));
  for (const one of records) {
    const unique = uniqueOf(one);
    const taken = unique === undefined ? undefined : `${one.kind}/${unique}`;
    if (taken !== undefined && names.has(taken)) faults.push(`${name} has two of ${taken}`);
    if (taken !== undefined) names.add(taken);
    const { conversation, position } = one.payload as { conversation?: string; position?: number };
    const place = `${conversation} ${position}`;
    if (one.kind === 'message' && names.has(place)) faults.push(`${name} has two messages at ${place}`);
    if (one.kind === 'message') names.add(place);
    if (one.kind === 'item') faults.push(...misplaced(name, one, items));
  }
  return faults;
}

function misplaced(name: string, item: Version, items: ReadonlyMap<string, Version>): string[] {
  const seen = new Set<string>();
  for (let at: Version | undefined = item; at !== undefined;) {
    if (seen.has(at.id)) return [`${name} has ${item.id} below itself`];
    seen.add(at.id);
    const { parent } = at.payload as { parent: string };
    const above = items.get(parent);
    if (parent !== rootFolder && above === undefined && at.state === 'active')
      return [`${name} has ${at.id} in ${parent}, which is not there`];
    at = above;
  }
  return [];
}

/** One version in two places, or the same bytes as two files of one making. */
function doubled({ server }: World, current: readonly Version[]): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  const once = (word: string) => {
    if (seen.has(word)) faults.push(`${word} is there twice`);
    seen.add(word);
  };
  // A mark that stood for another item keeps its revision there; both may stay where the server and a device went back.
  for (const [key, versions] of server.state.records)
    for (const { kind, revision } of versions)
      once(markKinds.includes(kind) ? `${revision} of ${key}` : revision);
  for (const { kind, payload } of current) {
    const { versionId } = payload as { versionId?: string };
    if (kind === 'item' && versionId !== undefined) once(versionId);
  }
  return faults;
}

/** Everything that was written is in the line of a record that is there, unless it was deleted permanently. */
function lost({ ledger, server }: World, current: readonly Version[]): string[] {
  const reached = new Set<string>();
  const parentsOf = (revision: string) => ledger.parents.get(revision);
  for (const { revision } of current) for (const one of ancestorsOf(revision, parentsOf)) reached.add(one);
  const missing = [...ledger.made.values()]
    .filter((one) => !reached.has(one.revision) && !isSaid(one, reached, ledger))
    .filter((one) => !isErased(ledger, server.state.erased, one));
  const gone =
    missing.length > 0 && ledger.wentBack ? goneWithOthers(ledger, server.state.erased) : undefined;
  return missing
    .filter(({ revision }) => gone?.has(revision) !== true)
    .map((one) => `${one.revision} of ${keyOf(one)} is lost`);
}

/** What went into records that were deleted permanently, also at a server that had forgotten that by then. */
function goneWithOthers({ homes, parents }: World['ledger'], erased: ReadonlySet<string>): Set<string> {
  const last = [...homes].filter(([, home]) => erased.has(home)).map(([revision]) => revision);
  return new Set(last.flatMap((revision) => [...ancestorsOf(revision, (one) => parents.get(one))]));
}

/**
 * Of a conversation only the newest version is kept: who set its title back to what the server has changed nothing, also where no
 * disk held what was on its way there.
 */
function isSaid(version: Version, reached: ReadonlySet<string>, { made, written }: World['ledger']): boolean {
  const { kind, id, revision } = version;
  if (kind !== 'conversation') return false;
  if ([...made.values()].some((one) => one.id === id && one.parents.includes(revision))) return true;
  return [...written.values()].some(
    (one) => one.id === id && reached.has(one.revision) && saysTheSame(one, version),
  );
}

export function saysTheSame(one: Version, other: Version): boolean {
  return one.state === other.state && isDeepStrictEqual(one.payload, other.payload);
}

const noteKinds = ['comment', ...markKinds];
const withHistory = ['memory', 'entry', 'item', 'project', ...noteKinds];

/** Every version that was written can be read at the server, unless that went back and nobody had it any more. */
function forgotten({ ledger, server }: World): string[] {
  const { records, erased } = server.state;
  const there = new Set([...records.values()].flatMap((all) => all.map(({ revision }) => revision)));
  return [...ledger.made.values()]
    .filter(({ kind, revision }) => !ledger.wentBack && withHistory.includes(kind) && !there.has(revision))
    .filter((one) => !isErased(ledger, erased, one))
    .map((one) => `${one.revision} of ${keyOf(one)} is in no history`);
}

function isErased({ standIns }: World['ledger'], erased: ReadonlySet<string>, version: Version): boolean {
  const { kind, id, payload } = version;
  const item = itemOf(version);
  const { conversation } = payload as { conversation?: string };
  const first = [
    `${kind}/${id}`,
    ...(kind === 'message' ? [`conversation/${conversation}`] : []),
    ...(item === undefined ? [] : [`item/${item}`]),
  ];
  return first.some((key) => lineOf(standIns, key).some((at) => erased.has(at)));
}

type StandIns = World['ledger']['standIns'];

/** A record and what it became. */
function lineOf(standIns: StandIns, key: string, seen = new Set<string>()): string[] {
  const next = seen.has(key) ? undefined : standIns.get(key)?.at(-1);
  return next === undefined ? [key] : [key, ...lineOf(standIns, next, seen.add(key))];
}

/** A record and everything that it became at any time, also at a server that forgot it since. */
function everOf(standIns: StandIns, key: string): Set<string> {
  const found = new Set([key]);
  for (const one of found) for (const next of standIns.get(one) ?? []) found.add(next);
  return found;
}

/** What was deleted permanently is known to the server as such, and nowhere. */
function returned({ ledger, server, hosts }: World, current: readonly Version[]): string[] {
  const erased = new Set([...ledger.erased.keys(), ...server.state.erased]);
  const all = [current, ...hosts.map(({ disk }) => newestOf(disk))].flat();
  const there = all.filter((one) => erased.has(keyOf(one))).map((one) => `${keyOf(one)} came back`);
  const isKnown = (key: string) => lineOf(ledger.standIns, key).some((at) => server.state.erased.has(at));
  const unknown = [...ledger.erased.keys()].filter((key) => !isKnown(key));
  const unasked = [...server.state.erased]
    .filter((key) => !goesWithOthers(key) && !isAsked(ledger, key))
    .map((key) => `${key} is deleted, though nobody asked for it`);
  return [
    ...new Set([...there, ...unasked, ...unknown.map((key) => `the deletion of ${key} did not arrive`)]),
  ];
}

/** Messages go with their conversations, and what is said about an item with that. */
function goesWithOthers(key: string): boolean {
  return ['message', ...noteKinds].some((kind) => key.startsWith(`${kind}/`));
}

/** Also what became a record that somebody deleted: who was told so remembers it as deleted. */
function isAsked({ asked, standIns }: World['ledger'], key: string): boolean {
  return [...everOf(standIns, key)].some((at) => asked.has(at));
}

/** Everybody has the same documents: what somebody attached and nobody detached, and nothing that nobody attached. */
function wronglyAttached(world: World): string[] {
  const { server, hosts, ledger } = world;
  const there = server.documents;
  const faults = hosts.flatMap(({ name, disk: { documents } }) => [
    ...[...there.keys()].filter((id) => !documents.has(id)).map((id) => `${name} lacks the document ${id}`),
    ...[...documents.keys()].filter((id) => !there.has(id)).map((id) => `${name} has the document ${id}`),
  ]);
  const stands = [...ledger.attached].filter(
    (id) => !ledger.detached.has(id) && isStanding(atServer(world), id),
  );
  const lost = stands.filter((id) => !there.has(id)).map((id) => `the document ${id} is lost`);
  const back = [...(ledger.gone ?? [])].filter((id) => there.has(id));
  const made = [...there.keys()].filter((id) => !ledger.attached.has(id));
  return [
    ...faults,
    ...lost,
    ...back.map((id) => `${id} was detached, and is a document again`),
    ...made.map((id) => `${id} is a document, though nobody attached it`),
  ];
}

/** Which files are documents, on a device and at the server: attached and detached by people, and looked at as the engine does it. */
import { alikeOf, documentsOf, finish, isKept, type Attached } from '../../../server/sync/core/attaching.ts';
import type { Position } from '../../../server/sync/core/exchange.ts';
import { rootFolder, type StandIn, type Version } from '../../../server/sync/core/version.ts';
import { allOf, currentOf, type Disk } from './disk.ts';
import { word, type Host, type World } from './parts.ts';
import { positionOf } from './server.ts';

type ItemOf = (id: string) => Version | undefined;

/** Whether an item and all above it stand; false when it is below `within`. */
export function isStanding(itemOf: ItemOf, id: string, within?: string): boolean {
  const seen = new Set<string>();
  for (let at = id; at !== rootFolder;) {
    const record = itemOf(at);
    if (record?.state !== 'active' || at === within || seen.has(at)) return false;
    seen.add(at);
    at = (record.payload as { parent: string }).parent;
  }
  return true;
}

const onDisk =
  (disk: Disk): ItemOf =>
  (id) =>
    currentOf(disk, { kind: 'item', id });

export const atServer =
  ({ server }: World): ItemOf =>
  (id) =>
    server.state.records.get(`item/${id}`)?.at(-1);

/** Some file of a device is attached, or detached where it was. */
export function attachOrDetach(world: World, { disk }: Host, random: () => number): void {
  const files = allOf(disk, 'item').filter(
    ({ id, payload }) => (payload as { type: string }).type === 'file' && isStanding(onDisk(disk), id),
  );
  const file = files[Math.floor(random() * files.length)];
  if (file === undefined) return;
  if (disk.documents.has(file.id)) detach(world, disk, file.id);
  else attach(world, disk, file.id);
}

function attach(world: World, disk: Disk, item: string): void {
  const { ledger, hosts } = world;
  disk.documents = new Map([...disk.documents, [item, word(world, 'doc')]]);
  ledger.attached.add(item);
  ledger.gone?.delete(item);
  if (!hosts.some((host) => host.disk.takenAway.has(item))) ledger.detached.delete(item);
}

/** What was attached anew meanwhile is another document, and stands. */
function detach({ ledger, hosts, server }: World, disk: Disk, item: string): void {
  const now = server.documents.get(item);
  // What the server does not have, others have attached by themselves; what was attached anew is another document.
  const isAlike = (one: Disk) => {
    const { documents, alike } = one;
    const mine = documents.get(item);
    if (mine === undefined) return !alike.items.has(item);
    if (now === undefined) return one === disk && !alike.items.has(item);
    return alike.items.get(item) === now && (alike.mine?.get(item) ?? mine) === mine;
  };
  const isEverywhere = hosts.every((host) => isAlike(host.disk));
  if (isEverywhere) ledger.gone?.add(item);
  ledger.detached.add(item);
  disk.documents = without(disk.documents, item);
  disk.takenAway = new Set([...disk.takenAway, item]);
}

function without(documents: Attached, item: string): Attached {
  return new Map([...documents].filter(([id]) => id !== item));
}

/** What goes to the trash, or for good, is attached no more. */
export function letFall(world: World): void {
  const { server, hosts, ledger } = world;
  const fallen = (documents: Attached, itemOf: ItemOf) =>
    [...documents.keys()].filter((id) => !isStanding(itemOf, id));
  for (const { disk } of hosts)
    for (const id of fallen(disk.documents, onDisk(disk))) {
      ledger.detached.add(id);
      disk.documents = without(disk.documents, id);
      disk.takenAway = new Set([...disk.takenAway, id]);
    }
  for (const id of fallen(server.documents, atServer(world))) {
    ledger.detached.add(id);
    server.documents = without(server.documents, id);
  }
}

/** What stands for a file of this device is attached in its place. */
export function carryOver({ ledger }: World, { disk }: Host, dropped: readonly StandIn[]): void {
  for (const { kind, of, id } of dropped) {
    const document = kind === 'item' ? disk.documents.get(of) : undefined;
    if (document === undefined || disk.documents.has(id) || !isStanding(onDisk(disk), id)) continue;
    disk.documents = new Map([...disk.documents, [id, `${document} again`]]);
    ledger.attached.add(id);
    ledger.gone?.delete(id);
  }
}

/** What was attached on a device since its backup was made may be detached by what that was before. */
export function excuseAttached({ ledger }: World, disk: Disk, backup: Disk): void {
  for (const [id, document] of disk.documents)
    if (backup.documents.get(id) !== document) ledger.detached.add(id);
}

/** What no side has attached any more, nobody can bring back; what somebody detached before may be so again, or not. */
export function excuseDetached({ ledger, hosts, server }: World): void {
  const there = [server.documents, ...hosts.map(({ disk }) => disk.documents)];
  for (const id of ledger.attached) if (!there.some((one) => one.has(id))) ledger.detached.add(id);
  for (const { disk } of hosts) for (const id of disk.takenAway) ledger.detached.add(id);
  ledger.gone = undefined;
}

/** One step of a look, which begins when none is under way; whatever else happens may happen before the next one. */
export function look(world: World, host: Host): void {
  if (host.isAway) return void (host.looking = undefined);
  host.looking ??= steps(world, host);
  if (host.looking.next().done === true) host.looking = undefined;
}

/** A whole look. */
export function lookOnce(world: World, host: Host): void {
  do look(world, host);
  while (host.looking !== undefined);
}

function* steps(world: World, { disk }: Host): Generator<void, void> {
  yield* finishBegun(world, disk);
  const there = world.server.documents;
  yield;
  const here = disk.documents;
  const since: Disk['alike'] = isStillThere(world, disk.alike.place) ? disk.alike : { items: new Map() };
  const plan = world.rules.planAttached(here, there, since.items, since.mine);
  const next = new Map(plan.both);
  const taken = new Map<string, string>();
  for (const item of plan.detachHere) {
    const document = since.items.get(item) as string;
    if (isAttached(world.server.documents, document)) next.set(item, document);
    else if (disk.documents.get(item) === here.get(item)) disk.documents = without(disk.documents, item);
  }
  yield;
  const sent = plan.attachThere.filter((item) => disk.bases.has(`item/${item}`));
  const standing = plan.attachHere.filter((item) => isStanding(onDisk(disk), item));
  const key = sent.length + standing.length > 0 ? word(world, 'begun') : '';
  if (key !== '') disk.begun = { key, there: documentsBy(sent, here), here: documentsBy(standing, there) };
  yield;
  for (const item of sent) {
    const document = attachThere(world, item, key);
    if (document !== undefined) next.set(item, document);
    yield;
  }
  for (const item of standing) {
    const far = there.get(item) as string;
    const document = attachHere(world, disk, item, key);
    if (document !== undefined) next.set(item, far);
    if (document !== undefined) taken.set(item, document);
    yield;
  }
  for (const item of plan.detachThere) {
    if (world.server.documents.get(item) === there.get(item)) removeThere(world, item);
    yield;
  }
  const after = positionOf(world.server);
  yield;
  if (!isStillThere(world, since.place)) return;
  const now = world.server.documents;
  const mine = documentsOf(next, here, taken);
  const items = alikeOf(next, since.items, now);
  disk.alike = { items, mine, place: after };
  if (isKept(next, items)) disk.begun = undefined;
  disk.takenAway = new Set([...disk.takenAway].filter((item) => now.has(item) && !disk.documents.has(item)));
}

/** What a look before was broken off at. */
function* finishBegun(world: World, disk: Disk): Generator<void, void> {
  const { begun, alike } = disk;
  if (begun === undefined) return;
  const far = world.server.documents;
  yield;
  if (!isStillThere(world, alike.place)) return void (disk.begun = undefined);
  const there = new Map<string, string | undefined>();
  for (const item of begun.there.keys()) {
    const document = attachThere(world, item, begun.key);
    if (document !== undefined) there.set(item, asAnswer(world.server.documents, item, document));
    yield;
  }
  const done = [...begun.here.keys()].flatMap((item): [string, string | undefined][] => {
    const document = disk.answered.get(`${begun.key} ${item}`);
    return document === undefined ? [] : [[item, asAnswer(disk.documents, item, document)]];
  });
  const answers = { there, here: new Map(done) };
  const known = { base: alike.items, mine: alike.mine ?? new Map() };
  const finished = finish(begun, answers, { here: disk.documents, there: far }, known);
  for (const item of finished.detachHere.keys()) disk.documents = without(disk.documents, item);
  yield;
  for (const [item, document] of finished.detachThere)
    if (world.server.documents.get(item) === document) removeThere(world, item);
  const after = positionOf(world.server);
  yield;
  if (!isStillThere(world, alike.place)) return void (disk.begun = undefined);
  const now = world.server.documents;
  disk.alike = { items: alikeOf(finished.base, alike.items, now), mine: finished.mine, place: after };
  disk.begun = undefined;
}

/** As it is answered to who asks again: nothing where it was detached since. */
function asAnswer(documents: Attached, item: string, document: string): string | undefined {
  return documents.get(item) === document ? document : undefined;
}

function documentsBy(items: readonly string[], documents: Attached): Attached {
  return new Map(items.map((item) => [item, documents.get(item) as string]));
}

function isStillThere({ server, rules }: World, place: Position | undefined): boolean {
  const { epoch, log } = server.state;
  return rules.isStill(place, { epoch, head: log.length, markAt: (seq) => positionOf(server, seq).mark });
}

function isAttached(documents: Attached, document: string): boolean {
  return [...documents.values()].some((one) => one === document);
}

/** The document that a file of the server is from now on, or was when this was asked; nothing where the file does not stand. */
function attachThere(world: World, item: string, key: string): string | undefined {
  const { server } = world;
  const asked = `${key} ${item}`;
  const earlier = server.answered.get(asked);
  if (earlier !== undefined || !isStanding(atServer(world), item)) return earlier;
  const document = server.documents.get(item) ?? word(world, 'doc');
  server.answered = new Map([...server.answered, [asked, document]]);
  if (server.documents.has(item)) return document;
  server.documents = new Map([...server.documents, [item, document]]);
  commitThere(world);
  return document;
}

/** The same here. */
function attachHere(world: World, disk: Disk, item: string, key: string): string | undefined {
  const asked = `${key} ${item}`;
  const earlier = disk.answered.get(asked);
  if (earlier !== undefined || !isStanding(onDisk(disk), item)) return earlier;
  const document = disk.documents.get(item) ?? word(world, 'doc');
  disk.answered = new Map([...disk.answered, [asked, document]]);
  disk.documents = new Map([...disk.documents, [item, document]]);
  return document;
}

function removeThere(world: World, item: string): void {
  world.server.documents = without(world.server.documents, item);
  commitThere(world);
}

/** Documents are records of the project, whose log goes on with each. */
function commitThere(world: World): void {
  world.server.state.log.push({ mark: word(world, 'mark'), versions: [], erased: [] });
}

/** Devices, a server and a network in one process: every step is one write, one message or one fault. */
import { deviceFrom, step } from '../../../server/sync/core/device.ts';
import { newDevice, type Event } from '../../../server/sync/core/device-state.ts';
import { createRandom } from '../../../server/search/fixtures.suite.ts';
import { ancestorsOf } from '../../../server/sync/core/ancestry.ts';
import { copyOfServer, emptyServer, keyOf } from '../../../server/sync/core/server.suite.ts';
import { tipOf } from '../../../server/sync/core/lines.ts';
import type { Version } from '../../../server/sync/core/version.ts';
import {
  allGone,
  batchOf,
  commitComparison,
  commitTaking,
  copyOfDisk,
  currentOf,
  emptyDisk,
  heldOf,
  keepState,
  localView,
  misplacedOn,
  type Disk,
} from './disk.ts';
import { attachOrDetach, carryOver, excuseAttached, excuseDetached, letFall, look } from './attachments.ts';
import { saysTheSame } from './checks.ts';
import { edit } from './edits.ts';
import { remember, word, type Host, type Server, type World } from './parts.ts';
import type { Deed, Step } from './plan.ts';
import type { Rules } from './rules.ts';
import { answerTo } from './server.ts';

const mostDevices = 5;

export function createWorld(devices: number, rules: Rules): World {
  const world: World = {
    hosts: [],
    server: { state: emptyServer(), turns: new Map(), documents: new Map(), answered: new Map() },
    serverBackup: undefined,
    network: [],
    ledger: {
      wentBack: false,
      made: new Map(),
      written: new Map(),
      erased: new Map(),
      asked: new Set(),
      faults: [],
      standIns: new Map(),
      parents: new Map(),
      homes: new Map(),
      attached: new Set(),
      detached: new Set(),
      gone: new Set(),
    },
    rules,
    isFull: false,
    clock: 1_000,
    words: 0,
  };
  for (let n = 0; n < devices; n++) addHost(world, emptyDisk());
  return world;
}

function addHost(world: World, disk: Disk): void {
  const name = `D${world.hosts.length + 1}`;
  const device = deviceFrom(disk.state);
  const free = { effects: [], backup: undefined, life: 0, isAway: false, looking: undefined };
  const host: Host = { disk, device, name, ...free };
  world.hosts.push(host);
  tell(world, host, { type: 'begin' });
}

export function tell(world: World, host: Host, event: Event): void {
  const chance = { random: () => 0.5, word: () => word(world, 'turn') };
  const { device, effects } = step(host.device, event, chance);
  host.device = device;
  host.effects.push(...effects);
}

export function restart(world: World, host: Host): void {
  host.life++;
  host.device = deviceFrom(host.disk.state);
  host.effects = [];
  host.looking = undefined;
  tell(world, host, { type: 'begin' });
}

/** One step of a plan. */
export function act(world: World, { deed, who, chance }: Step): void {
  const host = world.hosts[who % world.hosts.length] as Host;
  const random = createRandom(chance);
  world.clock++;
  done(world, host, deed, random);
  letFall(world);
}

function done(world: World, host: Host, deed: Deed, random: () => number): void {
  switch (deed) {
    case 'edit':
      return editOn(world, host, random);
    case 'work':
      return void carryOut(world, host, random);
    case 'crash':
      return restart(world, host);
    case 'crash-after':
      carryOut(world, host, random);
      return restart(world, host);
    case 'timer':
      return tell(world, host, { type: random() < 0.5 ? 'timer' : 'stirred' });
    case 'deliver':
    case 'lose':
    case 'double':
      return travel(world, deed, random);
    case 'clock':
      world.clock += Math.floor((random() - 0.5) * 1_000_000);
      return;
    case 'backup':
      host.backup = copyOfDisk(host.disk);
      return;
    case 'restore':
      if (host.backup === undefined) return;
      excuseAttached(world, host.disk, host.backup);
      host.disk = copyOfDisk(host.backup);
      restart(world, host);
      return excuseLost(world);
    case 'clone':
      if (world.hosts.length < mostDevices) addHost(world, copyOfDisk(host.disk));
      return excuseDetached(world);
    case 'link':
      host.disk.state = { ...newDevice, sent: { seq: host.disk.log.length, part: 0 } };
      host.disk.alike = { items: new Map() };
      host.disk.begun = undefined;
      restart(world, host);
      return excuseDetached(world);
    case 'server-backup':
      world.serverBackup = copyOf(world.server);
      return;
    case 'server-restore':
      return restoreServer(world, random);
    case 'away':
      host.isAway = !host.isAway;
      return;
    case 'quota':
      world.isFull = !world.isFull;
      return;
    case 'retry':
      return tell(world, host, { type: 'retry' });
    case 'attach':
      return attachOrDetach(world, host, random);
    case 'look':
      for (let n = random() * 8; n > 0; n--) look(world, host);
      if (random() < 0.1) restart(world, host);
      return;
  }
}

function copyOf({ state, turns, ...attached }: Server): Server {
  return { state: copyOfServer(state), turns: new Map(turns), ...attached };
}

function restoreServer(world: World, random: () => number): void {
  if (world.serverBackup === undefined) return;
  world.server = copyOf(world.serverBackup);
  world.ledger.wentBack = true;
  // A copy of files keeps the epoch; what Keepsake restores has a new one.
  if (random() < 0.5) world.server.state.epoch = word(world, 'epoch');
  excuseLost(world);
}

/** What no disk holds any more, nobody can bring back. */
function excuseLost(world: World): void {
  const { ledger, hosts, server } = world;
  excuseDetached(world);
  const there = new Set<string>();
  const all = [server.state.records, ...hosts.map(({ disk }) => disk.records)];
  for (const records of all)
    for (const versions of records.values()) for (const { revision } of versions) there.add(revision);
  for (const revision of ledger.made.keys()) if (!there.has(revision)) ledger.made.delete(revision);
  for (const key of ledger.erased.keys()) {
    const isKnown = server.state.erased.has(key) || hosts.some(({ disk }) => disk.erased.has(key));
    if (!isKnown) ledger.erased.delete(key);
  }
}

function editOn(world: World, host: Host, random: () => number): void {
  const at = world.clock + host.name.charCodeAt(1) * 1_000;
  const { versions, erased } = edit({ disk: host.disk, random, fresh: (prefix) => word(world, prefix), at });
  for (const version of versions) remember(world, version, true);
  for (const name of erased) {
    const lost = [...world.ledger.made.values()].filter((one) => keyOf(one) === keyOf(name));
    for (const { revision } of lost) world.ledger.made.delete(revision);
    world.ledger.erased.set(keyOf(name), name);
    world.ledger.asked.add(keyOf(name));
  }
  if (versions.length + erased.length > 0) tell(world, host, { type: 'edited' });
}

/** Nothing that a device shows gives way to what it came from. */
function noteStepBack({ ledger }: World, { disk, name }: Host, version: Version): void {
  const before = currentOf(disk, version);
  if (before === undefined || before.revision === version.revision || saysTheSame(before, version)) return;
  const above = ancestorsOf(before.revision, (revision) => ledger.parents.get(revision));
  if (above.has(version.revision)) ledger.faults.push(`${name} went back to ${version.revision}`);
}

const atOnce = 4;

const chanceOf = (random: () => number) => (random() < 0.8 ? 'whole' : 'partly');

/** Carries out the next effect of a device: one commit, or one message. @returns false when there was none */
export function carryOut(world: World, host: Host, random: () => number): boolean {
  const effect = host.effects.shift();
  if (effect === undefined) return false;
  const { disk, device } = host;
  switch (effect.do) {
    case 'wait':
      return true;
    case 'read':
      tell(world, host, {
        type: 'read',
        request: effect.request,
        ...batchOf(disk, device.state, 1 + Math.floor(random() * atOnce)),
      });
      return true;
    case 'ask': {
      const { question, credentials, request } = effect;
      const early = world.rules.early === true && question.type === 'push';
      const { state, batch } = device;
      const said = early ? { ...state, sent: batch?.upTo ?? state.sent, resend: [] } : state;
      keepState(disk, said, early ? 'whole' : chanceOf(random));
      if (host.isAway) tell(world, host, { type: 'failed', request, fault: 'offline' });
      else world.network.push({ to: 'server', from: host, life: host.life, request, question, credentials });
      return true;
    }
    case 'take': {
      const taking = world.rules.take(effect.incoming, device.state.owed, localView(disk));
      for (const line of taking.puts) noteStepBack(world, host, tipOf(line));
      commitTaking(disk, taking, device.state, chanceOf(random), () => word(world, 'rev'));
      for (const { id } of taking.moved)
        remember(world, currentOf(disk, { kind: 'message', id }) as Version, false);
      for (const fault of misplacedOn(disk, taking)) world.ledger.faults.push(`on ${host.name} ${fault}`);
      carryOver(world, host, taking.drop);
      const { owed, waiting } = disk.state;
      tell(world, host, { type: 'done', request: effect.request, changes: { owed, waiting } });
      return true;
    }
    case 'compare': {
      const result = world.rules.compare(effect.heads, heldOf(disk), allGone(disk), effect.seq);
      commitComparison(disk, result);
      host.looking = undefined;
      const { resend, fetch } = result;
      if (random() < 0.8) disk.state = { ...device.state, resend, fetch };
      tell(world, host, { type: 'done', request: effect.request, changes: { resend, fetch } });
      return true;
    }
  }
}

/** One message arrives, any of them; or is lost; or is on its way twice from now on. */
export function travel(world: World, deed: 'deliver' | 'lose' | 'double', random: () => number): void {
  const index = Math.floor(random() * world.network.length);
  const message = world.network[index];
  if (message === undefined) return;
  if (deed === 'double') return void world.network.push(message);
  world.network.splice(index, 1);
  if (deed === 'lose') {
    const { from, request, life } = message;
    if (life !== from.life) return;
    return tell(world, from, { type: 'failed', request, fault: 'offline' });
  }
  if (message.to !== 'server') {
    if (message.life === message.to.life) tell(world, message.to, message.event as Event);
    return;
  }
  const event = answerTo(world, message, random);
  world.network.push({ ...message, to: message.from, event });
}

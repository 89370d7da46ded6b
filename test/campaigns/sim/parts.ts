/** What the simulation consists of: devices, messages, a server, and what was done. */
import type { Device, Effect, Event } from '../../../server/sync/core/device-state.ts';
import type { Credentials, Question, Turns } from '../../../server/sync/core/exchange.ts';
import type { ServerState } from '../../../server/sync/core/server.suite.ts';
import type { RecordName, Version } from '../../../server/sync/core/version.ts';
import type { Attached } from '../../../server/sync/core/attaching.ts';
import type { Disk } from './disk.ts';
import type { Rules } from './rules.ts';

export interface Host {
  disk: Disk;
  device: Device;
  effects: Effect[];
  backup: Disk | undefined;
  /** An answer reaches only the process that asked. */
  life: number;
  readonly name: string;
  /** It reaches nobody. */
  isAway: boolean;
  /** A look at what is attached, which is under way. */
  looking: Iterator<void> | undefined;
}

export interface Message {
  readonly to: 'server' | Host;
  readonly from: Host;
  readonly request: number;
  readonly life: number;
  readonly question?: Question;
  readonly credentials?: Credentials | undefined;
  readonly event?: Event;
}

export interface Server {
  readonly state: ServerState;
  readonly turns: Map<string, Turns>;
  /** By file, the document that it is. */
  documents: Attached;
  /** What attaching was answered, by what was asked. */
  answered: ReadonlyMap<string, string>;
}

/** What was done, to be looked for at the end. */
export interface Ledger {
  /** The server was restored to an earlier day. */
  wentBack: boolean;
  readonly made: Map<string, Version>;
  /** All that devices ever wrote, also what no disk holds any more. */
  readonly written: Map<string, Version>;
  readonly erased: Map<string, RecordName>;
  /** Also what was excused since. */
  readonly asked: Set<string>;
  /** What was wrong on the way. */
  readonly faults: string[];
  /** What ever stood for what, the newest last: a server that went back may let another record stand for it. */
  readonly standIns: Map<string, readonly string[]>;
  readonly parents: Map<string, readonly string[]>;
  /** By revision, the record that it was written in. */
  readonly homes: Map<string, string>;
  /** Files that somebody attached; those that somebody detached, or that stood nowhere for a while. */
  readonly attached: Set<string>;
  readonly detached: Set<string>;
  /** Files that everybody had attached when somebody detached them, and nobody attached since; nothing once a side went back. */
  gone: Set<string> | undefined;
}

export interface World {
  readonly hosts: Host[];
  server: Server;
  serverBackup: Server | undefined;
  network: Message[];
  readonly ledger: Ledger;
  readonly rules: Rules;
  /** The server has no room for what is large. */
  isFull: boolean;
  clock: number;
  words: number;
}

/** A word that nobody had before. */
export function word(world: World, prefix: string): string {
  return `${prefix}_${String(++world.words).padStart(7, '0')}`;
}

export function remember({ ledger }: World, version: Version, isMade: boolean): void {
  ledger.parents.set(version.revision, version.parents);
  ledger.homes.set(version.revision, `${version.kind}/${version.id}`);
  if (!isMade) return;
  ledger.made.set(version.revision, version);
  ledger.written.set(version.revision, version);
}

/** What a linked project remembers of its exchange: rows of the project, so that a crash or a restored backup takes all of it or nothing. */
import type { Json, Operation, Scope, Store } from '../../store/store.ts';
import { newDevice, type DeviceState, type Identity } from '../core/device-state.ts';
import type { Position } from '../core/exchange.ts';
import type { Owing } from '../service/owing.ts';
import type { Range } from './ranges.ts';

/** Every step that it tells of may be repeated: it may be older than what happened, and is never newer. */
export interface ExchangeState {
  /** Of the record `project-link`: of another link everything begins anew. */
  readonly linkedBy: string;
  readonly machine: DeviceState;
  /** Commits of the remote server that it need not send back. */
  readonly own: readonly Range[];
  /** Milliseconds since 1970. */
  readonly lastSuccess?: number;
}

/** As whom the device registered, and its word. */
export interface Turn {
  readonly device: string;
  readonly turn: string;
}

/** Who the device is to one project of a remote server, or to its drive. */
interface StoredIdentity extends Identity {
  readonly remote: string;
}

const space = 'sync-exchange';
const newIdentity: Identity = { turn: '' };

type Row = Extract<Operation, { readonly op: 'row' }>;

/** What is exchanged, as its rows know it. */
export interface Kept {
  readonly linkedBy: string;
  /** The project of the remote server, or its drive. */
  readonly remote: string;
}

/** @param owing what waits, from rows of its own */
export async function loadExchange(
  store: Store,
  scope: Scope,
  { linkedBy, remote }: Kept,
  owing: Owing,
): Promise<ExchangeState> {
  const [known, who] = await Promise.all([
    load<ExchangeState>(store, scope, 'progress'),
    load<StoredIdentity>(store, scope, 'identity'),
  ]);
  const { remote: _remote, ...identity } = who?.remote === remote ? who : { ...newIdentity, remote };
  if (known?.linkedBy !== linkedBy) return { linkedBy, machine: { ...newDevice, ...identity }, own: [] };
  const { id: _id, turn: _turn, next: _next, seen: _seen, ...before } = known.machine;
  return { ...known, machine: { ...before, ...identity, ...owing } };
}

/** Who the device is, as it is kept before every question and with everything that is taken. */
export function identityRow(remote: string, { id, turn, next, seen }: Identity): Row {
  const identity = { remote, turn, ...(id && { id }), ...(next && { next }), ...(seen && { seen }) };
  return { op: 'row', ...rowOf('identity', identity) };
}

/** @param state nothing when only the identity is kept; see `partlyKept` */
export function saveExchange(
  store: Store,
  scope: Scope,
  identity: Row,
  state: ExchangeState | undefined,
): Promise<void> {
  return store.putRows(scope, [
    identity,
    ...(state === undefined ? [] : [rowOf('progress', withoutOwing(state))]),
  ]);
}

/** What waits has rows of its own, which are written in the commits that they speak of. */
function withoutOwing(state: ExchangeState): ExchangeState {
  return { ...state, machine: { ...state.machine, owed: [], waiting: [] } };
}

/** The files and live folders that both sides had when they were compared last, each file with its document at the remote server. */
export interface AttachedBase {
  /** Of the record `project-link`: of another link nothing is known. */
  readonly linkedBy: string;
  readonly items: Readonly<Record<string, string>>;
  /** Each file with its document here; nothing in rows of before. */
  readonly here?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  /** Where the remote server was then: what it does not have any more was taken away there only if it still has this. */
  readonly place?: Position;
  /** What a look was about to attach, until it remembered what both have. */
  readonly begun?: BegunRow;
}

/** `Begun` as it is kept. */
export interface BegunRow {
  readonly key: string;
  readonly there: Readonly<Record<string, string>>;
  readonly here: Readonly<Record<string, string>>;
}

export async function loadAttached(store: Store, scope: Scope, linkedBy: string): Promise<AttachedBase> {
  const known = await load<AttachedBase>(store, scope, 'attached');
  return known?.linkedBy === linkedBy ? known : { linkedBy, items: {} };
}

export function saveAttached(store: Store, scope: Scope, base: AttachedBase): Promise<void> {
  return save(store, scope, 'attached', base);
}

/** What the remote server is known to have of the project's settings. */
export interface SettingsBase {
  /** As of attachments. */
  readonly linkedBy: string;
  /** None before the first exchange. */
  readonly revision?: string;
  /** Also what both sides began with, where one was made after the other. */
  readonly payload?: Json;
}

export async function loadSettings(store: Store, scope: Scope, linkedBy: string): Promise<SettingsBase> {
  const known = await load<SettingsBase>(store, scope, 'settings');
  return known?.linkedBy === linkedBy ? known : { linkedBy };
}

export function saveSettings(store: Store, scope: Scope, base: SettingsBase): Promise<void> {
  return save(store, scope, 'settings', base);
}

/** The device that a link registered as, with the turn that it begins with in each project. */
export function loadDevice(store: Store, account: string, link: string): Promise<Turn | undefined> {
  return load<Turn>(store, { account }, link);
}

export function saveDevice(store: Store, account: string, link: string, device: Turn): Promise<void> {
  return save(store, { account }, link, device);
}

async function load<T>(store: Store, scope: Scope, key: string): Promise<T | undefined> {
  const row = await store.row(scope, space, key);
  return row === undefined ? undefined : (JSON.parse(Buffer.from(row).toString()) as T);
}

function save(store: Store, scope: Scope, key: string, value: object): Promise<void> {
  return store.putRows(scope, [rowOf(key, value)]);
}

function rowOf(key: string, value: object) {
  return { space, key, value: Buffer.from(JSON.stringify(value)) };
}

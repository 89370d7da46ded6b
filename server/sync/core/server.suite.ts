/** A server in memory around the rules, for their tests and for the simulation: what a real one keeps, as plain values. */
import { meet } from './meeting.ts';
import { uniqueOf } from './names.ts';
import { itemOf } from './notes.ts';
import type { Change, Decision, Make, Outcome, RecordName, Version, View } from './version.ts';

/** One commit: the versions of it, the ids of what it erased. */
export interface LoggedCommit {
  readonly mark: string;
  readonly versions: readonly Version[];
  readonly erased: readonly RecordName[];
}

/** Durable state; commits are appended and never changed, so a copy of the maps is a backup. */
export interface ServerState {
  epoch: string;
  readonly log: LoggedCommit[];
  /** By `kind/id`: every version, oldest first. */
  readonly records: Map<string, readonly Version[]>;
  readonly names: Map<string, string>;
  readonly erased: Set<string>;
  readonly standIns: Map<string, string>;
  readonly positions: Map<string, number>;
}

/** The versions of a record once another one is written: of a conversation only the newest is kept. */
export function withNext(versions: readonly Version[] | undefined, next: Version): readonly Version[] {
  return next.kind === 'conversation' ? [next] : [...(versions ?? []), next];
}

export const keyOf = ({ kind, id }: RecordName) => `${kind}/${id}`;

export function emptyServer(epoch = 'first'): ServerState {
  return {
    epoch,
    log: [],
    records: new Map(),
    names: new Map(),
    erased: new Set(),
    standIns: new Map(),
    positions: new Map(),
  };
}

export function copyOfServer(state: ServerState): ServerState {
  return {
    epoch: state.epoch,
    log: [...state.log],
    records: new Map(state.records),
    names: new Map(state.names),
    erased: new Set(state.erased),
    standIns: new Map(state.standIns),
    positions: new Map(state.positions),
  };
}

export function viewOf(state: ServerState): View {
  const versions = (kind: string, id: string) => state.records.get(keyOf({ kind, id })) ?? [];
  return {
    current: (kind, id) => versions(kind, id).at(-1),
    version: (kind, id, revision) => versions(kind, id).find((one) => one.revision === revision),
    holder: (kind, unique) => state.names.get(`${kind}/${unique}`),
    standIn: (kind, of) => state.standIns.get(`${kind}/${of}`),
    isErased: (kind, id) => state.erased.has(keyOf({ kind, id })),
    below: (kind, id) =>
      [...state.records.values()]
        .map((all) => all.at(-1) as Version)
        .filter((one) => parentOf(one) === `${kind}/${id}`)
        .map((one) => ({ kind: one.kind, id: one.id })),
    nextPosition: (id) => state.positions.get(id) ?? 0,
  };
}

function parentOf({ kind, payload }: Version): string | undefined {
  const { parent, conversation } = payload as { parent?: string; conversation?: string };
  if (kind === 'item') return `item/${parent}`;
  return kind === 'message' ? `conversation/${conversation}` : undefined;
}

/** Decides and writes a change in one commit. @throws Error when the decision breaks what a store promises. */
export function push(
  state: ServerState,
  change: Change,
  make: Make & { readonly mark: () => string },
  decide: typeof meet = meet,
): readonly Outcome[] {
  const decision = decide(change, viewOf(state), make);
  apply(state, decision, make.mark);
  return decision.outcomes;
}

/** What is deleted for good, with what is said about items that go, as every store deletes it. @param kinds of what is said */
export function withNotes(
  records: ReadonlyMap<string, readonly Version[]>,
  names: readonly RecordName[],
  kinds: readonly string[] = ['comment', 'attributes', 'favourite'],
): RecordName[] {
  const items = new Set(names.filter(({ kind }) => kind === 'item').map(({ id }) => id));
  if (items.size === 0) return [...names];
  const notes = [...records.values()]
    .map((all) => all.at(-1) as Version)
    .filter((one) => kinds.includes(one.kind) && items.has(itemOf(one) ?? ''));
  const all = [...names, ...notes.map(({ kind, id }) => ({ kind, id }))];
  return [...new Map(all.map((name) => [keyOf(name), name])).values()];
}

function apply(state: ServerState, decision: Decision, mark: () => string): void {
  const { writes, standIns } = decision;
  const erase = withNotes(state.records, decision.erase);
  for (const { kind, of, id } of standIns) state.standIns.set(`${kind}/${of}`, id);
  for (const name of erase) {
    forgetName(state, state.records.get(keyOf(name))?.at(-1));
    state.records.delete(keyOf(name));
    state.erased.add(keyOf(name));
  }
  const tips = writes.filter(({ tip }) => tip).map(({ version }) => version);
  for (const tip of tips) forgetName(state, state.records.get(keyOf(tip))?.at(-1));
  for (const { version } of writes)
    state.records.set(keyOf(version), withNext(state.records.get(keyOf(version)), version));
  for (const tip of tips) {
    const unique = uniqueOf(tip);
    if (unique === undefined) continue;
    const name = `${tip.kind}/${unique}`;
    if (state.names.has(name)) throw new Error(`${name} is held twice`);
    state.names.set(name, tip.id);
  }
  for (const { kind, payload } of tips) {
    const { conversation = '', position = 0 } = payload as { conversation?: string; position?: number };
    if (kind !== 'message') continue;
    state.positions.set(conversation, Math.max(state.positions.get(conversation) ?? 0, position + 1));
  }
  if (writes.length + erase.length === 0) return;
  state.log.push({ mark: mark(), versions: writes.map(({ version }) => version), erased: erase });
}

function forgetName(state: ServerState, version: Version | undefined): void {
  const unique = version === undefined ? undefined : uniqueOf(version);
  if (version === undefined || unique === undefined) return;
  const name = `${version.kind}/${unique}`;
  if (state.names.get(name) === version.id) state.names.delete(name);
}

/** What a device does with versions of the server: it takes them as they are, where nothing of its own stands in the way. */
import { isDeepStrictEqual } from 'node:util';
import { conversationOf, layOut } from './laying.ts';
import { keyOf, tipOf, type Line } from './lines.ts';
import { isNamedByItem } from './names.ts';
import { itemOf } from './notes.ts';
import { wholeOf, withoutParts } from './parts.ts';
import { leaveOut } from './standing.ts';
import type { ErasedName, RecordName, StandIn, Version } from './version.ts';

export interface Incoming {
  readonly lines: readonly Line[];
  readonly erased: readonly ErasedName[];
  /** What records of the device became: they go unless they were edited meanwhile. */
  readonly replaced: readonly StandIn[];
  /** Of each record that was sent and not refused the last version: the server has that now, whatever it made of it. */
  readonly answered: readonly Version[];
}

/** What the server is known to have of a record, and how new that knowledge is; `said` of kinds without a history. */
export interface Base {
  readonly revision: string;
  readonly seq: number;
  readonly said?: Pick<Version, 'state' | 'payload'>;
}

/** What the device has. */
export interface LocalView {
  current(kind: string, id: string): Version | undefined;
  holder(kind: string, unique: string): string | undefined;
  base(kind: string, id: string): Base | undefined;
  isErased(kind: string, id: string): boolean;
  /** Messages of a conversation from a position on, in order. */
  messages(conversation: string, from: number): readonly Version[];
  /** Comments on an item, and its attributes. */
  notes(item: string): readonly RecordName[];
}

/** One commit of the device. Names of `puts` hold when all are written; in between two may want one. */
export interface Taking {
  /** What the device has already is written once. */
  readonly puts: readonly Line[];
  /** Messages that make room. Who writes them gives each a revision of its own, with this one as its parent. */
  readonly moved: readonly Version[];
  /** What the server is known to have now. */
  readonly bases: readonly { readonly version: Version; readonly seq: number }[];
  /** Deleted permanently, and remembered as such: records, and parts of the histories of some that stay. */
  readonly erase: readonly ErasedName[];
  /**
   * Removed, and not remembered as deleted: what has the id of an item is deleted with that, and not without it. A server that went
   * back before it heard of the deletion has both again.
   */
  readonly leave: readonly RecordName[];
  /** Removed because another record stands for them; remembered, to be told to a server that forgot it. */
  readonly drop: readonly StandIn[];
  /** Replaced, but what stands for it has unsent edits: its last copy here stays until that is settled. */
  readonly waiting: readonly StandIn[];
  /** What waits because an unsent edit has its name or its folder, because what it belongs to waits, or for its rest. */
  readonly owed: readonly Line[];
}

/** Whether the device wrote something of a record that the server is not known to have. */
export function isUnsent(
  current: Pick<Version, 'revision' | 'state' | 'payload'> | undefined,
  base: Base | undefined,
): boolean {
  if (current === undefined) return false;
  if (base === undefined) return true;
  if (current.revision === base.revision) return false;
  const { state, payload } = current;
  return base.said === undefined || !isDeepStrictEqual({ state, payload }, base.said);
}

/** What the server is known to have; of a conversation also what that says, because older versions of it are not kept. */
export function baseFrom(
  { kind, revision, state, payload }: Omit<Version, 'parents' | 'author' | 'at'>,
  seq: number,
): Base {
  return { revision, seq, ...(kind === 'conversation' ? { said: { state, payload } } : {}) };
}

/** What there is to decide with: the device as it is once the answer to what it sent is noted. */
interface Deciding {
  readonly view: LocalView;
  readonly isPending: (name: RecordName) => boolean;
  readonly isGone: (name: RecordName) => boolean;
}

/**
 * Decides what to take, also of what was owed. Records with unsent edits are left alone: the answer to those edits brings
 * what the server made of them. Messages are not, for nobody edits them. Older versions than the known ones are passed over.
 * An item that became another one stays while something said about it is unsent, for the answer to that speaks of the other one,
 * or until that has gone where the other one is deleted.
 */
export function take(incoming: Incoming, owed: readonly Line[], view: LocalView): Taking {
  const deciding = decidingOn(incoming, view);
  const { isPending, isGone } = deciding;
  const candidates = candidatesOf(withoutParts([...owed, ...incoming.lines], incoming.erased), deciding);
  const known = new Map(incoming.replaced.map((one) => [keyOf({ kind: one.kind, id: one.of }), one]));
  const replaced = [...known.values()].filter(({ kind, of }) => !isPending({ kind, id: of }));
  const isThere = (one: StandIn) =>
    candidates.has(keyOf(one)) || (view.current(one.kind, one.id) !== undefined && !isPending(one));
  const notes = ({ kind, of }: StandIn) => (kind === 'item' ? view.notes(of) : []);
  const ready = replaced.filter((one) =>
    isGone(one) ? notes(one).length === 0 : isThere(one) && !notes(one).some(isPending),
  );
  const erased = wholeOf(incoming.erased);
  const alone = aloneOf(incoming.erased, view);
  const { drop, left } = settle(candidates, { replaced, ready }, erased, view);
  const taken = [...candidates.values()];
  const gone = new Set([...erased, ...drop.map(({ kind, of: id }) => keyOf({ kind, id }))]);
  return {
    puts: taken.filter((line) => {
      const { kind, id, revision } = tipOf(line);
      return view.current(kind, id)?.revision !== revision;
    }),
    moved: layOut({
      taken: taken.map(tipOf).filter(({ kind }) => kind === 'message'),
      joined: drop.filter(({ kind }) => kind === 'conversation'),
      view,
      isLoose: isPending,
      isGone: (name) => gone.has(keyOf(name)),
    }),
    bases: [
      ...incoming.answered
        .filter((one) => !candidates.has(keyOf(one)) && !gone.has(keyOf(one)))
        .flatMap((version) => answeredBase(version, view)),
      ...taken.map((line) => ({ version: tipOf(line), seq: line.seq })),
    ],
    erase: incoming.erased.filter((one) => !alone.has(one)),
    leave: [...alone],
    drop,
    waiting: replaced.filter((one) => !drop.includes(one)),
    owed: left,
  };
}

/** What has the id of an item that stays here, whose own deletion is not told yet. */
function aloneOf(erased: readonly ErasedName[], view: LocalView): Set<ErasedName> {
  const names = wholeOf(erased);
  const stays = (id: string) => view.current('item', id) !== undefined && !names.has(`item/${id}`);
  return new Set(
    erased.filter(({ kind, id, revisions }) => isNamedByItem(kind) && revisions === undefined && stays(id)),
  );
}

/** Of a record that waits for its answer; of another one more is known than that the server has an old version, sent again. */
function answeredBase(version: Version, view: LocalView): Taking['bases'] {
  const { kind, id } = version;
  const [current, base] = [view.current(kind, id), view.base(kind, id)];
  return current === undefined || isAsTaken(current, base) ? [] : [{ version, seq: base?.seq ?? 0 }];
}

function isAsTaken(current: Version | undefined, base: Base | undefined): boolean {
  return current !== undefined && current.revision === base?.revision;
}

function decidingOn({ erased, answered }: Incoming, view: LocalView): Deciding {
  const gone = wholeOf(erased);
  const sent = new Map(answered.map((version) => [keyOf(version), baseFrom(version, 0)]));
  return {
    view,
    isGone: (name) => gone.has(keyOf(name)) || view.isErased(name.kind, name.id),
    isPending(name) {
      const [current, base] = [view.current(name.kind, name.id), view.base(name.kind, name.id)];
      return !isAsTaken(current, base) && isUnsent(current, sent.get(keyOf(name)) ?? base);
    },
  };
}

/** By record what is news and may be taken. */
function candidatesOf(lines: readonly Line[], { view, isPending, isGone }: Deciding): Map<string, Line> {
  const candidates = new Map<string, Line>();
  for (const line of lines) {
    const tip = tipOf(line);
    const { kind, id } = tip;
    if (line.seq <= (view.base(kind, id)?.seq ?? 0) || isGone(tip)) continue;
    const item = itemOf(tip);
    if (item !== undefined && isGone({ kind: 'item', id: item })) continue;
    if (kind === 'message' ? isGone(conversationOf(tip)) : isPending(tip)) continue;
    candidates.set(keyOf(tip), joined(candidates.get(keyOf(tip)), line));
  }
  return candidates;
}

function joined(before: Line | undefined, line: Line): Line {
  if (before === undefined) return line;
  const [older, newer] = before.seq <= line.seq ? [before, line] : [line, before];
  const known = new Set(newer.versions.map(({ revision }) => revision));
  const added = older.versions.filter(({ revision }) => !known.has(revision));
  return { ...newer, versions: [...added, ...newer.versions] };
}

/**
 * Nothing goes whose stand-in has to wait: it may be the last that has what was written there. Nor does an item while something said
 * about it waits to be elsewhere.
 */
function settle(
  candidates: Map<string, Line>,
  { replaced, ready }: { readonly replaced: readonly StandIn[]; readonly ready: readonly StandIn[] },
  erased: ReadonlySet<string>,
  view: LocalView,
): { drop: readonly StandIn[]; left: Line[] } {
  const left = openLines(candidates);
  for (let drop = ready; ;) {
    const dropped = drop.map(({ kind, of: id }) => keyOf({ kind, id }));
    for (const key of dropped) candidates.delete(key);
    const stays = replaced
      .filter((one) => !drop.includes(one))
      .map(({ kind, of: id }) => keyOf({ kind, id }));
    const open = new Set([...left.map((line) => keyOf(tipOf(line))), ...stays]);
    left.push(...leaveOut(candidates, new Set([...erased, ...dropped]), view, open));
    const waits = new Set(left.map((line) => keyOf(tipOf(line))));
    const isHeld = ({ kind, of }: StandIn) =>
      kind === 'item' && view.notes(of).some((note) => waits.has(keyOf(note)));
    const next = drop.filter((one) => !waits.has(keyOf(one)) && !isHeld(one));
    if (next.length === drop.length) return { drop, left };
    drop = next;
  }
}

/** What is not told to its end is no version that the server has. */
function openLines(candidates: Map<string, Line>): Line[] {
  const open = [...candidates.values()].filter((line) => line.open === true);
  for (const line of open) candidates.delete(keyOf(tipOf(line)));
  return open;
}

/** What people and clients do on a device of the simulation: edits of every kind, as its own services would allow them. */
import type { ItemFacts } from '../../../server/sync/core/items.ts';
import { itemName, uniqueOf } from '../../../server/sync/core/names.ts';
import { sizeOf } from '../../../server/sync/core/fields.ts';
import { rootFolder, type RecordName, type Version } from '../../../server/sync/core/version.ts';
import { isStanding } from './attachments.ts';
import { allOf, currentOf, messagesOf, writeOwn, type Disk } from './disk.ts';
import { large, largeSize } from './server.ts';

export interface Hand {
  readonly disk: Disk;
  readonly random: () => number;
  /** A word that nobody had before. */
  readonly fresh: (prefix: string) => string;
  readonly at: number;
}

type Payload = Version['payload'];
type Facts = Readonly<Record<string, Payload | undefined>>;

function pick<T>({ random }: Hand, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)];
}

function versionOf(hand: Hand, name: RecordName, state: string, payload: object, before?: Version): Version {
  const author = { type: 'owner', id: 'acc' } as const;
  const parents = before === undefined ? [] : [before.revision];
  const { kind, id } = name;
  const revision = hand.fresh('rev');
  return { kind, id, revision, parents, state, payload: payload as Payload, author, at: hand.at };
}

const change = (hand: Hand, before: Version, payload: object, state = before.state) =>
  versionOf(hand, before, state, payload, before);

const isFree = ({ disk }: Hand, version: Version) => {
  const unique = uniqueOf(version);
  const holder = unique === undefined ? undefined : disk.names.get(`${version.kind}/${unique}`);
  return holder === undefined || holder === version.id;
};

/** Makes one commit, or none where the device's own rules refuse it. @returns what was made */
export function edit(hand: Hand): { versions: readonly Version[]; erased: readonly RecordName[] } {
  const made = chosen(hand);
  const versions = (made?.versions ?? []).filter((version) => isFree(hand, version));
  const erased = made?.erased ?? [];
  if (versions.length + erased.length > 0) writeOwn(hand.disk, versions, erased);
  return { versions, erased };
}

interface Made {
  readonly versions?: readonly (Version | undefined)[];
  readonly erased?: readonly RecordName[];
}

function chosen(hand: Hand): { versions: Version[]; erased: readonly RecordName[] } | undefined {
  const does = pick(hand, [
    memory,
    memory,
    entry,
    conversation,
    message,
    settings,
    item,
    item,
    item,
    trash,
    note,
    note,
  ]);
  const made: Made | undefined = hand.random() < 0.03 ? erasure(hand) : does?.(hand);
  if (made === undefined) return undefined;
  const versions = (made.versions ?? []).filter((version) => version !== undefined);
  return { versions, erased: made.erased ?? [] };
}

function memory(hand: Hand): Made {
  const before = hand.random() < 0.1 ? undefined : pick(hand, allOf(hand.disk, 'memory'));
  const word = () =>
    `${pick(hand, ['Ada', 'Bo', 'Cy'])} likes ${pick(hand, ['tea', 'rye', 'jazz', 'rain'])}.`;
  if (before === undefined) {
    const content = `${word()} ${word()} ${word()}`;
    const id = hand.fresh('mem');
    return { versions: [versionOf(hand, { kind: 'memory', id }, 'active', { name: id, content, tags: [] })] };
  }
  const { content, tags, ...rest } = before.payload as { content: string; tags: string[] };
  if (hand.random() < 0.15) {
    const state = before.state === 'deleted' ? 'active' : 'deleted';
    return { versions: [change(hand, before, before.payload as object, state)] };
  }
  const sentences = content.split(/(?<=\.) /);
  sentences[Math.floor(hand.random() * sentences.length)] = word();
  const tagged =
    hand.random() < 0.3 ? [...new Set([...tags, pick(hand, ['x', 'y', 'z', large]) as string])] : tags;
  return { versions: [change(hand, before, { ...rest, content: sentences.join(' '), tags: tagged })] };
}

function entry(hand: Hand): Made {
  const key = pick(hand, ['k1', 'k2', 'k3']) as string;
  const id = hand.disk.names.get(`entry/n/${key}`);
  const before = id === undefined ? undefined : currentOf(hand.disk, { kind: 'entry', id });
  const member = pick(hand, ['a', 'b']) as string;
  const old = (before?.payload as Facts | undefined)?.['value'];
  const value = {
    ...(old as object | undefined),
    [member]: Math.floor(hand.random() * 9),
  } as Payload;
  const state = before !== undefined && hand.random() < 0.15 ? 'deleted' : 'active';
  const payload = { namespace: 'n', key, value, bytes: sizeOf(value), createdAt: 1, expiresAt: null };
  const name = { kind: 'entry', id: id ?? hand.fresh('ent') };
  return { versions: [versionOf(hand, name, state, payload, before)] };
}

function conversation(hand: Hand): Made {
  const before = hand.random() < 0.2 ? undefined : pick(hand, allOf(hand.disk, 'conversation'));
  const title = pick(hand, ['One', 'Two', 'Three']) as string;
  if (before === undefined) {
    const externalId = hand.random() < 0.5 ? { externalId: pick(hand, ['x1', 'x2']) } : {};
    return {
      versions: [
        versionOf(hand, { kind: 'conversation', id: hand.fresh('conv') }, 'active', { title, ...externalId }),
      ],
    };
  }
  if (before.state === 'deleted') return {};
  const { externalId, ...rest } = before.payload as Facts;
  if (rest['title'] === title) return {};
  if (hand.random() < 0.2)
    return {
      versions: [
        change(hand, before, { ...rest, messages: messagesOf(hand.disk, before.id).length }, 'deleted'),
      ],
    };
  return {
    versions: [change(hand, before, { ...rest, ...(externalId === undefined ? {} : { externalId }), title })],
  };
}

function message(hand: Hand): Made {
  const there = allOf(hand.disk, 'conversation').filter(({ state }) => state === 'active');
  const at = pick(hand, there);
  if (at === undefined) return {};
  const last = messagesOf(hand.disk, at.id).at(-1)?.payload as { position: number } | undefined;
  const position = last === undefined ? 0 : last.position + 1;
  const externalId = hand.random() < 0.4 ? { externalId: pick(hand, ['m1', 'm2', 'm3']) } : {};
  const payload = { conversation: at.id, position, role: 'user', content: hand.fresh('text'), ...externalId };
  return { versions: [versionOf(hand, { kind: 'message', id: hand.fresh('msg') }, 'active', payload)] };
}

/** Of a project: every device has them from the beginning, so that they begin without anything in common. */
function settings(hand: Hand): Made {
  const name = { kind: 'project', id: 'prj' };
  const before = currentOf(hand.disk, name);
  const facts = { name: 'Work', description: '', ...(before?.payload as object | undefined) };
  const field = pick(hand, ['name', 'description']) as string;
  const payload = { ...facts, [field]: pick(hand, ['Home', 'Work', 'Garden']) };
  return { versions: [versionOf(hand, name, 'active', payload, before)] };
}

const factsOf = ({ payload }: Version) => payload as unknown as ItemFacts;

const stands = ({ disk }: Hand, id: string, within?: string) =>
  isStanding((at) => currentOf(disk, { kind: 'item', id: at }), id, within);

const standing = (hand: Hand) => allOf(hand.disk, 'item').filter(({ id }) => stands(hand, id));

function folderFor(hand: Hand, within?: string): string {
  const folders = standing(hand).filter(
    (one) => factsOf(one).type === 'folder' && stands(hand, one.id, within),
  );
  return pick(hand, [rootFolder, ...folders.map(({ id }) => id)]) as string;
}

/** What is said about a file or folder, also in the trash. */
function note(hand: Hand): Made {
  const about = pick(hand, allOf(hand.disk, 'item'));
  if (about === undefined) return {};
  return (pick(hand, [comment, attributes, favourite]) as typeof comment)(hand, about);
}

function comment(hand: Hand, { id: itemId }: Version): Made {
  const before = hand.random() < 0.4 ? undefined : pick(hand, allOf(hand.disk, 'comment'));
  const text = `${pick(hand, ['Yes', 'No', 'Why'])}. ${pick(hand, ['Now', 'Later', 'Never'])}.`;
  if (before === undefined)
    return {
      versions: [versionOf(hand, { kind: 'comment', id: hand.fresh('cmt') }, 'active', { text, itemId })],
    };
  if (hand.random() < 0.1) return { erased: [{ kind: 'comment', id: before.id }] };
  return { versions: [change(hand, before, { ...(before.payload as object), text })] };
}

function attributes(hand: Hand, { id }: Version): Made {
  const name = { kind: 'attributes', id };
  const before = currentOf(hand.disk, name);
  const known = (before?.payload as { attributes?: object } | undefined)?.attributes;
  const all = { ...known, [pick(hand, ['colour', 'size']) as string]: String(Math.floor(hand.random() * 4)) };
  return { versions: [versionOf(hand, name, 'active', { attributes: all }, before)] };
}

function favourite(hand: Hand, { id }: Version): Made {
  const name = { kind: 'favourite', id };
  const before = currentOf(hand.disk, name);
  const state = before?.state === 'active' ? 'removed' : 'active';
  return { versions: [versionOf(hand, name, state, {}, before)] };
}

const names = ['a.md', 'A.md', 'b.md', 'plans', 'Plans', 'c'];

function bytes(hand: Hand): object {
  const sha256 = hand.random() < 0.2 ? 'same' : hand.fresh('sha');
  const size = hand.random() < 0.1 ? largeSize : 1;
  return { versionId: hand.fresh('ver'), content: { sha256, size } };
}

function item(hand: Hand): Made {
  const name = pick(hand, names) as string;
  const before = hand.random() < 0.2 ? undefined : pick(hand, standing(hand));
  if (before === undefined) {
    const type = hand.random() < 0.5 ? 'file' : 'folder';
    const payload = { type, name, parent: folderFor(hand), ...(type === 'file' ? bytes(hand) : {}) };
    return { versions: [versionOf(hand, { kind: 'item', id: hand.fresh('itm') }, 'active', payload)] };
  }
  const facts = factsOf(before);
  const what = hand.random();
  if (what < 0.35) return { versions: [change(hand, before, { ...facts, name })] };
  if (what < 0.7 || facts.type === 'folder')
    return { versions: [change(hand, before, { ...facts, parent: folderFor(hand, before.id) })] };
  return { versions: [change(hand, before, { ...facts, ...bytes(hand) })] };
}

function trash(hand: Hand): Made {
  const away = allOf(hand.disk, 'item').filter(({ state }) => state === 'trashed');
  const one = pick(hand, hand.random() < 0.5 ? away : standing(hand));
  if (one === undefined) return {};
  if (one.state === 'active')
    return { versions: [change(hand, one, { ...factsOf(one), trashedAt: hand.at }, 'trashed')] };
  if (hand.random() < 0.4) return { erased: [...belowItem(hand, one.id), { kind: 'item', id: one.id }] };
  const { trashedAt: _trashedAt, ...facts } = factsOf(one);
  const parent = stands(hand, facts.parent, one.id) ? facts.parent : rootFolder;
  return hand.disk.names.has(`item/${itemName(parent, facts.name)}`)
    ? {}
    : { versions: [change(hand, one, { ...facts, parent }, 'active')] };
}

function belowItem(hand: Hand, id: string, seen = new Set<string>()): RecordName[] {
  if (seen.has(id)) return [];
  seen.add(id);
  const children = allOf(hand.disk, 'item').filter((one) => factsOf(one).parent === id);
  return children.flatMap((one) => [...belowItem(hand, one.id, seen), { kind: 'item', id: one.id }]);
}

function erasure(hand: Hand): Made {
  const one = pick(
    hand,
    ['memory', 'entry', 'conversation'].flatMap((kind) => allOf(hand.disk, kind)),
  );
  if (one === undefined) return {};
  const messages = one.kind === 'conversation' ? messagesOf(hand.disk, one.id) : [];
  return { erased: [...messages, one].map(({ kind, id }) => ({ kind, id })) };
}

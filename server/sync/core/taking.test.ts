/** What a device takes of the server's versions, and what it leaves alone. */
import { expect, test } from 'vitest';
import { compare } from './comparing.ts';
import { version } from './given.suite.ts';
import { uniqueOf } from './names.ts';
import { itemOf } from './notes.ts';
import { tipOf, type Line } from './lines.ts';
import { baseFrom, take, type Base, type Incoming, type LocalView } from './taking.ts';
import { rootFolder, type Version } from './version.ts';

function file(id: string, name: string, parent = rootFolder): Version {
  return version({ kind: 'item', id, payload: { type: 'file', name, parent, versionId: `ver_${id}` } });
}

const key = (kind: string, id: string) => `${kind}/${id}`;

/** @param more.pending ids with unsent edits; the others are known to the server as of `seq`, 1 when left out */
function viewOf(
  records: readonly Version[],
  more: { pending?: string[]; erased?: string[]; seq?: number } = {},
): LocalView {
  const all = new Map(records.map((one) => [key(one.kind, one.id), one]));
  const place = ({ payload }: Version) => payload as { conversation?: string; position?: number };
  return {
    current: (kind, id) => all.get(key(kind, id)),
    holder: (kind, unique) => records.find((one) => one.kind === kind && uniqueOf(one) === unique)?.id,
    base: (kind, id): Base | undefined => {
      const one = all.get(key(kind, id));
      if (one === undefined || more.pending?.includes(id) === true) return undefined;
      return { revision: one.revision, seq: more.seq ?? 1 };
    },
    isErased: (_kind, id) => more.erased?.includes(id) ?? false,
    notes: (item) => records.filter((one) => one.kind !== 'favourite' && itemOf(one) === item),
    messages: (id, from) =>
      records.filter((one) => place(one).conversation === id && (place(one).position ?? 0) >= from),
  };
}

const nothing: Incoming = { lines: [], erased: [], replaced: [], answered: [] };
const lines = (seq: number, ...versions: Version[]) =>
  versions.map((one): Line => ({ seq, versions: [one] }));
const told = (...versions: Version[]): Incoming => ({ ...nothing, lines: lines(5, ...versions) });
const tips = ({ puts }: { puts: readonly Line[] }) => puts.map(tipOf);

test('a newer version is taken, an older one and one of an edited or erased record are not', () => {
  const [old, next] = [file('itm_1', 'a'), file('itm_1', 'b')];
  expect(tips(take(told(next), [], viewOf([old], { seq: 4 })))).toEqual([next]);
  expect(tips(take(told(next), [], viewOf([old], { seq: 5 })))).toEqual([]);
  expect(take(told(next), [], viewOf([old], { pending: ['itm_1'] }))).toMatchObject({ puts: [], bases: [] });
  expect(tips(take(told(next), [], viewOf([], { erased: ['itm_1'] })))).toEqual([]);
});

test('a deletion is taken whatever the device has written since', () => {
  const erased = [{ kind: 'item', id: 'itm_1' }];
  const taken = take({ ...nothing, erased }, [], viewOf([file('itm_1', 'a')], { pending: ['itm_1'] }));
  expect(taken.erase).toEqual(erased);
});

test('a mark or attributes whose item stays are removed, and not remembered as deleted without it', () => {
  const mark = version({ kind: 'favourite', id: 'itm_1', payload: {} });
  const erased = [{ kind: 'favourite', id: 'itm_1' }];
  const alone = take({ ...nothing, erased }, [], viewOf([file('itm_1', 'a'), mark]));
  expect(alone).toMatchObject({ erase: [], leave: erased });
  const both = [...erased, { kind: 'item', id: 'itm_1' }];
  const together = take({ ...nothing, erased: both }, [], viewOf([file('itm_1', 'a'), mark]));
  expect(together).toMatchObject({ erase: both, leave: [] });
  expect(take({ ...nothing, erased }, [], viewOf([mark]))).toMatchObject({ erase: erased, leave: [] });
});

test('a message that is to leave its place, and cannot yet, keeps it from the one that comes after it', () => {
  const said = (id: string, conversation: string, position: number) =>
    version({ kind: 'message', id, payload: { conversation, position, role: 'user', content: id } });
  const conversation = version({ kind: 'conversation', id: 'conv_1', payload: { title: 'One' } });
  const local = viewOf([conversation, said('msg_1', 'conv_1', 0), said('msg_2', 'conv_1', 1)]);
  const moves = told(said('msg_1', 'conv_2', 0), said('msg_2', 'conv_1', 0));
  const taken = take(moves, [], local);
  expect(taken.puts).toEqual([]);
  expect(taken.owed.map((line) => tipOf(line).id).toSorted()).toEqual(['msg_1', 'msg_2']);
  const replaced = [{ kind: 'message', of: 'msg_1', id: 'msg_9' }];
  const became = { ...told(said('msg_9', 'conv_2', 0), said('msg_2', 'conv_1', 0)), replaced };
  expect(take(became, [], local)).toMatchObject({ puts: [], drop: [], waiting: replaced });
});

test('an item that became another one stays while a comment on it waits to be elsewhere', () => {
  const comment = (itemId: string) =>
    version({ kind: 'comment', id: 'cmt_1', payload: { itemId, text: 'Yes.' } });
  const replaced = [{ kind: 'item', of: 'itm_1', id: 'itm_2' }];
  const became = { ...told(file('itm_2', 'b'), comment('itm_3')), replaced };
  const local = viewOf([file('itm_1', 'a'), comment('itm_1')]);
  expect(take(became, [], local)).toMatchObject({ drop: [], waiting: replaced });
  const there = { ...became, lines: [...became.lines, ...lines(5, file('itm_3', 'c'))] };
  expect(take(there, [], local)).toMatchObject({ drop: replaced, waiting: [] });
});

test('a version whose name an edited record has waits, and is taken once that has another name', () => {
  const [mine, theirs] = [file('itm_1', 'a'), file('itm_2', 'a')];
  const waiting = take(told(theirs), [], viewOf([mine], { pending: ['itm_1'] }));
  expect(waiting).toMatchObject({ puts: [], owed: lines(5, theirs) });
  const moved = file('itm_1', 'a (Laptop)');
  const taken = take({ ...nothing, lines: lines(6, moved) }, waiting.owed, viewOf([mine]));
  expect(
    tips(taken)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['itm_1', 'itm_2']);
  expect(taken.owed).toEqual([]);
});

test('two records that changed names are taken together', () => {
  const local = viewOf([file('itm_1', 'a'), file('itm_2', 'b')]);
  expect(take(told(file('itm_1', 'b'), file('itm_2', 'a')), [], local).puts).toHaveLength(2);
});

test('a move that would close a ring with an unsent one waits', () => {
  const [inner, outer] = [file('itm_1', 'a', 'itm_2'), file('itm_2', 'b', 'itm_1')];
  const local = viewOf([inner, file('itm_2', 'b')], { pending: ['itm_1'] });
  expect(take(told(outer), [], local)).toMatchObject({ puts: [], owed: lines(5, outer) });
});

test('a line that a page parted waits for its end, whatever comes in between', () => {
  const [first, last] = [file('itm_1', 'a'), file('itm_1', 'b')];
  const open: Line = { seq: 5, versions: [first], open: true };
  const begun = take({ ...nothing, lines: [open] }, [], viewOf([]));
  expect(begun).toMatchObject({ puts: [], bases: [], owed: [open] });
  expect(take(nothing, begun.owed, viewOf([]))).toMatchObject({ puts: [], owed: [open] });
  const whole = take(told(last), begun.owed, viewOf([]));
  expect(whole).toMatchObject({ puts: [{ seq: 5, versions: [first, last] }], owed: [] });
});

test('an answer frees what was sent, unless it was edited since, and one to an old version changes nothing', () => {
  const [sent, merged, edited] = [file('itm_1', 'a'), file('itm_1', 'b'), file('itm_1', 'c')];
  const answer = { ...told(merged), answered: [sent] };
  expect(tips(take(answer, [], viewOf([sent], { pending: ['itm_1'] })))).toEqual([merged]);
  const later = take(answer, [], viewOf([edited], { pending: ['itm_1'] }));
  expect(later).toMatchObject({ puts: [], bases: [{ version: sent, seq: 0 }] });
  const again = take({ ...nothing, answered: [sent] }, [], viewOf([merged]));
  expect(again).toMatchObject({ puts: [], bases: [] });
});

test('a title that was set back while the other one was on its way is an edit, whatever the server had before', () => {
  const titled = (title: string, from?: Version) =>
    version({ kind: 'conversation', id: 'conv_1', payload: { title }, from });
  const before = titled('Two');
  const sent = titled('One', before);
  const back = titled('Two', sent);
  const view = { ...viewOf([back]), base: () => baseFrom(before, 1) };
  const taken = take({ ...told(sent), answered: [sent] }, [], view);
  expect(taken).toMatchObject({ puts: [], bases: [{ version: sent, seq: 1 }] });
});

test('a record that became another goes when that is there, not before, and not while it is edited', () => {
  const [mine, theirs] = [file('itm_2', 'a'), file('itm_1', 'a')];
  const replaced = [{ kind: 'item', of: 'itm_2', id: 'itm_1' }];
  const incoming = { ...told(theirs), replaced };
  expect(take(incoming, [], viewOf([mine]))).toMatchObject({
    puts: lines(5, theirs),
    drop: replaced,
    owed: [],
  });
  expect(take(incoming, [], viewOf([mine], { pending: ['itm_2'] }))).toMatchObject({ drop: [], waiting: [] });
  const busy = take(incoming, [], viewOf([mine, theirs], { pending: ['itm_1'] }));
  expect(busy).toMatchObject({ drop: [], waiting: replaced });
});

test('a record that became another stays while that waits for a name', () => {
  const [mine, other, theirs] = [file('itm_2', 'b'), file('itm_3', 'a'), file('itm_1', 'a')];
  const replaced = [{ kind: 'item', of: 'itm_2', id: 'itm_1' }];
  const taken = take({ ...told(theirs), replaced }, [], viewOf([mine, other], { pending: ['itm_3'] }));
  expect(taken).toMatchObject({ puts: [], drop: [], waiting: replaced, owed: lines(5, theirs) });
});

test('an item that became another one stays while a comment on it is unsent, and goes with the answer to that', () => {
  const [mine, theirs] = [file('itm_2', 'a'), file('itm_1', 'a')];
  const on = (itemId: string) => version({ kind: 'comment', id: 'cmt_1', payload: { text: 'Hm.', itemId } });
  const [comment, moved] = [on('itm_2'), on('itm_1')];
  const replaced = [{ kind: 'item', of: 'itm_2', id: 'itm_1' }];
  const view = viewOf([mine, comment], { pending: ['cmt_1'] });
  const waits = take({ ...told(theirs), replaced }, [], view);
  expect(waits).toMatchObject({ puts: [], drop: [], waiting: replaced, owed: lines(5, theirs) });
  const answer = { ...told(moved), replaced: waits.waiting, answered: [comment] };
  const taken = take(answer, waits.owed, view);
  expect(taken).toMatchObject({ drop: replaced, waiting: [], owed: [] });
  expect(tips(taken)).toEqual([theirs, moved]);
  // Where the other one was deleted here, the comment is, too: by the server's answer.
  const gone = { records: [mine, comment], erased: ['itm_1'] };
  const stays = take({ ...nothing, replaced }, [], viewOf(gone.records, gone));
  expect(stays).toMatchObject({ drop: [], waiting: replaced });
  expect(take({ ...nothing, replaced }, [], viewOf([mine], gone))).toMatchObject({ drop: replaced });
});

function said(id: string, position: number, more: object = {}): Version {
  return version({
    kind: 'message',
    id,
    payload: { conversation: 'conv_1', position, content: id, ...more },
  });
}
const talk = (id: string) => version({ kind: 'conversation', id, payload: { title: id } });
const placesOf = (all: readonly Version[]) =>
  all.map(({ id, payload }) => [id, (payload as { position: number }).position]);

test('messages of the server stand at its positions, those that it does not have make room', () => {
  const local = [talk('conv_1'), said('msg_1', 0), said('msg_2', 1), said('msg_3', 2)];
  const view = viewOf(local, { pending: ['msg_2', 'msg_3'] });
  const taken = take(told(said('msg_8', 1), said('msg_9', 2)), [], view);
  expect(placesOf(tips(taken))).toEqual([
    ['msg_8', 1],
    ['msg_9', 2],
  ]);
  expect(placesOf(taken.moved)).toEqual([
    ['msg_2', 3],
    ['msg_3', 4],
  ]);
  expect(placesOf(take(told(said('msg_8', 1)), [], viewOf(local, { pending: ['msg_3'] })).moved)).toEqual([]);
});

test('a conversation that became another brings along what was not sent, but for a name that is there', () => {
  const own = [said('msg_1', 0), said('msg_2', 1, { externalId: 'x' })].map((one) => ({
    ...one,
    payload: { ...(one.payload as object), conversation: 'conv_2' } as Version['payload'],
  }));
  const local = [talk('conv_1'), talk('conv_2'), said('msg_9', 0, { externalId: 'x' }), ...own];
  const replaced = [{ kind: 'conversation', of: 'conv_2', id: 'conv_1' }];
  const taken = take({ ...nothing, replaced }, [], viewOf(local, { pending: ['msg_1', 'msg_2'] }));
  expect(taken.drop).toEqual(replaced);
  expect(taken.moved).toMatchObject([{ id: 'msg_1', payload: { conversation: 'conv_1', position: 1 } }]);
});

test('a message waits for its conversation, and goes with one that was erased', () => {
  const message = said('msg_1', 0);
  expect(take(told(message), [], viewOf([]))).toMatchObject({ puts: [], owed: lines(5, message) });
  expect(take(told(message), [], viewOf([], { erased: ['conv_1'] }))).toMatchObject({ puts: [], owed: [] });
  expect(take(told(message, talk('conv_1')), [], viewOf([])).puts).toHaveLength(2);
});

test('comparing sends what differs, folders first, tells what is gone, each once, and fetches what is missing', () => {
  const inner = file('itm_1', 'a', 'itm_9');
  const folder = version({
    kind: 'item',
    id: 'itm_9',
    payload: { type: 'folder', name: 'f', parent: rootFolder },
  });
  const same = version({ kind: 'memory', id: 'mem_1', payload: {} });
  const head = ({ kind, id }: { kind: string; id: string }, revision = 'rev_other') => ({
    kind,
    id,
    revision,
  });
  const gone = {
    erased: [{ kind: 'memory', id: 'mem_2' }],
    parts: [same, inner].map(({ kind, id }) => ({ kind, id, revisions: ['rev_a', 'rev_b'] })),
    replaced: [{ kind: 'entry', id: 'ent_1' }],
  };
  const heads = [
    head(same, same.revision),
    head({ kind: 'item', id: 'itm_3' }),
    head({ kind: 'memory', id: 'mem_2' }),
    head({ kind: 'entry', id: 'ent_1' }),
  ];
  const compared = compare(
    heads,
    [{ ...inner, parent: 'itm_9' }, { ...folder, parent: rootFolder }, same],
    gone,
    3,
  );
  expect(compared.resend.map(({ id }) => id)).toEqual(['mem_2', 'ent_1', 'itm_9', 'itm_1', 'mem_1']);
  expect(compared.fetch.map(({ id }) => id)).toEqual(['ent_1', 'itm_3']);
  expect(compared.erase).toEqual([]);
  expect(compared.bases).toEqual([
    { kind: 'memory', id: 'mem_1', base: { revision: same.revision, seq: 3 } },
  ]);
});

test('comparing takes what the server erased out of a history, and tells of such parts what it does not know', () => {
  const [one, other] = ['mem_1', 'mem_2'].map((id) => version({ kind: 'memory', id, payload: {} }));
  const records = [one, other].filter((record) => record !== undefined);
  const heads = records.map((head, n) => ({ ...head, erased: n === 0 ? ['rev_a', 'rev_b'] : ['rev_c'] }));
  const parts = records.map(({ kind, id }) => ({ kind, id, revisions: ['rev_a'] }));
  const compared = compare(heads, records, { erased: [], parts, replaced: [] }, 3);
  expect(compared.resend).toEqual([{ kind: 'memory', id: 'mem_2' }]);
  expect(compared.erase).toEqual([
    { kind: 'memory', id: 'mem_1', revisions: ['rev_a', 'rev_b'] },
    { kind: 'memory', id: 'mem_2', revisions: ['rev_c'] },
  ]);
});

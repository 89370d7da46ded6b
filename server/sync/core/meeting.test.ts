/** Every pair of what two sides can do to a record in a project, and what the server makes of it; see docs/sync.md. */
import { expect, test } from 'vitest';
import { sizeOf } from './fields.ts';
import {
  edits,
  make,
  now,
  onTopOf,
  payloadOf,
  send,
  sendChange,
  version,
  type Given,
} from './given.suite.ts';
import { meet } from './meeting.ts';
import { refusedBefore } from './refusing.ts';
import { emptyServer, viewOf } from './server.suite.ts';
import type { Version } from './version.ts';

const memory = (content: string, more: object = {}): Given => ({
  kind: 'memory',
  id: 'mem_1',
  payload: { name: content, content, tags: [], ...more },
});

test('a version on top of what the server has is taken, and known when it comes again', () => {
  const server = emptyServer();
  const first = version(memory('One.'));
  const second = version({ ...memory('Two.'), from: first });
  expect(send(server, first, second).map(({ outcome }) => outcome)).toEqual(['taken', 'taken']);
  expect(send(server, first)[0]).toMatchObject({ outcome: 'known', current: { revision: second.revision } });
});

test('a memory is merged by sentences and tags, with both versions as parents and the name that follows', () => {
  const { ours, theirs, outcome } = edits(
    memory('One. Two.'),
    memory('First. Two.', { tags: ['a'] }),
    memory('One. Second.', { tags: ['b'] }),
  );
  expect(outcome.outcome).toBe('merged');
  expect(outcome.current?.parents).toEqual([ours.revision, theirs.revision]);
  expect(payloadOf(outcome)).toEqual({ name: 'First. Second.', content: 'First. Second.', tags: ['a', 'b'] });
});

test('a clash of a memory leaves the first, keeps the second in the history, and merges the rest', () => {
  const server = emptyServer();
  const first = version(memory('One.'));
  send(server, first);
  const ours = version({ ...memory('Two.'), from: first });
  send(server, ours);
  const theirs = version({ ...memory('Three.', { tags: ['x'] }), from: first });
  const [outcome] = send(server, theirs);
  expect(outcome?.outcome).toBe('kept');
  expect(payloadOf(outcome)).toEqual({ name: 'Two.', content: 'Two.', tags: ['x'] });
  expect(viewOf(server).version('memory', 'mem_1', theirs.revision)?.payload).toEqual(theirs.payload);
  const next = version({ ...memory('Three.', { tags: ['x', 'y'] }), from: theirs });
  expect(payloadOf(send(server, next)[0])).toEqual({ name: 'Two.', content: 'Two.', tags: ['x', 'y'] });
});

test('several versions of one record meet as one line', () => {
  const { server, first } = edits(memory('One.'), memory('Two.'), memory('One.'));
  const one = version({ ...memory('Three.'), from: first });
  const two = version({ ...memory('Two.', { tags: ['t'] }), from: one });
  const outcomes = send(server, one, two);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['merged', 'merged']);
  expect(payloadOf(outcomes[1])).toEqual({ name: 'Two.', content: 'Two.', tags: ['t'] });
});

test.each([
  ['deleted there', { state: 'deleted' }, memory('Two.'), 'merged', 'Two.'],
  ['deleted here', memory('Two.'), { state: 'deleted' }, 'kept', 'Two.'],
])('a memory edited on one side and %s: the edit stands', (_name, there, here, outcome, content) => {
  const met = edits(memory('One.'), there, here);
  expect(met.outcome).toMatchObject({ outcome, current: { state: 'active', payload: { content } } });
});

test('a deletion stands against nothing, and against a deletion', () => {
  expect(edits(memory('One.'), {}, { state: 'deleted' }).outcome.current?.state).toBe('deleted');
  expect(edits(memory('One.'), { state: 'deleted' }, { state: 'deleted' }).outcome.current?.state).toBe(
    'deleted',
  );
});

const entry = (value: unknown, id = 'ent_1'): Given => ({
  kind: 'entry',
  id,
  payload: {
    namespace: 'n',
    key: 'k',
    value,
    bytes: sizeOf(value as Version['payload']),
    createdAt: 1,
    expiresAt: null,
  } as Version['payload'],
});

test('a value is merged member by member; the same member clashes', () => {
  const met = edits(entry({ a: 1, b: 1 }), entry({ a: 2, b: 1 }), entry({ a: 1, b: 3 }));
  expect(met.outcome).toMatchObject({
    outcome: 'merged',
    current: { payload: { value: { a: 2, b: 3 }, bytes: 13 } },
  });
  const clash = edits(entry({ a: 1 }), entry({ a: 2 }), entry({ a: 3 }));
  expect(clash.outcome).toMatchObject({ outcome: 'kept', current: { payload: { value: { a: 2 } } } });
});

test.each([
  ['there', { state: 'deleted' }, entry(2)],
  ['here', entry(2), { state: 'deleted' }],
])('a value changed on one side and deleted %s stays', (_name, there, here) => {
  expect(edits(entry(1), there, here).outcome.current).toMatchObject({
    state: 'active',
    payload: { value: 2 },
  });
});

test('a value made twice is one entry: the first stands, the second is in its history, and later edits follow', () => {
  const server = emptyServer();
  const first = version(entry(1));
  send(server, first);
  const second = version(entry(2, 'ent_2'));
  const [outcome] = send(server, second);
  expect(outcome).toMatchObject({
    id: 'ent_2',
    outcome: 'became',
    becomes: 'ent_1',
    current: { payload: { value: 1 } },
  });
  expect(viewOf(server).version('entry', 'ent_1', second.revision)).toBeDefined();
  expect(now(server, { kind: 'entry', id: 'ent_2' })).toBeUndefined();
  const edit = version({ ...entry(3, 'ent_2'), from: second });
  expect(send(server, edit)[0]).toMatchObject({ outcome: 'became', becomes: 'ent_1' });
});

const conversation = (title: string, more: object = {}, id = 'conv_1'): Given => ({
  kind: 'conversation',
  id,
  payload: { title, ...more },
});
const message = (id: string, more: object = {}, position = 0): Given => ({
  kind: 'message',
  id,
  payload: { conversation: 'conv_1', position, role: 'user', content: id, time: 1, ...more },
});

test('a conversation is merged by field', () => {
  const { outcome } = edits(conversation('a'), conversation('b'), conversation('a', { retentionDays: 3 }));
  expect(outcome).toMatchObject({
    outcome: 'merged',
    current: { payload: { title: 'b', retentionDays: 3 } },
  });
});

test('two titles of a conversation clash, also of one that became another while it was renamed', () => {
  const met = edits(conversation('a'), conversation('b'), conversation('c'));
  expect(met.outcome).toMatchObject({ outcome: 'kept', current: { payload: { title: 'b' } } });
  const server = emptyServer();
  send(server, version(conversation('a', { externalId: 'x' })));
  const own = version(conversation('a', { externalId: 'x' }, 'conv_2'));
  expect(send(server, own)[0]).toMatchObject({ outcome: 'became', becomes: 'conv_1' });
  const renamed = onTopOf(own, conversation('mine', { externalId: 'x' }, 'conv_2'));
  expect(send(server, renamed)[0]).toMatchObject({
    becomes: 'conv_1',
    current: { payload: { title: 'mine' } },
  });
  const theirs = version({
    ...conversation('theirs', { externalId: 'x' }),
    from: now(server, { kind: 'conversation', id: 'conv_1' }),
  });
  send(server, theirs);
  const again = onTopOf(renamed, conversation('mine again', { externalId: 'x' }, 'conv_2'));
  const decision = meet({ versions: [again] }, viewOf(server), make);
  expect(decision.clashes).toMatchObject([
    {
      id: 'conv_1',
      other: again.revision,
      fields: [{ field: 'title', main: 'theirs', branch: 'mine again' }],
    },
  ]);
});

test('a conversation whose base the server did not keep is merged with the base that came along', () => {
  const server = emptyServer();
  send(server, version(conversation('b', { retentionDays: 3 })));
  const base = { state: 'active', payload: { title: 'b' } } as const;
  const theirs = { ...version(conversation('c')), parents: ['rev_forgotten'], base };
  expect(payloadOf(send(server, theirs)[0])).toEqual({ title: 'c', retentionDays: 3 });
});

test('messages take the next position of the server', () => {
  const server = emptyServer();
  send(server, version(conversation('a')), version(message('msg_1')));
  const outcomes = send(server, version(message('msg_2')), version(message('msg_3', {}, 1)));
  expect(outcomes.map((one) => payloadOf(one)['position'])).toEqual([1, 2]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['moved', 'moved']);
});

test('a message to a deleted conversation brings it back; one to an erased conversation is erased', () => {
  const server = emptyServer();
  const first = version(conversation('a'));
  send(server, first);
  send(server, version({ ...conversation('a', { messages: 0 }), state: 'deleted', from: first }));
  expect(send(server, version(message('msg_1')))[0]?.outcome).toBe('taken');
  expect(now(server, first)?.state).toBe('active');
  sendChange(server, { versions: [], erased: [{ kind: 'conversation', id: 'conv_1' }] });
  expect(now(server, { kind: 'message', id: 'msg_1' })).toBeUndefined();
  expect(send(server, version(message('msg_2')))[0]?.outcome).toBe('erased');
  expect(send(server, version(message('msg_3', { conversation: 'conv_9' })))[0]?.outcome).toBe('taken');
  expect(now(server, { kind: 'conversation', id: 'conv_9' })?.state).toBe('active');
});

test('a conversation deleted by who had not seen its newest messages stays', () => {
  const server = emptyServer();
  const first = version(conversation('a'));
  send(server, first, version(message('msg_1')));
  const deletion = version({ ...conversation('a', { messages: 0 }), state: 'deleted', from: first });
  expect(send(server, deletion)[0]).toMatchObject({ outcome: 'kept', current: { state: 'active' } });
  const again = now(server, first);
  const informed = version({ ...conversation('a', { messages: 1 }), state: 'deleted', from: again });
  expect(send(server, informed)[0]).toMatchObject({ current: { state: 'deleted' } });
});

test('conversations and messages with the same external id are one', () => {
  const server = emptyServer();
  send(
    server,
    version(conversation('a', { externalId: 'x' })),
    version(message('msg_1', { externalId: 'm' })),
  );
  const outcomes = send(
    server,
    version(message('msg_2', { conversation: 'conv_2', externalId: 'm' })),
    version(message('msg_3', { conversation: 'conv_2', externalId: 'n' })),
    version(conversation('b', { externalId: 'x' }, 'conv_2')),
  );
  expect(outcomes.map(({ outcome, becomes }) => [outcome, becomes])).toEqual([
    ['became', 'msg_1'],
    ['moved', undefined],
    ['became', 'conv_1'],
  ]);
  expect(payloadOf(outcomes[1])).toMatchObject({ conversation: 'conv_1', position: 1 });
});

test('permanent deletion wins over an edit, and nothing comes back', () => {
  const server = emptyServer();
  const first = version(memory('One.'));
  send(server, first);
  const [outcome] = sendChange(server, { versions: [], erased: [{ kind: 'memory', id: 'mem_1' }] });
  expect(outcome).toMatchObject({ id: 'mem_1', outcome: 'erased' });
  expect(send(server, version({ ...memory('Two.'), from: first }))[0]).toMatchObject({ outcome: 'erased' });
  expect(now(server, first)).toBeUndefined();
});

test('kinds without a rule of their own are merged by field', () => {
  const settings = (payload: object): Given => ({
    kind: 'settings',
    id: 'set_1',
    payload: payload as Version['payload'],
  });
  const { outcome } = edits(settings({ a: 1, b: 1 }), settings({ a: 2, b: 1 }), settings({ a: 1, b: 2 }));
  expect(outcome.current?.payload).toEqual({ a: 2, b: 2 });
});

test('a deleted conversation that comes back leaves its external id to the one that has it now', () => {
  const server = emptyServer();
  const first = version(conversation('a', { externalId: 'x' }));
  send(server, first, version({ ...conversation('a', { messages: 0 }), state: 'deleted', from: first }));
  send(server, version(conversation('b', { externalId: 'x' }, 'conv_2')));
  const [outcome] = send(server, version({ ...conversation('c', { externalId: 'x' }), from: first }));
  expect(outcome?.current).toMatchObject({ state: 'active', payload: { title: 'c' } });
  expect(payloadOf(outcome)).not.toHaveProperty('externalId');
});

test('a server that went back is told what stands for what, and believes it of records that it does not have', () => {
  const server = emptyServer();
  send(server, version(conversation('a')));
  const standIns = [
    { kind: 'conversation', of: 'conv_2', id: 'conv_1' },
    { kind: 'conversation', of: 'conv_1', id: 'conv_3' },
  ];
  sendChange(server, { versions: [], standIns });
  const [outcome] = send(server, version(message('msg_1', { conversation: 'conv_2' })));
  expect(outcome).toMatchObject({ outcome: 'moved', current: { payload: { conversation: 'conv_1' } } });
  expect(viewOf(server).standIn('conversation', 'conv_1')).toBeUndefined();
});

test('a version that stands in a change twice is written once', () => {
  const server = emptyServer();
  const first = version(memory('One.'));
  expect(send(server, first, { ...first }).map(({ outcome }) => outcome)).toEqual(['taken', 'known']);
  expect(server.log[0]?.versions).toHaveLength(1);
});

test('two records with a version in common that become one have it once', () => {
  const server = emptyServer();
  const entry = (id: string): Given => ({
    kind: 'entry',
    id,
    payload: { namespace: 'n', key: 'k', value: 1 },
  });
  const first = version(entry('ent_1'));
  send(server, first);
  const [outcome] = send(server, { ...first, id: 'ent_2' });
  expect(outcome).toMatchObject({ outcome: 'became', becomes: 'ent_1', current: first });
  expect(server.records.get('entry/ent_1')).toEqual([first]);
});

test('of a push, what follows on a version that was refused is refused', () => {
  const outcomes = [
    { kind: 'memory', id: 'mem_1', outcome: 'refused' },
    { kind: 'memory', id: 'mem_2', outcome: 'taken' },
  ] as const;
  const [one, other] = ['mem_1', 'mem_2'].map((id) => version({ ...memory('B.'), id }));
  expect(refusedBefore({ versions: [other, one] as Version[] }, outcomes)).toMatch('mem_1');
  expect(refusedBefore({ versions: [other] as Version[] }, outcomes)).toBeUndefined();
});

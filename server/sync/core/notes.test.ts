/** What two sides can do to comments, attributes and favourites, and what the server makes of it; see docs/sync.md. */
import { expect, test } from 'vitest';
import { edits, make, now, payloadOf, send, sendChange, version, type Given } from './given.suite.ts';
import { meet } from './meeting.ts';
import { emptyServer, viewOf, type ServerState } from './server.suite.ts';

const file = (id: string): Given => ({
  kind: 'item',
  id,
  payload: {
    type: 'file',
    name: 'a.md',
    parent: 'root',
    versionId: `ver_${id}`,
    content: { sha256: 'x', size: 1 },
  },
});
const comment = (text: string, itemId = 'itm_1', id = 'cmt_1'): Given => ({
  kind: 'comment',
  id,
  payload: { text, itemId },
});
const attributes = (all: Record<string, string>, id = 'itm_1'): Given => ({
  kind: 'attributes',
  id,
  payload: { attributes: all },
});
const favourite = (state: string): Given => ({ kind: 'favourite', id: 'itm_1', payload: {}, state });

/** A server with the file that everything is about. */
function withFile(): ServerState {
  const server = emptyServer();
  send(server, version(file('itm_1')));
  return server;
}

test('comments of two sides stand beside each other', () => {
  const server = withFile();
  send(server, version(comment('First.')));
  const [outcome] = send(server, version(comment('Second.', 'itm_1', 'cmt_2')));
  expect(outcome?.outcome).toBe('taken');
  expect(now(server, { kind: 'comment', id: 'cmt_1' })?.payload).toMatchObject({ text: 'First.' });
});

test('a comment that both edited is merged by sentences, and clashes where both changed the same', () => {
  const { outcome } = edits(
    comment('One. Two.'),
    comment('First. Two.'),
    comment('One. Second.'),
    withFile(),
  );
  expect(payloadOf(outcome)).toEqual({ text: 'First. Second.', itemId: 'itm_1' });
  const met = edits(comment('One.'), comment('Two.'), comment('Three.'), withFile());
  expect(met.outcome.outcome).toBe('kept');
  expect(payloadOf(met.outcome)).toMatchObject({ text: 'Two.' });
  expect(viewOf(met.server).version('comment', 'cmt_1', met.theirs.revision)?.payload).toMatchObject({
    text: 'Three.',
  });
});

test('a comment that was deleted stays so, whatever was written of it elsewhere', () => {
  const server = withFile();
  const first = version(comment('One.'));
  send(server, first);
  sendChange(server, { versions: [], erased: [{ kind: 'comment', id: 'cmt_1' }] });
  expect(send(server, version({ ...comment('Two.'), from: first }))[0]?.outcome).toBe('erased');
  expect(now(server, { kind: 'comment', id: 'cmt_1' })).toBeUndefined();
});

test('what is said about an item that was deleted for good goes', () => {
  const server = emptyServer();
  send(server, version(file('itm_1')));
  sendChange(server, { versions: [], erased: [{ kind: 'item', id: 'itm_1' }] });
  for (const given of [comment('Late.'), attributes({ a: '1' }), favourite('active')])
    expect(send(server, version(given))[0]?.outcome).toBe('erased');
});

test('what is said about an item that became another one is said about that one', () => {
  const server = emptyServer();
  send(server, version(file('itm_1')));
  expect(send(server, version(file('itm_2')))[0]).toMatchObject({ outcome: 'became', becomes: 'itm_1' });
  const [said] = send(server, version(comment('Here.', 'itm_2')));
  expect(said).toMatchObject({ outcome: 'moved', current: { payload: { text: 'Here.', itemId: 'itm_1' } } });
  send(server, version(attributes({ colour: 'red' })));
  const [marked] = send(server, version(attributes({ size: 'A4' }, 'itm_2')));
  expect(marked).toMatchObject({ outcome: 'became', becomes: 'itm_1' });
  expect(payloadOf(marked)).toEqual({ attributes: { colour: 'red', size: 'A4' } });
});

test('attributes are merged one by one, also those that both sides began', () => {
  const { outcome } = edits(
    attributes({ a: '1', b: '1' }),
    attributes({ a: '2', b: '1' }),
    attributes({ a: '1', c: '3' }),
    withFile(),
  );
  expect(payloadOf(outcome)).toEqual({ attributes: { a: '2', c: '3' } });
  const server = withFile();
  send(server, version(attributes({ a: '1' })));
  const [both] = send(server, version(attributes({ b: '2' })));
  expect(payloadOf(both)).toEqual({ attributes: { a: '1', b: '2' } });
});

test('an attribute that both set otherwise clashes', () => {
  const server = withFile();
  const first = version(attributes({ a: '1', b: '1' }));
  send(server, first, version({ ...attributes({ a: '2', b: '1' }), from: first }));
  const theirs = version({ ...attributes({ a: '3', b: '3' }), from: first });
  const { clashes, outcomes } = meet({ versions: [theirs] }, viewOf(server), make);
  expect(outcomes[0]?.current?.payload).toEqual({ attributes: { a: '2', b: '3' } });
  expect(clashes.map(({ fields }) => fields.map(({ field, path }) => [field, ...path].join('.')))).toEqual([
    ['attributes.a'],
  ]);
});

test.each([
  ['both marked', 'active', 'active', 'active'],
  ['one took the mark away', 'active', 'removed', 'removed'],
  ['both took it away', 'removed', 'removed', 'removed'],
])('a favourite: %s', (_name, there, here, state) => {
  expect(
    edits(favourite('active'), favourite(there), favourite(here), withFile()).outcome.current?.state,
  ).toBe(state);
});

test('a mark that one side began and another one took away stands', () => {
  const server = withFile();
  send(server, version(favourite('removed')));
  expect(send(server, version(favourite('active')))[0]?.current?.state).toBe('active');
});

test('attributes and marks are deleted for good with their item, and not without it', () => {
  const server = emptyServer();
  send(server, version(file('itm_1')), version(attributes({ a: '1' })));
  const names = [attributes({}), favourite('active')].map(({ kind, id }) => ({ kind, id }));
  expect(sendChange(server, { versions: [], erased: names })).toEqual([]);
  expect(now(server, { kind: 'attributes', id: 'itm_1' })).toBeDefined();
  const all = [{ kind: 'item', id: 'itm_1' }, ...names];
  expect(sendChange(server, { versions: [], erased: all })).toHaveLength(3);
  expect(now(server, { kind: 'attributes', id: 'itm_1' })).toBeUndefined();
});

test('what is said about an item that was not taken waits for it, which may become another one', () => {
  const server = emptyServer();
  send(server, version(file('itm_1')));
  const said = [comment('Here.', 'itm_2'), attributes({ size: 'A4' }, 'itm_2')].map(version);
  for (const one of said)
    expect(send(server, one)[0]).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching('itm_2'),
    });
  const [item, ...notes] = send(server, version(file('itm_2')), ...said);
  expect(item).toMatchObject({ outcome: 'became', becomes: 'itm_1' });
  expect(notes.map(payloadOf)).toEqual([{ text: 'Here.', itemId: 'itm_1' }, { attributes: { size: 'A4' } }]);
});

test('a mark goes where its item went, whatever it stood for at a server that went back', () => {
  const server = emptyServer();
  send(server, version(file('itm_2')));
  sendChange(server, { versions: [], standIns: [{ kind: 'favourite', of: 'itm_2', id: 'itm_9' }] });
  send(server, version(file('itm_1')));
  const [marked] = send(server, version({ ...favourite('active'), id: 'itm_1' }));
  expect(marked).toMatchObject({ outcome: 'became', becomes: 'itm_2' });
});

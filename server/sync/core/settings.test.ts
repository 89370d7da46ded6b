/** What two sides can do to a project's name and description, and what the server makes of it; see docs/sync.md. */
import { expect, test } from 'vitest';
import { edits, make, payloadOf, send, version, type Given } from './given.suite.ts';
import { meet } from './meeting.ts';
import { emptyServer, viewOf } from './server.suite.ts';

const settings = (name: string, description = ''): Given => ({
  kind: 'project',
  id: 'prj_1',
  payload: { name, description },
});

test('a name that one side changed and a description that the other did both stand', () => {
  const { outcome, ours, theirs } = edits(
    settings('House'),
    settings('Home'),
    settings('House', 'Where we live.'),
  );
  expect(outcome).toMatchObject({
    outcome: 'merged',
    current: { state: 'active', parents: [ours.revision, theirs.revision] },
  });
  expect(payloadOf(outcome)).toEqual({ name: 'Home', description: 'Where we live.' });
});

test.each([
  ['name', settings('Home'), settings('Villa'), { name: 'Home', description: '' }],
  [
    'description',
    settings('House', 'One.'),
    settings('House', 'Two.'),
    { name: 'House', description: 'One.' },
  ],
])(
  'a %s that both changed stays as it is at the server, and the inbox shows both',
  (field, there, here, now) => {
    const { server, first, ours, theirs, outcome } = edits(settings('House'), there, here);
    expect(outcome.outcome).toBe('kept');
    expect(payloadOf(outcome)).toEqual(now);
    expect(viewOf(server).version('project', 'prj_1', theirs.revision)?.payload).toEqual(theirs.payload);
    const again = emptyServer();
    send(again, first);
    send(again, ours);
    const { clashes } = meet({ versions: [theirs] }, viewOf(again), make);
    expect(clashes.map(({ fields }) => fields.map((one) => one.field))).toEqual([[field]]);
  },
);

test('both who changed the same alike agree', () => {
  const { outcome } = edits(settings('House'), settings('Home'), settings('Home'));
  expect(outcome.outcome).toBe('merged');
});

test('of two projects that become one, the description of the one that has one stands, and two names clash', () => {
  const server = emptyServer();
  send(server, version(settings('House')));
  const [described] = send(server, version(settings('House', 'Where we live.')));
  expect(payloadOf(described)).toEqual({ name: 'House', description: 'Where we live.' });
  const [named] = send(server, version(settings('Villa', 'Where we live.')));
  expect(named?.outcome).toBe('kept');
  expect(payloadOf(named)).toEqual({ name: 'House', description: 'Where we live.' });
});

test('versions that a server lost come back in their order', () => {
  const server = emptyServer();
  const first = version(settings('House'));
  const second = version({ ...settings('Home'), from: first });
  const third = version({ ...settings('Home', 'Ours.'), from: second });
  send(server, first);
  expect(send(server, first, second, third).map(({ outcome }) => outcome)).toEqual([
    'known',
    'taken',
    'taken',
  ]);
});

test('of two that begin with the same, an edit before the first exchange stands', () => {
  const server = emptyServer();
  send(server, version(settings('House')));
  const base = { state: 'active', payload: { name: 'House', description: '' } };
  const edited = { ...version(settings('Home')), base };
  expect(send(server, edited)[0]).toMatchObject({
    outcome: 'merged',
    current: { payload: { name: 'Home' } },
  });
});

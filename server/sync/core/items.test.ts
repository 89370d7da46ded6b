/** Every pair of what two sides can do to files and folders, and what the server makes of it; see docs/sync.md. */
import { expect, test } from 'vitest';
import { edits, now, payloadOf, send, sendChange, version, type Given } from './given.suite.ts';
import { emptyServer, viewOf } from './server.suite.ts';
import { rootFolder, type Version } from './version.ts';

interface Facts {
  name?: string;
  parent?: string;
  bytes?: string;
  trashedAt?: number;
}

function file(id: string, { name = 'a.md', parent = rootFolder, bytes = id, ...more }: Facts = {}): Given {
  const content = { sha256: bytes, size: 1 };
  return {
    kind: 'item',
    id,
    payload: { type: 'file', name, parent, versionId: `ver_${bytes}`, content, ...more },
  };
}

function folder(id: string, { name = id, parent = rootFolder, ...more }: Facts = {}): Given {
  return { kind: 'item', id, payload: { type: 'folder', name, parent, ...more } };
}

const trashed = (given: Given, at = 5): Given => ({
  ...given,
  state: 'trashed',
  payload: { ...(given.payload as object), trashedAt: at },
});

test('two names: the first stands, the second is in the history', () => {
  const met = edits(file('itm_1'), file('itm_1', { name: 'b.md' }), file('itm_1', { name: 'c.md' }));
  expect(met.outcome.outcome).toBe('moved');
  expect(payloadOf(met.outcome)['name']).toBe('b.md');
});

test('a name there and bytes here are both taken, as are a place and a name', () => {
  const met = edits(file('itm_1'), file('itm_1', { name: 'b.md' }), file('itm_1', { bytes: 'new' }));
  expect(payloadOf(met.outcome)).toMatchObject({ name: 'b.md', versionId: 'ver_new' });
});

test('two contents: the first stays, the second becomes a file beside it and a version of the first', () => {
  const met = edits(file('itm_1'), file('itm_1', { bytes: 'there' }), file('itm_1', { bytes: 'here' }));
  expect(met.outcome).toMatchObject({ outcome: 'kept', current: { payload: { versionId: 'ver_there' } } });
  expect(viewOf(met.server).version('item', 'itm_1', met.theirs.revision)).toBeDefined();
  const copy = viewOf(met.server).holder('item', `${rootFolder}/a (laptop, 2026-11-21).md`) as string;
  expect(now(met.server, { kind: 'item', id: copy })?.payload).toMatchObject({
    name: 'a (Laptop, 2026-11-21).md',
    versionId: 'ver_here',
  });
  const next = version({ ...file('itm_1', { bytes: 'here2' }), from: met.theirs });
  expect(send(met.server, next)[0]?.outcome).toBe('kept');
  expect(now(met.server, { kind: 'item', id: copy })?.payload).toMatchObject({ versionId: 'ver_here2' });
  expect([...met.server.records.keys()]).toHaveLength(2);
});

test('the copy of a file in the trash, whose folder is gone, lies in the nearest folder that stands', () => {
  const met = edits(
    file('itm_1'),
    trashed(file('itm_1', { bytes: 'there' })),
    trashed(file('itm_1', { bytes: 'here', parent: 'itm_gone' })),
  );
  expect(met.outcome.outcome).toBe('kept');
  const copy = now(met.server, { kind: 'item', id: 'itm_of_ver_here' });
  expect(copy).toMatchObject({ state: 'active', payload: { parent: rootFolder } });
});

test('of a line whose middle a server lost the last version stands, and no copy is made of it', () => {
  const server = emptyServer();
  const first = version(file('itm_1'));
  send(server, first);
  const own = version({ ...file('itm_1', { bytes: 'new' }), from: first });
  const lost = version({ ...file('itm_1', { bytes: 'new', name: 'b.md' }), from: own });
  const last = version({ ...file('itm_1', { bytes: 'new', name: 'c.md' }), from: lost });
  const outcomes = send(server, first, own, last);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['known', 'taken', 'taken']);
  expect(now(server, first)?.revision).toBe(last.revision);
  expect([...server.records.keys()]).toHaveLength(1);
});

test('bytes that lie in a copy, since a server lost how they met, stay there when they come again', () => {
  const server = emptyServer();
  const first = version(file('itm_1'));
  const kept = version({ ...file('itm_1', { bytes: 'kept' }), from: first });
  const later = version({ ...file('itm_1', { bytes: 'later' }), from: kept });
  const own = version({ ...file('itm_1', { name: 'b.md' }), from: first });
  const met = version({ ...file('itm_1', { name: 'b.md', bytes: 'later' }), from: own });
  send(server, first, kept);
  // It knows what the server made of both, and not the version whose bytes that has.
  send(server, own, { ...met, parents: ['rev_lost', own.revision] });
  expect(server.records.size).toBe(2);
  send(server, later);
  const bytes = [...server.records.values()].map((all) => {
    const { payload } = all.at(-1) as Version;
    return (payload as { versionId: string }).versionId;
  });
  expect(bytes.toSorted()).toEqual(['ver_kept', 'ver_later']);
});

test('a server that went back makes the same copy again, and not one that was deleted', () => {
  const [base, here] = [version(file('itm_1')), file('itm_1', { bytes: 'here' })];
  const [there, theirs] = [
    version({ ...file('itm_1', { bytes: 'there' }), from: base }),
    version({ ...here, from: base }),
  ];
  const copies = [1, 2].map(() => {
    const server = emptyServer();
    send(server, base, there);
    send(server, theirs);
    return [...server.records.keys()].find((key) => key !== 'item/itm_1') as string;
  });
  expect(copies[0]).toBe(copies[1]);
  const server = emptyServer();
  send(server, base, there);
  sendChange(server, {
    versions: [],
    erased: [{ kind: 'item', id: (copies[0] as string).slice('item/'.length) }],
  });
  expect(send(server, theirs)[0]?.outcome).toBe('kept');
  expect(server.records.size).toBe(1);
});

test('the same bytes on both sides are no clash', () => {
  const met = edits(file('itm_1'), file('itm_1', { bytes: 'same' }), file('itm_1', { bytes: 'same' }));
  expect(met.outcome.outcome).toBe('merged');
  expect(met.server.records.size).toBe(1);
});

test.each([
  ['renamed', file('itm_1', { name: 'b.md' }), { name: 'b.md' }],
  ['moved', file('itm_1', { parent: 'itm_f' }), { parent: 'itm_f' }],
  ['written', file('itm_1', { bytes: 'new' }), { versionId: 'ver_new' }],
])('what is %s on one side and trashed on the other comes back, either way', (_name, edit, facts) => {
  for (const [there, here] of [
    [trashed(file('itm_1')), edit],
    [edit, trashed(file('itm_1'))],
  ] as const) {
    const server = emptyServer();
    const first = version(file('itm_1'));
    send(server, version(folder('itm_f')), first);
    send(server, version({ ...there, from: first }));
    const [outcome] = send(server, version({ ...here, from: first }));
    expect(outcome?.current).toMatchObject({ state: 'active', payload: facts });
    expect(payloadOf(outcome)).not.toHaveProperty('trashedAt');
  }
});

test('what only one side put into the trash is there, and what it takes out is back', () => {
  const met = edits(file('itm_1'), {}, trashed(file('itm_1')));
  expect(met.outcome.current?.state).toBe('trashed');
  const again = edits(trashed(file('itm_1')), trashed(file('itm_1'), 6), {
    ...file('itm_1'),
    state: 'active',
  });
  expect(again.outcome.current?.state).toBe('active');
});

test('two places: the first stands; a move below itself is not made', () => {
  const server = emptyServer();
  const [one, two, three] = [version(folder('itm_1')), version(folder('itm_2')), version(folder('itm_3'))];
  send(server, one, two, three);
  send(server, version({ ...folder('itm_1', { parent: 'itm_2' }), from: one }));
  const [other] = send(server, version({ ...folder('itm_1', { parent: 'itm_3' }), from: one }));
  expect(other).toMatchObject({ outcome: 'moved', current: { payload: { parent: 'itm_2' } } });
  const [cycle] = send(server, version({ ...folder('itm_2', { parent: 'itm_1' }), from: two }));
  expect(cycle).toMatchObject({ outcome: 'moved', current: { payload: { parent: rootFolder } } });
});

test('nothing in the trash is below itself either', () => {
  const server = emptyServer();
  const [one, two] = [version(folder('itm_1')), version(folder('itm_2'))];
  send(server, one, two);
  send(server, version({ ...folder('itm_1', { parent: 'itm_2' }), from: one }));
  const [outcome] = send(server, version({ ...trashed(folder('itm_2', { parent: 'itm_1' })), from: two }));
  expect(payloadOf(outcome)['parent']).toBe(rootFolder);
});

test('a name that another item has: the second stands beside it', () => {
  const server = emptyServer();
  send(server, version(file('itm_1')));
  const [outcome] = send(server, version(file('itm_2', { name: 'A.MD' })));
  expect(outcome).toMatchObject({
    outcome: 'moved',
    current: { payload: { name: 'A (Laptop, 2026-11-21).MD' } },
  });
  const [third] = send(server, version(file('itm_3')));
  expect(payloadOf(third)['name']).toBe('a (Laptop, 2026-11-21) (2).md');
  const other = version(file('itm_4', { name: 'z.md' }));
  send(server, other);
  const [renamed] = send(server, version({ ...file('itm_4'), from: other }));
  expect(payloadOf(renamed)['name']).toBe('a (Laptop, 2026-11-21) (3).md');
});

test('two folders of one name are one, with what both hold; so are two files with the same bytes', () => {
  const server = emptyServer();
  send(server, version(folder('itm_1', { name: 'Plans' })));
  const outcomes = send(
    server,
    version(file('itm_3', { parent: 'itm_2' })),
    version(folder('itm_2', { name: 'plans' })),
  );
  expect(outcomes[1]).toMatchObject({ outcome: 'became', becomes: 'itm_1' });
  expect(outcomes[0]).toMatchObject({ outcome: 'moved', current: { payload: { parent: 'itm_1' } } });
  expect(send(server, version(file('itm_4', { parent: 'itm_1', bytes: 'itm_3' })))[0]).toMatchObject({
    outcome: 'became',
    becomes: 'itm_3',
  });
});

test('a new folder does not become the one that leaves the name in the same change', () => {
  const server = emptyServer();
  const first = version(folder('itm_1', { name: 'Plans' }));
  send(server, first);
  const outcomes = send(
    server,
    version(folder('itm_2', { name: 'Plans' })),
    version({ ...folder('itm_1', { name: 'Old' }), from: first }),
  );
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['taken', 'taken']);
});

test('what is written into a folder that went to the trash stands in the nearest folder that is there', () => {
  const server = emptyServer();
  const inner = version(folder('itm_2', { parent: 'itm_1' }));
  send(server, version(folder('itm_1')), inner);
  send(server, version({ ...trashed(folder('itm_2', { parent: 'itm_1' })), from: inner }));
  const [outcome] = send(server, version(file('itm_3', { parent: 'itm_2' })));
  expect(outcome).toMatchObject({ outcome: 'moved', current: { payload: { parent: 'itm_1' } } });
  const [lost] = send(server, version(file('itm_4', { parent: 'itm_9' })));
  expect(payloadOf(lost)).toMatchObject({ parent: rootFolder });
});

test('a folder that is erased leaves what its device did not know of to the folder above', () => {
  const server = emptyServer();
  send(server, version(folder('itm_1')), version(folder('itm_2', { parent: 'itm_1' })));
  send(
    server,
    version(file('itm_3', { parent: 'itm_2' })),
    version(file('itm_4', { parent: 'itm_2', name: 'b' })),
  );
  const erased = ['itm_1', 'itm_2', 'itm_3'].map((id) => ({ kind: 'item', id }));
  sendChange(server, { versions: [], erased });
  expect(now(server, { kind: 'item', id: 'itm_3' })).toBeUndefined();
  expect(now(server, { kind: 'item', id: 'itm_4' })?.payload).toMatchObject({ parent: rootFolder });
});

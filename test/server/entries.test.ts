/** Key-value memory over the API of a running server: values, versions, ends, lists, batches and history. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

async function begin() {
  const { id: projectId } = await server.owner.createProject({ name: 'Values' });
  return { client: server.owner, projectId, namespace: 'app' };
}

test.each([
  ['user:john:preferences', { theme: 'dark', sizes: [1, 2.5, null], nested: { yes: true } }],
  ['a/b c', 'text with "quotes" and ümläuts'],
  ['ключ.日本', 0],
  ['%2F?#&', null],
  ['..x', false],
])('a value under %s is read back as it was written, and gone when removed', async (key, value) => {
  const { client, projectId, namespace } = await begin();
  const one = { projectId, namespace, key };
  const written = await client.setEntry({ ...one, value });
  expect(written).toMatchObject({ namespace, key, version: 1, expires_at: null });
  expect(await client.getEntry(one)).toEqual({ ...written, value });
  expect(await client.deleteEntry(one)).toEqual({ namespace, key, deleted: true });
  expect(await client.deleteEntry(one)).toEqual({ namespace, key, deleted: false });
  await expect(client.getEntry(one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each([
  ['a namespace with a slash', { namespace: 'a/b' }],
  ['a key with a control character', { key: 'a\u0007b' }],
  ['a key with a space at its end', { key: 'a ' }],
  ['a key that is too long', { key: 'k'.repeat(257) }],
  ['a value that is nested too deep', { value: JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown }],
  ['no value', { value: undefined }],
  ['an end in the past', { ttl: -1 }],
])('%s is refused', async (_name, wrong) => {
  const { client, projectId, namespace } = await begin();
  const input = { projectId, namespace, key: 'k', value: 1, ...wrong };
  const write = client.setEntry(input);
  await expect(write).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
});

test('a value of 1 MB is taken, a larger one refused', async () => {
  const { client, projectId, namespace } = await begin();
  const input = { projectId, namespace, key: 'large' };
  const most = await client.setEntry({ ...input, value: 'x'.repeat(1_048_576) });
  expect(most.bytes).toBe(1_048_576);
  const more = client.setEntry({ ...input, value: 'x'.repeat(1_048_577) });
  await expect(more).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  expect((await client.getEntry(input)).version).toBe(1);
});

test('a version refuses what was made for another one; 0 wants no entry; removed and written anew, versions go on', async () => {
  const { client, projectId, namespace } = await begin();
  const one = { projectId, namespace, key: 'k' };
  await client.setEntry({ ...one, value: 'first', version: 0 });
  await expect(client.setEntry({ ...one, value: 'again', version: 0 })).rejects.toMatchObject({
    code: 'VERSION_CONFLICT',
    details: { current_version: 1 },
  });
  const both = await Promise.allSettled(
    ['left', 'right'].map((value) => client.setEntry({ ...one, value, version: 1 })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(client.deleteEntry({ ...one, version: 1 })).rejects.toMatchObject({
    code: 'VERSION_CONFLICT',
  });
  await client.deleteEntry({ ...one, version: 2 });
  await expect(client.setEntry({ ...one, value: 'old', version: 3 })).rejects.toMatchObject({
    code: 'VERSION_CONFLICT',
  });
  expect((await client.setEntry({ ...one, value: 'anew', version: 0 })).version).toBe(4);
});

test('an entry whose time is over is returned by nothing, and its values leave the history', async () => {
  const { client, projectId, namespace } = await begin();
  const one = { projectId, namespace, key: 'session' };
  const first = await client.setEntry({ ...one, value: 'lasting', ttl: 3_600 });
  expect(Date.parse(first.expires_at ?? '') - Date.parse(first.updated_at)).toBe(3_600_000);
  const { revision } = await client.setEntry({ ...one, value: 'short', ttl: 0.05 });
  await pause(60);
  await expect(client.getEntry(one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(client.getEntryHistory(one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await client.listEntries({ projectId, namespace })).items).toEqual([]);
  expect((await client.listNamespaces({ projectId })).items).toEqual([]);
  expect((await client.readEntries({ projectId, keys: [one] })).items).toEqual([null]);
  expect(await client.deleteEntry(one)).toMatchObject({ deleted: false });
  await expect(client.setEntry({ ...one, value: 'x', version: 2 })).rejects.toMatchObject({
    code: 'VERSION_CONFLICT',
  });
  await expect
    .poll(async () => (await client.listChanges({ projectId })).changes.at(-1)?.records[0]?.status, {
      timeout: 40_000,
    })
    .toBe('expired');
  const anew = await client.setEntry({ ...one, value: 'anew' });
  const { items } = await client.getEntryHistory(one);
  expect(items.map(({ version, status }) => [version, status])).toEqual([
    [anew.version, 'active'],
    [3, 'expired'],
  ]);
  await expect(client.restoreEntry({ ...one, revision })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await client.getEntry(one)).toMatchObject({ value: 'anew', expires_at: null });
});

test('lists go by key, from a prefix, page by page, without values', async () => {
  const { client, projectId, namespace } = await begin();
  const keys = Array.from({ length: 25 }, (_, at) => `user:${String(at).padStart(2, '0')}`);
  await client.writeEntries({
    projectId,
    writes: [...keys, 'other', 'user'].map((key) => ({ op: 'set', namespace, key, value: 'ab' })),
  });
  await client.setEntry({ projectId, namespace: 'appendix', key: 'user:99', value: 1 });
  const seen: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 3; page++) {
    const { items, next } = await client.listEntries({
      projectId,
      namespace,
      prefix: 'user:',
      after,
      limit: 10,
    });
    expect(items[0]).toMatchObject({ version: 1, bytes: 2 });
    expect(items[0]).not.toHaveProperty('value');
    seen.push(...items.map(({ key }) => key));
    after = next ?? undefined;
  }
  expect(seen).toEqual(keys);
  expect(after).toBeUndefined();
  const first = await client.listNamespaces({ projectId, limit: 1 });
  expect(first).toEqual({ items: [{ namespace: 'app' }], next: 'app' });
  const second = await client.listNamespaces({ projectId, after: 'app' });
  expect(second).toEqual({ items: [{ namespace: 'appendix' }], next: null });
});

test('a batch is written whole or not at all, or each write by itself', async () => {
  const { client, projectId, namespace } = await begin();
  await client.setEntry({ projectId, namespace, key: 'text', value: 'words' });
  const writes = [
    { op: 'set' as const, namespace, key: 'a', value: 1 },
    { op: 'increment' as const, namespace, key: 'text', by: 1 },
    { op: 'append' as const, namespace, key: 'list', value: 'x' },
  ];
  await expect(client.writeEntries({ projectId, writes })).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
  expect((await client.listEntries({ projectId, namespace })).items.map(({ key }) => key)).toEqual(['text']);
  const { items } = await client.writeEntries({ projectId, writes, atomic: false });
  expect(items).toMatchObject([
    { key: 'a', entry: { version: 1, bytes: 1 } },
    { key: 'text', error: { code: 'STATE_NOT_READY' } },
    { key: 'list', entry: { bytes: 5 } },
  ]);
  const before = (await client.listChanges({ projectId })).changes.length;
  await client.writeEntries({
    projectId,
    writes: [
      { op: 'delete', namespace, key: 'text' },
      { op: 'delete', namespace, key: 'never' },
      { op: 'increment', namespace, key: 'a', by: 4 },
    ],
  });
  expect((await client.listChanges({ projectId })).changes.length).toBe(before + 1);
  const read = await client.readEntries({
    projectId,
    keys: [
      { namespace, key: 'a' },
      { namespace, key: 'text' },
    ],
  });
  expect(read.items).toMatchObject([{ value: 5 }, null]);
  const dots = client.writeEntries({ projectId, writes: [{ ...writes[0]!, key: '..' }] });
  await expect(dots).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  const twice = client.writeEntries({ projectId, writes: [writes[0]!, writes[0]!] });
  await expect(twice).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
});

test('what many callers add and append at once is all kept, one commit each', async () => {
  const { client, projectId, namespace } = await begin();
  const each = 100;
  await Promise.all(
    Array.from({ length: each }, (_, value) =>
      Promise.all([
        client.incrementEntry({ projectId, namespace, key: 'count', by: 2 }),
        client.appendToEntry({ projectId, namespace, key: 'list', value }),
      ]),
    ),
  );
  const count = await client.getEntry({ projectId, namespace, key: 'count' });
  const list = await client.getEntry({ projectId, namespace, key: 'list' });
  expect(count).toMatchObject({ value: 2 * each, version: each });
  expect(list).toMatchObject({ version: each, bytes: JSON.stringify(list.value).length });
  const numbers = (list.value as number[]).toSorted((one, other) => one - other);
  expect(numbers).toEqual(Array.from({ length: each }, (_, at) => at));
});

test('a repeat is applied once, alone or in a batch', async () => {
  const { client, projectId, namespace } = await begin();
  const one = { projectId, namespace, key: 'count' };
  const options = { idempotencyKey: 'repeat-1' };
  const first = await client.incrementEntry(one, options);
  await client.incrementEntry(one);
  expect(await client.incrementEntry(one, options)).toEqual(first);
  const again = { idempotencyKey: 'repeat-2' };
  const created = await client.setEntry({ ...one, key: 'new', value: 1, version: 0 }, again);
  expect(await client.setEntry({ ...one, key: 'new', value: 1, version: 0 }, again)).toEqual(created);
  const writes = [{ op: 'increment' as const, namespace, key: 'count', by: 10 }];
  for (const atomic of [true, false]) {
    const batch = { idempotencyKey: `repeat-${atomic}` };
    const answer = await client.writeEntries({ projectId, writes, atomic }, batch);
    expect(await client.writeEntries({ projectId, writes, atomic }, batch)).toEqual(answer);
  }
  expect((await client.getEntry(one)).value).toBe(22);
});

test('a repeated removal is answered as the first time, whatever has happened since', async () => {
  const { client, projectId, namespace } = await begin();
  const one = { projectId, namespace, key: 'gone' };
  await client.setEntry({ ...one, value: 1 });
  const options = { idempotencyKey: 'removal' };
  const first = await client.deleteEntry(one, options);
  expect(first.deleted).toBe(true);
  expect(await client.deleteEntry(one, options)).toEqual(first);
  await client.setEntry({ ...one, value: 2 });
  expect(await client.deleteEntry(one, options)).toEqual(first);
  expect((await client.getEntry(one)).value).toBe(2);
});

test('a repeated batch gets its own answers, where part of it has nothing left to do', async () => {
  const { client, projectId, namespace } = await begin();
  for (const key of ['a', 'b']) await client.setEntry({ projectId, namespace, key, value: key });
  const writes = [
    { op: 'delete' as const, namespace, key: 'a' },
    { op: 'set' as const, namespace, key: 'b', value: 'new' },
  ];
  const options = { idempotencyKey: 'removal in a batch' };
  const first = await client.writeEntries({ projectId, writes }, options);
  expect(first.items).toMatchObject([{ key: 'a', entry: null }, { entry: { key: 'b', version: 2 } }]);
  expect(await client.writeEntries({ projectId, writes }, options)).toEqual(first);
});

test('plain sets that stand each by itself are one commit, and a repeat gets its answers', async () => {
  const { client, projectId, namespace } = await begin();
  const set = (key: string, value: unknown) => ({ op: 'set' as const, namespace, key, value });
  const changes = async () => (await client.listChanges({ projectId })).changes.length;
  const before = await changes();
  const writes = [set('a', 1), set('b', 'two'), set('c', [3])];
  const options = { idempotencyKey: 'sets' };
  const first = await client.writeEntries({ projectId, writes, atomic: false }, options);
  expect(first.items).toMatchObject(writes.map(({ key }) => ({ key, entry: { version: 1 } })));
  expect(await client.writeEntries({ projectId, writes, atomic: false }, options)).toEqual(first);
  expect(await changes()).toBe(before + 1);
  // One that is too large leaves the others alone, and two of one key follow each other.
  const large = set('large', 'x'.repeat(1_048_577));
  const mixed = [set('a', 2), large, set('a', 3)];
  const { items } = await client.writeEntries({ projectId, writes: mixed, atomic: false });
  expect(items).toMatchObject([
    { entry: { version: 2 } },
    { error: { code: 'PAYLOAD_TOO_LARGE' } },
    { entry: { version: 3 } },
  ]);
  expect((await client.getEntry({ projectId, namespace, key: 'a' })).value).toBe(3);
});

test('a change builds on what somebody else wrote since the last one', async () => {
  const { client, projectId, namespace } = await begin();
  const one = { projectId, namespace, key: 'count' };
  const back = async () => {
    const { changes } = await client.listChanges({ projectId });
    await client.setEntry({ ...one, value: 10 });
    await client.restoreProjectTo({ projectId, to: String(changes.at(-1)?.seq) });
  };
  await client.setEntry({ ...one, value: 1 });
  await back();
  expect(await client.incrementEntry(one)).toMatchObject({ value: 2, version: 4 });
  await back();
  expect((await client.setEntry({ ...one, value: 5, version: 6 })).version).toBe(7);
  await back();
  expect((await client.setEntry({ ...one, value: 'text' })).version).toBe(10);
  await back();
  const text = client.incrementEntry(one);
  await expect(text).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
  await client.deleteEntry(one);
  expect((await client.setEntry({ ...one, value: 6, version: 0 })).version).toBe(14);
});

test('every value stays in the history, can be compared and brought back', async () => {
  const { client, projectId, namespace } = await begin();
  const one = { projectId, namespace, key: 'motto' };
  await client.setEntry({ ...one, value: 'calm seas', message: 'a first try' });
  await client.setEntry({ ...one, value: 'rough seas' });
  await client.deleteEntry(one);
  const { items } = await client.getEntryHistory(one);
  expect(items.map(({ status, message }) => [status, message])).toEqual([
    ['deleted', undefined],
    ['active', undefined],
    ['active', 'a first try'],
  ]);
  const [removal, second, first] = items.map(({ revision }) => revision);
  const difference = await client.diffEntry({ ...one, from: first ?? '', to: second ?? '' });
  expect(difference.fields).toMatchObject([{ field: 'value', before: 'calm seas', after: 'rough seas' }]);
  expect((await client.restoreEntry({ ...one, revision: first ?? '' })).version).toBe(4);
  expect((await client.getEntry(one)).value).toBe('calm seas');
  const nothing = client.restoreEntry({ ...one, revision: removal ?? '' });
  await expect(nothing).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
});

test('a key reaches its own projects alone, and one that reads writes nothing', async () => {
  const { client, projectId, namespace } = await begin();
  const { projectId: other } = await begin();
  await client.setEntry({ projectId, namespace, key: 'k', value: 1 });
  const reader = server.clientOf((await server.newKey([projectId], { scope: 'read' })).secret);
  expect(await reader.getEntry({ projectId, namespace, key: 'k' })).toMatchObject({ value: 1 });
  expect((await reader.readEntries({ projectId, keys: [{ namespace, key: 'k' }] })).items).toHaveLength(1);
  const refused = { code: 'READ_ONLY_KEY' };
  await expect(reader.setEntry({ projectId, namespace, key: 'k', value: 2 })).rejects.toMatchObject(refused);
  await expect(reader.deleteEntry({ projectId, namespace, key: 'k' })).rejects.toMatchObject(refused);
  await expect(reader.getEntry({ projectId: other, namespace, key: 'k' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

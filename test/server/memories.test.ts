/** Memories by REST: revisions, conflicts, repeats, history and the trash. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;

beforeAll(async () => {
  server = await startTestServer();
  projectId = (await server.owner.createProject({ name: 'Memories' })).id;
});

afterAll(() => server[Symbol.asyncDispose]());

describe('a memory', () => {
  it('is found by the next search, and no longer by the old words once it is changed', async () => {
    const memory = await server.owner.addMemory({
      projectId,
      content: 'Deliveries come through the northern gate.',
    });
    expect((await server.owner.search({ query: 'northern gate' })).results[0]?.record_id).toBe(memory.id);
    await server.owner.updateMemory({
      projectId,
      memoryId: memory.id,
      content: 'Deliveries come through the southern door.',
    });
    expect(
      (await server.owner.search({ query: 'northern gate' })).results.map(({ record_id }) => record_id),
    ).not.toContain(memory.id);
    expect((await server.owner.search({ query: 'southern door' })).results[0]?.text).toContain(
      'southern door',
    );
  });

  it('answers a repeated change as the first time, also when somebody removed it meanwhile', async () => {
    const memory = await server.owner.addMemory({ projectId, content: 'The bell rings at noon.' });
    const one = { projectId, memoryId: memory.id };
    const change = () =>
      server.owner.updateMemory({ ...one, content: 'It rings at one.' }, { idempotencyKey: 'bell' });
    const first = await change();
    await server.owner.deleteMemory(one);
    expect(await change()).toEqual(first);
    await expect(server.owner.updateMemory({ ...one, content: 'At two.' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('keeps every revision with its parent, shows what changed word by word, and can go back', async () => {
    const memory = await server.owner.addMemory({ projectId, content: 'Tea at four.', message: 'first' });
    const one = { projectId, memoryId: memory.id };
    await server.owner.updateMemory({ ...one, content: 'Tea at five.', message: 'later' });
    const { items } = await server.owner.getMemoryHistory(one);
    expect(items.map(({ version, message }) => [version, message])).toEqual([
      [2, 'later'],
      [1, 'first'],
    ]);
    expect(items[0]?.parents).toEqual([memory.revision]);
    const diff = await server.owner.diffMemory({
      ...one,
      from: memory.revision,
      to: items[0]?.revision ?? '',
    });
    const words = diff.fields.find(({ field }) => field === 'content')?.words ?? [];
    expect(words.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'removed four',
      'added five',
    ]);
    const restored = await server.owner.restoreMemory({ ...one, revision: memory.revision });
    expect(restored).toMatchObject({ content: 'Tea at four.', version: 3 });
  });

  it('that somebody else changed meanwhile is not overwritten', async () => {
    const memory = await server.owner.addMemory({ projectId, content: 'v1' });
    const one = { projectId, memoryId: memory.id };
    await server.owner.updateMemory({ ...one, content: 'v2', version: 1 });
    const late = server.owner.updateMemory({ ...one, content: 'mine', version: 1 });
    await expect(late).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { current_version: 2 } });
    expect((await server.owner.getMemory(one)).content).toBe('v2');
  });

  it('changed fifty times at once without a version keeps all fifty changes in its history', async () => {
    const memory = await server.owner.addMemory({ projectId, content: 'start' });
    const one = { projectId, memoryId: memory.id };
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) => server.owner.updateMemory({ ...one, content: `change ${i}` })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect((await server.owner.getMemoryHistory(one)).items).toHaveLength(6);
  });

  it('in the trash is not recalled, and comes back with its text', async () => {
    const memory = await server.owner.addMemory({ projectId, content: 'The parrot is called Ulysses.' });
    const one = { projectId, memoryId: memory.id };
    await server.owner.deleteMemory(one);
    expect((await server.owner.search({ query: 'parrot Ulysses' })).results).toEqual([]);
    await expect(server.owner.updateMemory({ ...one, content: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await server.owner.restoreMemory({ ...one, revision: memory.revision });
    expect((await server.owner.search({ query: 'parrot Ulysses' })).results).toHaveLength(1);
  });
});

describe('the number of memories', () => {
  it('is right after every kind of write, also while others write', async () => {
    const { id } = await server.owner.createProject({ name: 'Counted' });
    const total = async (status: 'active' | 'deleted' | 'superseded' = 'active') =>
      (await server.owner.listMemories({ projectId: id, status })).pagination.total;
    const add = (content: string, supersedes: string[] = []) =>
      server.owner.addMemory({ projectId: id, content, supersedes });
    expect(await total()).toBe(0);
    const first = await add('first');
    expect(await total()).toBe(1);
    const second = await add('second', [first.id]);
    expect([await total(), await total('superseded')]).toEqual([1, 1]);
    await server.owner.deleteMemory({ projectId: id, memoryId: second.id });
    expect([await total(), await total('deleted')]).toEqual([0, 1]);
    await server.owner.restoreMemory({ projectId: id, memoryId: second.id, revision: second.revision });
    const adding = Promise.all(Array.from({ length: 30 }, (_, at) => add(`one of many, ${at}`)));
    const seen = await Promise.all(Array.from({ length: 10 }, () => total()));
    await adding;
    expect(Math.max(...seen)).toBeLessThanOrEqual(31);
    expect([await total(), await total('deleted')]).toEqual([31, 0]);
  });
});

describe('a repeated request', () => {
  it('writes once and answers the same; with another body it is refused', async () => {
    const write = (content: string) =>
      server.owner.addMemory({ projectId, content }, { idempotencyKey: 'repeat-1' });
    const [a, b] = await Promise.all([write('only once'), write('only once')]);
    expect(b).toEqual(a);
    await expect(write('something else')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const { items } = await server.owner.listMemories({ projectId, page_size: 100 });
    expect(items.filter(({ content }) => content === 'only once')).toHaveLength(1);
  });
});

describe('the changes of a project', () => {
  it('are numbered without gaps and read back after any number', async () => {
    const before = await server.owner.listChanges({ projectId });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => server.owner.addMemory({ projectId, content: `change ${i}` })),
    );
    const { changes, head } = await server.owner.listChanges({ projectId, after: before.head });
    expect(changes.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => before.head + 1 + i));
    expect(head).toBe(before.head + 20);
  });
});

describe('bad input', () => {
  it.each([
    ['a body that is not JSON', '{"content": ', 'application/json', 400, 'VALIDATION_ERROR'],
    ['a body that is a list', '[]', 'application/json', 400, 'VALIDATION_ERROR'],
    ['no content', '{}', 'application/json', 400, 'VALIDATION_ERROR'],
    ['content of the wrong type', '{"content": 5}', 'application/json', 400, 'VALIDATION_ERROR'],
    ['another media type', 'content=x', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a body over 4 MB',
      JSON.stringify({ content: 'x'.repeat(5_000_000) }),
      'application/json',
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('%s gets a typed error', async (_what, body, type, status, code) => {
    const answer = await server.send(`/api/v1/projects/${projectId}/memories`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it('names the fields, never their values', async () => {
    const answer = await server.send(`/api/v1/projects/${projectId}/memories`, {
      method: 'POST',
      body: JSON.stringify({ content: 'x', tags: ['private words'.repeat(20)] }),
      headers: { 'content-type': 'application/json' },
    });
    const text = await answer.text();
    expect(text).toContain('tags');
    expect(text).not.toContain('private words');
  });

  it('an id of another project is not found in this one', async () => {
    const other = (await server.owner.createProject({ name: 'Other' })).id;
    const memory = await server.owner.addMemory({ projectId: other, content: 'elsewhere' });
    await expect(server.owner.getMemory({ projectId, memoryId: memory.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(
      server.owner.getProject({ projectId: 'prj_01h455vb4pex5vsknk084sn02q' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(server.owner.getProject({ projectId: 'nonsense' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });

  it('a path that is not there, and a Host that is not ours', async () => {
    expect((await server.send('/api/v1/nothing')).status).toBe(404);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const { port } = new URL(server.url);
      request({ port, host: '127.0.0.1', path: '/livez', headers: { host: 'evil.example' } }, (answer) =>
        resolve(answer.statusCode),
      ).end();
    });
    expect(status).toBe(403);
    expect((await server.send('/livez')).status).toBe(200);
    expect((await server.send('/readyz')).status).toBe(200);
  });
});

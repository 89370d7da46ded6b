/** Activity on a real server: what clients read and wrote is listed, filtered, counted, streamed and forgotten. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedKey } from '../../contract/index.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;
let key: CreatedKey & { secret: string };

beforeAll(async () => {
  server = await startTestServer();
  projectId = (await server.owner.createProject({ name: 'House' })).id;
  key = await server.newKey([projectId]);
});

afterAll(() => server[Symbol.asyncDispose]());

async function callTool(name: string, args: object, secret = key.secret): Promise<void> {
  const response = await server.send('/mcp', {
    method: 'POST',
    token: secret,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  expect(response.status).toBe(200);
  expect(await response.text()).not.toContain('"isError":true');
}

describe('activity', () => {
  it('names who read and wrote what, by every face', async () => {
    const client = server.clientOf(key.secret);
    const memory = await client.addMemory({ projectId, content: 'The boiler is serviced in October.' });
    await callTool('search', { query: 'when is the boiler serviced' });
    await client.fetchRecord({ id: memory.id });
    await callTool('kv_set', { namespace: 'home', key: 'heating', value: 21 });
    const read = await server.send('/memory/home/heating', { token: key.secret });
    expect(read.status).toBe(200);
    await server.send('/memory/home/nothing', { token: key.secret });
    await client.listMemories({ projectId });

    const { items } = await server.owner.listActivity({ key_id: key.id });
    expect(items.map(({ action, via, count }) => [action, via, count])).toEqual([
      ['list_memories', 'rest', 1],
      ['kv_get', 'kv', 0],
      ['kv_get', 'kv', 1],
      ['add_entry', undefined, 1],
      ['fetch', 'rest', 1],
      ['search', 'mcp', 1],
      ['add_memory', undefined, 1],
    ]);
    expect(items[5]).toMatchObject({
      kind: 'read',
      query: 'when is the boiler serviced',
      project_ids: [projectId],
      author: { type: 'key', key_id: key.id },
      records: [{ type: 'memory', id: memory.id, name: memory.name }],
    });
    expect(items[6]).toMatchObject({
      kind: 'write',
      records: [{ type: 'memory', id: memory.id, version: 1, revision: memory.revision }],
    });

    const recalled = await server.owner.listActivity({ record_id: memory.id, kind: 'read' });
    expect(recalled.items.map(({ action }) => action)).toEqual(['list_memories', 'fetch', 'search']);
    const entry = await server.owner.listActivity({ record_id: 'home/heating', kind: 'read' });
    expect(entry.items).toHaveLength(1);
  });

  it('is read on from a cursor without gap or overlap, within a time', async () => {
    for (let n = 0; n < 30; n++) await callTool('search', { query: `question ${n}` });
    const all = await server.owner.listActivity({ limit: 200 });
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await server.owner.listActivity({ limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(ids).toEqual(all.items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    const middle = all.items[10]?.time as string;
    const since = await server.owner.listActivity({ after: middle, limit: 200 });
    const until = await server.owner.listActivity({ before: middle, limit: 200 });
    expect(since.items.length + until.items.length).toBe(all.items.length);
    expect(since.items.every(({ time }) => time >= middle)).toBe(true);
    expect(until.items.every(({ time }) => time < middle)).toBe(true);
  });

  it('holds no secret, and no queries when the owner wants none', async () => {
    await callTool('search', { query: `what is ${key.secret} for, password: hunter22 too` });
    const [searched] = (await server.owner.listActivity({ limit: 1 })).items;
    expect(searched?.query).toBe('what is [secret] for, password: [secret] too');
    await server.owner.setActivitySettings({ record_queries: false });
    await callTool('search', { query: 'a private question' });
    const [unnamed] = (await server.owner.listActivity({ limit: 1 })).items;
    expect(unnamed).toMatchObject({ action: 'search' });
    expect(unnamed).not.toHaveProperty('query');
    expect(await server.owner.setActivitySettings({ record_queries: true })).toEqual({
      record_queries: true,
      retention_days: 90,
    });
  });

  it('is for the owner alone', async () => {
    const client = server.clientOf(key.secret);
    const calls = [
      client.listActivity({}),
      client.countActivity({}),
      client.clearActivity({}),
      client.followActivity({}),
      client.setActivitySettings({ record_queries: false }),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' })));
  });

  it('is streamed as it happens, and the stream ends with its reader', async () => {
    const stop = new AbortController();
    const response = await server.send('/api/v1/activity/events', { signal: stop.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    await reader.read();
    await callTool('search', { query: 'streamed question' });
    let text = '';
    while (!text.includes('streamed question'))
      text += decoder.decode((await reader.read()).value, { stream: true });
    const data = /^data: (.*streamed question.*)$/m.exec(text)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ action: 'search', author: { key_id: key.id } });
    stop.abort();
  });

  it('is counted per key and day', async () => {
    const other = await server.newKey([projectId]);
    await callTool('search', { query: 'boiler' }, other.secret);
    await callTool('add_memory', { content: 'Another fact.' }, other.secret);
    const { items } = await server.owner.countActivity({ key_id: other.id });
    expect(items).toEqual([
      { date: new Date().toISOString().slice(0, 10), key_id: other.id, reads: 1, writes: 1 },
    ]);
  });

  it('takes no sequence number of what it watches', async () => {
    const before = await server.owner.listChanges({ projectId, limit: 500 });
    await callTool('search', { query: 'boiler' });
    await server.owner.listActivity({ limit: 1 });
    expect((await server.owner.listChanges({ projectId, limit: 500 })).head).toBe(before.head);
  });

  it('is forgotten when asked', async () => {
    await server.owner.clearActivity({});
    expect(await server.owner.listActivity({})).toEqual({ items: [], next: null });
    expect((await server.owner.countActivity({})).items).toEqual([]);
  });
});

it('is kept over a restart, and a stop ends the streams', async () => {
  await using first = await startTestServer();
  const project = await first.owner.createProject({ name: 'House' });
  const stream = await first.send('/api/v1/activity/events');
  await first.server.close();
  const rest = await new globalThis.Response(stream.body).text();
  expect(rest).toContain('retry');
  await using second = await startTestServer({ dataFolder: first.dataFolder, ownerToken: first.ownerToken });
  const owner = second.clientOf(first.ownerToken);
  const { items } = await owner.listActivity({});
  expect(items.map(({ action, records }) => [action, records[0]?.id])).toEqual([['add_project', project.id]]);
});

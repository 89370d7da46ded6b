/** Conversations over the API and the tools: blocks, summary, search within, and what four processes append at once. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;
let secret: string;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
  projectId = (await server.owner.createProject({ name: 'Talks' })).id;
  secret = (await server.newKey([projectId])).secret;
});

afterAll(() => server[Symbol.asyncDispose]());

async function tool(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const response = await server.send('/mcp', {
    method: 'POST',
    token: secret,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  const text = await response.text();
  const line = text.startsWith('{') ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? '');
  const { result } = JSON.parse(line) as {
    result: { structuredContent?: Record<string, unknown>; isError?: boolean; content: { text: string }[] };
  };
  return result.isError === true ? { error: result.content[0]?.text } : (result.structuredContent ?? {});
}

test('blocks come back as they were sent, and their texts are what is searched', async () => {
  const { id: conversationId } = await server.owner.createConversation({ projectId });
  const one = { projectId, conversationId };
  const blocks = [
    { type: 'text' as const, text: 'Which tide?' },
    { type: 'tool_call' as const, id: 'c1', name: 'tides', input: { port: 'Husum', at: [1, null] } },
    { type: 'tool_result' as const, id: 'c1', text: 'High water at noon' },
    { type: 'reference' as const, uri: 'doc_1', title: 'Tide table' },
  ];
  await server.owner.appendMessages({ ...one, messages: [{ role: 'assistant', blocks }] });
  const { items } = await server.owner.readMessages(one);
  expect(items[0]).toMatchObject({
    content: 'Which tide?\n\nHigh water at noon\n\nTide table',
    blocks,
    created_by: { type: 'owner' },
  });
  const found = await server.owner.searchMessages({ ...one, query: 'high water' });
  expect(found.items.map(({ position }) => position)).toEqual([0]);
});

test.each([
  ['neither content nor blocks', { role: 'user' as const }],
  ['a block of no known kind', { role: 'user' as const, blocks: [{ type: 'picture' }] as never }],
  [
    'blocks that are too long',
    {
      role: 'user' as const,
      blocks: Array.from({ length: 6 }, () => ({ type: 'text' as const, text: 'x'.repeat(99_999) })),
    },
  ],
])('a message with %s is refused, with those beside it', async (_name, message) => {
  const { id: conversationId } = await server.owner.createConversation({ projectId });
  const one = { projectId, conversationId };
  const append = server.owner.appendMessages({ ...one, messages: [{ role: 'user', content: 'a' }, message] });
  await expect(append).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  expect((await server.owner.getConversation(one)).messages).toBe(0);
});

test('a search finds only messages of its conversation; title, summary and retention change, messages do not', async () => {
  const talks = await Promise.all(
    ['first', 'second'].map((title) => server.owner.createConversation({ projectId, title })),
  );
  for (const { id, title } of talks)
    await server.owner.appendMessages({
      projectId,
      conversationId: id,
      messages: [{ role: 'user', content: `The lighthouse keeper of the ${title}` }],
    });
  const one = { projectId, conversationId: talks[1]?.id ?? '' };
  const { items } = await server.owner.searchMessages({ ...one, query: 'lighthouse keeper' });
  expect(items.map(({ content }) => content)).toEqual(['The lighthouse keeper of the second']);
  const changed = await server.owner.updateConversation({ ...one, title: 'Keepers', summary: 'In short.' });
  expect(changed).toMatchObject({ title: 'Keepers', summary: { text: 'In short.', up_to: 1 }, messages: 1 });
  const kept = await server.owner.updateConversation({ ...one, retention_days: 30, summary: '' });
  expect(kept).toMatchObject({ title: 'Keepers', retention_days: 30, first: 0 });
  expect(kept).not.toHaveProperty('summary');
  await expect(server.owner.updateConversation({ ...one, retention_days: 0 })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
  });
});

test('the tools begin a conversation by name, append once, and read from either end or by a query', async () => {
  const messages = ['one', 'two', 'three'].map((word, at) => ({
    role: 'user',
    content: `number ${word}`,
    external_id: String(at),
  }));
  const first = await tool('append_messages', { conversation: 'task 7', title: 'Task', messages });
  expect(first).toMatchObject({ positions: [0, 1, 2], total: 3 });
  const again = await tool('append_messages', { conversation: 'task 7', messages, summary: 'Counting.' });
  expect(again).toEqual({ ...first, positions: [0, 1, 2] });
  expect(await tool('read_conversation', { conversation: 'task 7', limit: 1 })).toMatchObject({
    conversations: [{ title: 'Task', name: 'task 7', total: 3, summary: 'Counting.' }],
    messages: [{ position: 2, content: 'number three' }],
  });
  expect(
    await tool('read_conversation', { conversation: first['conversation_id'], after: -1, limit: 2 }),
  ).toMatchObject({ messages: [{ position: 0 }, { position: 1 }] });
  const found = await tool('read_conversation', { conversation: 'task 7', query: 'two' });
  expect(found).toMatchObject({ messages: [{ position: 1 }] });
  expect(await tool('read_conversation', {})).toMatchObject({ conversations: expect.any(Array) as unknown });
  expect(await tool('read_conversation', { conversation: 'nobody' })).toHaveProperty('error');
  const long = 'w'.repeat(9_000);
  await tool('append_messages', { conversation: 'long', messages: [{ role: 'user', content: long }] });
  const cut = await tool('read_conversation', { conversation: 'long' });
  expect(cut).toMatchObject({ messages: [{ cut: true, content: 'w'.repeat(8_000) }] });
});

/** By each of the four processes; KEEPSAKE_CROWD=250 makes a thousand of each. */
const writes = Number(process.env['KEEPSAKE_CROWD'] ?? 100);

test(`${4 * writes} appends to one conversation and as many increments from four processes are all kept`, async () => {
  const { id: conversationId } = await server.owner.createConversation({ projectId, title: 'Crowd' });
  const writer = fileURLToPath(new URL('crowd-writer.ts', import.meta.url));
  const writers = Array.from({ length: 4 }, async (_, lane) => {
    const child = fork(writer, { execArgv: [] });
    child.send({ url: server.url, secret, projectId, conversationId, lane, writes });
    const [code] = (await once(child, 'exit')) as [number];
    return code;
  });
  expect(await Promise.all(writers)).toEqual([0, 0, 0, 0]);
  const counter = await server.owner.getEntry({ projectId, namespace: 'crowd', key: 'count' });
  expect(counter.value).toBe(4 * writes);
  const contents: string[] = [];
  for (let after = -1; after < 4 * writes - 1; after = contents.length - 1) {
    const one = { projectId, conversationId, after, limit: 200 };
    const { items, total } = await server.owner.readMessages(one);
    expect(total).toBe(4 * writes);
    expect(items.map(({ position }) => position)).toEqual(items.map((_, at) => after + 1 + at));
    contents.push(...items.map(({ content }) => content));
  }
  expect(new Set(contents).size).toBe(4 * writes);
  for (let lane = 0; lane < 4; lane++) {
    const own = contents.filter((content) => content.startsWith(`lane ${lane} `));
    expect(own).toHaveLength(writes);
  }
});

/** Conversations over the API of a running server: appended, read, found, cited and removed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

async function begin() {
  const client = server.owner;
  const { id: projectId } = await client.createProject({ name: 'Talks' });
  const { id: conversationId } = await client.createConversation({ projectId, title: 'Holidays' });
  return { client, projectId, conversationId };
}

test('messages keep their order, are read from either end, found and fetched with their neighbours', async () => {
  const { client, projectId, conversationId } = await begin();
  const said = [
    'Where did you go?',
    'To the lighthouse at Westerhever.',
    'How was the weather?',
    'Stormy all week.',
  ];
  const messages = said.map((content, at) => ({
    role: 'user' as const,
    name: at % 2 === 0 ? 'Anna' : 'Ben',
    content,
    time: `2025-06-0${at + 1}T10:00:00.000Z`,
  }));
  const { items } = await client.appendMessages({ projectId, conversationId, messages });
  expect(items.map(({ position, name }) => [position, name])).toEqual([
    [0, 'Anna'],
    [1, 'Ben'],
    [2, 'Anna'],
    [3, 'Ben'],
  ]);
  const last = await client.readMessages({ projectId, conversationId, limit: 1 });
  expect(last).toMatchObject({ total: 4, items: [{ position: 3, content: 'Stormy all week.' }] });
  const first = await client.readMessages({ projectId, conversationId, after: -1, limit: 2 });
  expect(first.items.map(({ position }) => position)).toEqual([0, 1]);

  const { results } = await client.search({
    query: 'lighthouse',
    types: ['message'],
    explain: true,
    project_ids: [projectId],
  });
  expect(results[0]).toMatchObject({
    id: `${conversationId}#1`,
    type: 'message',
    text: said[1],
    citation: { message: { name: 'Ben', role: 'user', position: 1, time: '2025-06-02T10:00:00.000Z' } },
    why: { terms: ['lighthouse'] },
  });
  const fetched = await client.fetchRecord({ id: `${conversationId}#1` });
  expect(fetched.text.split('\n\n')[1]).toBe(`Ben (user), 2025-06-02T10:00:00.000Z: ${said[1]}`);
  expect(fetched.text.split('\n\n')).toHaveLength(4);
  await expect(client.fetchRecord({ id: `${conversationId}#9` })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const byBen = await client.search({ query: 'weather stormy', author: 'ben', project_ids: [projectId] });
  expect(byBen.results.map(({ id }) => id)).toEqual([`${conversationId}#3`]);
  const inTime = await client.search({
    query: 'go lighthouse weather stormy',
    before: '2025-06-02T12:00:00.000Z',
    project_ids: [projectId],
  });
  expect(inTime.results.map(({ id }) => id).sort()).toEqual([`${conversationId}#0`, `${conversationId}#1`]);
});

test('what several clients append at once is all kept, each once, at dense positions', async () => {
  const { client, projectId, conversationId } = await begin();
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let at = 0; at < 25; at++)
      await client.appendMessages({
        projectId,
        conversationId,
        messages: [{ role: 'user', content: `lane ${lane} number ${at}`, external_id: `${lane}-${at}` }],
      });
  });
  await Promise.all(lanes);
  const read = async (after: number) => client.readMessages({ projectId, conversationId, after, limit: 200 });
  const { items, total } = await read(-1);
  expect(total).toBe(200);
  expect(items.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, at) => at));
  expect(new Set(items.map(({ content }) => content)).size).toBe(200);
  const again = await client.appendMessages({
    projectId,
    conversationId,
    messages: [
      { role: 'user', content: 'lane 3 number 4', external_id: '3-4' },
      { role: 'user', content: 'new', external_id: 'new' },
    ],
  });
  expect(again.items.map(({ content }) => content)).toEqual(['lane 3 number 4', 'new']);
  expect((await client.readMessages({ projectId, conversationId })).total).toBe(201);
});

test('a removed conversation is not listed, read or found, and its name is free again', async () => {
  const { client, projectId } = await begin();
  const input = { projectId, title: 'Chat', external_id: 'chat-1' };
  const { id } = await client.createConversation(input);
  expect((await client.createConversation(input)).id).toBe(id);
  await client.appendMessages({
    projectId,
    conversationId: id,
    messages: [{ role: 'assistant', content: 'The password policy asks for a passphrase.' }],
  });
  await client.deleteConversation({ projectId, conversationId: id });
  expect((await client.search({ query: 'passphrase policy', project_ids: [projectId] })).results).toEqual([]);
  await expect(client.readMessages({ projectId, conversationId: id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(
    client.appendMessages({ projectId, conversationId: id, messages: [{ role: 'user', content: 'hello' }] }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const anew = await client.createConversation(input);
  expect(anew.id).not.toBe(id);
  expect(anew.messages).toBe(0);
});

test('a repeat of an append or a removal gives the first answer, and a long neighbour does not push out what was asked for', async () => {
  const { projectId, conversationId } = await begin();
  const send = (path: string, method: string, body: unknown, key: string) =>
    server.send(`/api/v1/projects/${projectId}/conversations/${conversationId}${path}`, {
      method,
      token: server.ownerToken,
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const messages = [
    { role: 'tool', content: '', time: '2026-01-02T03:04:05+02:00', external_id: 'a' },
    { role: 'user', content: 'long '.repeat(19_000), external_id: 'b' },
    { role: 'user', content: 'short and wanted' },
  ];
  const answers = await Promise.all(
    [1, 2].map(async () => (await send('/messages', 'POST', { messages }, 'key-1')).json()),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({
    success: true,
    data: { items: [{ position: 0, time: '2026-01-02T01:04:05.000Z' }, { position: 1 }, { position: 2 }] },
  });
  const fetched = await server.owner.fetchRecord({ id: `${conversationId}#2`, max_tokens: 1_000 });
  expect(fetched.text).toContain('short and wanted');
  expect(fetched.text).not.toContain('long long');
  for (let time = 0; time < 2; time++)
    expect((await send('', 'DELETE', undefined, 'key-2')).status).toBe(200);
});

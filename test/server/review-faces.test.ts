/** Every face by which a client under review could write past the person who approves: each is refused, or waits. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client as RestClient } from '../../contract/index.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;
let keyId: string;
let secret: string;
let client: RestClient;
let mcp: Client;
/** What the owner wrote before. */
let known: { memoryId: string; first: string; conversationId: string; snapshot: number };

const place = () => ({ projectId, namespace: 'app', key: 'lamp' });

beforeAll(async () => {
  server = await startTestServer();
  const { owner } = server;
  projectId = (await owner.createProject({ name: 'Reviewed' })).id;
  const { id: memoryId, revision: first } = await owner.addMemory({ projectId, content: 'The lamp is red.' });
  await owner.setEntry({ ...place(), value: ['red'] });
  const { seq: snapshot } = await owner.createSnapshot({ projectId, name: 'before' });
  await owner.updateMemory({ projectId, memoryId, content: 'The lamp is green.' });
  const { id: conversationId } = await owner.createConversation({
    projectId,
    title: 'Lamps',
    external_id: 'lamps',
  });
  await owner.createBranch({ projectId, name: 'aside' });
  known = { memoryId, first, conversationId, snapshot };
  const key = await server.newKey([projectId]);
  [keyId, secret] = [key.id, key.secret];
  client = server.clientOf(secret);
  await owner.setKeyReview({ keyId, required: true });
  mcp = new Client({ name: 'reviewed', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${secret}` } };
  await mcp.connect(new StreamableHTTPClientTransport(new URL('/mcp', server.url), { requestInit }));
});

afterAll(async () => {
  await mcp.close();
  await server[Symbol.asyncDispose]();
});

/** What a client of this project can recall, and what its owner sees of branches and snapshots. */
async function everything(): Promise<string> {
  const { owner } = server;
  const { memoryId, conversationId } = known;
  const { updated_at: _time, ...conversation } = await owner.getConversation({ projectId, conversationId });
  return JSON.stringify([
    (await owner.listMemories({ projectId })).items,
    (await owner.listMemories({ projectId, branch: 'aside' })).items,
    await owner.getMemoryHistory({ projectId, memoryId }),
    await owner.getEntry(place()),
    (await owner.listEntries({ projectId, namespace: 'app' })).items,
    conversation,
    (await owner.listConversations({ projectId })).items.map(({ title }) => title),
    await owner.readMessages({ projectId, conversationId }),
    (await owner.listSnapshots({ projectId })).items,
    (await owner.listBranches({ projectId })).items,
  ]);
}

async function tool(name: string, args: Record<string, unknown>): Promise<string> {
  const { isError, structuredContent, content } = await mcp.callTool({ name, arguments: args });
  return isError === true ? JSON.stringify(content) : JSON.stringify(structuredContent);
}

const refused: Record<string, () => Promise<unknown>> = {
  'restore of the project': () => client.restoreProjectTo({ projectId, to: String(known.snapshot) }),
  'merge of a branch': () => client.mergeBranch({ projectId, branch: 'aside' }),
  'memory on a branch': () => client.addMemory({ projectId, branch: 'aside', content: 'past' }),
  'update on a branch': () =>
    client.updateMemory({ projectId, memoryId: known.memoryId, branch: 'aside', content: 'past' }),
  'delete on a branch': () => client.deleteMemory({ projectId, memoryId: known.memoryId, branch: 'aside' }),
  'value on a branch': () => client.setEntry({ ...place(), branch: 'aside', value: 'past' }),
  'new branch with a message': () => client.createBranch({ projectId, name: 'past', message: 'past' }),
  'end of a branch': () => client.deleteBranch({ projectId, branch: 'aside' }),
  'snapshot with a message': () => client.createSnapshot({ projectId, name: 'past', message: 'past' }),
  import: () => client.importFile({ item_id: 'itm_01h455vb4pex5vsknk084sn02q', project_id: projectId }),
  'rollback of a key': () => client.rollbackKey({ keyId, since: '2020-01-01T00:00:00Z' }),
  'resolution of a conflict': () =>
    client.resolveConflict({ projectId, conflictId: 'cfl_01h455vb4pex5vsknk084sn02q', resolution: 'both' }),
  'approval of its own': () =>
    client.approveReview({ projectId, reviewId: 'rvw_01h455vb4pex5vsknk084sn02q' }),
  'settings of review': () => client.setReviewSettings({ projectId, required: false }),
  'settings of its key': () => client.setKeyReview({ keyId, required: false }),
  'new conversation': () => client.createConversation({ projectId, title: 'past' }),
  messages: () =>
    client.appendMessages({
      projectId,
      conversationId: known.conversationId,
      messages: [{ role: 'user', content: 'past' }],
    }),
  'title of a conversation': () =>
    client.updateConversation({ projectId, conversationId: known.conversationId, title: 'past' }),
  'summary of a conversation': () =>
    client.updateConversation({ projectId, conversationId: known.conversationId, summary: 'past' }),
  'end of a conversation': () =>
    client.deleteConversation({ projectId, conversationId: known.conversationId }),
};

it.each(Object.entries(refused))('a key under review is refused: %s', async (_name, attempt) => {
  const before = await everything();
  await expect(attempt()).rejects.toMatchObject({
    code: expect.stringMatching(/^(FORBIDDEN|UNAUTHORIZED)$/),
  });
  expect(await everything()).toBe(before);
});

const waiting: Record<string, () => Promise<unknown>> = {
  'restore of a memory': () =>
    client.restoreMemory({ projectId, memoryId: known.memoryId, revision: known.first }),
  'tool restore_memory': () => tool('restore_memory', { id: known.memoryId, revision: known.first }),
  'tool add_memory': () => tool('add_memory', { content: 'past' }),
  'tool kv_set': () => tool('kv_set', { namespace: 'app', key: 'lamp', value: 'past' }),
  'tool kv_delete': () => tool('kv_delete', { namespace: 'app', key: 'lamp' }),
  'batch of values': () =>
    client.writeEntries({
      projectId,
      writes: [{ op: 'set', namespace: 'app', key: 'other', value: 'past' }],
    }),
  'append to a value': () => client.appendToEntry({ ...place(), value: 'past' }),
  "BotWire's put": () =>
    server.send('/memory/app/lamp', {
      method: 'PUT',
      token: secret,
      headers: { 'content-type': 'application/json' },
      body: '{"value":"past"}',
    }),
  "BotWire's delete": () => server.send('/memory/app/lamp', { method: 'DELETE', token: secret }),
};

it.each(Object.entries(waiting))('what a key under review writes waits: %s', async (_name, attempt) => {
  const before = await everything();
  const { pending: earlier } = await server.owner.countReviews({});
  await attempt();
  expect((await server.owner.countReviews({})).pending).toBe(earlier + 1);
  expect(await everything()).toBe(before);
});

it('the tool of conversations writes neither messages nor a summary for a key under review', async () => {
  const before = await everything();
  expect(await tool('append_messages', { conversation: 'lamps', messages: [], summary: 'past' })).toContain(
    'FORBIDDEN',
  );
  const messages = [{ role: 'user', content: 'past' }];
  expect(await tool('append_messages', { conversation: 'lamps', messages })).toContain('FORBIDDEN');
  expect(await everything()).toBe(before);
});

/** Memories found by their words, their writer and their tag. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;
let keyId: string;

beforeAll(async () => {
  server = await startTestServer();
  projectId = (await server.owner.createProject({ name: 'Finding' })).id;
  const key = await server.newKey([projectId]);
  keyId = key.id;
  await server.owner.addMemory({ projectId, content: 'The ferry leaves at seven.', tags: ['travel'] });
  await server.owner.addMemory({ projectId, content: 'The boiler is serviced in May.', tags: ['house'] });
  await server.clientOf(key.secret).addMemory({ projectId, content: 'Ferry tickets are at the quay.' });
});

afterAll(() => server[Symbol.asyncDispose]());

async function found(asked: object): Promise<string[]> {
  const { items, next } = await server.owner.findMemories({ projectId, ...asked });
  expect(next).toBeNull();
  return items.map(({ content }) => content);
}

describe('memories are found', () => {
  it('by words in any case and order, in content, name or tags', async () => {
    expect(await found({ text: 'FERRY' })).toEqual([
      'Ferry tickets are at the quay.',
      'The ferry leaves at seven.',
    ]);
    expect(await found({ text: 'seven ferry' })).toEqual(['The ferry leaves at seven.']);
    expect(await found({ text: 'house' })).toEqual(['The boiler is serviced in May.']);
    expect(await found({ text: 'harbour' })).toEqual([]);
  });

  it('by tag and by writer', async () => {
    expect(await found({ tag: 'travel' })).toEqual(['The ferry leaves at seven.']);
    expect(await found({ tag: 'trav' })).toEqual([]);
    expect(await found({ key_id: keyId })).toEqual(['Ferry tickets are at the quay.']);
    expect(await found({ author: 'owner', text: 'ferry' })).toEqual(['The ferry leaves at seven.']);
    expect(await found({ status: 'deleted' })).toEqual([]);
  });

  it('page by page, each once', async () => {
    const first = await server.owner.findMemories({ projectId, text: 'ferry', limit: 1 });
    const after = first.next ?? 0;
    const second = await server.owner.findMemories({ projectId, text: 'ferry', limit: 1, after });
    expect([...first.items, ...second.items].map(({ content }) => content)).toEqual([
      'Ferry tickets are at the quay.',
      'The ferry leaves at seven.',
    ]);
  });

  it('by nobody whose key does not reach the project', async () => {
    const other = await server.owner.createProject({ name: 'Other' });
    const stranger = server.clientOf((await server.newKey([other.id])).secret);
    await expect(stranger.findMemories({ projectId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

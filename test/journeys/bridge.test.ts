/** An AI client recalls through the bridge: real server, real bridge process, the official clients of both eras. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDocument, startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { officialClients, type ConnectedClient } from './official-clients.ts';

interface Found {
  results: { id: string; text: string; title: string; citation: { page?: number } }[];
}

const reading = [
  'search',
  'fetch',
  'list_memories',
  'project_overview',
  'query_table',
  'kv_get',
  'kv_list',
  'read_conversation',
  'memory_history',
];
const writing = [
  ...reading.slice(0, 5),
  'add_memory',
  'update_memory',
  'delete_memory',
  'kv_get',
  'kv_list',
  'kv_set',
  'kv_delete',
  'append_messages',
  'read_conversation',
  'memory_history',
  'restore_memory',
];
let keepsake: Keepsake;
let projectId: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  projectId = (await keepsake.owner.listProjects({})).items[0]?.id ?? '';
  const bytes = await readFile(new URL('../documents/handbook.pdf', import.meta.url));
  expect(await addDocument(keepsake.owner, projectId, 'handbook.pdf', bytes)).toMatchObject({
    status: 'okay',
    pages: 5,
  });
});

afterAll(() => keepsake[Symbol.asyncDispose]());

async function search(client: ConnectedClient, query: string): Promise<Found> {
  return (await client.call('search', { query })).structuredContent as Found;
}

describe.each(Object.entries(officialClients))('%s through the bridge', (name, connect) => {
  it('lists the tools, writes a memory and finds it, and finds a sentence on its page of a PDF', async () => {
    await using client = await connect(keepsake.bridge());
    expect(await client.toolNames()).toEqual(writing);

    const content = `The secret dish of ${name} is quince soup.`;
    const added = await client.call('add_memory', { content });
    expect(added.isError).toBeFalsy();
    const memory = await search(client, `secret dish ${name} quince soup`);
    expect(memory.results.map(({ text }) => text)).toContain(content);

    const found = await search(client, 'where does the spare wick lie?');
    expect(found.results[0]).toMatchObject({ title: 'handbook.pdf', citation: { page: 5 } });
    expect(found.results[0]?.text).toContain('The spare wick lies in the blue tin behind the barometer.');
    const fetched = await client.call('fetch', { id: found.results[0]?.id });
    expect(JSON.stringify(fetched.structuredContent)).toContain('behind the barometer');
  });
});

describe('a key that only reads', () => {
  it('does not see the writing tools and cannot call them', async () => {
    await keepsake.run('key', 'create', 'a reader', '--scope', 'read', '--connection', 'reader');
    await using client = await officialClients['the v2 client in modern mode'](keepsake.bridge('reader'));
    expect(await client.toolNames()).toEqual(reading);
    const refused = await client.call('add_memory', { content: 'must not be written' });
    expect(refused.isError).toBe(true);
    expect((await search(client, 'must not be written')).results.map(({ text }) => text)).not.toContain(
      'must not be written',
    );
  });
});

describe('a key that is revoked', () => {
  it('is refused at the next call over a bridge that is already running', async () => {
    const created = await keepsake.run('key', 'create', 'short-lived', '--connection', 'revoked', '--json');
    const { id } = JSON.parse(created.out) as { id: string };
    await using client = await officialClients['the v1 client'](keepsake.bridge('revoked'));
    expect((await client.call('list_memories', {})).isError).toBeFalsy();
    await keepsake.owner.revokeKey({ keyId: id });
    await expect(client.call('list_memories', {})).rejects.toThrow(/KEY_REVOKED.*was revoked/);
  });
});

describe('a server that goes away', () => {
  it('is found again by a bridge that kept running, and what was written is still there', async () => {
    await using client = await officialClients['the v2 client in legacy mode'](keepsake.bridge());
    await client.call('add_memory', { content: 'The tide table hangs in the boathouse.' });
    await keepsake.kill();
    await keepsake.restart();
    expect((await search(client, 'tide table')).results[0]?.text).toBe(
      'The tide table hangs in the boathouse.',
    );
  });
});

describe('a connection without a secret', () => {
  it('says what to do', async () => {
    await expect(officialClients['the v1 client'](keepsake.bridge('nobody'))).rejects.toThrow(
      /No secret is stored for nobody/,
    );
  });
});

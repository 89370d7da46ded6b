/** Connections of kind botwire: every official client gets key-value tools, in front of two real APIs, in both eras. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/running.ts';
import { officialClients, type ConnectedClient } from '../official-clients.ts';
import { startFace, everyFace } from './http-face.ts';
import { bridgeTo, type BridgeHome } from './home.ts';
import { startKeyValues, type KeyValues } from './key-values.ts';
import { startLines } from './lines.ts';

const toolNames = ['kv_get', 'kv_list', 'kv_stats', 'kv_set', 'kv_delete'];

function bridgeToKeyValues(url: string, secret?: string): Promise<BridgeHome> {
  const server = { type: 'botwire', url, hasSecret: secret !== undefined } as const;
  return bridgeTo(url, secret ?? 'not used', { server });
}

async function structured(client: ConnectedClient, name: string, args: object): Promise<unknown> {
  const { structuredContent, isError, content } = await client.call(name, { ...args });
  expect([isError ?? false, content[0]?.text]).toEqual([false, JSON.stringify(structuredContent)]);
  return structuredContent;
}

let keepsake: TestServer;
let secret: string;
let plain: KeyValues;

beforeAll(async () => {
  keepsake = await startTestServer({ openNamespaces: ['agents'] });
  const { id } = await keepsake.owner.createProject({ name: 'Bots' });
  secret = (await keepsake.newKey([id])).secret;
  plain = await startKeyValues();
});
afterAll(async () => {
  await plain[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const kinds: [string, () => Promise<BridgeHome>][] = [
  ["BotWire's own API", () => bridgeToKeyValues(plain.url)],
  ['a Keepsake with a key', () => bridgeToKeyValues(keepsake.url, secret)],
  ['an open namespace of a Keepsake', () => bridgeToKeyValues(keepsake.url)],
];

describe.each(kinds)('in front of %s', (_kind, open) => {
  let home: BridgeHome;
  beforeAll(async () => {
    home = await open();
  });
  afterAll(() => home[Symbol.asyncDispose]());

  it.each(Object.entries(officialClients))(
    '%s keeps, lists, reads and deletes values',
    async (_name, connect) => {
      await using client = await connect(home.command());
      expect(await client.toolNames()).toEqual(toolNames);
      const name = { namespace: 'agents', key: 'state' };
      const value = 'grüß dich "\n" über';
      expect(await structured(client, 'kv_set', { ...name, value })).toEqual({
        ...name,
        bytes: Buffer.byteLength(value),
      });
      expect(await structured(client, 'kv_get', name)).toMatchObject({
        found: true,
        value,
        updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      });
      await structured(client, 'kv_set', { namespace: 'agents', key: 'tasks', value: { open: [1, 2] } });
      expect(await structured(client, 'kv_get', { namespace: 'agents', key: 'tasks' })).toMatchObject({
        value: '{"open":[1,2]}',
      });
      expect(await structured(client, 'kv_list', { namespace: 'agents', limit: 1 })).toMatchObject({
        keys: [{ key: 'tasks', bytes: 14 }],
        more: true,
      });
      expect(await structured(client, 'kv_list', { namespace: 'agents', prefix: 'sta' })).toMatchObject({
        keys: [{ key: 'state' }],
        more: false,
      });
      expect(await structured(client, 'kv_delete', name)).toEqual({ key: 'state', deleted: true });
      expect(await structured(client, 'kv_delete', name)).toEqual({ key: 'state', deleted: false });
      expect(await structured(client, 'kv_get', name)).toEqual({ found: false });
    },
  );
});

describe('what goes wrong', () => {
  it('in a call is its result, in words: a value too long, a name that is not taken, a path that is none', async () => {
    await using home = await bridgeToKeyValues(plain.url);
    await using bridge = startLines(home.command());
    const call = async (name: string, args: object) => {
      const { result } = await bridge.ask('tools/call', { name, arguments: args });
      const [first] = (result?.['content'] ?? []) as { text: string }[];
      return [result?.['isError'], first?.text];
    };
    const asked = plain.log.length;
    const long = { namespace: 'a', key: 'b', value: 'x'.repeat(100_001) };
    expect(await call('kv_set', long)).toEqual([true, expect.stringContaining('100000 are the most')]);
    expect(await call('kv_set', { namespace: 'a', key: 'b' })).toEqual([
      true,
      expect.stringContaining('missing'),
    ]);
    expect(await call('kv_get', { namespace: '..', key: 'b' })).toEqual([
      true,
      expect.stringContaining('namespace'),
    ]);
    expect(await call('kv_list', { namespace: 'a', limit: 5_000 })).toEqual([
      true,
      expect.stringContaining('1000'),
    ]);
    expect(plain.log).toHaveLength(asked);
    expect(await call('kv_get', { namespace: 'a', key: 'user:john' })).toEqual([true, 'Invalid key']);
    expect(await call('kv_get', { namespace: 'a/../b', key: 'c' })).toEqual([true, 'Invalid namespace']);
    plain.faults.push(429);
    expect(await call('kv_stats', {})).toEqual([true, 'fault 429']);
    expect((await bridge.ask('tools/call', { name: 'kv_drop' })).error?.message).toContain('no such tool');
  });

  it('on the way is tried again where that does no harm, and told in words where not; the tools are listed without it', async () => {
    const api = await startKeyValues();
    await using home = await bridgeToKeyValues(api.url);
    await using bridge = startLines(home.command());
    const call = { name: 'kv_set', arguments: { namespace: 'a', key: 'b', value: 'c' } };
    await bridge.ask('tools/list');
    api.faults.push(502, 503);
    expect((await bridge.ask('tools/call', call)).result).toMatchObject({ structuredContent: { bytes: 1 } });
    expect(api.log).toHaveLength(3);
    api.faults.push(500);
    expect((await bridge.ask('tools/call', call)).result).toMatchObject({
      isError: true,
      content: [{ text: 'fault 500' }],
    });
    await api[Symbol.asyncDispose]();
    expect((await bridge.ask('tools/list')).result?.['tools']).toHaveLength(toolNames.length);
  });

  it('with the secret: a new one is used at once, and a lost one is told with what to do', async () => {
    await using home = await bridgeToKeyValues(keepsake.url, 'ksk_not_good');
    await using bridge = startLines(home.command());
    const call = { name: 'kv_stats', arguments: {} };
    expect((await bridge.ask('tools/call', call)).error?.message).toContain('--botwire --secret');
    await home.setSecret(secret);
    expect((await bridge.ask('tools/call', call)).result).toMatchObject({
      structuredContent: { total_namespaces: expect.any(Number) as number },
    });
  });
});

describe('the loopback address', () => {
  it.each(Object.entries(everyFace))('offers the same tools to %s', async (_name, connect) => {
    await using home = await bridgeToKeyValues(plain.url);
    await using face = await startFace(home);
    const client = await connect(face.url, face.token);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(toolNames);
    const name = { namespace: 'http', key: 'state' };
    await client.callTool({ name: 'kv_set', arguments: { ...name, value: 'kept' } });
    const got = await client.callTool({ name: 'kv_get', arguments: name });
    expect(got.structuredContent).toMatchObject({ found: true, value: 'kept' });
    await client.close();
  });
});

/** Connections by name: added, tested, used and removed, on real servers and real processes. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tools } from '../../contract/index.ts';
import { createAuthority } from '../harness/certificates.ts';
import type { Keepsake } from '../harness/keepsake.ts';
import type { TestServer } from '../server/running.ts';
import { checkSteadiness } from '../../cli/doctor/steadiness.ts';
import { listen, type Handle } from './listening.ts';
import { officialClients } from './official-clients.ts';
import { startRoundRobin } from './round-robin.ts';
import { startTwoServers, type TwoServers } from './two-servers.ts';

let both: TwoServers;
let keepsake: Keepsake;
let other: TestServer;
let otherSecret: string;

beforeAll(async () => {
  both = await startTwoServers();
  ({ keepsake, other, otherSecret } = both);
});

afterAll(() => both[Symbol.asyncDispose]());

describe('keepsake connection', () => {
  it('adds a server with its secret from standard input, tests it, uses it and removes it', async () => {
    const added = await keepsake.runWith(`${otherSecret}\n`, 'connection', 'add', 'work', other.url);
    expect([added.code, added.err]).toEqual([0, '']);
    const listed = await keepsake.run('connection', 'list', '--json');
    expect(JSON.parse(listed.out)).toContainEqual({
      name: 'work',
      server: { type: 'remote', url: `${other.url}/mcp` },
    });
    const tested = await keepsake.run('connection', 'test', 'work', '--json');
    expect(JSON.parse(tested.out)).toMatchObject({
      era: 'modern',
      revision: '2026-07-28',
      tools: Object.keys(tools).length,
      keepsake: { scope: 'write', account_id: expect.stringContaining('acc') as string },
    });
    await using client = await officialClients['the v2 client in modern mode'](keepsake.bridge('work'));
    const written = await client.call('add_memory', { content: 'The harbour closes at dusk.' });
    expect(written.isError).toBeFalsy();
    const config = join(keepsake.env['KEEPSAKE_HOME'] ?? '', 'config');
    for (const file of ['connections.json', 'secrets.json'])
      expect(await readFile(join(config, file), 'utf8')).not.toContain(otherSecret);
    expect((await keepsake.run('connection', 'remove', 'work')).code).toBe(0);
    expect((await keepsake.run('connection', 'test', 'work')).code).toBe(4);
  });

  it('tells the sessions of an older server', async () => {
    const sessions: string[] = [];
    await using old = await listen(async (request, response) => {
      let body = '';
      for await (const part of request) body += String(part);
      const message = JSON.parse(body || '{}') as { id?: number; method?: string };
      if (request.method === 'DELETE') sessions.push(String(request.headers['mcp-session-id']));
      const results: Record<string, object> = {
        initialize: {
          protocolVersion: '2025-03-26',
          capabilities: {},
          serverInfo: { name: 'old', version: '1' },
        },
        'tools/list': { tools: [{ name: 'search_memory' }] },
      };
      const result = results[message.method ?? ''];
      if (result === undefined) {
        response.writeHead(message.id === undefined ? 202 : 400).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': 'session-1' });
      response.end(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: message.id, result })}\n\n`);
    });
    await keepsake.runWith('a-secret\n', 'connection', 'add', 'old', old.url);
    const { out } = await keepsake.run('connection', 'test', 'old');
    expect(out).toContain('era: legacy (2025-03-26, keeps sessions), 1 tools');
    expect(sessions).toEqual(['session-1']);
    await keepsake.run('connection', 'remove', 'old');
  });

  it('trusts the authority that --ca names, for this connection alone', async () => {
    using authority = createAuthority();
    const secure = createSecureServer(authority.sign('IP:127.0.0.1'), (incoming, outgoing) => {
      const { method, headers, url = '' } = incoming;
      const forwarded = request(`${other.url}${url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(forwarded);
    });
    await once(secure.listen(0, '127.0.0.1'), 'listening');
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
    await keepsake.runWith(`${otherSecret}\n`, 'connection', 'add', 'tls', url);
    const refused = await keepsake.run('connection', 'test', 'tls');
    expect([refused.code, refused.err]).toEqual([3, expect.stringMatching(/is not trusted.*--ca FILE/)]);
    await keepsake.runWith(`${otherSecret}\n`, 'connection', 'add', 'tls', url, '--ca', authority.path);
    const tested = await keepsake.run('connection', 'test', 'tls', '--json');
    expect(JSON.parse(tested.out)).toMatchObject({ era: 'modern', keepsake: { scope: 'write' } });
    const compared = await keepsake.run('doctor', '--compare', other.url, '--connection', 'tls', '--json');
    expect(JSON.parse(compared.out)).toMatchObject({ instances: [{ key: 'accepted' }, { key: 'accepted' }] });
    await using client = await officialClients['the v1 client'](keepsake.bridge('tls'));
    expect((await client.call('list_memories', {})).isError).toBeFalsy();
    await keepsake.run('connection', 'remove', 'tls');
    secure.closeAllConnections();
    secure.close();
  });

  it.each([
    ['a file that is none', 'https://memory.example', ['--ca', 'package.json'], /no certificate in PEM form/],
    ['an address without TLS', 'http://memory.example', ['--ca', 'x.pem'], /begins with https/],
  ] as const)('refuses an authority for %s', async (_what, url, args, words) => {
    const refused = await keepsake.runWith('a-secret\n', 'connection', 'add', 'tls', url, ...args);
    expect([refused.code, refused.err]).toEqual([4, expect.stringMatching(words)]);
  });

  it('stores a BotWire address without asking for a secret', async () => {
    await using botwire = await listen((_request, response) => response.end('{"total_entries":0}'));
    expect((await keepsake.run('connection', 'add', 'kv', botwire.url, '--botwire')).code).toBe(0);
    expect((await keepsake.run('connection', 'test', 'kv')).out).toMatch(/✓ kv answers in [\d.]+ ms/);
    await keepsake.run('connection', 'remove', 'kv');
  });

  it('stores the secret of a key-value API that wants one, and says when it is refused', async () => {
    const add = ['connection', 'add', 'kv', other.url, '--botwire', '--secret'];
    expect((await keepsake.runWith(`${otherSecret}\n`, ...add)).code).toBe(0);
    expect((await keepsake.run('connection', 'test', 'kv')).out).toMatch(/✓ kv answers in [\d.]+ ms/);
    await keepsake.runWith('not-good\n', ...add);
    expect((await keepsake.run('connection', 'test', 'kv')).err).toContain('refuses the secret');
    await keepsake.run('connection', 'remove', 'kv');
  });

  it.each([
    ['an address that carries a secret', ['x', 'https://me:hunter2@memory.example/mcp'], /carries a secret/],
    ['a key in the query', ['x', 'https://memory.example/mcp?apikey=hunter2'], /carries a secret/],
    ['what is no URL', ['x', 'memory'], /not a URL/],
    ['a name that no configuration takes', ['a b', 'https://memory.example'], /no name for a connection/],
  ] as const)('refuses %s', async (_what, args, words) => {
    const refused = await keepsake.runWith('a-secret\n', 'connection', 'add', ...args);
    expect([refused.code, refused.err]).toEqual([4, expect.stringMatching(words)]);
    expect(refused.err).not.toContain('hunter2');
  });
});

describe('one address with several instances behind it', () => {
  const portOf = (url: string): number => Number(new URL(url).port);

  it('of one memory is in order', async () => {
    await using proxy = await startRoundRobin(() => [portOf(other.url), portOf(other.url)]);
    await keepsake.runWith(`${otherSecret}\n`, 'connection', 'add', 'many', proxy.url);
    expect((await keepsake.run('connection', 'test', 'many')).code).toBe(0);
    await keepsake.run('connection', 'remove', 'many');
  });

  it('is told to fail now and then when one of them has another store', async () => {
    await using proxy = await startRoundRobin(() => [
      portOf(other.url),
      portOf(other.url),
      portOf(keepsake.url),
    ]);
    await keepsake.runWith(`${otherSecret}\n`, 'connection', 'add', 'many', proxy.url);
    const found = (await both.findings()).find(({ check }) => check === 'connection "many"');
    expect(found?.okay).toBe(false);
    await keepsake.run('connection', 'remove', 'many');
    await expect(checkSteadiness(proxy.url, otherSecret)).rejects.toThrow(
      /[23] of 8 requests .* failed \(UNAUTHORIZED\), the others did not.*--compare/,
    );
  });

  it('is told to mix stores when both take the key', async () => {
    const account =
      (account_id: string): Handle =>
      (_, response) => {
        const caller = { type: 'key', scope: 'read' };
        response.end(JSON.stringify({ success: true, data: { account_id, version: '1.0.0', caller } }));
      };
    await using one = await listen(account('acc_1'));
    await using two = await listen(account('acc_2'));
    await using proxy = await startRoundRobin(() => [portOf(one.url), portOf(two.url)]);
    await expect(checkSteadiness(proxy.url, 'a-secret')).rejects.toThrow(/answers from different stores/);
  });
});

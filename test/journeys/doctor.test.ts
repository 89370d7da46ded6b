/** Connections and the doctor: what each symptom looks like, on real servers and real processes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { startTestServer, type TestServer } from '../server/running.ts';
import { officialClients } from './official-clients.ts';

interface Report {
  findings: { check: string; okay: boolean; detail: string; remedy?: string }[];
}

let keepsake: Keepsake;
let other: TestServer;
let otherSecret: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  other = await startTestServer();
  const { id } = await other.owner.createProject({ name: 'Elsewhere' });
  otherSecret = (await other.newKey([id])).secret;
});

afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

async function listen(handle: Handle): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function findings(): Promise<Report['findings']> {
  return (JSON.parse((await keepsake.run('doctor', '--json')).out) as Report).findings;
}

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
      tools: 7,
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

  it('stores a BotWire address without asking for a secret', async () => {
    await using botwire = await listen((_request, response) => response.end('{"total_entries":0}'));
    expect((await keepsake.run('connection', 'add', 'kv', botwire.url, '--botwire')).code).toBe(0);
    expect((await keepsake.run('connection', 'test', 'kv')).out).toMatch(/✓ kv answers in [\d.]+ ms/);
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

describe('what keepsake doctor says of a server', () => {
  const page = '<html><body>Bad Gateway</body></html>';
  const symptoms: [string, Handle, RegExp][] = [
    [
      '502 behind a load balancer',
      (_, answer) => answer.writeHead(502).end(page),
      /UNAVAILABLE: .*\(502\).*\/readyz/,
    ],
    ['a wrong path', (_, answer) => answer.writeHead(404).end('no'), /NOT_FOUND: .*\/mcp/],
    ['a web page', (_, answer) => answer.writeHead(200).end(page), /INTERNAL: .*not as an MCP endpoint/],
    [
      'a secret that is refused',
      (_, answer) => answer.writeHead(401).end('no'),
      /UNAUTHORIZED: .*connection add/,
    ],
    ['a Host that is not accepted', (_, answer) => answer.writeHead(403).end('no'), /FORBIDDEN: .*hosts/],
    ['an answer that breaks off', (request) => request.socket.destroy(), /UNAVAILABLE: .*cannot be reached/],
  ];

  it.each(symptoms)('%s', async (_name, handle, words) => {
    await using server = await listen((request, response) => {
      request.resume();
      handle(request, response);
    });
    await keepsake.runWith('a-secret\n', 'connection', 'add', 'ill', server.url);
    const found = (await findings()).find(({ check }) => check === 'connection "ill"');
    expect(found?.okay).toBe(false);
    expect(`${found?.detail} ${found?.remedy}`).toMatch(words);
    await keepsake.run('connection', 'remove', 'ill');
  });
});

describe('a lost secret', () => {
  it('is shown by the doctor and replaced in one step, under a bridge that goes on running', async () => {
    const created = await keepsake.run('key', 'create', 'Editor', '--connection', 'editor', '--json');
    const { id } = JSON.parse(created.out) as { id: string };
    await using client = await officialClients['the v1 client'](keepsake.bridge('editor'));
    const replaced = await keepsake.run('doctor', '--replace-secret', 'editor', '--json');
    expect(JSON.parse(replaced.out)).toMatchObject({ connection: 'editor', replaced_key_id: id });
    expect(replaced.out).not.toContain('ksk_');
    expect((await client.call('list_memories', {})).isError).toBeFalsy();
    const keys = JSON.parse((await keepsake.run('key', 'list', '--json')).out) as {
      description: string;
      status: string;
    }[];
    expect(keys.filter(({ description }) => description === 'Editor').map(({ status }) => status)).toEqual([
      'active',
      'revoked',
    ]);
  });

  it('of another server has to be made there', async () => {
    await keepsake.runWith('a-secret\n', 'connection', 'add', 'away', 'https://memory.example');
    const { code, err } = await keepsake.run('doctor', '--replace-secret', 'away');
    expect([code, err]).toEqual([4, expect.stringContaining('made at its server')]);
    await keepsake.run('connection', 'remove', 'away');
  });

  it('is what a bridge without one says, and the doctor shows that error afterwards', async () => {
    await expect(officialClients['the v1 client'](keepsake.bridge('nobody'))).rejects.toThrow(/No secret/);
    const last = (await findings()).find(({ check }) => check === 'last error of a bridge');
    expect(last?.detail).toMatch(/connection "nobody": No secret is stored for nobody/);
  });
});

describe('keepsake doctor --compare', () => {
  it('finds instances of one memory the same', async () => {
    const { code, out } = await keepsake.run('doctor', '--compare', keepsake.url, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      instances: [
        { url: 'this computer', key: 'accepted' },
        { url: keepsake.url, key: 'accepted' },
      ],
      differences: [],
    });
  });

  it('names the instance that does not accept the key, and the one that is away', async () => {
    const { code, out } = await keepsake.run(
      'doctor',
      '--compare',
      other.url,
      'http://127.0.0.1:9',
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      differences: [
        { url: other.url, differs: ['key'], remedy: expect.stringContaining('another store') as string },
        {
          url: 'http://127.0.0.1:9',
          differs: ['key'],
          remedy: expect.stringContaining('cannot be reached') as string,
        },
      ],
    });
  });
});

describe('a report of the doctor', () => {
  it('can be shown to anyone: no secret, no name and no home of the person', async () => {
    await keepsake.runWith(
      `${otherSecret}\n`,
      'connection',
      'add',
      'shown',
      'http://127.0.0.1:9/mcp?tenant=acme',
    );
    const { out } = await keepsake.run('doctor');
    expect(out).toContain('✗ connection "shown"');
    expect(out).not.toMatch(/ks[ko]_|acme/);
    await keepsake.run('connection', 'remove', 'shown');
  });

  it.skipIf(process.platform === 'win32')(
    'names a folder that others can read, with the command',
    async () => {
      await chmod(keepsake.dataFolder, 0o755);
      const found = (await findings()).find(({ check }) => check === 'data folder');
      expect([found?.okay, found?.remedy]).toEqual([false, expect.stringContaining('chmod 700')]);
      await chmod(keepsake.dataFolder, 0o700);
    },
  );
});

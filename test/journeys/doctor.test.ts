/** The doctor: what each symptom looks like, on real servers and real processes. */
import { chmod } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Key } from '../../contract/index.ts';
import { connectionSecret } from '../../local/secrets.ts';
import type { Keepsake } from '../harness/keepsake.ts';
import type { TestServer } from '../server/running.ts';
import { listen, type Handle } from './listening.ts';
import { officialClients } from './official-clients.ts';
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
    const found = (await both.findings()).find(({ check }) => check === 'connection "ill"');
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
    const lost = await keepsake.secrets.get(connectionSecret('editor'));
    const replaced = await keepsake.run('doctor', '--replace-secret', 'editor', '--json');
    expect(JSON.parse(replaced.out)).toEqual({ connection: 'editor', key_id: id });
    expect(replaced.out).not.toContain('ksk_');
    expect((await client.call('list_memories', {})).isError).toBeFalsy();
    expect(await keepsake.secrets.get(connectionSecret('editor'))).not.toBe(lost);
    const answer = await fetch(`${keepsake.url}/api/v1/projects`, {
      headers: { authorization: `Bearer ${lost}` },
    });
    expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('was replaced')]);
    const keys = JSON.parse((await keepsake.run('key', 'list', '--json')).out) as Key[];
    expect(keys.filter(({ description }) => description === 'Editor')).toMatchObject([
      { id, status: 'active', old_secret_until: null },
    ]);
  });

  it('of a key that was revoked comes with another key like it', async () => {
    const created = await keepsake.run(
      'key',
      'create',
      'Gone',
      '--scope',
      'read',
      '--connection',
      'gone',
      '--json',
    );
    const { id } = JSON.parse(created.out) as { id: string };
    await keepsake.owner.revokeKey({ keyId: id });
    const { code, out } = await keepsake.run('doctor', '--replace-secret', 'gone', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([0, { connection: 'gone', replaced_key_id: id }]);
    expect(JSON.parse((await keepsake.run('connection', 'test', 'gone', '--json')).out)).toMatchObject({
      keepsake: { scope: 'read' },
    });
  });

  it('of a connection that was never made is not made up', async () => {
    const { code, err } = await keepsake.run('doctor', '--replace-secret', 'neverland');
    expect([code, err]).toEqual([4, expect.stringContaining('keepsake key create')]);
  });

  it('of another server has to be made there', async () => {
    await keepsake.runWith('a-secret\n', 'connection', 'add', 'away', 'https://memory.example');
    const { code, err } = await keepsake.run('doctor', '--replace-secret', 'away');
    expect([code, err]).toEqual([4, expect.stringContaining('made at its server')]);
    await keepsake.run('connection', 'remove', 'away');
  });

  it('is what a bridge without one says, and the doctor shows that error afterwards', async () => {
    await expect(officialClients['the v1 client'](keepsake.bridge('nobody'))).rejects.toThrow(/No secret/);
    const last = (await both.findings()).find(({ check }) => check === 'last error of a bridge');
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

describe('a client that does not use its memory', () => {
  it('is shown by when its key was last used', async () => {
    await keepsake.run('key', 'create', 'Idle', '--connection', 'idle');
    const found = (await both.findings()).find(({ check }) => check === 'connection "idle"');
    expect(found?.detail).toMatch(/last used never$/);
    const used = (await both.findings()).find(({ check }) => check === 'connection "idle"');
    expect(used?.detail).toMatch(/last used \d{4}-/);
    await keepsake.run('connection', 'remove', 'idle');
  });
});

describe('a server that is not running', () => {
  it('is named with the command that starts it, and the data is checked instead', async () => {
    await keepsake.kill();
    const found = await both.findings();
    expect(found.find(({ check }) => check === 'server')).toMatchObject({
      okay: false,
      remedy: expect.stringContaining('keepsake serve') as string,
    });
    expect(found.find(({ check }) => check === 'data')?.okay).toBe(true);
    await keepsake.restart();
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
      const found = (await both.findings()).find(({ check }) => check === 'data folder');
      expect([found?.okay, found?.remedy]).toEqual([false, expect.stringContaining('chmod 700')]);
      await chmod(keepsake.dataFolder, 0o700);
    },
  );
});

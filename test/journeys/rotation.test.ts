/** A key gets a new secret under bridges that run: nothing is started again, no call fails, no write is done twice. */
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedKey, Key } from '../../contract/index.ts';
import { saveConnection } from '../../local/connections.ts';
import { keepsakePaths } from '../../local/paths.ts';
import { connectionSecret } from '../../local/secrets.ts';
import { callAtPace, startLoad } from '../campaigns/bridge/load.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { startTestServer } from '../server/running.ts';
import { bridgeTo } from './bridge/home.ts';
import { startLines } from './bridge/lines.ts';
import { listen } from './listening.ts';

let keepsake: Keepsake;

beforeAll(async () => {
  keepsake = await startKeepsake();
});

afterAll(() => keepsake[Symbol.asyncDispose]());

async function newKey(...connections: [string, ...string[]]): Promise<string> {
  const [first, ...others] = connections;
  const { out } = await keepsake.run('key', 'create', first, '--connection', first, '--json');
  const { id } = JSON.parse(out) as Key;
  for (const other of others)
    await saveConnection(keepsakePaths(keepsake.env), { name: other, server: { type: 'local' }, keyId: id });
  return id;
}

const stored = (connection: string) => keepsake.secrets.get(connectionSecret(connection));

async function statusOf(secret: string | undefined): Promise<number> {
  const headers = { authorization: `Bearer ${secret}` };
  return (await fetch(`${keepsake.url}/api/v1/projects`, { headers })).status;
}

describe('keepsake connection rotate', () => {
  it('under a bridge with calls under way: none fails, also when the old secret ends early', async () => {
    const keyId = await newKey('busy');
    const before = await stored('busy');
    await using load = startLoad(keepsake.bridge('busy'), { name: 'busy', writeEvery: 2 });
    await callAtPace(load, 20, async () => {
      const rotated = await keepsake.run('connection', 'rotate', 'busy');
      expect([rotated.code, rotated.err]).toEqual([0, '']);
      expect(rotated.out).toMatch(/has a new secret[\s\S]*Stored for: busy[\s\S]*accepted until 20/);
      expect(rotated.out).not.toContain('ksk_');
      expect(await statusOf(before)).toBe(200);
      await keepsake.owner.endOldSecret({ keyId });
      expect(await statusOf(before)).toBe(401);
      const calls = load.calls;
      await expect.poll(() => load.calls, { timeout: 40_000 }).toBeGreaterThan(calls + 20);
    });
    expect(load.failures).toEqual([]);
    expect(load.written.length).toBeGreaterThan(5);
    expect(await stored('busy')).not.toBe(before);
  });

  it('is refused for what is not a key of this computer, with what to do', async () => {
    await keepsake.runWith('a-secret\n', 'connection', 'add', 'away', 'https://memory.example');
    const away = await keepsake.run('connection', 'rotate', 'away');
    expect([away.code, away.err]).toEqual([4, expect.stringContaining('connection add away')]);
    const nobody = await keepsake.run('connection', 'rotate', 'nobody');
    expect([nobody.code, nobody.err]).toEqual([4, expect.stringContaining('connection list')]);
    const local = await keepsake.owner.createKey({ description: 'by hand', project_ids: [await project()] });
    await keepsake.runWith(`${local.secret}\n`, 'connection', 'add', 'hand');
    const hand = await keepsake.run('connection', 'rotate', 'hand');
    expect([hand.code, hand.err]).toEqual([4, expect.stringContaining('--replace-secret hand')]);
  });
});

describe('keepsake key rotate', () => {
  it('stores the new secret for every connection that uses the key, and prints it to nobody', async () => {
    const keyId = await newKey('one', 'two');
    const rotated = await keepsake.run('key', 'rotate', keyId, '--overlap', '0', '--json');
    expect(JSON.parse(rotated.out)).toMatchObject({
      id: keyId,
      connections: ['one', 'two'],
      old_secret_until: null,
    });
    expect(rotated.out + rotated.err).not.toContain('ksk_');
    const [one, two] = [await stored('one'), await stored('two')];
    expect(one).toBe(two);
    expect(await statusOf(one)).toBe(200);
  });

  it('changes nothing for a key that no connection uses, unless the new secret is asked for', async () => {
    const { id, secret } = await keepsake.owner.createKey({
      description: 'x',
      project_ids: [await project()],
    });
    const refused = await keepsake.run('key', 'rotate', id);
    expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('--show')]);
    expect(await statusOf(secret)).toBe(200);
    const shown = await keepsake.run('key', 'rotate', id, '--overlap', '0', '--show', '--json');
    expect(await statusOf((JSON.parse(shown.out) as CreatedKey).secret)).toBe(200);
    expect(await statusOf(secret)).toBe(401);
  });

  it.each([['-1'], ['86401'], ['soon']])('refuses an overlap of %s seconds', async (overlap) => {
    expect((await keepsake.run('key', 'rotate', 'key_x', `--overlap=${overlap}`)).code).toBe(2);
  });
});

describe('a write whose answer is lost while its key gets a new secret', () => {
  it('is written once: the bridge repeats it with the new secret, and it is still the same key', async () => {
    await using server = await startTestServer();
    const { id: projectId } = await server.owner.createProject({ name: 'Once' });
    const key = await server.newKey([projectId]);
    const seen: { secret: string; repeat: string }[] = [];
    let lost = async (): Promise<void> => {};
    await using way = await listen(async (incoming, outgoing) => {
      const body = await textOf(incoming);
      const { authorization = '', 'idempotency-key': repeat } = incoming.headers;
      const answer = await forward(server.url, incoming, body);
      if (repeat !== undefined) {
        seen.push({ secret: authorization.replace('Bearer ', ''), repeat: String(repeat) });
        if (seen.length === 1) return void lost().then(() => outgoing.destroy());
      }
      outgoing.writeHead(answer.status, { 'content-type': answer.type }).end(answer.text);
    });
    await using home = await bridgeTo(`${way.url}/mcp`, key.secret);
    let newer = '';
    lost = async () => {
      newer = (await server.owner.rotateKey({ keyId: key.id, overlap_seconds: 0 })).secret ?? '';
      await home.setSecret(newer);
    };
    await using bridge = startLines(home.command());
    const content = 'The spare key hangs behind the clock.';
    const { result } = await bridge.ask('tools/call', { name: 'add_memory', arguments: { content } });
    expect(result?.['isError']).toBeFalsy();
    expect(seen[0]?.secret).toBe(key.secret);
    expect(seen.at(-1)?.secret).toBe(newer);
    expect(new Set(seen.map(({ repeat }) => repeat)).size).toBe(1);
    const { items } = await server.owner.listMemories({ projectId });
    expect(items).toMatchObject([{ content, created_by: { type: 'key', key_id: key.id } }]);
  });
});

async function project(): Promise<string> {
  return (await keepsake.owner.listProjects({})).items[0]?.id ?? '';
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of message.setEncoding('utf8') as AsyncIterable<string>) text += part;
  return text;
}

/** The request as it came, at the server. */
function forward(base: string, { method, url, headers }: IncomingMessage, body: string) {
  return new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    const { host: _host, ...rest } = headers;
    const target = request(`${base}${url}`, { method, headers: rest }, (answer) => {
      const { statusCode: status = 0, headers: given } = answer;
      textOf(answer).then((text) => resolve({ status, type: given['content-type'] ?? '', text }), reject);
    });
    target.on('error', reject);
    target.end(body);
  });
}

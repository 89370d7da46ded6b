/** What keys may do, and what every wrong one is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../../local/tokens.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let first: string;
let second: string;
let other: string;

beforeAll(async () => {
  server = await startTestServer();
  [first = '', second = '', other = ''] = await Promise.all(
    ['First', 'Second', 'Other'].map(async (name) => (await server.owner.createProject({ name })).id),
  );
});

afterAll(() => server[Symbol.asyncDispose]());

describe('a key with several projects', () => {
  it('reads all of them, writes to its default one, and is refused any other', async () => {
    const key = await server.newKey([first, second]);
    const client = server.clientOf(key.secret);
    await server.owner.addMemory({ projectId: second, content: 'The second project likes walnuts.' });
    expect(key.default_project_id).toBe(first);
    expect((await client.search({ query: 'walnuts' })).results[0]?.project_id).toBe(second);
    expect(
      (await client.addMemory({ projectId: first, content: 'Written by a key.' })).created_by,
    ).toMatchObject({ type: 'key', key_id: key.id });
    await expect(client.listMemories({ projectId: other })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.search({ query: 'x', project_ids: [other] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await client.listProjects({})).items.map(({ id }) => id).toSorted()).toEqual(
      [first, second].toSorted(),
    );
  });

  it('cannot manage projects, the drive or keys', async () => {
    const client = server.clientOf((await server.newKey([first])).secret);
    await expect(client.createProject({ name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.listDrives({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.listKeys({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a wrong key', () => {
  it.each([
    ['none at all', ''],
    ['one that is not ours', 'sk-1234567890'],
    ['one that nobody made', newToken('ksk').secret],
    ['an owner token that nobody made', newToken('kso').secret],
  ])('%s is refused as unknown', async (_what, secret) => {
    await expect(server.clientOf(secret).listProjects({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('with a mistyped character is refused, also when its id is right', async () => {
    const { secret } = await server.newKey([first]);
    const forged = newToken('ksk', secret.split('_')[2]).secret;
    await expect(server.clientOf(forged).listProjects({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('that has expired says so', async () => {
    const { secret } = await server.newKey([first], {
      expires_at: new Date(Date.now() - 1_000).toISOString(),
    });
    await expect(server.clientOf(secret).listProjects({})).rejects.toMatchObject({ code: 'KEY_EXPIRED' });
  });

  it('that was revoked is refused by the very next request, a hundred times out of a hundred', async () => {
    for (let i = 0; i < 100; i++) {
      const key = await server.newKey([first]);
      const client = server.clientOf(key.secret);
      await client.getServer({});
      await server.owner.revokeKey({ keyId: key.id });
      await expect(client.getServer({})).rejects.toMatchObject({ code: 'KEY_REVOKED' });
    }
  });

  it('that only reads cannot write', async () => {
    const client = server.clientOf((await server.newKey([first], { scope: 'read' })).secret);
    await expect(client.addMemory({ projectId: first, content: 'x' })).rejects.toMatchObject({
      code: 'READ_ONLY_KEY',
    });
    expect((await client.getServer({})).caller.scope).toBe('read');
  });
});

describe('creating a key', () => {
  it('shows the secret once: the same request again tells that it was shown', async () => {
    const input = { description: 'twice', project_ids: [first] };
    const created = await server.owner.createKey(input, { idempotencyKey: 'same' });
    const again = await server.owner.createKey(input, { idempotencyKey: 'same' });
    expect(created.secret).toMatch(/^ksk_/);
    expect(again).toMatchObject({ id: created.id, secret_already_shown: true });
    expect(again.secret).toBeUndefined();
    expect(JSON.stringify(await server.owner.listKeys({}))).not.toContain(created.secret);
  });

  it('refuses a default project outside its set', async () => {
    const input = { description: 'x', project_ids: [first], default_project_id: other };
    await expect(server.owner.createKey(input)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});

describe('limits', () => {
  it('more requests than allowed in a minute are told when to come back', async () => {
    await using limited = await startTestServer({ rateLimit: 5 });
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push(await limited.send('/api/v1/projects'));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(3);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers[0]?.headers.get('x-ratelimit-remaining')).toBe('4');
  });
});

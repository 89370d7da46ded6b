/** Accounts and their people: who gets in, what each may, and how it ends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../../local/tokens.ts';
import { accept, join, openAccount, type Person } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let project: string;

beforeAll(async () => {
  server = await startTestServer();
  project = (await server.owner.createProject({ name: 'Shared' })).id;
});

afterAll(() => server[Symbol.asyncDispose]());

const refused = (code: string) => ({ code });

describe('one person alone', () => {
  it('is the owner of the first account without any member, and runs the server', async () => {
    await using alone = await startTestServer();
    const { caller } = await alone.owner.getServer({});
    expect(caller).toEqual({ type: 'owner', scope: 'owner', standing: 'operator' });
    expect((await alone.owner.listMembers({})).items).toEqual([]);
    expect((await alone.owner.getAccount({})).quotas).toEqual({
      bytes: null,
      memories: null,
      requests_per_minute: null,
    });
  });
});

describe('an invitation', () => {
  it('makes a member once, who is known by name in what they write', async () => {
    const { code = '', link } = await server.owner.createInvitation({ role: 'member', note: 'for Ada' });
    expect(link).toBe(`${server.url}/#/join/${code}`);
    const ada = await accept(server, code, 'Ada');
    await expect(accept(server, code, 'Eve')).rejects.toMatchObject(refused('UNAUTHORIZED'));
    const memory = await ada.client.addMemory({ projectId: project, content: 'Ada likes teal.' });
    expect(memory.created_by).toEqual({ type: 'owner', member_id: ada.id, name: 'Ada' });
    expect((await ada.client.getServer({})).caller).toMatchObject({ standing: 'member', name: 'Ada' });
  });

  it('is accepted by one of two who come at once', async () => {
    const { code = '' } = await server.owner.createInvitation({});
    const both = await Promise.allSettled([accept(server, code, 'One'), accept(server, code, 'Two')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('that was withdrawn, is too old, was guessed or was mistyped lets nobody in', async () => {
    const { id, code = '' } = await server.owner.createInvitation({});
    const guessed = newToken('ksi', code.split('_')[2]).secret;
    await expect(accept(server, guessed, 'Eve')).rejects.toMatchObject(refused('UNAUTHORIZED'));
    await expect(accept(server, 'ksi_x', 'Eve')).rejects.toMatchObject(refused('UNAUTHORIZED'));
    await server.owner.withdrawInvitation({ invitationId: id });
    await expect(accept(server, code, 'Eve')).rejects.toMatchObject(refused('UNAUTHORIZED'));
  });

  it('of an admin who was removed since is worth nothing', async () => {
    const admin = await join(server, 'admin');
    const { code = '' } = await admin.client.createInvitation({ role: 'admin' });
    await server.owner.removeMember({ memberId: admin.id });
    await expect(accept(server, code, 'Eve')).rejects.toMatchObject(refused('UNAUTHORIZED'));
  });

  it('lets a member in again, as the same person', async () => {
    const ada = await join(server, 'reader', { name: 'Ada' });
    const { code = '' } = await server.owner.createInvitation({ member_id: ada.id, role: 'owner' });
    const { member, token } = await server.owner.acceptInvitation({ code });
    expect(member).toMatchObject({ id: ada.id, name: 'Ada', role: 'reader' });
    expect((await server.clientOf(token).getServer({})).caller).toMatchObject({ member_id: ada.id });
  });

  it('is shown once: the same request again tells that it was', async () => {
    const options = { idempotencyKey: 'an invitation' };
    const first = await server.owner.createInvitation({}, options);
    const again = await server.owner.createInvitation({}, options);
    expect(again).toMatchObject({ id: first.id, secret_already_shown: true });
    expect(again.code).toBeUndefined();
  });
});

describe('roles', () => {
  it('a reader reads and writes nothing, whichever way', async () => {
    const reader = await join(server, 'reader');
    expect((await reader.client.listProjects({})).items.map(({ id }) => id)).toContain(project);
    for (const attempt of [
      () => reader.client.addMemory({ projectId: project, content: 'x' }),
      () => reader.client.createProject({ name: 'x' }),
      () => reader.client.setEntry({ projectId: project, namespace: 'n', key: 'k', value: 1 }),
      () => reader.client.createKey({ description: 'x', project_ids: [project] }),
    ])
      await expect(attempt()).rejects.toMatchObject(refused('FORBIDDEN'));
    const upload = await server.send('/api/v1/uploads', {
      method: 'POST',
      token: reader.secret,
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '1' },
    });
    expect(upload.status).toBe(403);
    const value = await server.send('/memory/n/k', {
      method: 'PUT',
      token: reader.secret,
      body: '{"value":1}',
    });
    expect(value.status).toBe(403);
  });

  it('nobody gives a role above their own, or changes somebody above them', async () => {
    const admin = await join(server, 'admin');
    const owner = await join(server, 'owner');
    await expect(admin.client.createInvitation({ role: 'owner' })).rejects.toMatchObject(
      refused('FORBIDDEN'),
    );
    await expect(admin.client.updateMember({ memberId: admin.id, role: 'owner' })).rejects.toMatchObject(
      refused('FORBIDDEN'),
    );
    await expect(admin.client.removeMember({ memberId: owner.id })).rejects.toMatchObject(
      refused('FORBIDDEN'),
    );
    await expect(admin.client.createInvitation({ member_id: owner.id })).rejects.toMatchObject(
      refused('FORBIDDEN'),
    );
    const { items } = await admin.client.listTokens({ member_id: owner.id });
    await expect(admin.client.revokeToken({ tokenId: items[0]?.id ?? '' })).rejects.toMatchObject(
      refused('NOT_FOUND'),
    );
  });

  it('a member sees and ends the keys they made alone; an admin all', async () => {
    const [one, other, admin] = [
      await join(server, 'member'),
      await join(server, 'member'),
      await join(server, 'admin'),
    ];
    const key = await one.client.createKey({ description: 'mine', project_ids: [project] });
    expect((await one.client.listKeys({})).items.map(({ id }) => id)).toEqual([key.id]);
    expect((await other.client.listKeys({})).items).toEqual([]);
    await expect(other.client.revokeKey({ keyId: key.id })).rejects.toMatchObject(refused('NOT_FOUND'));
    expect((await admin.client.listKeys({ page_size: 100 })).items.map(({ id }) => id)).toContain(key.id);
  });
});

describe('leaving', () => {
  it('ends every token, session and key of the member from the next request on', async () => {
    const member = await join(server, 'member');
    const key = await member.client.createKey({ description: 'mine', project_ids: [project] });
    const cookie = await sessionOf(member);
    await server.owner.removeMember({ memberId: member.id });
    await expect(member.client.getServer({})).rejects.toMatchObject(refused('KEY_REVOKED'));
    await expect(server.clientOf(key.secret ?? '').getServer({})).rejects.toMatchObject(
      refused('KEY_REVOKED'),
    );
    expect((await withCookie(cookie)).status).toBe(401);
  });

  it('ends what they listen to', async () => {
    const admin = await join(server, 'admin');
    const stream = await server.send('/api/v1/activity/events', { token: admin.secret });
    expect(stream.status).toBe(200);
    await server.owner.updateMember({ memberId: admin.id, role: 'member' });
    // Resolves only because the stream ends.
    expect(await stream.text()).toMatch(/^retry: 2000/);
  });

  it('a key of a member who became a reader only reads', async () => {
    const member = await join(server, 'member');
    const key = await member.client.createKey({ description: 'mine', project_ids: [project] });
    const client = server.clientOf(key.secret ?? '');
    await client.addMemory({ projectId: project, content: 'Still a member.' });
    await server.owner.updateMember({ memberId: member.id, role: 'reader' });
    await expect(client.addMemory({ projectId: project, content: 'x' })).rejects.toMatchObject(
      refused('READ_ONLY_KEY'),
    );
  });

  it('keeps the last owner of an account, also when two go at once', async () => {
    const first = await openAccount(server, 'Two owners');
    const second = await join(server, 'owner', { by: first.client });
    const both = await Promise.allSettled([
      first.client.removeMember({ memberId: first.id }),
      second.client.removeMember({ memberId: second.id }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const left = both[0]?.status === 'fulfilled' ? second : first;
    await expect(left.client.updateMember({ memberId: left.id, role: 'admin' })).rejects.toMatchObject(
      refused('STATE_NOT_READY'),
    );
  });
});

describe('personal access tokens', () => {
  it('cap what their person may by scope, are shown once, and end', async () => {
    const owner = await join(server, 'owner');
    const read = await owner.client.createToken({ description: 'a script', scope: 'read' });
    const script = server.clientOf(read.secret ?? '');
    await expect(script.addMemory({ projectId: project, content: 'x' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { required_scope: 'write' },
    });
    await expect(script.createToken({ description: 'wider', scope: 'manage' })).rejects.toMatchObject(
      refused('FORBIDDEN'),
    );
    expect(JSON.stringify(await owner.client.listTokens({}))).not.toContain(read.secret);
    await owner.client.revokeToken({ tokenId: read.id });
    await expect(script.getServer({})).rejects.toMatchObject(refused('KEY_REVOKED'));
    const past = new Date(Date.now() - 1_000).toISOString();
    const old = await owner.client.createToken({ description: 'old', expires_at: past });
    await expect(server.clientOf(old.secret ?? '').getServer({})).rejects.toMatchObject(
      refused('KEY_EXPIRED'),
    );
    const forged = newToken('kst', owner.secret.split('_')[2]).secret;
    await expect(server.clientOf(forged).getServer({})).rejects.toMatchObject(refused('UNAUTHORIZED'));
  });

  it('sign a browser in until it signs out, or the token is revoked', async () => {
    const member = await join(server, 'member');
    const cookie = await sessionOf(member);
    expect((await withCookie(cookie)).status).toBe(200);
    const out = await withCookie(cookie, '/api/v1/page-session', { method: 'DELETE' });
    expect(out.headers.get('set-cookie')).toMatch(/keepsake_session=;/);
    expect((await withCookie(cookie)).status).toBe(401);
    const another = await sessionOf(member);
    const { items } = await member.client.listTokens({});
    await member.client.revokeToken({ tokenId: items[0]?.id ?? '' });
    expect((await withCookie(another)).status).toBe(401);
  });
});

async function sessionOf({ secret }: Person): Promise<string> {
  const answer = await fetch(`${server.url}/api/v1/page-session/token`, {
    method: 'POST',
    headers: { origin: server.url, 'content-type': 'application/json' },
    body: JSON.stringify({ token: secret }),
  });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function withCookie(cookie: string, path = '/api/v1/server', init: RequestInit = {}) {
  return fetch(`${server.url}${path}`, { ...init, headers: { cookie, origin: server.url } });
}

describe('the audit log', () => {
  it('is narrowed by who did it and by what, page after page, however much else there is', async () => {
    const { client } = await openAccount(server, 'Logged');
    const { id: projectId } = await client.createProject({ name: 'P' });
    const key = await client.createKey({ description: 'a client', project_ids: [projectId] });
    const member = await join(server, 'member', { by: client });
    for (let times = 0; times < 3; times++) await member.client.createProject({ name: `mine ${times}` });
    const pages = async (narrowed: { by?: string; action?: string }, limit: number) => {
      const found: string[] = [];
      for (let before: number | undefined; ;) {
        const page = await client.listAudit({ ...narrowed, limit, ...(before && { before }) });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        found.push(...page.items.map(({ action, by }) => `${action} ${by.member_id === member.id}`));
        if (page.next === null) return found;
        before = page.next;
      }
    };
    const made = 'add_project true';
    expect(await pages({ by: member.id, action: 'add_project' }, 2)).toEqual([made, made, made]);
    expect(await pages({ action: 'add_project' }, 50)).toEqual([made, made, made, 'add_project false']);
    expect(await pages({ action: 'add_key' }, 1)).toEqual(['add_key false']);
    expect(await pages({ by: key.id }, 50)).toEqual([]);
    expect((await pages({ by: 'owner' }, 50)).length).toBeGreaterThan(0);
    expect((await pages({}, 2)).length).toBeGreaterThan(8);
  });
});

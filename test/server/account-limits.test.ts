/** What an account may hold and ask, and what is written down of what happens in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, openAccount } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

const refused = (code: string) => ({ code });

describe('accounts', () => {
  it('are made by who runs the server alone, once for a repeated request', async () => {
    const options = { idempotencyKey: 'an account' };
    const made = await server.owner.createAccount({ name: 'Once' }, options);
    const again = await server.owner.createAccount({ name: 'Once' }, options);
    expect(again.account.id).toBe(made.account.id);
    expect(again.invitation.secret_already_shown).toBe(true);
    const owner = await join(server, 'owner');
    await expect(owner.client.createAccount({ name: 'x' })).rejects.toMatchObject(refused('FORBIDDEN'));
    await expect(owner.client.listAccounts({})).rejects.toMatchObject(refused('FORBIDDEN'));
  });

  it('that are suspended are refused everything, and hold what they held when they go on', async () => {
    const other = await openAccount(server, 'Suspended');
    await other.client.createProject({ name: 'Kept' });
    await server.owner.updateAccount({ accountId: other.account, status: 'suspended' });
    await expect(other.client.listProjects({})).rejects.toMatchObject(refused('ACCOUNT_SUSPENDED'));
    await server.owner.updateAccount({ accountId: other.account, status: 'active' });
    expect((await other.client.listProjects({})).items).toHaveLength(1);
    const own = server.server.accountId;
    await expect(server.owner.updateAccount({ accountId: own, status: 'suspended' })).rejects.toMatchObject(
      refused('STATE_NOT_READY'),
    );
  });

  it('hold no more memories and bytes than their quotas say, and answer repeats nevertheless', async () => {
    const other = await openAccount(server, 'Limited');
    await server.owner.updateAccount({ accountId: other.account, quotas: { memories: 1, bytes: 10 } });
    const { id: projectId } = await other.client.createProject({ name: 'Small' });
    const options = { idempotencyKey: 'the only one' };
    const input = { projectId, content: 'The only one.' };
    const kept = await other.client.addMemory(input, options);
    await expect(other.client.addMemory({ projectId, content: 'One more.' })).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      details: { quota: 'memories', limit: 1, used: 1 },
    });
    expect((await other.client.addMemory(input, options)).id).toBe(kept.id);
    await other.client.updateMemory({ projectId, memoryId: kept.id, content: 'Still the only one.' });
    const drive = (await other.client.listDrives({})).items[0]?.root_item_id ?? '';
    const form = new FormData();
    form.set('file', new File(['more than ten bytes'], 'long.txt'));
    const upload = await server.send(`/api/v1/drives/items/${drive}/children`, {
      method: 'POST',
      token: other.secret,
      body: form,
    });
    expect(await upload.json()).toMatchObject({ code: 'QUOTA_EXCEEDED', details: { quota: 'bytes' } });
    expect((await other.client.getAccount({})).used).toEqual({ bytes: 0, memories: 1 });
  });

  it('ask no more in a minute than their quota says, all callers together', async () => {
    const other = await openAccount(server, 'Busy');
    await server.owner.updateAccount({ accountId: other.account, quotas: { requests_per_minute: 3 } });
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await server.send('/api/v1/projects', { token: other.secret }));
    // A minute may begin between two of them.
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  });
});

describe('the audit log', () => {
  it('tells who did what to what, without names and contents, and is exported as JSON lines', async () => {
    const owner = await openAccount(server, 'Audited');
    const project = await owner.client.createProject({ name: 'zanzibar' });
    const key = await owner.client.createKey({ description: 'zanzibar', project_ids: [project.id] });
    await owner.client.revokeKey({ keyId: key.id });
    const { items } = await owner.client.listAudit({});
    expect(items.map(({ action }) => action)).toEqual([
      'delete_key',
      'add_key',
      'add_project',
      'change_invitation',
      'add_invitation',
    ]);
    expect(items[0]).toMatchObject({ by: { member_id: owner.id }, targets: [{ kind: 'key', id: key.id }] });
    expect(items[4]?.by).toEqual({ type: 'owner', name: 'operator' });
    expect(JSON.stringify(items)).not.toContain('zanzibar');
    const exported = await server.send('/api/v1/audit/export', { token: owner.secret });
    const lines = (await exported.text()).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
      ...items.map(({ action }) => action).toReversed(),
      'export_audit',
    ]);
  });

  it('pages back to its beginning', async () => {
    const owner = await openAccount(server, 'Pages');
    for (let i = 0; i < 5; i++) await owner.client.createProject({ name: `Project ${i}` });
    const seen = [];
    let before: number | undefined;
    do {
      const page = await owner.client.listAudit({ limit: 3, ...(before === undefined ? {} : { before }) });
      seen.push(...page.items.map(({ seq }) => seq));
      before = page.next ?? undefined;
    } while (before !== undefined);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a));
    expect(seen).toHaveLength(7);
  });
});

/** What sync refuses, and permanent deletion, which wins over everything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncedVersion } from '../../contract/index.ts';
import { erased } from './erasing.ts';
import { join, openAccount } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';
import { contentsOf, linkedDevices, remember, settle, startDevice, there } from './sync-devices.ts';
import { saidBy } from './sync-machine.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

describe('what is refused', () => {
  it('is said with its reason, stays on the device, and does not hold up the rest', async () => {
    const { client, account } = await openAccount(server, 'Small');
    await server.owner.updateAccount({ accountId: account, quotas: { memories: 1 } });
    const { id: projectId } = await client.createProject({ name: 'Small' });
    await using device = await startDevice(client, projectId, 'laptop');
    await remember(device, projectId, 'It fits.');
    await remember(device, projectId, 'It is too much.');
    await device.entries.set({ caller: device.caller }, { projectId, namespace: 'a', key: 'b', value: 1 });
    const outcomes = await device.sync();
    expect(outcomes.map(({ outcome, reason = '' }) => [outcome, reason.slice(0, 24)])).toEqual([
      ['taken', ''],
      ['refused', 'This account may hold 1 '],
      ['taken', ''],
    ]);
    expect(await there(client, projectId)).toEqual(['It fits.']);
    expect(await contentsOf(device, projectId)).toHaveLength(2);
  });

  it('is what has another shape, with the fields and nothing of what they hold', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    await remember(one, projectId, 'private words');
    const { changes } = await one.replica.pending(one.scope, { seq: 0, part: 0 }, 10);
    const [version] = changes.flatMap(({ versions }) => versions);
    if (version === undefined) throw new Error('nothing is pending');
    const wrong: object = { ...version, payload: { ...(version.payload as object), tags: 'private words' } };
    const { outcomes } = await server.owner.pushChanges({
      projectId,
      ...saidBy(one.machine),
      changes: [{ versions: [wrong as SyncedVersion] }],
    });
    expect(outcomes).toMatchObject([{ outcome: 'refused', reason: { code: 'VALIDATION_ERROR' } }]);
    expect(outcomes[0]?.reason?.message).toContain('tags');
    expect(JSON.stringify(outcomes)).not.toContain('private');
  });

  it('is a device of somebody else, and one that was forgotten', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    const member = await join(server, 'member');
    const said = saidBy(one.machine);
    const pull = (client: TestServer['owner']) => client.pullChanges({ projectId, ...said });
    await expect(pull(member.client)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await member.client.listDevices({})).items).toEqual([]);
    await expect(member.client.forgetDevice({ deviceId: said.device_id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await server.owner.forgetDevice({ deviceId: said.device_id });
    await expect(pull(server.owner)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is to say that somebody else wrote it: a device acts for its person', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId } = pair;
    const ada = await join(server, 'member', { name: 'Ada' });
    await using laptop = await startDevice(ada.client, projectId, 'laptop');
    const { id: memoryId } = await remember(laptop, projectId, 'Ada was here.');
    await laptop.sync();
    const { written_by } = await server.owner.getMemory({ projectId, memoryId });
    expect(written_by).toMatchObject({ type: 'owner', member_id: ada.id, name: 'Ada' });
  });
});

describe('permanent deletion', () => {
  it('reaches every device, and what one sends of it afterwards does not bring it back', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one, two } = pair;
    const { id: memoryId } = await remember(one, projectId, 'The code is 4711.');
    await settle(pair);
    await two.memories.update({ caller: two.caller }, { projectId, memoryId, content: 'The code is 4712.' });
    const target = { type: 'memory', project_id: projectId, id: memoryId } as const;
    await erased(server, target);
    expect(await two.sync()).toMatchObject([{ outcome: 'erased' }]);
    await settle(pair);
    for (const { store, scope } of [one, two]) {
      expect(await store.get(scope, 'memory', memoryId)).toBeUndefined();
      expect(await store.revisions(scope, 'memory', memoryId, 10)).toEqual([]);
    }
    expect(await there(server.owner, projectId)).toEqual([]);
  });

  it('takes clashes, and what sync remembers of a conversation, with it', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one, two } = pair;
    const place = { projectId, namespace: 'a', key: 'b' };
    for (const device of [one, two])
      await device.entries.set({ caller: device.caller }, { ...place, value: device.machine.state.id });
    const { id: conversationId } = await one.conversations.create(
      { caller: one.caller },
      { projectId, title: 'Zanzibarine', retention_days: null },
    );
    await settle(pair);
    const key = `conversation ${conversationId}`;
    const base = async () => (await one.store.row(one.scope, 'sync-base', key))?.toString();
    expect(await base()).toBeDefined();
    await one.erase('conversation', conversationId);
    expect(await base()).toBeUndefined();
    expect((await server.owner.listClashes({ projectId })).items).toHaveLength(1);
    const { id } = await server.owner.getEntry(place);
    await erased(server, { type: 'entry', project_id: projectId, id });
    expect((await server.owner.listClashes({ projectId })).items).toEqual([]);
  });

  it('of what a key wrote takes a title that only a clash has kept', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    const { id: conversationId } = await one.conversations.create(
      { caller: one.caller },
      { projectId, title: 'Chat', retention_days: null },
    );
    await settle(pair);
    const key = await server.newKey([projectId]);
    await server.clientOf(key.secret).updateConversation({ projectId, conversationId, title: 'Zanzibarine' });
    await one.conversations.update({ caller: one.caller }, { projectId, conversationId, title: 'Talk' });
    await settle(pair);
    const titled = await server.owner.updateConversation({ projectId, conversationId, title: 'Talk' });
    const { items } = await server.owner.listClashes({ projectId });
    expect(items).toMatchObject([{ record_id: titled.id, current: { payload: { title: 'Zanzibarine' } } }]);
    await erased(server, { type: 'key_writes', project_id: projectId, id: key.id });
    expect((await server.owner.listClashes({ projectId })).items).toEqual([]);
  });

  it('on a device is told by name, for the server to be asked; what came from there is not told back', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one, two } = pair;
    const [own, other] = [await remember(one, projectId, 'Mine.'), await remember(one, projectId, 'Theirs.')];
    await settle(pair);
    await one.erase('memory', own.id);
    const { changes } = await one.replica.pending(one.scope, one.machine.state.sent, 100);
    expect(changes).toEqual([{ versions: [], erased: [{ kind: 'memory', id: own.id }] }]);
    await erased(server, { type: 'memory', project_id: projectId, id: other.id });
    await two.pull();
    expect((await two.replica.pending(two.scope, two.machine.state.sent, 100)).changes).toEqual([]);
    expect(await contentsOf(two, projectId)).toEqual(['Mine.']);
  });
});

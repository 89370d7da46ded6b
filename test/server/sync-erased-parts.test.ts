/** What a key wrote, erased out of the histories of records that stay: no device keeps it, and none brings it back. */
import { cp } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../local/ids.ts';
import { projectSide } from '../../server/sync/engine/sides.ts';
import { needsFiles } from '../harness/test-store.ts';
import { erased, newFolder } from './erasing.ts';
import { linkTo, saidIn, startComputer, stateOf, until } from './linked-servers.ts';
import { openAccount } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';
import { saidBy } from './sync-machine.ts';
import { contentsOf, linkedDevices, remember, settle, there, type TestDevice } from './sync-devices.ts';
import { bytesBelow, filesWith } from './traces.ts';

const canary = 'Zwergflussfisch';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

/** What the history of a memory of a device says, the newest first. */
async function historyOf({ store, scope }: TestDevice, id: string): Promise<string[]> {
  const revisions = await store.revisions(scope, 'memory', id, 100);
  return revisions.map(({ payload }) => (payload as { content: string }).content);
}

/** How many revisions of memories a server has that a key wrote. */
async function byKeys(
  { owner }: TestServer,
  projectId: string,
  memories: readonly { readonly id: string }[],
) {
  const all = await Promise.all(
    memories.map(({ id: memoryId }) => owner.getMemoryHistory({ projectId, memoryId })),
  );
  return all.flatMap(({ items }) => items).filter(({ author }) => author.type === 'key').length;
}

describe('revisions that are erased at the server', () => {
  it('are gone on devices, whose newest version is that of somebody else, and do not come back', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one, two } = pair;
    const [inside, newest] = [
      await remember(one, projectId, 'The stork is white.'),
      await remember(one, projectId, 'The heron is grey.'),
    ];
    await settle(pair);
    const key = await server.newKey([projectId]);
    const client = server.clientOf(key.secret);
    await client.updateMemory({ projectId, memoryId: inside.id, content: `The stork is a ${canary}.` });
    await server.owner.updateMemory({ projectId, memoryId: inside.id, content: 'The stork is tall.' });
    await client.updateMemory({ projectId, memoryId: newest.id, content: `The heron is a ${canary}.` });
    await settle(pair);
    expect(await historyOf(two, inside.id)).toContain(`The stork is a ${canary}.`);
    await two.memories.update(
      { caller: two.caller },
      { projectId, memoryId: inside.id, content: 'The stork is tall. It flies.' },
    );
    await erased(server, { type: 'key_writes', id: key.id });
    await one.sync();
    expect(await historyOf(one, newest.id)).toEqual(['The heron is grey.', 'The heron is grey.']);
    // One that was away and sends everything it has does not bring it back.
    const resend = [inside, newest].map(({ id }) => ({ kind: 'memory', id }));
    two.machine.state = { ...two.machine.state, resend };
    await settle(pair);
    const contents = ['The heron is grey.', 'The stork is tall. It flies.'];
    for (const device of [one, two]) {
      expect(await contentsOf(device, projectId)).toEqual(contents);
      for (const { id } of [inside, newest])
        expect((await historyOf(device, id)).join()).not.toContain(canary);
    }
    expect(await byKeys(server, projectId, [inside, newest])).toBe(0);
    expect(await two.sync()).toEqual([]);
    expect((await two.replica.pending(two.scope, { seq: 0, part: 0 }, 1_000)).changes).toEqual([]);
  });
});

describe('revisions that are erased on a device', () => {
  it('are told to the server by their names', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    const { id: memoryId } = await remember(one, projectId, 'The stork is white.');
    const caller = { type: 'key', account: one.scope.account, keyId: 'key_1', name: 'a' } as const;
    const key = { ...caller, scope: 'write', projects: [projectId], defaultProject: projectId } as const;
    await one.memories.update({ caller: key }, { projectId, memoryId, content: `A ${canary}.` });
    await one.memories.update({ caller: one.caller }, { projectId, memoryId, content: 'The stork is tall.' });
    await settle(pair);
    const [, written] = await one.store.revisions(one.scope, 'memory', memoryId, 3);
    const revisions = [written?.revision ?? ''];
    await one.erase('memory', memoryId, revisions);
    const { changes } = await one.replica.pending(one.scope, one.machine.state.sent, 100);
    expect(changes).toEqual([{ versions: [], erased: [{ kind: 'memory', id: memoryId, revisions }] }]);
    await settle(pair);
    for (const device of [one, pair.two])
      expect(await historyOf(device, memoryId)).toEqual(['The stork is tall.', 'The stork is white.']);
    const target = { type: 'memory', project_id: projectId, id: memoryId, revisions } as const;
    await until(async () => (await byKeys(server, projectId, [{ id: memoryId }])) === 0);
    await expect(server.owner.erase({ target, confirm: memoryId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('stay at a server where the person may not erase them, and what is written since arrives all the same', async () => {
    const { client } = await openAccount(server, 'Ada');
    const { secret = '' } = await client.createToken({ description: 'laptop', scope: 'write' });
    await using pair = await linkedDevices(server.clientOf(secret));
    const { projectId, one } = pair;
    const { id: memoryId, revision } = await remember(one, projectId, 'The stork is white.');
    const update = (content: string) =>
      one.memories.update({ caller: one.caller }, { projectId, memoryId, content });
    await update('The stork is tall.');
    await one.sync();
    await one.erase('memory', memoryId, [revision]);
    const refused = [{ kind: 'memory', id: memoryId, outcome: 'refused' }];
    expect(await one.sync()).toMatchObject(refused);
    await update('The stork flies.');
    expect((await one.sync()).filter(({ outcome }) => outcome === 'refused')).toMatchObject(refused);
    expect(await there(client, projectId)).toEqual(['The stork flies.']);
    expect((await client.getMemoryHistory({ projectId, memoryId })).items).toHaveLength(3);
    expect(await historyOf(one, memoryId)).toEqual(['The stork flies.', 'The stork is tall.']);
  });

  it('are told in requests that the server takes, however many they are', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    const { id } = await remember(one, projectId, 'The stork is white.');
    await one.sync();
    const revisions = Array.from({ length: 1_001 }, () => newId('rev'));
    const side = projectSide({ client: server.owner, scope: one.scope, remote: projectId });
    const { ready } = await side.prepare([{ versions: [], erased: [{ kind: 'memory', id, revisions }] }]);
    const told = ready.flatMap(({ erased = [] }) => erased.map((part) => part.revisions));
    expect(told).toEqual([revisions.slice(0, 1_000), revisions.slice(1_000)]);
  });

  it('are refused when they are only said to be gone and the server has them, and of what has no such parts', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    const { id, revision } = await remember(one, projectId, 'The stork is white.');
    await one.sync();
    const tell = async (name: { kind: 'memory' | 'conversation'; id: string; revisions: string[] }) => {
      const changes = [{ versions: [], erased: [name] }];
      const { outcomes } = await server.owner.pushChanges({ projectId, ...saidBy(one.machine), changes });
      await one.sync();
      return outcomes;
    };
    const name = { kind: 'memory', id, revisions: [newId('rev'), revision] } as const;
    expect(await tell({ ...name, revisions: [...name.revisions] })).toMatchObject([
      { outcome: 'refused', reason: { code: 'STATE_NOT_READY' } },
    ]);
    expect(await tell({ kind: 'conversation', id: newId('conv'), revisions: [newId('rev')] })).toMatchObject([
      { outcome: 'refused', reason: { code: 'VALIDATION_ERROR' } },
    ]);
    expect(await contentsOf(one, projectId)).toEqual(['The stork is white.']);
  });
});

describe('a server that was restored to a day before the deletion', () => {
  it('is told again, erases what it has, and takes what it does not have from nobody', async () => {
    const options = { rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 3), store: undefined };
    let remote = await startTestServer(options);
    await using folder = await newFolder();
    await using pair = await linkedDevices(remote.owner);
    const { projectId, one, two } = pair;
    const memories = await Promise.all(
      ['The stork is white.', 'The heron is grey.', 'The crane is tall.'].map((said) =>
        remember(one, projectId, said),
      ),
    );
    await settle(pair);
    const [inside, newest, later] = memories.map(({ id }) => ({ projectId, memoryId: id }));
    const key = await remote.newKey([projectId]);
    const write = async (about: typeof inside) =>
      about && remote.clientOf(key.secret).updateMemory({ ...about, content: `A ${canary}.` });
    await write(inside);
    if (inside) await remote.owner.updateMemory({ ...inside, content: 'The stork is tall.' });
    await write(newest);
    await settle(pair);
    await remote.server.close();
    const { ownerToken } = remote;
    await cp(remote.dataFolder, folder.path, { recursive: true });
    remote = await startTestServer({ ...options, ownerToken, dataFolder: remote.dataFolder });
    for (const device of [one, two]) device.connect(remote.owner);
    await write(later);
    await settle(pair);
    await erased(remote, { type: 'key_writes', id: key.id });
    await one.sync();
    await remote[Symbol.asyncDispose]();
    await using restored = await startTestServer({ ...options, ownerToken, dataFolder: folder.path });
    const written = () => byKeys(restored, projectId, memories);
    expect(await written()).toBe(2);
    one.connect(restored.owner);
    expect((await one.sync()).filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    expect(one.machine.faults).toContain('rewound');
    await until(async () => (await written()) === 0);
    // The other one was away all the time, and has everything.
    two.connect(restored.owner);
    expect((await two.sync()).filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    await settle(pair);
    expect(await written()).toBe(0);
    for (const device of [one, two]) {
      for (const { id } of memories) expect((await historyOf(device, id)).join()).not.toContain(canary);
      expect(await contentsOf(device, projectId)).toEqual([
        'The crane is tall.',
        'The heron is grey.',
        'The stork is tall.',
      ]);
    }
    // Told once more, it has nothing to do.
    const { pagination } = await restored.owner.listErasures({});
    const resend = memories.map(({ id }) => ({ kind: 'memory', id }));
    one.machine.state = { ...one.machine.state, resend };
    const head = await restored.owner.listChanges({ projectId, after: 0, limit: 1 });
    await one.sync();
    expect((await restored.owner.listErasures({})).pagination.total).toBe(pagination.total);
    expect((await restored.owner.listChanges({ projectId, after: 0, limit: 1 })).head).toBe(head.head);
  });
});

describe('a linked computer', () => {
  it('holds no byte of what was erased out of a history at the server', async (context) => {
    needsFiles(context);
    await using folder = await newFolder();
    await using computer = await startComputer({
      dataFolder: folder.path,
      encrypted: false,
      masterKey: Buffer.alloc(32, 5),
    });
    const { id: there } = await server.owner.createProject({ name: 'Zoo' });
    const key = await server.newKey([there]);
    const memory = await server.owner.addMemory({ projectId: there, content: 'The stork is white.' });
    const about = { projectId: there, memoryId: memory.id };
    await server.clientOf(key.secret).updateMemory({ ...about, content: `The stork is a ${canary}.` });
    const linkId = await linkTo(computer, server.url, server.ownerToken);
    const { project_id: here } = await computer.owner.cloneProject({ linkId, remote_project_id: there });
    await until(async () => (await saidIn(computer, here)).includes(`The stork is a ${canary}.`));
    expect(filesWith(await bytesBelow(folder.path), canary)).not.toEqual([]);
    await server.owner.updateMemory({ ...about, content: 'The stork is tall.' });
    await erased(server, { type: 'key_writes', id: key.id });
    await until(async () => (await saidIn(computer, here)).join() === 'The stork is tall.');
    await until(async () => filesWith(await bytesBelow(folder.path), canary).length === 0);
    await until(async () => (await stateOf(computer, here))?.state === 'synced');
    const { items } = await computer.owner.getMemoryHistory({ projectId: here, memoryId: memory.id });
    expect(items.length).toBeGreaterThan(1);
    expect((await stateOf(computer, here))?.refused).toEqual([]);
  });
});

/** The exchange when something goes wrong: lost answers, clones, restored servers, devices at once. */
import { join as joinPath } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBackupFolder } from '../../server/backup-folder.ts';
import { isStillThere, placeThere } from '../../server/sync/engine/places.ts';
import { backedUp, newFolder } from './erasing.ts';
import { startTestServer, type TestServer } from './running.ts';
import { contentsOf, linkedDevices, remember, settle, there, type TestDevice } from './sync-devices.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

describe('an exchange', () => {
  it('whose answer was lost is made again, and nothing is doubled', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    await remember(one, projectId, 'The well is deep.');
    expect(await one.push('lost')).toMatchObject([{ outcome: 'taken' }]);
    expect(await one.push('lost')).toMatchObject([{ outcome: 'known' }]);
    expect(await one.sync()).toMatchObject([{ outcome: 'known' }]);
    expect(await there(server.owner, projectId)).toEqual(['The well is deep.']);
    expect(await contentsOf(one, projectId)).toEqual(['The well is deep.']);
  });

  it('that is made again after the device forgot how far it came leaves nothing behind as unsent', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one, two } = pair;
    const { id: memoryId } = await remember(one, projectId, 'Red.');
    const edit = ({ memories, caller }: TestDevice, content: string) =>
      memories.update({ caller }, { projectId, memoryId, content });
    await edit(one, 'Red. Green.');
    await settle(pair);
    one.machine.state = { ...one.machine.state, sent: { seq: 0, part: 0 } };
    await one.sync();
    await edit(two, 'Red. Green. Blue.');
    await settle(pair);
    expect(await contentsOf(one, projectId)).toEqual(['Red. Green. Blue.']);
    await edit(one, 'Red. Green. Blue. White.');
    await edit(two, 'Black. Red. Green. Blue.');
    await settle(pair);
    one.machine.state = { ...one.machine.state, sent: { seq: 0, part: 0 } };
    await one.sync();
    await edit(two, 'Only black.');
    await settle(pair);
    expect(await contentsOf(one, projectId)).toEqual(['Only black.']);
  });

  it('of a clone is noticed; registered anew it goes on, and nothing is doubled', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one } = pair;
    await remember(one, projectId, 'The roof is new.');
    const before = one.machine.state;
    await one.sync();
    await remember(one, projectId, 'The cellar is dry.');
    // The other copy of the device, which has its words of before.
    const { turn: _turn, next: _next, ...rest } = one.machine.state;
    one.machine.state = { ...rest, turn: before.turn };
    await expect(one.push()).rejects.toMatchObject({ code: 'DEVICE_FORKED' });
    await expect(one.pull()).rejects.toMatchObject({ code: 'DEVICE_FORKED' });
    await one.sync();
    expect(one.machine.state.id).not.toBe(before.id);
    expect(await there(server.owner, projectId)).toEqual(['The cellar is dry.', 'The roof is new.']);
  });

  it('goes by pages that end within a commit, and page after page gives everything once', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one, two } = pair;
    const { id: conversationId } = await one.conversations.create(
      { caller: one.caller },
      { projectId, title: 'Long', retention_days: null },
    );
    const messages = Array.from({ length: 25 }, (_, n) => ({ role: 'user' as const, content: `said ${n}` }));
    await one.conversations.append({ caller: one.caller }, { projectId, conversationId, messages });
    await one.sync();
    two.pageSize(7);
    await two.sync();
    const read = await two.conversations.read(two.caller, { projectId, conversationId, limit: 100 });
    expect(read.items.map(({ content }) => content)).toEqual(messages.map(({ content }) => content));
    expect(await two.found('said')).toEqual([conversationId]);
  });

  it('of two devices at once: every change gets in, each once', async () => {
    await using pair = await linkedDevices(server.owner);
    const { projectId, one, two } = pair;
    const { id: memoryId } = await remember(one, projectId, 'Red. Green. Blue.');
    await settle(pair);
    for (let n = 0; n < 10; n++)
      for (const device of [one, two]) await remember(device, projectId, `${device.machine.state.id} ${n}`);
    const change = (device: TestDevice, content: string) =>
      device.memories.update({ caller: device.caller }, { projectId, memoryId, content });
    await change(one, 'Crimson. Green. Blue.');
    await change(two, 'Red. Green. Azure.');
    const outcomes = (await Promise.all([one.push(), two.push()])).flat();
    expect(outcomes.filter(({ outcome }) => outcome !== 'taken')).toMatchObject([{ outcome: 'merged' }]);
    await settle(pair);
    const all = await there(server.owner, projectId);
    expect(all).toHaveLength(21);
    expect(all).toContain('Crimson. Green. Azure.');
    for (const device of [one, two]) expect(await contentsOf(device, projectId)).toEqual(all);
  });
});

describe('a server that was restored from a backup', () => {
  it('is noticed, and gets back what it lacks from the devices that have it', async () => {
    await using folder = await newFolder();
    await using first = await startTestServer({ rateLimit: 1_000_000 });
    const identity = await generateX25519Identity();
    await first.owner.setBackupSettings({
      folder: folder.path,
      recipients: [await identityToRecipient(identity)],
    });
    await using pair = await linkedDevices(first.owner);
    const { projectId, one, two } = pair;
    const { id: memoryId } = await remember(one, projectId, 'The harbour opens in May.');
    await settle(pair);
    const at = ({ owner: client }: TestServer) => ({ client, id: projectId });
    const before = await placeThere(at(first));
    await backedUp(first);
    await one.memories.update({ caller: one.caller }, { projectId, memoryId, content: 'It opens in June.' });
    await remember(two, projectId, 'The crane is broken.');
    await one.entries.set({ caller: one.caller }, { projectId, namespace: 'a', key: 'b', value: [1] });
    await settle(pair);
    const newest = await placeThere(at(first));
    expect(await isStillThere(at(first), before)).toBe(true);
    expect(await isStillThere(at(first), newest)).toBe(true);
    const opened = await openBackupFolder(folder.path, { identity });
    const dataFolder = joinPath(folder.path, 'restored');
    const none = () => undefined;
    await opened.restore(opened.choose({}).id, dataFolder, none, async () => undefined);
    await using second = await startTestServer({ dataFolder, store: undefined, rateLimit: 1_000_000 });
    expect(await there(second.owner, projectId)).toEqual(['The harbour opens in May.']);
    // What is asked for outside of the exchange notices it as well.
    expect(await isStillThere(at(second), before)).toBe(true);
    expect(await isStillThere(at(second), newest)).toBe(false);
    // One device alone has everything: what the other wrote came to it.
    one.connect(second.owner);
    await one.sync();
    expect(one.machine.faults).toContain('rewound');
    two.connect(second.owner);
    await settle(pair);
    const all = ['It opens in June.', 'The crane is broken.'];
    expect(await there(second.owner, projectId)).toEqual(all);
    for (const device of [one, two]) expect(await contentsOf(device, projectId)).toEqual(all);
    expect((await second.owner.getEntry({ projectId, namespace: 'a', key: 'b' })).value).toEqual([1]);
    expect((await second.owner.listClashes({ projectId })).items).toEqual([]);
  });
});

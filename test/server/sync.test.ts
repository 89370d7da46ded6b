/** Sync over real stores: devices with local services, and a remote server that their changes meet at. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';
import { contentsOf, linkedDevices, remember, settle, type TestDevice } from './sync-devices.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

const linkedPair = () => linkedDevices(server.owner);

describe('memories', () => {
  it('travel with their history, who wrote them and when, and are found on each side', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    const { id } = await remember(one, projectId, 'Invoices go out on the fifth.');
    await one.memories.update(
      { caller: one.caller },
      { projectId, memoryId: id, content: 'Invoices go out on the ninth.' },
    );
    expect((await one.sync()).map(({ outcome }) => outcome)).toEqual(['taken', 'taken']);
    await two.sync();
    expect(await contentsOf(two, projectId)).toEqual(['Invoices go out on the ninth.']);
    expect(await two.found('invoices')).toEqual([id]);
    const found = await server.owner.search({ query: 'invoices ninth', project_ids: [projectId] });
    expect(found.results.map(({ text }) => text)).toEqual(['Invoices go out on the ninth.']);
    const histories = await Promise.all(
      [one, two].map(({ store, scope }) => store.revisions(scope, 'memory', id, 10)),
    );
    const there = await server.owner.getMemoryHistory({ projectId, memoryId: id });
    const names = there.items.map(({ revision, parents }) => [revision, parents]);
    for (const history of histories)
      expect(history.map(({ revision, parents }) => [revision, parents])).toEqual(names);
    expect(there.items.map(({ time }) => Date.parse(time))).toEqual(histories[0]?.map(({ at }) => at));
    // Nothing is left to send, on either side.
    for (const device of [one, two]) expect(await device.push()).toEqual([]);
  });

  it('that both changed are merged by sentences where they can be', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    const { id: memoryId } = await remember(one, projectId, 'The gate is green. The key is under the pot.');
    await settle(pair);
    const change = (device: TestDevice, content: string) =>
      device.memories.update({ caller: device.caller }, { projectId, memoryId, content });
    await change(one, 'The gate is red. The key is under the pot.');
    await change(two, 'The gate is green. The key is with Ada.');
    await one.sync();
    expect((await two.sync()).map(({ outcome }) => outcome)).toEqual(['merged']);
    await settle(pair);
    const merged = ['The gate is red. The key is with Ada.'];
    for (const device of [one, two]) expect(await contentsOf(device, projectId)).toEqual(merged);
    const there = await server.owner.getMemory({ projectId, memoryId });
    expect(there.content).toBe(merged[0]);
    for (const { store, scope } of [one, two])
      expect((await store.get(scope, 'memory', memoryId))?.revision).toBe(there.revision);
  });

  it('that do not go together keep both: the first stays, the inbox shows them, and a person decides', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    const { id: memoryId } = await remember(one, projectId, 'The parrot is called Ulysses.');
    await settle(pair);
    const change = (device: TestDevice, content: string) =>
      device.memories.update({ caller: device.caller }, { projectId, memoryId, content });
    await change(one, 'The parrot is called Homer.');
    await change(two, 'The parrot is called Virgil.');
    await one.sync();
    expect((await two.sync()).map(({ outcome }) => outcome)).toEqual(['kept']);
    await settle(pair);
    for (const device of [one, two])
      expect(await contentsOf(device, projectId)).toEqual(['The parrot is called Homer.']);
    const { items } = await server.owner.listClashes({ projectId });
    expect(items).toHaveLength(1);
    const [clash] = items;
    expect(clash).toMatchObject({
      status: 'open',
      kind: 'memory',
      record_id: memoryId,
      fields: ['content'],
      base: { payload: { content: 'The parrot is called Ulysses.' } },
      current: { payload: { content: 'The parrot is called Homer.' } },
      other: {
        payload: { content: 'The parrot is called Virgil.' },
        written_by: { type: 'owner' },
      },
    });
    const clashId = clash?.id ?? '';
    expect(await server.owner.resolveClash({ projectId, clashId, take: 'other' })).toMatchObject({
      status: 'resolved',
    });
    await settle(pair);
    for (const device of [one, two]) {
      expect(await contentsOf(device, projectId)).toEqual(['The parrot is called Virgil.']);
      expect(await device.found('parrot Virgil')).toEqual([memoryId]);
    }
    expect((await server.owner.listClashes({ projectId })).items).toEqual([]);
  });
});

describe('entries', () => {
  const place = { namespace: 'app', key: 'settings' };
  const set = ({ entries, caller }: TestDevice, projectId: string, value: unknown) =>
    entries.set({ caller }, { projectId, ...place, value });
  const valueOf = async ({ entries, caller }: TestDevice, projectId: string) =>
    (await entries.get(caller, { projectId, ...place })).value;

  it('are merged member by member, come and go, and are listed on each side', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    await set(one, projectId, { most: 5, least: 1 });
    await settle(pair);
    await set(one, projectId, { most: 6, least: 1 });
    await set(two, projectId, { most: 5, least: 2 });
    await settle(pair);
    for (const device of [one, two]) {
      expect(await valueOf(device, projectId)).toEqual({ most: 6, least: 2 });
      const { items } = await device.entries.list(device.caller, {
        projectId,
        namespace: 'app',
        prefix: '',
        limit: 10,
      });
      expect(items.map(({ key }) => key)).toEqual(['settings']);
    }
    await one.entries.remove({ caller: one.caller }, { projectId, ...place });
    await settle(pair);
    await expect(valueOf(two, projectId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(server.owner.getEntry({ projectId, ...place })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of one name that were made twice become one, with the other in its history and in the inbox', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    await set(one, projectId, 'first');
    await set(two, projectId, 'second');
    await one.sync();
    expect((await two.sync()).map(({ outcome }) => outcome)).toEqual(['became']);
    await settle(pair);
    const records = await Promise.all(
      [one, two].map(({ store, scope }) => store.find(scope, 'entry', 'app/settings')),
    );
    const there = await server.owner.getEntry({ projectId, ...place });
    expect(there.value).toBe('first');
    expect(records.map((record) => [record?.id, record?.revision])).toEqual(
      records.map(() => [there.id, there.revision]),
    );
    const { items } = await server.owner.listClashes({ projectId });
    expect(items).toMatchObject([
      { kind: 'entry', fields: ['value'], other: { payload: { value: 'second' } } },
    ]);
    for (const device of [one, two]) expect(await device.push()).toEqual([]);
  });
});

describe('conversations', () => {
  const read = async ({ conversations, caller }: TestDevice, projectId: string, conversationId: string) => {
    const { items, total } = await conversations.read(caller, { projectId, conversationId, limit: 100 });
    expect(items.map(({ position }) => position)).toEqual(items.map((_, n) => n));
    expect(total).toBe(items.length);
    return items.map(({ content }) => content);
  };
  const say = (
    { conversations, caller }: TestDevice,
    projectId: string,
    conversationId: string,
    content: string,
  ) => conversations.append({ caller }, { projectId, conversationId, messages: [{ role: 'user', content }] });

  it('get what both sides said, in the order of the server, and are found', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    const { id } = await one.conversations.create(
      { caller: one.caller },
      { projectId, title: 'Harbour', retention_days: null },
    );
    await say(one, projectId, id, 'The ferry leaves at noon.');
    await settle(pair);
    expect(await read(two, projectId, id)).toEqual(['The ferry leaves at noon.']);
    await say(one, projectId, id, 'Who has the tickets?');
    await say(two, projectId, id, 'Bring the lantern.');
    await say(two, projectId, id, 'And the compass.');
    await two.sync();
    // Meanwhile the other has one that was not sent: it makes room for those that came first.
    await one.pull();
    const first = ['The ferry leaves at noon.', 'Bring the lantern.', 'And the compass.'];
    expect(await read(one, projectId, id)).toEqual([...first, 'Who has the tickets?']);
    await settle(pair);
    for (const device of [one, two]) {
      expect(await read(device, projectId, id)).toEqual([...first, 'Who has the tickets?']);
      expect(await device.found('lantern')).toEqual([id]);
      expect(await device.found('tickets')).toEqual([id]);
      expect(await device.push()).toEqual([]);
    }
    const there = await server.owner.readMessages({ projectId, conversationId: id });
    expect(there.items.map(({ content }) => content)).toEqual([...first, 'Who has the tickets?']);
  });

  it('of one external name become one, with the messages of both', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    const begin = ({ conversations, caller }: TestDevice) =>
      conversations.create(
        { caller },
        { projectId, title: 'Chat', external_id: 'chat-1', retention_days: null },
      );
    const [own, other] = [await begin(one), await begin(two)];
    await say(one, projectId, own.id, 'one');
    await say(two, projectId, other.id, 'two');
    await settle(pair);
    for (const device of [one, two]) {
      expect(await read(device, projectId, own.id)).toEqual(['one', 'two']);
      const list = await device.conversations.list(device.caller, { projectId, page: 1, page_size: 10 });
      expect(list.items.map(({ id }) => id)).toEqual([own.id]);
      expect(await device.push()).toEqual([]);
    }
  });

  it('that both renamed keep both titles: the first stays, the inbox shows them, and a person decides', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    const { id: conversationId } = await one.conversations.create(
      { caller: one.caller },
      { projectId, title: 'Chat', retention_days: null },
    );
    await say(one, projectId, conversationId, 'Where is the lamp?');
    await settle(pair);
    const rename = ({ conversations, caller }: TestDevice, title: string) =>
      conversations.update({ caller }, { projectId, conversationId, title });
    await rename(one, 'Lamps');
    await rename(two, 'Lights');
    await settle(pair);
    const titles = async () =>
      Promise.all(
        [one, two].map(async ({ conversations, caller }) => {
          const { items } = await conversations.list(caller, { projectId, page: 1, page_size: 10 });
          return items.map(({ title }) => title).join();
        }),
      );
    expect(await titles()).toEqual(['Lamps', 'Lamps']);
    const [clash] = (await server.owner.listClashes({ projectId })).items;
    expect(clash).toMatchObject({
      kind: 'conversation',
      record_id: conversationId,
      fields: ['title'],
      current: { payload: { title: 'Lamps' } },
      other: { payload: { title: 'Lights' } },
    });
    await server.owner.resolveClash({ projectId, clashId: clash?.id ?? '', take: 'other' });
    await settle(pair);
    expect(await titles()).toEqual(['Lights', 'Lights']);
    for (const device of [one, two])
      expect(await read(device, projectId, conversationId)).toEqual(['Where is the lamp?']);
  });

  it('that one deleted while the other went on come back', async () => {
    await using pair = await linkedPair();
    const { projectId, one, two } = pair;
    const { id: conversationId } = await one.conversations.create(
      { caller: one.caller },
      { projectId, title: 'Boat', retention_days: null },
    );
    await say(one, projectId, conversationId, 'Is it paid?');
    await settle(pair);
    await one.conversations.remove({ caller: one.caller }, { projectId, conversationId });
    await say(two, projectId, conversationId, 'Half of it.');
    await settle(pair);
    for (const device of [one, two])
      expect(await read(device, projectId, conversationId)).toEqual(['Is it paid?', 'Half of it.']);
  });
});

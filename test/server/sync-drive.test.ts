/** Files and folders between devices and a server: names, places, bytes, copies of what clashed, and what goes wrong. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erased } from './erasing.ts';
import { createTrash, purgeBelow } from '../../server/services/trash.ts';
import { startTestServer, type TestServer } from './running.ts';
import { settleDrives, startDrivePair, type DriveDevice } from './sync-drives.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ rateLimit: 1_000_000 });
});

afterAll(() => server[Symbol.asyncDispose]());

const pair = () => startDrivePair(server, 'Drive');

const rename = ({ drive, caller }: DriveDevice, itemId: string, name: string) =>
  drive.rename({ caller }, { itemId, name });
const move = ({ drive, caller }: DriveDevice, itemId: string, parent_id: string) =>
  drive.move({ caller }, { itemId, parent_id, on_conflict: 'deny' });
const mkdir = async ({ drive, caller, root }: DriveDevice, name: string, parent = root) =>
  (await drive.createFolder({ caller }, { itemId: parent, name, on_conflict: 'deny' })).id;

/** What lies at the top of a drive that holds nothing else. */
async function theOnly({ drive, caller, root }: DriveDevice) {
  const { items } = await drive.children(caller, { itemId: root, page: 1, page_size: 10 });
  const [only] = items;
  if (only === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return only;
}

describe('files and folders', () => {
  it('travel with their versions; bytes come when a file is opened, and every version of it is there', async () => {
    await using given = await pair();
    const { one, two, client } = given;
    const folder = await mkdir(one, 'Plans');
    const id = await one.put('a.md', 'first', folder);
    await one.put('a.md', 'second', folder);
    expect(new Set((await one.sync()).map(({ outcome }) => outcome))).toEqual(new Set(['taken']));
    await two.sync();
    expect(await two.tree()).toEqual(['Plans', 'Plans/[a.md]']);
    expect((await two.read(id)).toString()).toBe('second');
    expect(await two.tree()).toEqual(['Plans', 'Plans/a.md']);
    const listed = await client.listVersions({ itemId: id });
    const own = await two.versions.list(two.caller, { itemId: id, page: 1, page_size: 10 });
    expect(own.items.map((one) => one.id)).toEqual(listed.items.map((one) => one.id));
    expect(own.items).toHaveLength(2);
    expect(await one.push()).toEqual([]);
    expect(await two.push()).toEqual([]);
  });

  it('are renamed, moved, put into the trash and taken out of it on the other side', async () => {
    await using given = await pair();
    const { one, two } = given;
    const [folder, id] = [await mkdir(one, 'Plans'), await one.put('a.md', 'text')];
    await settleDrives(one, two);
    await rename(two, id, 'b.md');
    await move(two, id, folder);
    await settleDrives(two, one);
    expect(await one.tree()).toEqual(['Plans', 'Plans/b.md']);
    await one.drive.remove({ caller: one.caller }, { itemId: id });
    await settleDrives(one, two);
    expect(await two.tree()).toEqual(['Plans']);
    await two.drive.restore({ caller: two.caller }, { itemId: id, on_conflict: 'deny' });
    await settleDrives(two, one);
    expect(await one.tree()).toEqual(['Plans', 'Plans/b.md']);
  });

  it('that a device sends again, since it forgot how far it came, are no unsent edits', async () => {
    await using given = await pair();
    const { one, two } = given;
    const id = await one.put('a.md', 'text');
    await rename(one, id, 'b.md');
    await settleDrives(one, two);
    one.forgetSent();
    await one.sync();
    await two.drive.remove({ caller: two.caller }, { itemId: id });
    await settleDrives(two, one);
    expect(await one.tree()).toEqual([]);
  });

  it('that come back by a pull, since the answer to an earlier sending was lost, are no unsent edits', async () => {
    await using given = await pair();
    const { one, two } = given;
    const id = await one.put('a.md', 'text');
    await settleDrives(one, two);
    await rename(one, id, 'b.md');
    await one.push('lost');
    await one.drive.remove({ caller: one.caller }, { itemId: id });
    await one.sync();
    await two.sync();
    await two.drive.restore({ caller: two.caller }, { itemId: id, on_conflict: 'deny' });
    await settleDrives(two, one);
    expect(await one.tree()).toEqual(['b.md']);
  });

  it('that swap their names do so everywhere', async () => {
    await using given = await pair();
    const { one, two } = given;
    const [a, b] = [await one.put('a.md', 'A'), await one.put('b.md', 'B')];
    await settleDrives(one, two);
    await rename(one, a, 'c.md');
    await rename(one, b, 'a.md');
    await rename(one, a, 'b.md');
    await settleDrives(one, two);
    expect((await two.read(a)).toString()).toBe('A');
    expect((await two.drive.get(two.caller, { itemId: a })).name).toBe('b.md');
    expect((await two.drive.get(two.caller, { itemId: b })).name).toBe('a.md');
  });

  it('of one name are one folder, with what both hold, and two files beside each other', async () => {
    await using given = await pair();
    const { one, two } = given;
    for (const [device, name] of [
      [one, 'a.md'],
      [two, 'b.md'],
    ] as const) {
      const folder = await mkdir(device, 'Plans');
      await device.put(name, name, folder);
      await device.put('same.md', `of ${name}`);
    }
    await settleDrives(one, two);
    const date = new Date().toISOString().slice(0, 10);
    const names = (await one.tree()).map((path) => path.replaceAll(/[[\]]/g, ''));
    expect(names).toEqual(
      ['Plans', 'Plans/a.md', 'Plans/b.md', `same (desk, ${date}).md`, 'same.md'].toSorted(),
    );
    expect((await two.tree()).map((path) => path.replaceAll(/[[\]]/g, ''))).toEqual(names);
  });

  it('that both changed: the other becomes a file beside it, and a version of the first', async () => {
    await using given = await pair();
    const { one, two, client } = given;
    const id = await one.put('a.md', 'base');
    await settleDrives(one, two);
    await one.put('a.md', 'one');
    await two.put('a.md', 'two');
    await one.sync();
    expect((await two.sync()).map(({ outcome }) => outcome)).toEqual(['kept']);
    await settleDrives(one, two);
    const date = new Date().toISOString().slice(0, 10);
    const copy = `a (desk, ${date}).md`;
    for (const device of [one, two]) {
      expect((await device.read(id)).toString()).toBe('one');
      const { items } = await device.drive.children(device.caller, {
        itemId: device.root,
        page: 1,
        page_size: 10,
      });
      const beside = items.find(({ name }) => name === copy);
      expect((await device.read(beside?.id ?? '')).toString()).toBe('two');
      const { items: versions } = await device.versions.list(device.caller, {
        itemId: id,
        page: 1,
        page_size: 10,
      });
      expect(versions).toHaveLength(3);
    }
    // Deleting one of the two for good leaves the other its bytes.
    await one.purge(id);
    await settleDrives(one, two);
    expect(await two.tree()).toEqual([copy]);
    const { items } = await client.listTrash({});
    expect(items).toEqual([]);
    const answer = await client.downloadItem({ itemId: (await theOnly(two)).id });
    expect(await answer.text()).toBe('two');
  });

  it('never come to lie below themselves', async () => {
    await using given = await pair();
    const { one, two } = given;
    const [a, b] = [await mkdir(one, 'a'), await mkdir(one, 'b')];
    await settleDrives(one, two);
    await move(one, a, b);
    await move(two, b, a);
    await settleDrives(one, two);
    expect(await one.tree()).toEqual(['b', 'b/a']);
    expect(await two.tree()).toEqual(['b', 'b/a']);
  });

  it('that were deleted for good are gone everywhere, and what only another device has stays', async () => {
    await using given = await pair();
    const { one, two } = given;
    const folder = await mkdir(one, 'Old');
    await one.put('a.md', 'text', folder);
    await settleDrives(one, two);
    const kept = await two.put('mine.md', 'only here', folder);
    await one.purge(folder);
    await one.sync();
    await settleDrives(two, one);
    expect(await two.tree()).toEqual(['mine.md']);
    expect((await one.read(kept)).toString()).toBe('only here');
    expect(await one.push()).toEqual([]);
  });
});

describe('a folder that is deleted for good', () => {
  it('takes along in the same commit what lies below it, unless that is too much for one', async () => {
    await using given = await pair();
    const { store, scope, caller, drive, ...one } = given.one;
    const trash = createTrash({ store, clock: Date.now, wake: () => undefined });
    const purge = async (itemId: string) => {
      await drive.remove({ caller }, { itemId });
      await trash.purge({ caller }, { itemId });
    };
    const stateOf = async (id: string) => (await store.get(scope, 'item', id))?.state;
    const [small, large] = [await mkdir(given.one, 'Small'), await mkdir(given.one, 'Large')];
    const inner = await mkdir(given.one, 'Inner', small);
    const file = await one.put('a.md', 'text', inner);
    const [version] = (await one.versions.list(caller, { itemId: file, page: 1, page_size: 1 })).items;
    const many = [];
    for (let n = 0; n <= 500; n++) many.push(await mkdir(given.one, `Folder ${n}`, large));
    await purge(small);
    expect(await Promise.all([small, inner, file].map(stateOf))).toEqual(['purged', 'purged', 'purged']);
    expect((await store.get(scope, 'version', version?.id ?? ''))?.state).toBe('purged');
    await purge(large);
    expect(await stateOf(many[0] ?? '')).toBe('active');
    await purgeBelow(store, Date.now, scope, large, new AbortController().signal);
    expect(new Set(await Promise.all(many.map(stateOf)))).toEqual(new Set(['purged']));
  });
});

describe('a file that was erased at the server', () => {
  it('goes everywhere, and what a device does with it afterwards does not bring it back', async () => {
    await using given = await pair();
    const { one, two, client } = given;
    const id = await one.put('a.md', 'text');
    await settleDrives(one, two);
    const { status } = await erased({ owner: client }, { type: 'file', id });
    expect(status).toBe('done');
    await rename(two, id, 'b.md');
    expect((await two.sync()).map(({ outcome }) => outcome)).toEqual(['erased']);
    await settleDrives(one, two);
    for (const device of [one, two]) {
      expect(await device.tree()).toEqual([]);
      await expect(device.read(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

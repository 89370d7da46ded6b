/** What else of a linked project and of the drive travels than its records and files: real servers of two computers and a remote one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../local/ids.ts';
import { putFile, rootOf, startLinked, stateOf, textOf, until, type LinkedServer } from './linked-servers.ts';
import { join } from './people.ts';
import type { TestServer } from './running.ts';

let linked: Awaited<ReturnType<typeof startLinked>>;
let remote: TestServer;
let laptop: LinkedServer;
let desk: LinkedServer;

beforeAll(async () => {
  linked = await startLinked({}, { drive: true });
  ({ remote, laptop, desk } = linked);
});

afterAll(() => linked[Symbol.asyncDispose]());

/** A project of the laptop that the desk has too. */
async function shared(name: string) {
  const { id: here } = await laptop.owner.createProject({ name });
  const there = await linked.linkThere(here);
  const beyond = await linked.cloneOf(there);
  return { here, there, beyond };
}

async function settingsOf({ owner }: TestServer, projectId: string): Promise<string> {
  const { name, description } = await owner.getProject({ projectId });
  return `${name}: ${description}`;
}

describe('name and description of a linked project', () => {
  it('reach every computer, and what both set while apart meets field by field', async () => {
    const { here, there, beyond } = await shared('House');
    const all = [
      [laptop, here],
      [remote, there],
      [desk, beyond],
    ] as const;
    await laptop.owner.updateProject({ projectId: here, name: 'Home' });
    for (const [server, project] of all)
      await until(async () => (await settingsOf(server, project)) === 'Home: ');
    await linked.pause(true);
    await laptop.owner.updateProject({ projectId: here, name: 'Our home' });
    await desk.owner.updateProject({ projectId: beyond, name: 'Home', description: 'Where we live.' });
    expect(await stateOf(laptop, here)).toMatchObject({ state: 'paused', pending: 1 });
    await linked.pause(false);
    for (const [server, project] of all)
      await until(async () => (await settingsOf(server, project)) === 'Our home: Where we live.');
    await until(async () => (await stateOf(laptop, here))?.pending === 0);
    expect(await stateOf(laptop, here)).toMatchObject({ state: 'synced', clashes: 0 });
  });

  it('clash in the inbox of either computer, and what is decided reaches both', async () => {
    const { here, there, beyond } = await shared('Garden');
    await until(async () => (await stateOf(desk, beyond))?.state === 'synced');
    await until(async () => (await stateOf(laptop, here))?.state === 'synced');
    await linked.pause(true);
    await laptop.owner.updateProject({ projectId: here, name: 'Beds' });
    await desk.owner.updateProject({ projectId: beyond, name: 'Orchard' });
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: false });
    await until(async () => (await settingsOf(remote, there)) === 'Beds: ');
    await desk.owner.updateLink({ linkId: linked.ofDesk, paused: false });
    await until(async () => (await stateOf(desk, beyond))?.clashes === 1);
    await until(async () => (await settingsOf(desk, beyond)) === 'Beds: ');
    const { items } = await laptop.owner.listClashes({ projectId: here });
    expect(items).toMatchObject([
      {
        kind: 'project',
        project_id: here,
        record_id: here,
        fields: ['name'],
        base: { payload: { name: 'Garden' } },
        current: { payload: { name: 'Beds' } },
        other: { payload: { name: 'Orchard' } },
      },
    ]);
    await laptop.owner.resolveClash({ projectId: here, clashId: items[0]?.id ?? '', take: 'other' });
    for (const [server, project] of [
      [laptop, here],
      [remote, there],
      [desk, beyond],
    ] as const)
      await until(async () => (await settingsOf(server, project)) === 'Orchard: ');
    expect((await desk.owner.listClashes({ projectId: beyond })).items).toEqual([]);
  });
});

/** A version of a project's settings as a device sends it. */
function settingsVersion(id: string, from: string, name: string, description: string) {
  const author = { type: 'owner', id: 'x' } as const;
  const payload = { name, description };
  const revision = newId('rev');
  return { kind: 'project' as const, id, revision, parents: [from], state: 'active', payload, author, at: 0 };
}

describe('two devices that send the settings of a project at the same time', () => {
  it('lose nothing of what either set', async () => {
    const { id } = await remote.owner.createProject({ name: 'Name 0', description: 'About 0' });
    const send = (known: string, name: number, about: number) =>
      remote.owner.exchangeSettings({
        projectId: id,
        known,
        versions: [settingsVersion(id, known, `Name ${name}`, `About ${about}`)],
      });
    for (let n = 1; n <= 10; n++) {
      const { versions } = await remote.owner.exchangeSettings({ projectId: id });
      const from = versions[0]?.revision ?? '';
      await Promise.all([send(from, n, n - 1), send(from, n - 1, n)]);
      expect(await settingsOf(remote, id)).toBe(`Name ${n}: About ${n}`);
    }
  });
});

describe('a server that was restored to an earlier day', () => {
  it('says that it does not know a version of settings, takes nothing, and then everything', async () => {
    const { id } = await remote.owner.createProject({ name: 'House' });
    const [first] = (await remote.owner.exchangeSettings({ projectId: id })).versions;
    const lost = settingsVersion(id, first?.revision ?? '', 'Home', '');
    const edit = settingsVersion(id, lost.revision, 'Home', 'Where we live.');
    const asked = { projectId: id, known: lost.revision, versions: [edit] };
    const answer = await remote.owner.exchangeSettings(asked);
    expect(answer).toEqual({ is_known: false, outcome: null, versions: [] });
    expect(await settingsOf(remote, id)).toBe('House: ');
    const all = { projectId: id, versions: [lost, edit] };
    expect(await remote.owner.exchangeSettings(all)).toMatchObject({ is_known: true, outcome: 'taken' });
    expect(await remote.owner.exchangeSettings(all)).toMatchObject({ outcome: 'known' });
    expect(await settingsOf(remote, id)).toBe('Home: Where we live.');
    const long = settingsVersion(id, edit.revision, 'x'.repeat(300), '');
    await expect(remote.owner.exchangeSettings({ projectId: id, versions: [long] })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});

/** Whether a file or folder is on a server. */
const isOn = (server: TestServer, itemId: string) => () =>
  server.owner.getItem({ itemId }).then(
    () => true,
    () => false,
  );

async function saidOf({ owner }: TestServer, itemId: string): Promise<string> {
  const { items } = await owner.listComments({ itemId });
  const { attributes } = await owner.getAttributes({ itemId });
  const { favourite } = await owner.getItem({ itemId });
  return JSON.stringify([items.map(({ text }) => text).toSorted(), attributes, favourite]);
}

describe('what is said about a file', () => {
  it('reaches every computer, and what both said while apart stands', async () => {
    const file = await putFile(laptop, 'plan.md', 'Plant beans.');
    await laptop.owner.addComment({ itemId: file, text: 'In May?' });
    await laptop.owner.setAttributes({ itemId: file, attributes: { colour: 'green', size: 'A4' } });
    await laptop.owner.addFavourite({ itemId: file });
    const said = JSON.stringify([['In May?'], { colour: 'green', size: 'A4' }, true]);
    for (const server of [remote, desk]) {
      await until(isOn(server, file));
      await until(async () => (await saidOf(server, file)) === said);
    }
    await linked.pause(true);
    await laptop.owner.addComment({ itemId: file, text: 'From the laptop.' });
    await laptop.owner.setAttributes({ itemId: file, attributes: { colour: 'red', size: 'A4' } });
    await desk.owner.addComment({ itemId: file, text: 'From the desk.' });
    await desk.owner.setAttributes({ itemId: file, attributes: { colour: 'green', size: 'A5' } });
    await desk.owner.removeFavourite({ itemId: file });
    await linked.pause(false);
    const texts = ['From the desk.', 'From the laptop.', 'In May?'];
    const both = JSON.stringify([texts, { colour: 'red', size: 'A5' }, false]);
    for (const server of [laptop, remote, desk])
      await until(async () => (await saidOf(server, file)) === both);
    const { items } = await desk.owner.listComments({ itemId: file });
    const commentId = items.find(({ text }) => text === 'In May?')?.id ?? '';
    await desk.owner.deleteComment({ itemId: file, commentId });
    for (const server of [laptop, remote])
      await until(async () => !(await saidOf(server, file)).includes('In May?'));
    expect(await saidOf(laptop, file)).toContain('From the desk.');
  });

  it('is taken from a device of a member, but for favourites, which are the account’s own', async () => {
    const itemId = await putFile(remote, 'shared.md', 'For all.');
    const { client } = await join(remote, 'member', { name: 'Ada' });
    const { id: device_id, turn } = await client.registerDevice({ name: 'laptop' });
    const made = { parents: [], state: 'active', author: { type: 'owner' as const, id: 'x' }, at: 0 };
    const comment = { kind: 'comment' as const, id: newId('cmt'), payload: { text: 'Mine.', itemId } };
    const favourite = { kind: 'favourite' as const, id: itemId, payload: {} };
    const changes = [comment, favourite].map((one) => ({
      versions: [{ ...made, ...one, revision: newId('rev') }],
      erased: [],
    }));
    const { outcomes } = await client.pushDriveChanges({ device_id, turn, next: 'word', changes });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['taken', 'refused']);
    expect(JSON.parse(await saidOf(remote, itemId))).toEqual([['Mine.'], {}, false]);
  });

  it('goes over to the file that stands for it on the server, where both computers put the same one', async () => {
    await linked.pause(true);
    const mine = await putFile(laptop, 'same.md', 'the same');
    await laptop.owner.addComment({ itemId: mine, text: 'Mine.' });
    const yours = await putFile(desk, 'same.md', 'the same');
    await desk.owner.addComment({ itemId: yours, text: 'Yours.' });
    await desk.owner.setAttributes({ itemId: yours, attributes: { by: 'desk' } });
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: false });
    await until(isOn(remote, mine));
    await desk.owner.updateLink({ linkId: linked.ofDesk, paused: false });
    const both = JSON.stringify([['Mine.', 'Yours.'], { by: 'desk' }, false]);
    for (const server of [desk, remote, laptop]) {
      await until(isOn(server, mine));
      await until(async () => (await saidOf(server, mine)) === both);
    }
    expect(await isOn(desk, yours)()).toBe(false);
    await until(async () => (await desk.owner.getSyncState({})).links[0]?.files?.pending === 0);
  });
});

async function namesIn(server: TestServer, itemId: string): Promise<string> {
  const { items } = await server.owner.listChildren({ itemId, page_size: 100 });
  return items
    .map(({ name }) => name)
    .toSorted()
    .join();
}

/** Files of a folder that both computers wrote while apart, the laptop first. */
async function writtenApart(folder: string, names: readonly string[]): Promise<string[]> {
  const files = await Promise.all(names.map((name) => putFile(laptop, name, 'bread', folder)));
  for (const file of files) await until(isOn(desk, file));
  await linked.pause(true);
  for (const name of names) {
    await putFile(laptop, name, 'bread and cheese', folder);
    await putFile(desk, name, 'bread and wine', folder);
  }
  await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: false });
  for (const file of files) await until(async () => (await textOf(remote, file)) === 'bread and cheese');
  await desk.owner.updateLink({ linkId: linked.ofDesk, paused: false });
  return files;
}

describe('a file that two computers wrote while apart', () => {
  it('is a clash that names both files, and is decided on either computer: one is kept, or both', async () => {
    const folder = await laptop.owner.createFolder({ itemId: await rootOf(laptop), name: 'Lists' });
    await until(isOn(desk, folder.id));
    const [a = '', b = '', c = ''] = await writtenApart(folder.id, ['a.md', 'b.md', 'c.md']);
    await until(async () => (await desk.owner.getSyncState({})).links[0]?.files?.clashes === 3);
    const { states } = await desk.owner.getSyncStateOfItems({ ids: [a] });
    expect(states).toEqual({ [a]: 'clash' });
    const { items } = await laptop.owner.listDriveClashes({});
    const of = (file: string) => items.find(({ item_id: id }) => id === file);
    expect(of(a)).toMatchObject({
      kind: 'item',
      record_id: a,
      copy_id: expect.stringMatching(/^itm_/),
      fields: ['content'],
      current: { payload: { name: 'a.md', parent: folder.id } },
      other: { payload: { name: 'a.md' } },
    });
    expect(JSON.stringify(of(a))).not.toContain('blob');
    const take = (server: TestServer, file: string, one: 'current' | 'other' | 'both') =>
      server.owner.resolveDriveClash({ clashId: of(file)?.id ?? '', take: one });
    await take(laptop, a, 'other');
    await take(desk, b, 'current');
    expect(await take(desk, c, 'both')).toMatchObject({ status: 'resolved' });
    expect(await take(laptop, a, 'current')).toMatchObject({ status: 'resolved' });
    for (const server of [laptop, desk]) {
      await until(async () => /^a.md,b.md,c \(.*\).md,c.md$/.test(await namesIn(server, folder.id)));
      await until(async () => (await textOf(server, a)) === 'bread and wine');
      expect(await textOf(server, b)).toBe('bread and cheese');
      expect(await textOf(server, of(c)?.copy_id ?? '')).toBe('bread and wine');
      const trash = await server.owner.listTrash({});
      const copies = [of(a)?.copy_id, of(b)?.copy_id];
      expect(copies.every((id) => trash.items.some((one) => one.id === id))).toBe(true);
    }
    expect((await desk.owner.listDriveClashes({})).items).toEqual([]);
  });

  it('takes its clash along when it is deleted for good', async () => {
    const folder = await laptop.owner.createFolder({ itemId: await rootOf(laptop), name: 'Old' });
    await until(isOn(desk, folder.id));
    const [file = ''] = await writtenApart(folder.id, ['gone.md']);
    await until(async () => (await laptop.owner.listDriveClashes({})).items.length === 1);
    // Where it is kept it is counted, and not where it is only shown.
    expect(await remote.owner.countReviews({})).toMatchObject({ clashes: 1, drive: 1 });
    expect(await laptop.owner.countReviews({})).toMatchObject({ clashes: 0, drive: 0 });
    await laptop.owner.deleteItem({ itemId: file });
    await laptop.owner.purgeItem({ itemId: file });
    await until(async () => (await laptop.owner.listDriveClashes({})).items.length === 0);
    expect((await laptop.owner.listDriveClashes({ status: 'resolved' })).items).not.toContainEqual(
      expect.objectContaining({ item_id: file }),
    );
    expect((await remote.owner.countReviews({})).drive).toBe(0);
  });

  it('is counted no more once somebody looks after it was decided elsewhere, though no version told of that', async () => {
    const folder = await laptop.owner.createFolder({ itemId: await rootOf(laptop), name: 'Both' });
    await until(isOn(desk, folder.id));
    await writtenApart(folder.id, ['both.md']);
    const counted = async () => (await laptop.owner.getSyncState({})).links[0]?.files?.clashes;
    await until(async () => (await counted()) === 1);
    const [clash] = (await desk.owner.listDriveClashes({})).items;
    await desk.owner.resolveDriveClash({ clashId: clash?.id ?? '', take: 'both' });
    expect((await laptop.owner.listDriveClashes({ status: 'resolved' })).items).not.toEqual([]);
    await until(
      async () => (await laptop.owner.listDriveClashes({})).items.length + ((await counted()) ?? 1) === 0,
    );
  });
});

describe('a folder that is attached to a linked project', () => {
  it('is live on every computer: files that come later are attached, those that left or were detached are not', async () => {
    const { here, there, beyond } = await shared('Manuals');
    const all = [
      [laptop, here],
      [remote, there],
      [desk, beyond],
    ] as const;
    const folder = await laptop.owner.createFolder({ itemId: await rootOf(laptop), name: 'Manuals' });
    await putFile(laptop, 'pump.md', 'The pump needs oil.', folder.id);
    const alone = await putFile(laptop, 'alone.md', 'By itself.', folder.id);
    await laptop.owner.addDocuments({ projectId: here, item_ids: [folder.id, alone] });
    const foldersOf = async ({ owner }: TestServer, projectId: string) =>
      (await owner.listAttachedFolders({ projectId })).items.map(({ item_id }) => item_id).join();
    const documentsOf = async ({ owner }: TestServer, projectId: string) =>
      (await owner.listDocuments({ projectId })).items
        .map(({ name }) => name)
        .toSorted()
        .join();
    const everywhere = async (documents: string) => {
      for (const [server, project] of all)
        await until(async () => (await documentsOf(server, project)) === documents);
    };
    for (const [server, project] of all)
      await until(async () => (await foldersOf(server, project)) === folder.id);
    await everywhere('alone.md,pump.md');
    await putFile(desk, 'later.md', 'Came later.', folder.id);
    await everywhere('alone.md,later.md,pump.md');
    const { items } = await desk.owner.listDocuments({ projectId: beyond });
    const documentId = items.find(({ name }) => name === 'pump.md')?.id ?? '';
    await desk.owner.removeDocument({ projectId: beyond, documentId });
    await everywhere('alone.md,later.md');
    await desk.owner.removeAttachedFolder({ projectId: beyond, itemId: folder.id });
    for (const [server, project] of all) await until(async () => (await foldersOf(server, project)) === '');
    await everywhere('alone.md');
    await until(async () => (await stateOf(laptop, here))?.state === 'synced');
    expect(await documentsOf(laptop, here)).toBe('alone.md');
  });
});

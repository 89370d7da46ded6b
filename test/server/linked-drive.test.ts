/** The drive of a linked account, with real servers: files of two computers, their bytes when they are opened, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  driveOf,
  linkTo,
  putFile,
  rootOf,
  startBetween,
  startComputer,
  startLinked,
  stateOf,
  textOf,
  until,
  type LinkedServer,
} from './linked-servers.ts';
import { startTestServer, type TestServer } from './running.ts';

let linked: Awaited<ReturnType<typeof startLinked>>;
let remote: TestServer;
let laptop: LinkedServer;
let desk: LinkedServer;

beforeAll(async () => {
  linked = await startLinked({ maxFileBytes: 2_000_000 }, { drive: true });
  ({ remote, laptop, desk } = linked);
});

afterAll(() => linked[Symbol.asyncDispose]());

/** What lies in a folder, in order. */
async function namesIn(server: TestServer, folder?: string): Promise<string[]> {
  const itemId = folder ?? (await rootOf(server));
  const { items } = await server.owner.listChildren({ itemId, page_size: 100 });
  return items.map(({ name }) => name).toSorted();
}

const has = (server: TestServer, name: string, folder?: string) => async () =>
  (await namesIn(server, folder)).includes(name);

describe('a link that carries the drive', () => {
  it('brings files and folders to the other computer, and their bytes when they are opened', async () => {
    const folder = await laptop.owner.createFolder({ itemId: await rootOf(laptop), name: 'Plans' });
    const id = await putFile(laptop, 'garden.md', 'Plant beans in May.', folder.id);
    await until(has(desk, 'Plans'));
    await until(has(desk, 'garden.md', folder.id));
    expect(await textOf(desk, id)).toBe('Plant beans in May.');
    await desk.owner.renameItem({ itemId: id, name: 'beans.md' });
    await until(has(laptop, 'beans.md', folder.id));
    await until(async () => (await driveOf(laptop))?.state === 'synced');
    const { states } = await laptop.owner.getSyncStateOfItems({ ids: [id, folder.id] });
    expect(states).toEqual({ [id]: 'synced', [folder.id]: 'synced' });
    expect(await driveOf(laptop)).toMatchObject({ pending: 0, problem: null, refused: [] });
  });

  it('keeps what both wrote while paused: one stays, the other lies beside it, and folders within folders come with it', async () => {
    const id = await putFile(laptop, 'list.md', 'bread');
    await until(has(desk, 'list.md'));
    await desk.owner.updateLink({ linkId: linked.ofDesk, paused: true });
    await putFile(desk, 'list.md', 'bread and wine');
    const folder = await desk.owner.createFolder({ itemId: await rootOf(desk), name: 'Deep' });
    const below = await desk.owner.createFolder({ itemId: folder.id, name: 'Deeper' });
    await putFile(desk, 'down.md', 'far down', below.id);
    expect(await driveOf(desk)).toMatchObject({ state: 'paused', pending: 4 });
    const { states } = await desk.owner.getSyncStateOfItems({ ids: [id] });
    expect(states).toEqual({ [id]: 'waiting' });
    await putFile(laptop, 'list.md', 'bread and cheese');
    await until(async () => (await textOf(remote, id)) === 'bread and cheese');
    await desk.owner.updateLink({ linkId: linked.ofDesk, paused: false });
    await until(has(laptop, 'Deep'));
    await until(has(laptop, 'Deeper', folder.id));
    await until(has(laptop, 'down.md', below.id));
    const copyIn = async (server: TestServer) =>
      (await namesIn(server)).filter((name) => /^list \(Ada's laptop, .*\)\.md$/.test(name));
    for (const server of [laptop, desk]) await until(async () => (await copyIn(server)).length === 1);
    await until(async () => (await textOf(desk, id)) === 'bread and cheese');
  });

  it('forgets on the other computer what was deleted for good, and keeps the rest', async () => {
    const [gone, kept] = [
      await putFile(laptop, 'gone.md', 'secret'),
      await putFile(laptop, 'kept.md', 'stays'),
    ];
    await until(has(desk, 'kept.md'));
    await laptop.owner.deleteItem({ itemId: gone });
    await laptop.owner.purgeItem({ itemId: gone });
    for (const server of [remote, desk]) {
      await until(async () => !(await namesIn(server)).includes('gone.md'));
      // It may be on its way through the trash.
      await until(() =>
        server.owner.getItem({ itemId: gone }).then(
          () => false,
          ({ code }: { code?: string }) => code === 'NOT_FOUND',
        ),
      );
    }
    expect(await textOf(desk, kept)).toBe('stays');
  });

  it('says which file the server did not take, goes on with the others, and sends it whole once it fits', async () => {
    const big = await putFile(laptop, 'big.bin', new Uint8Array(2_500_000).fill(7));
    await putFile(laptop, 'after.md', 'small');
    await until(has(remote, 'after.md'));
    await until(async () => (await driveOf(laptop))?.refused.length === 1);
    expect((await driveOf(laptop))?.refused).toMatchObject([{ kind: 'item', id: big }]);
    const { states } = await laptop.owner.getSyncStateOfItems({ ids: [big] });
    expect(states).toEqual({ [big]: 'refused' });
    expect(await namesIn(remote)).not.toContain('big.bin');
    await putFile(laptop, 'big.bin', 'small now');
    await until(has(remote, 'big.bin'));
    await until(async () => (await driveOf(laptop))?.refused.length === 0);
    expect(await textOf(remote, big)).toBe('small now');
  });
});

describe('what a computer keeps of the drive', () => {
  it('is chosen by folder: brought in the background, given up again, fetched when it is opened, and told by size', async () => {
    const folder = await laptop.owner.createFolder({ itemId: await rootOf(laptop), name: 'Films' });
    const film = new Uint8Array(1_500_000).fill(9);
    const id = await putFile(laptop, 'film.bin', film, folder.id);
    const note = await putFile(laptop, 'note.md', 'A good film.', folder.id);
    await until(has(desk, 'Films'));
    await until(has(desk, 'note.md', folder.id));
    const bytesOf = async (item: string) =>
      (await desk.owner.getSyncStateOfItems({ ids: [item] })).bytes[item] ?? undefined;
    expect(await bytesOf(id)).toMatchObject({ place: 'remote', keep: null, own: false });
    const before = await desk.owner.getStorage({});
    expect(before.remote_bytes).toBeGreaterThanOrEqual(film.byteLength);
    expect(await desk.owner.keepItem({ itemId: folder.id, keep: 'here' })).toEqual({
      id: folder.id,
      keep: 'here',
      own: true,
    });
    for (const item of [id, note]) await until(async () => (await bytesOf(item))?.place === 'here');
    expect(await bytesOf(note)).toMatchObject({ keep: 'here', own: false, problem: null });
    const after = await desk.owner.getStorage({});
    const brought = film.byteLength + 'A good film.'.length;
    expect(before.remote_bytes - after.remote_bytes).toBe(brought);
    expect(after.total_bytes - before.total_bytes).toBeGreaterThanOrEqual(brought);
    const drive = await driveOf(desk);
    expect(drive?.bytes).toMatchObject({
      remote: after.remote_bytes,
      here: after.originals_bytes - after.remote_bytes,
      to_fetch: { files: 0, bytes: 0 },
      missing: [],
    });
    // What a project read of it is kept: another one needs no bytes.
    const read = async (name: string) => {
      const { id: projectId } = await desk.owner.createProject({ name });
      await desk.owner.addDocuments({ projectId, item_ids: [note] });
      const okay = { projectId, status: 'okay' } as const;
      await until(async () => (await desk.owner.listDocuments(okay)).items.length === 1);
    };
    await read('Cinema');
    await desk.owner.keepItem({ itemId: folder.id, keep: 'placeholder' });
    for (const item of [id, note]) await until(async () => (await bytesOf(item))?.place === 'remote');
    expect((await desk.owner.getStorage({})).remote_bytes).toBe(before.remote_bytes);
    await read('Theatre');
    expect(await bytesOf(note)).toMatchObject({ place: 'remote' });
    const { version_id: versionId = '' } = await desk.owner.getItem({ itemId: id });
    const fetched = () => desk.owner.fetchVersion({ itemId: id, versionId });
    await until(async () => (await fetched()).place === 'here');
    expect(await fetched()).toEqual({
      place: 'here',
      size: film.byteLength,
      received_bytes: film.byteLength,
    });
    expect(await textOf(desk, note)).toBe('A good film.');
    expect(await desk.owner.keepItem({ itemId: folder.id, keep: 'inherit' })).toMatchObject({
      keep: null,
      own: false,
    });
  });

  it('is nothing to choose where no link carries the drive, or there is no such file', async () => {
    const itemId = await rootOf(remote);
    await expect(remote.owner.keepItem({ itemId, keep: 'here' })).rejects.toMatchObject({
      code: 'STATE_NOT_READY',
    });
    const none = desk.owner.keepItem({ itemId, keep: 'here' });
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const id = await putFile(remote, 'here.md', 'here');
    const { version_id: versionId = '' } = await remote.owner.getItem({ itemId: id });
    expect(await remote.owner.fetchVersion({ itemId: id, versionId })).toMatchObject({ place: 'here' });
  });
});

describe('documents of a linked project', () => {
  it('are attached and detached on both computers, each of which reads and indexes them by itself', async () => {
    const { id: here } = await laptop.owner.createProject({ name: 'Manuals' });
    const pump = await putFile(laptop, 'pump.md', 'The pump needs oil of type zanzibarine every spring.');
    const old = await putFile(laptop, 'old.md', 'The old pump was sold.');
    await laptop.owner.addDocuments({ projectId: here, item_ids: [pump, old] });
    const there = await linked.linkThere(here);
    const beyond = await linked.cloneOf(there);
    const namesOf = async ({ owner }: TestServer, projectId: string, status?: 'okay') =>
      (await owner.listDocuments({ projectId, ...(status && { status }) })).items
        .map(({ name }) => name)
        .toSorted()
        .join();
    await until(async () => (await namesOf(remote, there)) === 'old.md,pump.md');
    await until(async () => (await namesOf(desk, beyond, 'okay')) === 'old.md,pump.md');
    const { results } = await desk.owner.search({ project_ids: [beyond], query: 'zanzibarine' });
    expect(results.length).toBeGreaterThan(0);
    const { items } = await desk.owner.listDocuments({ projectId: beyond });
    const documentId = items.find(({ name }) => name === 'old.md')?.id ?? '';
    await desk.owner.removeDocument({ projectId: beyond, documentId });
    for (const [server, project] of [
      [remote, there],
      [laptop, here],
    ] as const)
      await until(async () => (await namesOf(server, project)) === 'pump.md');
    const [mine] = (await laptop.owner.listDocuments({ projectId: here })).items;
    const { states } = await laptop.owner.getSyncStateOfRecords({ projectId: here, ids: [mine?.id ?? ''] });
    expect(states).toEqual({ [mine?.id ?? '']: 'synced' });

    // Attached anew on one computer while it was detached on the other: that stands.
    await desk.owner.updateLink({ linkId: linked.ofDesk, paused: true });
    const [theirs] = (await desk.owner.listDocuments({ projectId: beyond })).items;
    await desk.owner.removeDocument({ projectId: beyond, documentId: theirs?.id ?? '' });
    await desk.owner.addDocuments({ projectId: beyond, item_ids: [theirs?.item_id ?? ''] });
    await laptop.owner.removeDocument({ projectId: here, documentId: mine?.id ?? '' });
    await until(async () => (await namesOf(remote, there)) === '');
    await desk.owner.updateLink({ linkId: linked.ofDesk, paused: false });
    await until(async () => (await namesOf(laptop, here)) === 'pump.md');
    expect([await namesOf(desk, beyond), await namesOf(remote, there)]).toEqual(['pump.md', 'pump.md']);
  });

  it('that somebody detached before it was known here that they were attached there stay detached', async () => {
    await using far = await startTestServer({ rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 4) });
    let fate: 'mute' | 'broken' | undefined;
    const mute = (path: string) => {
      const now = path.endsWith('/documents') ? fate : undefined;
      // Once, then nothing gets through until the line is whole again.
      if (now === 'mute') fate = 'broken';
      return now;
    };
    await using between = await startBetween(far.url, mute);
    await using tablet = await startComputer();
    const link = await linkTo(tablet, between.url, far.ownerToken, { drive: true });
    const { id: here } = await tablet.owner.createProject({ name: 'Garden' });
    const made = await tablet.owner.linkProject({ projectId: here, link_id: link, remote: 'create' });
    const there = made.remote_project_id;
    const files = [await putFile(tablet, 'rake.md', 'A rake.'), await putFile(tablet, 'hoe.md', 'A hoe.')];
    await until(async () => (await namesIn(far)).length === 2);
    const idsAt = async ({ owner }: TestServer, projectId: string) =>
      (await owner.listDocuments({ projectId })).items.map(({ item_id: item }) => item).toSorted();
    fate = 'mute';
    await tablet.owner.addDocuments({ projectId: here, item_ids: files });
    await until(async () => (await idsAt(far, there)).length === 2);
    const [rake] = (await far.owner.listDocuments({ projectId: there })).items.filter(
      ({ name }) => name === 'rake.md',
    );
    await far.owner.removeDocument({ projectId: there, documentId: rake?.id ?? '' });
    fate = undefined;
    await until(async () => (await idsAt(tablet, here)).length === 1);
    expect(await idsAt(tablet, here)).toEqual([files[1]]);
    await until(async () => (await stateOf(tablet, here))?.state === 'synced');
    expect(await idsAt(far, there)).toEqual([files[1]]);
  });

  it('stay attached when their files turn out to be files of the server, as do folders that are live', async () => {
    const { id: here } = await laptop.owner.createProject({ name: 'Recipes' });
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: true });
    const folderOn = async ({ owner }: TestServer, itemId: string) =>
      (await owner.createFolder({ itemId, name: 'Kitchen' })).id;
    const theirs = await putFile(remote, 'soup.md', 'Soup needs salt.');
    const mine = await putFile(laptop, 'soup.md', 'Soup needs salt.');
    const kitchen = await folderOn(laptop, await rootOf(laptop));
    const kitchenThere = await folderOn(remote, await rootOf(remote));
    await putFile(remote, 'stove.md', 'The stove is hot.', kitchenThere);
    await laptop.owner.addDocuments({ projectId: here, item_ids: [mine, kitchen] });
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: false });
    await until(async () => {
      const { items } = await laptop.owner.listDocuments({ projectId: here });
      return (
        items
          .map(({ name }) => name)
          .toSorted()
          .join() === 'soup.md,stove.md'
      );
    });
    const { items } = await laptop.owner.listDocuments({ projectId: here });
    expect(items.find(({ name }) => name === 'soup.md')?.item_id).toBe(theirs);
    const live = await laptop.owner.listAttachedFolders({ projectId: here });
    expect(live.items.map(({ item_id: id }) => id)).toEqual([kitchenThere]);
  });
});

describe('a link', () => {
  it('leaves the drive out unless it is asked to carry it, and two do not carry one', async () => {
    await using far = await startTestServer({ rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 4) });
    const plain = await linkTo(laptop, far.url, far.ownerToken);
    const { links } = await laptop.owner.getSyncState({});
    expect(links.find(({ id }) => id === plain)).toMatchObject({ drive: false, files: null });
    const asked = laptop.owner.updateLink({ linkId: plain, drive: true });
    await expect(asked).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, drive: false, files: 'leave' });
    await putFile(laptop, 'alone.md', 'only here');
    await laptop.owner.updateLink({ linkId: plain, drive: true });
    await until(has(far, 'alone.md'));
    expect(await namesIn(remote)).not.toContain('alone.md');
    await laptop.owner.deleteLink({ linkId: plain, files: 'leave' });
  });
});

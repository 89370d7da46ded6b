/** Ending a link, or taking the drive out of it, while the remote server alone has bytes of files, with real servers. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  driveOf,
  linkTo,
  putFile,
  rootOf,
  startComputer,
  textOf,
  until,
  type LinkedServer,
} from './linked-servers.ts';
import { startTestServer, type TestServer } from './running.ts';

/** Larger than what stands in the database. */
const large = new Uint8Array(300_000).fill(7);
const key = Buffer.alloc(32, 3);

let remote: TestServer;
let laptop: LinkedServer;

beforeAll(async () => {
  [remote, laptop] = await Promise.all([
    startTestServer({ rateLimit: 1_000_000, masterKey: key, store: undefined }),
    startComputer(),
  ]);
});

afterAll(async () => {
  await Promise.all([laptop[Symbol.asyncDispose](), remote[Symbol.asyncDispose]()]);
});

/** Once it has the names of what is at the server. */
async function link(): Promise<string> {
  const id = await linkTo(laptop, remote.url, remote.ownerToken, { drive: true });
  await until(async () => (await driveOf(laptop))?.state === 'synced');
  return id;
}

async function restartRemote(): Promise<void> {
  const { dataFolder, ownerToken, url } = remote;
  const listen = { port: Number(new URL(url).port) };
  const options = { rateLimit: 1_000_000, masterKey: key, store: undefined };
  remote = await startTestServer({ ...options, dataFolder, ownerToken, listen });
}

const away = async () => (await driveOf(laptop))?.bytes.away;
const refused = (words: string, files: number) => ({
  code: 'STATE_NOT_READY',
  message: expect.stringContaining(words) as string,
  details: expect.objectContaining({ files }) as object,
});

it('is refused while files would no longer open, also those in the trash, and keeps both once their bytes were brought', async () => {
  const folder = await remote.owner.createFolder({ itemId: await rootOf(remote), name: 'Films' });
  const [film, copy, note] = [
    await putFile(remote, 'film.bin', large, folder.id),
    await putFile(remote, 'copy.bin', large, folder.id),
    await putFile(remote, 'note.md', 'first words'),
  ];
  const gone = await putFile(remote, 'gone.md', 'in the trash');
  const { version_id: first = '' } = await remote.owner.getItem({ itemId: note });
  await putFile(remote, 'note.md', 'last words');
  await remote.owner.deleteItem({ itemId: gone });
  const linkId = await link();
  const { id: projectId } = await laptop.owner.createProject({ name: 'House' });
  await laptop.owner.linkProject({ projectId, link_id: linkId, remote: 'create' });
  // What is chosen for a folder does not hold it back, and is as it was afterwards.
  await laptop.owner.keepItem({ itemId: folder.id, keep: 'placeholder' });
  const bytes = 2 * large.byteLength + 'last words'.length + 'in the trash'.length;
  expect(await away()).toEqual({ files: 4, bytes });

  await expect(laptop.owner.deleteLink({ linkId })).rejects.toMatchObject({
    ...refused('4 files', 4),
    details: { files: 4, bytes },
  });
  await expect(laptop.owner.updateLink({ linkId, drive: false })).rejects.toMatchObject(
    refused('bring_all', 4),
  );
  expect(await laptop.owner.unlinkProject({ projectId })).toMatchObject({ deleted: true });
  expect(await driveOf(laptop)).toMatchObject({ state: 'synced', bytes: { away: { files: 4 } } });

  expect(await laptop.owner.updateLink({ linkId, bring_all: true })).toMatchObject({ bring_all: true });
  await until(async () => (await away())?.files === 0);
  expect((await driveOf(laptop))?.bytes).toMatchObject({
    remote: 'first words'.length,
    to_fetch: { files: 0, bytes: 0 },
    hindrance: null,
  });
  expect(await laptop.owner.updateLink({ linkId, drive: false })).toMatchObject({
    drive: false,
    bring_all: false,
  });
  expect(await laptop.owner.deleteLink({ linkId })).toMatchObject({ deleted: true });

  expect(await textOf(laptop, note)).toBe('last words');
  for (const item of [film, copy]) expect(await textOf(laptop, item)).toHaveLength(large.byteLength);
  await laptop.owner.restoreItem({ itemId: gone });
  expect(await textOf(laptop, gone)).toBe('in the trash');
  const older = laptop.owner.fetchVersion({ itemId: note, versionId: first });
  await expect(older).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('says why nothing comes while the link is paused, metered or its server is away, and goes on once it is not', async () => {
  await putFile(remote, 'later.md', 'comes later');
  const linkId = await link();
  const change = (settings: { paused?: boolean; metered?: boolean; bring_all?: boolean }) =>
    laptop.owner.updateLink({ linkId, ...settings });
  await change({ paused: true, bring_all: true });
  await expect(laptop.owner.deleteLink({ linkId })).rejects.toMatchObject(refused('resume it', 1));
  await change({ paused: false, metered: true });
  await expect(laptop.owner.deleteLink({ linkId })).rejects.toMatchObject(refused('costs by volume', 1));
  expect((await driveOf(laptop))?.bytes).toMatchObject({ away: { files: 1 }, hindrance: 'metered' });
  await remote.server.close();
  await change({ metered: false });
  await until(async () => (await driveOf(laptop))?.bytes.hindrance === 'problem');
  await expect(laptop.owner.deleteLink({ linkId })).rejects.toMatchObject(refused('does not answer', 1));
  await restartRemote();
  await until(async () => (await away())?.files === 0);
  await laptop.owner.deleteLink({ linkId });
});

it('is not held up for ever by a file that the server lost: it is named, the others come, and it may be left', async () => {
  const lost = await putFile(
    remote,
    'lost.bin',
    large.map((byte) => byte + 1),
  );
  const other = await putFile(remote, 'other.md', 'still there');
  const linkId = await link();
  expect(await away()).toMatchObject({ files: 2 });
  const blobs = join(remote.dataFolder, 'blobs');
  for (const name of await readdir(blobs)) await rm(join(blobs, name), { recursive: true });
  await laptop.owner.updateLink({ linkId, bring_all: true });
  await until(async () => (await driveOf(laptop))?.bytes.hindrance === 'missing');
  expect(await away()).toEqual({ files: 1, bytes: large.byteLength });
  await expect(laptop.owner.deleteLink({ linkId })).rejects.toMatchObject(refused(lost, 1));
  expect(await laptop.owner.deleteLink({ linkId, files: 'leave' })).toMatchObject({ deleted: true });
  expect(await textOf(laptop, other)).toBe('still there');
  expect(await textOf(laptop, lost)).toContain('UNAVAILABLE');
});

/** What a link does when a side is not what it was: a computer restored from a backup or cloned, a server of an earlier day. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkTo, saidIn, startComputer, stateOf, until, type LinkedServer } from './linked-servers.ts';
import { startTestServer, type TestServer } from './running.ts';

let folders: string;
let remote: TestServer;
let laptop: LinkedServer;
let here: string;
let there: string;

beforeAll(async () => {
  folders = await mkdtemp(join(tmpdir(), 'ks-healing-'));
  [remote, laptop] = await Promise.all([
    startTestServer({ rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 3), store: undefined }),
    startComputer(),
  ]);
  const link = await linkTo(laptop, remote.url, remote.ownerToken);
  ({ id: here } = await laptop.owner.createProject({ name: 'House' }));
  await write(laptop, here, 'The well is deep.');
  const linked = await laptop.owner.linkProject({ projectId: here, link_id: link, remote: 'create' });
  there = linked.remote_project_id;
  await alike(['The well is deep.'], laptop);
});

afterAll(async () => {
  await Promise.all([laptop.server.close(), remote.server.close()]);
  const own = [folders, laptop.dataFolder, remote.dataFolder];
  await Promise.all(own.map((folder) => rm(folder, { recursive: true, force: true })));
});

const write = ({ owner }: TestServer, projectId: string, content: string) =>
  owner.addMemory({ projectId, content });

/** Until the remote server and computers say this and nothing else, and nothing waits. */
async function alike(said: readonly string[], ...computers: readonly LinkedServer[]): Promise<void> {
  const all = said.toSorted().join();
  await until(async () => (await saidIn(remote, there)).join() === all);
  for (const computer of computers) {
    await until(async () => (await saidIn(computer, here)).join() === all);
    await until(async () => (await stateOf(computer, here))?.state === 'synced');
    expect(await stateOf(computer, here)).toMatchObject({
      pending: 0,
      problem: null,
      refused: [],
      clashes: 0,
    });
  }
}

/** A computer on its folder, with the keychain that it has. */
function start(folder: string, { ownerToken, secrets }: LinkedServer): Promise<LinkedServer> {
  return startComputer({ dataFolder: folder, ownerToken, secrets });
}

/** A copy of what a stopped server has. */
async function copyOf({ server, dataFolder }: TestServer, name: string): Promise<string> {
  await server.close();
  const copy = join(folders, name);
  await cp(dataFolder, copy, { recursive: true });
  return copy;
}

it('a computer that was restored from an old backup says so, gets what it forgot, and sends what is new', async () => {
  const backup = await copyOf(laptop, 'backup');
  laptop = await start(laptop.dataFolder, laptop);
  await write(laptop, here, 'The roof is new.');
  await alike(['The roof is new.', 'The well is deep.'], laptop);
  const [memory] = (await laptop.owner.listMemories({ projectId: here, page_size: 10 })).items.slice(-1);
  await laptop.owner.updateMemory({
    projectId: here,
    memoryId: memory?.id ?? '',
    content: 'The well is dry.',
  });
  await alike(['The roof is new.', 'The well is dry.'], laptop);
  await laptop.server.close();
  await rm(laptop.dataFolder, { recursive: true });
  laptop = await start(backup, laptop);
  await write(laptop, here, 'The cellar is wet.');
  await alike(['The cellar is wet.', 'The roof is new.', 'The well is dry.'], laptop);
  expect(await stateOf(laptop, here)).toMatchObject({ notice: 'registered_anew' });
});

it('two computers with one identity become two, and both keep what they wrote', async () => {
  const clone = await copyOf(laptop, 'clone');
  laptop = await start(laptop.dataFolder, laptop);
  const said = await saidIn(laptop, here);
  await write(laptop, here, 'Written on the first.');
  await alike([...said, 'Written on the first.'], laptop);
  const other = await start(clone, laptop);
  try {
    await write(other, here, 'Written on the second.');
    const all = [...said, 'Written on the first.', 'Written on the second.'];
    await alike(all, laptop, other);
    await write(laptop, here, 'And the first again.');
    await alike([...all, 'And the first again.'], laptop, other);
    // Whoever came second with a word that both have is another device from then on.
    const states = await Promise.all([stateOf(laptop, here), stateOf(other, here)]);
    expect(states.map((state) => state?.notice)).toContain('registered_anew');
  } finally {
    await other.server.close();
  }
});

it('a server that is of an earlier day is noticed, gets back what it lacks, and nothing is there twice', async () => {
  const backup = await copyOf(remote, 'server');
  const { port } = new URL(remote.url);
  const { ownerToken } = remote;
  const options = { rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 3), store: undefined, ownerToken };
  const again = (dataFolder: string) =>
    startTestServer({ ...options, dataFolder, listen: { port: Number(port) } });
  remote = await again(remote.dataFolder);
  const said = await saidIn(laptop, here);
  await write(laptop, here, 'Sent and lost.');
  await write(remote, there, 'Written there and lost.');
  const [gone] = (await laptop.owner.listMemories({ projectId: here, page_size: 100 })).items.filter(
    ({ content }) => content === said[0],
  );
  const target = { type: 'memory', project_id: here, id: gone?.id ?? '' } as const;
  await laptop.owner.erase({ target, confirm: target.id });
  const left = [...said.slice(1), 'Sent and lost.', 'Written there and lost.'];
  await alike(left, laptop);
  await remote.server.close();
  await rm(remote.dataFolder, { recursive: true });
  remote = await again(backup);
  await write(laptop, here, 'Written since.');
  await alike([...left, 'Written since.'], laptop);
  expect(await stateOf(laptop, here)).toMatchObject({ notice: 'server_went_back' });
});

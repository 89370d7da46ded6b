/** Links of a computer to a remote server: made, refused, followed and ended, with real servers on both sides. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erased } from './erasing.ts';
import {
  linkTo,
  saidIn,
  startBetween,
  startComputer,
  startLinked,
  stateOf,
  until,
  type LinkedServer,
} from './linked-servers.ts';
import { openAccount } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';

let linked: Awaited<ReturnType<typeof startLinked>>;
let remote: TestServer;
let laptop: LinkedServer;
let desk: LinkedServer;

beforeAll(async () => {
  linked = await startLinked();
  ({ remote, laptop, desk } = linked);
});

afterAll(() => linked[Symbol.asyncDispose]());

/** A project of the laptop that the desk has too. */
async function shared(name: string, content: string) {
  const { id: here } = await laptop.owner.createProject({ name });
  const memory = await laptop.owner.addMemory({ projectId: here, content });
  const there = await linked.linkThere(here);
  await until(async () => (await saidIn(remote, there)).includes(content));
  const beyond = await linked.cloneOf(there);
  await until(async () => (await saidIn(desk, beyond)).includes(content));
  return { here, there, beyond, memory };
}

describe('a linked project', () => {
  it('reaches the server and another computer, and what is written on either comes to both', async () => {
    const { here, there, beyond } = await shared('House', 'The well is deep.');
    await laptop.owner.addMemory({ projectId: here, content: 'The roof is new.' });
    await desk.owner.addMemory({ projectId: beyond, content: 'The cellar is dry.' });
    const all = ['The cellar is dry.', 'The roof is new.', 'The well is deep.'];
    for (const [server, project] of [
      [laptop, here],
      [desk, beyond],
      [remote, there],
    ] as const)
      await until(async () => (await saidIn(server, project)).join() === all.join());
    await until(async () => (await stateOf(laptop, here))?.state === 'synced');
    expect(await stateOf(laptop, here)).toMatchObject({ pending: 0, problem: null, refused: [], clashes: 0 });
  });

  it('whose two sides edit one memory shows the clash in the inbox of either computer, and what is decided reaches both', async () => {
    const { here, there, beyond, memory } = await shared('Garden', 'The gate is red.');
    for (const id of [linked.ofLaptop, linked.ofDesk])
      await (id === linked.ofLaptop ? laptop : desk).owner.updateLink({ linkId: id, paused: true });
    await laptop.owner.updateMemory({ projectId: here, memoryId: memory.id, content: 'The gate is blue.' });
    await desk.owner.updateMemory({ projectId: beyond, memoryId: memory.id, content: 'The gate is green.' });
    expect(await stateOf(laptop, here)).toMatchObject({ state: 'paused', pending: 1 });
    const { states } = await laptop.owner.getSyncStateOfRecords({ projectId: here, ids: [memory.id] });
    expect(states).toEqual({ [memory.id]: 'waiting' });
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: false });
    await until(async () => (await saidIn(remote, there)).includes('The gate is blue.'));
    await desk.owner.updateLink({ linkId: linked.ofDesk, paused: false });
    await until(async () => (await stateOf(desk, beyond))?.clashes === 1);
    await until(async () => (await saidIn(desk, beyond)).includes('The gate is blue.'));
    const { items } = await laptop.owner.listClashes({ projectId: here });
    expect(items).toMatchObject([{ project_id: here, record_id: memory.id, fields: ['content'] }]);
    await desk.owner.resolveClash({ projectId: beyond, clashId: items[0]?.id ?? '', take: 'other' });
    for (const [server, project] of [
      [laptop, here],
      [desk, beyond],
    ] as const)
      await until(async () => (await saidIn(server, project)).join() === 'The gate is green.');
    await until(async () => (await stateOf(desk, beyond))?.clashes === 0);
  });

  it('forgets on every computer what was deleted permanently on one', async () => {
    const { here, there, beyond, memory } = await shared('Cellar', 'The code is 4711.');
    await laptop.owner.erase({
      target: { type: 'memory', project_id: here, id: memory.id },
      confirm: memory.id,
    });
    for (const [server, project] of [
      [laptop, here],
      [remote, there],
      [desk, beyond],
    ] as const)
      await until(async () => (await saidIn(server, project)).length === 0);
    await until(async () => (await stateOf(desk, beyond))?.state === 'synced');
    await expect(remote.owner.getMemory({ projectId: there, memoryId: memory.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('an exchange of settings that failed', () => {
  it('is made again soon, and counts as waiting until then', async () => {
    let isBroken = false;
    await using between = await startBetween(remote.url, (path) =>
      isBroken && path.endsWith('/sync/settings') ? 'broken' : undefined,
    );
    await using tablet = await startComputer({ masterKey: Buffer.alloc(32, 7) });
    const { id: there } = await remote.owner.createProject({ name: 'Attic' });
    const link_id = await linkTo(tablet, between.url, remote.ownerToken);
    const { project_id: here } = await tablet.owner.cloneProject({
      linkId: link_id,
      remote_project_id: there,
    });
    await until(async () => (await stateOf(tablet, here))?.state === 'synced');
    isBroken = true;
    await tablet.owner.updateProject({ projectId: here, name: 'Loft' });
    await tablet.owner.addMemory({ projectId: here, content: 'The window is open.' });
    await until(async () => (await remote.owner.listMemories({ projectId: there })).items.length === 1);
    const nameThere = async () => (await remote.owner.getProject({ projectId: there })).name;
    const waits = async () => {
      const { state, pending, problem } = (await stateOf(tablet, here)) ?? {};
      return state === 'waiting' && pending === 1 && problem === null;
    };
    await until(waits);
    expect(await nameThere()).toBe('Attic');
    isBroken = false;
    await until(async () => (await nameThere()) === 'Loft');
    await until(async () => (await stateOf(tablet, here))?.state === 'synced');
  });
});

describe('a project that is removed from this computer', () => {
  it('is gone here and whole at the server, and comes back from there', async () => {
    const { here, there, beyond } = await shared('Boat', 'The anchor is new.');
    await until(async () => (await stateOf(desk, beyond))?.state === 'synced');
    await desk.owner.unlinkProject({ projectId: beyond, copy: 'remove' });
    const { items } = await desk.owner.listProjects({ page_size: 100, status: 'active' });
    expect(items.map(({ name }) => name)).not.toContain('Boat');
    await laptop.owner.addMemory({ projectId: here, content: 'The sail is white.' });
    const both = ['The anchor is new.', 'The sail is white.'].join();
    await until(async () => (await saidIn(remote, there)).join() === both);
    const again = await linked.cloneOf(there);
    await until(async () => (await saidIn(desk, again)).join() === both);
    expect(await saidIn(laptop, here)).toHaveLength(2);
  });

  it('stays while anything of it is here alone, with the reason, and goes on being kept at the server', async () => {
    const { here, there } = await shared('Shed', 'The key hangs inside.');
    const remove = () => laptop.owner.unlinkProject({ projectId: here, copy: 'remove' });
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: true });
    await laptop.owner.addMemory({ projectId: here, content: 'The lock is rusty.' });
    await expect(remove()).rejects.toThrow(/1 of its changes wait/);
    await laptop.owner.updateLink({ linkId: linked.ofLaptop, paused: false });
    await until(async () => (await saidIn(remote, there)).length === 2);
    await until(async () => (await stateOf(laptop, here))?.state === 'synced');
    await laptop.owner.createBranch({ projectId: here, name: 'aside' });
    await expect(remove()).rejects.toThrow(/1 branches are here alone/);
    expect(await stateOf(laptop, here)).toMatchObject({ remote_project_id: there });
    await laptop.owner.addMemory({ projectId: here, content: 'It is dry.' });
    await until(async () => (await saidIn(remote, there)).length === 3);
  });
});

describe('a link', () => {
  it('is refused where it would lead nowhere good, and says why', async () => {
    const { owner } = laptop;
    const ask = (url: string, token: string) => owner.createLink({ url, token, device_name: 'x' });
    const { secret } = await remote.newKey([(await remote.owner.createProject({ name: 'Keyed' })).id]);
    await expect(ask('http://memory.example', 'x')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(ask('http://127.0.0.1:9', 'x')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(ask(`${remote.url}/`, 'kso_wrong')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(ask(remote.url, secret)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask(laptop.url, laptop.ownerToken)).rejects.toThrow(/this server itself/);
    await expect(ask(remote.url, remote.ownerToken)).rejects.toThrow(/linked to .* already/);
    const token = { url: desk.url, token: desk.ownerToken, device_name: 'x' };
    await expect(remote.owner.createLink(token)).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
    expect((await owner.listLinks({})).items).toHaveLength(1);
  });

  it('of all projects brings those of either side to the other, also later, and those of one name become one', async () => {
    await using far = await startTestServer({ rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 4) });
    await using near = await startComputer({ masterKey: Buffer.alloc(32, 6) });
    const { id: here } = await near.owner.createProject({ name: 'Personal' });
    const { id: there } = await far.owner.createProject({ name: 'Personal' });
    await near.owner.addMemory({ projectId: here, content: 'Tea at four.' });
    await far.owner.addMemory({ projectId: there, content: 'Bread on Fridays.' });
    await far.owner.createProject({ name: 'Work' });
    const link = await linkTo(near, far.url, far.ownerToken, { all: true });
    const both = ['Bread on Fridays.', 'Tea at four.'].join();
    await until(async () => (await saidIn(near, here)).join() === both);
    await until(async () => (await saidIn(far, there)).join() === both);
    const named = async ({ owner }: TestServer, name: string) =>
      (await owner.listProjects({ page_size: 100 })).items.filter((one) => one.name === name).length;
    await until(async () => (await named(near, 'Work')) === 1);
    await near.owner.createProject({ name: 'Later' });
    await until(async () => (await named(far, 'Later')) === 1);
    expect([await named(near, 'Personal'), await named(far, 'Personal')]).toEqual([1, 1]);
    await near.owner.unlinkProject({ projectId: here });
    await near.owner.addMemory({ projectId: here, content: 'Only here.' });
    await near.owner.deleteLink({ linkId: link });
    expect(await near.secrets.get(`link:${link}`)).toBeUndefined();
    expect(await saidIn(near, here)).toHaveLength(3);
    expect(await saidIn(far, there)).toHaveLength(2);
  });

  it('that may not erase says so, and says so again when it was asked to try again', async () => {
    await using far = await startTestServer({ rateLimit: 1_000_000, masterKey: Buffer.alloc(32, 8) });
    await using near = await startComputer({ masterKey: Buffer.alloc(32, 9) });
    const { client } = await openAccount(far, 'Ada');
    const { secret = '' } = await client.createToken({ description: 'laptop', scope: 'write' });
    const link = await linkTo(near, far.url, secret);
    const { id: here } = await near.owner.createProject({ name: 'Diary' });
    const { id } = await near.owner.addMemory({ projectId: here, content: 'The code is 4711.' });
    // What the server does not have either nobody needs to be allowed to erase.
    const before = await near.owner.addMemory({ projectId: here, content: 'The code was 0815.' });
    const target = { type: 'memory', project_id: here, id: before.id } as const;
    await erased(near, target);
    const { remote_project_id: there } = await near.owner.linkProject({
      projectId: here,
      link_id: link,
      remote: 'create',
    });
    const said = () => saidIn({ ...far, owner: client }, there);
    await until(async () => (await said()).length === 1);
    await near.owner.erase({ target: { type: 'memory', project_id: here, id }, confirm: id });
    const refused = async () => (await stateOf(near, here))?.refused.map((one) => one.id).join() === id;
    await until(refused);
    await near.owner.syncNow({ project_id: here });
    await near.owner.addMemory({ projectId: here, content: 'Written since.' });
    await until(async () => (await said()).includes('Written since.'));
    await until(refused);
    expect(await said()).toContain('The code is 4711.');
  });
});

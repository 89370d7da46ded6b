/** Branches by REST: writes aside, what differs, merging, conflicts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProject } from './history-project.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

describe('a branch', () => {
  it('holds changes aside: main and its recall know nothing of them until they are merged', async () => {
    const project = await newProject(server, 'Branch');
    const { projectId } = project;
    const memory = await project.remember('Invoices go out on the 5th.');
    const gone = await project.remember('The office is in Lyon.');
    await project.set('limit', 5);
    await server.owner.createBranch({ projectId, name: 'try' });
    await project.change(memory.id, 'Invoices go out on the 9th.', 'try');
    await project.forget(gone.id, 'try');
    await project.remember('Reminders go out a week later.', 'try');
    await project.set('limit', 6, 'try');
    expect(await project.contents('try')).toEqual([
      'Invoices go out on the 9th.',
      'Reminders go out a week later.',
    ]);
    expect(await project.contents()).toEqual(['Invoices go out on the 5th.', 'The office is in Lyon.']);
    expect([await project.value('limit'), await project.value('limit', 'try')]).toEqual([5, 6]);
    expect(await project.found('reminders a week later')).toEqual([]);
    expect((await server.owner.getMemoryHistory({ projectId, memoryId: memory.id })).items).toHaveLength(1);
    const compared = await server.owner.compareBranch({ projectId, branch: 'try' });
    expect(compared.items.map(({ change }) => change).toSorted()).toEqual([
      'added',
      'changed',
      'changed',
      'removed',
    ]);
    const diff = await server.owner.diffProject({ projectId, from: 'head', to: 'try' });
    expect(diff.items.map(({ id }) => id)).toEqual(compared.items.map(({ id }) => id));
    const merged = await server.owner.mergeBranch({ projectId, branch: 'try' });
    expect(merged).toMatchObject({ merged: true, changed: 4, conflicts: [] });
    expect(await project.contents()).toEqual([
      'Invoices go out on the 9th.',
      'Reminders go out a week later.',
    ]);
    expect(await project.found('reminders a week later')).toHaveLength(1);
    expect(await project.found('office Lyon')).toEqual([]);
    expect(await project.value('limit')).toBe(6);
    const { items } = await server.owner.getMemoryHistory({ projectId, memoryId: memory.id });
    expect(items[0]?.parents).toHaveLength(2);
    await expect(project.set('limit', 7, 'try')).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
    await expect(server.owner.mergeBranch({ projectId, branch: 'try' })).rejects.toMatchObject({
      code: 'STATE_NOT_READY',
    });
  });

  it('is merged sentence by sentence; what both sides changed is shown and written only once it is decided', async () => {
    const project = await newProject(server, 'Conflict');
    const { projectId } = project;
    const text = (day: string, place: string) => `Invoices go out on the ${day}.\nThey are kept in ${place}.`;
    const both = await project.remember(text('5th', 'the safe'));
    const clash = await project.remember('The parrot is called Ulysses.');
    await project.set('settings', { most: 5, least: 1 });
    await server.owner.createBranch({ projectId, name: 'side' });
    await project.change(both.id, text('9th', 'the safe'), 'side');
    await project.change(both.id, text('5th', 'the archive'));
    await project.change(clash.id, 'The parrot is called Homer.', 'side');
    await project.change(clash.id, 'The parrot is called Virgil.');
    await project.set('settings', { most: 6, least: 1 }, 'side');
    await project.set('settings', { most: 5, least: 2 });
    const head = await project.head();
    const refused = await server.owner.mergeBranch({ projectId, branch: 'side' });
    expect(refused).toMatchObject({ merged: false, seq: null });
    expect(refused.conflicts.map(({ id, field, main, branch }) => [id, field, main, branch])).toEqual([
      [clash.id, 'content', 'The parrot is called Virgil.', 'The parrot is called Homer.'],
    ]);
    expect(refused.conflicts[0]?.merged).toContain('=======');
    expect(await project.head()).toBe(head);
    const resolutions = [{ id: clash.id, field: 'content', value: 'The parrot answers to Homer.' }];
    const merged = await server.owner.mergeBranch({ projectId, branch: 'side', resolutions });
    expect(merged).toMatchObject({ merged: true, conflicts: [] });
    expect(await project.contents()).toEqual([text('9th', 'the archive'), 'The parrot answers to Homer.']);
    expect(await project.value('settings')).toEqual({ most: 6, least: 2 });
  });

  it('is searched by its name: what it says, not what main says, and main is searched as before', async () => {
    const project = await newProject(server, 'Search');
    const { projectId, remember, change, forget } = project;
    const changed = await remember('The lantern hangs in the hall.');
    const gone = await remember('The lantern of the boat is green.');
    for (let i = 0; i < 70; i++) await project.set(`filler ${i}`, i);
    await server.owner.createBranch({ projectId, name: 'dark' });
    const search = async (query: string, branch?: string) => {
      const { results } = await server.owner.search({ query, project_ids: [projectId], branch });
      expect(results.every(({ project_id }) => project_id === projectId)).toBe(true);
      return results.map(({ text }) => text).toSorted();
    };
    const onMain = ['The lantern hangs in the hall.', 'The lantern of the boat is green.'];
    expect(await search('lantern', 'dark')).toEqual(onMain);
    await change(changed.id, 'The lantern hangs in the cellar.', 'dark');
    await forget(gone.id, 'dark');
    await remember('A second lantern was bought in May.', 'dark');
    const onBranch = ['A second lantern was bought in May.', 'The lantern hangs in the cellar.'];
    expect(await search('lantern', 'dark')).toEqual(onBranch);
    expect(await search('lantern')).toEqual(onMain);
    await remember('The lantern was repaired on Monday.');
    expect(await search('lantern', 'dark')).toEqual(onBranch);
    expect(await search('lantern')).toContain('The lantern was repaired on Monday.');
    await expect(server.owner.search({ query: 'lantern', branch: 'dark' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    await server.owner.mergeBranch({ projectId, branch: 'dark' });
    expect(await search('lantern')).toEqual([...onBranch, 'The lantern was repaired on Monday.'].toSorted());
  });

  it('that removed what main changed is a conflict, decided by taking a side', async () => {
    const project = await newProject(server, 'Removed');
    const { projectId } = project;
    const memory = await project.remember('The bridge is closed.');
    await server.owner.createBranch({ projectId, name: 'side' });
    await project.forget(memory.id, 'side');
    await project.change(memory.id, 'The bridge is open.');
    const { conflicts } = await server.owner.mergeBranch({ projectId, branch: 'side', dry_run: true });
    expect(conflicts).toMatchObject([{ id: memory.id, field: 'status', main: 'active', branch: 'deleted' }]);
    await server.owner.mergeBranch({
      projectId,
      branch: 'side',
      resolutions: [{ id: memory.id, take: 'branch' }],
    });
    expect(await project.contents()).toEqual([]);
    expect(await project.found('bridge open')).toEqual([]);
  });

  it('with a value under a name that main took meanwhile is merged into that one', async () => {
    const project = await newProject(server, 'Same name');
    const { projectId } = project;
    await server.owner.createBranch({ projectId, name: 'side' });
    await project.set('shared', { a: 1 }, 'side');
    await project.set('shared', { b: 2 });
    expect(await server.owner.mergeBranch({ projectId, branch: 'side' })).toMatchObject({ merged: true });
    expect(await project.value('shared')).toEqual({ a: 1, b: 2 });
  });

  it('is merged by the owner alone, takes no value with an end, and its name is free once it is deleted', async () => {
    const project = await newProject(server, 'Rights');
    const { projectId } = project;
    const { secret } = await server.newKey([projectId]);
    const client = server.clientOf(secret);
    await client.createBranch({ projectId, name: 'mine' });
    await client.addMemory({ projectId, content: 'aside', branch: 'mine' });
    await expect(client.mergeBranch({ projectId, branch: 'mine' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const ending = { projectId, namespace: 'app', key: 'k', value: 1, ttl: 60, branch: 'mine' };
    await expect(client.setEntry(ending)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(client.createBranch({ projectId, name: 'mine' })).rejects.toMatchObject({
      code: 'DRIVE_ITEM_CONFLICT',
    });
    await client.deleteBranch({ projectId, branch: 'mine' });
    await expect(project.contents('mine')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await client.createBranch({ projectId, name: 'mine' });
    expect(await project.contents('mine')).toEqual([]);
  });
});

/** Restores, merges and rollbacks agree with states, duplicates and conflicts of memories. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server[Symbol.asyncDispose]());

beforeEach(async () => {
  projectId = (await server.owner.createProject({ name: 'Agreement' })).id;
});

const add = (content: string, more: { supersedes?: string[]; branch?: string } = {}) =>
  server.owner.addMemory({ projectId, content, ...more });
const get = (memoryId: string) => server.owner.getMemory({ projectId, memoryId });
const conflicts = async (status: 'open' | 'settled') =>
  (await server.owner.listConflicts({ projectId, status })).items;
const head = async () => (await server.owner.listChanges({ projectId, limit: 500 })).head;
const found = async (query: string) =>
  (await server.owner.search({ query, project_ids: [projectId] })).results.map(({ record_id }) => record_id);

it('a project that is restored has predecessors and successors as they were, and notices the same duplicates', async () => {
  const old = await add('The ferry leaves from pier 4.');
  const before = await head();
  const next = await add('The ferry leaves from the new terminal.', { supersedes: [old.id] });
  const after = await head();
  await server.owner.restoreProjectTo({ projectId, to: String(before) });
  expect(await get(old.id)).toMatchObject({ status: 'active' });
  expect((await get(old.id)).superseded_by).toBeUndefined();
  expect(await found('ferry')).toEqual([old.id]);
  expect(await add('The ferry leaves from pier 4.')).toMatchObject({ outcome: 'duplicate', id: old.id });
  await server.owner.restoreProjectTo({ projectId, to: String(after) });
  expect(await get(old.id)).toMatchObject({ status: 'superseded', superseded_by: next.id });
  expect(await get(next.id)).toMatchObject({ status: 'active', supersedes: [old.id] });
  expect(await found('ferry')).toEqual([next.id]);
  // What is superseded is no duplicate; what is active is one.
  expect((await add('The ferry leaves from the new terminal.')).outcome).toBe('duplicate');
  expect((await add('The ferry leaves from pier 4.')).outcome).toBe('written');
});

it('a project that is restored settles conflicts without ground, and begins those that come back', async () => {
  await add('The keeper lives in Bremen.');
  const before = await head();
  await add('The keeper lives in Emden.');
  expect(await conflicts('open')).toHaveLength(1);
  const after = await head();
  await server.owner.restoreProjectTo({ projectId, to: String(before) });
  expect(await conflicts('open')).toEqual([]);
  expect(await conflicts('settled')).toHaveLength(1);
  await server.owner.restoreProjectTo({ projectId, to: String(after) });
  expect(await conflicts('open')).toHaveLength(1);
});

it('a merge begins and settles conflicts as writes do', async () => {
  const first = await add('The keeper lives in Bremen.');
  await server.owner.createBranch({ projectId, name: 'aside' });
  await add('The keeper lives in Emden.', { branch: 'aside' });
  expect(await conflicts('open')).toEqual([]);
  expect(await server.owner.mergeBranch({ projectId, branch: 'aside' })).toMatchObject({
    merged: true,
    changed: 1,
  });
  expect(await conflicts('open')).toHaveLength(1);
  await server.owner.createBranch({ projectId, name: 'again' });
  const content = 'The keeper moved away.';
  await server.owner.updateMemory({ projectId, memoryId: first.id, branch: 'again', content });
  expect(await server.owner.mergeBranch({ projectId, branch: 'again' })).toMatchObject({
    merged: true,
    changed: 1,
  });
  expect(await conflicts('open')).toEqual([]);
});

it('rolling back an approved memory brings back what had left its place to it', async () => {
  const old = await add('The ferry leaves from pier 4.');
  const key = await server.newKey([projectId]);
  await server.owner.setReviewSettings({ projectId, required: true });
  const since = new Date().toISOString();
  const held = await server
    .clientOf(key.secret)
    .addMemory({ projectId, content: 'The ferry leaves at noon from pier 9.', supersedes: [old.id] });
  await server.owner.approveReview({ projectId, reviewId: held.review_id ?? '' });
  expect(await get(old.id)).toMatchObject({ status: 'superseded', superseded_by: held.id });
  await server.owner.rollbackKey({ keyId: key.id, since });
  expect(await get(old.id)).toMatchObject({ status: 'active' });
  expect((await get(old.id)).superseded_by).toBeUndefined();
  expect(await found('ferry')).toEqual([old.id]);
  expect(await add('The ferry leaves from pier 4.')).toMatchObject({ outcome: 'duplicate', id: old.id });
});

it('a memory that was restored is the same as it was, to a comparison and to a restore of the project', async () => {
  const { id: memoryId } = await add('The ferry leaves at seven.');
  const { items } = await server.owner.getMemoryHistory({ projectId, memoryId });
  const before = await head();
  await server.owner.updateMemory({ projectId, memoryId, content: 'The ferry leaves at eight.' });
  await server.owner.restoreMemory({ projectId, memoryId, revision: items[0]?.revision ?? '' });
  const compared = await server.owner.diffProject({ projectId, from: String(before), to: 'head' });
  expect(compared.items).toEqual([]);
  const restored = await server.owner.restoreProjectTo({ projectId, to: String(before) });
  expect(restored.changed.memories).toBe(0);
});

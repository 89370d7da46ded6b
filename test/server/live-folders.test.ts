/** Folders attached to projects stay live: what comes below them is attached, what leaves is detached. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestDrive, type TestDrive } from './drive-items.ts';

let drive: TestDrive;
beforeAll(async () => {
  drive = await startTestDrive();
});
afterAll(() => drive[Symbol.asyncDispose]());

const soon = { timeout: 40_000 };

async function project(): Promise<string> {
  return (await drive.owner.createProject({ name: 'Live' })).id;
}

async function attached(projectId: string): Promise<string[]> {
  const { items } = await drive.owner.listDocuments({ projectId, page_size: 100 });
  return items.map(({ name, status }) => `${name} ${status}`).toSorted();
}

async function becomes(projectId: string, names: string[]): Promise<void> {
  await expect.poll(() => attached(projectId), soon).toEqual(names.map((name) => `${name} okay`).toSorted());
}

it('what is in it, and what is uploaded, moved, copied and restored into it, is attached; what leaves is detached', async () => {
  const projectId = await project();
  const inner = await drive.folders('Live/Inner');
  const live = inner.parent_id ?? '';
  const outside = await drive.folder('Outside');
  await drive.upload('before.txt', 'It was there before.', { itemId: inner.id });
  const added = await drive.owner.addDocuments({ projectId, item_ids: [live] });
  expect(added).toMatchObject({ items: [], folders: [{ item_id: live, name: 'Live' }] });
  await becomes(projectId, ['before.txt']);

  const uploaded = await drive.upload('uploaded.txt', 'The kingfisher came later.', { itemId: inner.id });
  const moved = await drive.upload('moved.txt', 'Moved in.', { itemId: outside.id });
  await drive.owner.moveItem({ itemId: moved.id, parent_id: inner.id });
  const copied = await drive.folders('Copied/Deep');
  await drive.upload('deep.txt', 'Copied with its folder.', { itemId: copied.id });
  await drive.owner.copyItem({ itemId: copied.parent_id ?? '', parent_id: live });
  await becomes(projectId, ['before.txt', 'uploaded.txt', 'moved.txt', 'deep.txt']);
  expect((await drive.owner.search({ query: 'kingfisher' })).results).toHaveLength(1);

  await drive.owner.deleteItem({ itemId: uploaded.id });
  await becomes(projectId, ['before.txt', 'moved.txt', 'deep.txt']);
  await drive.owner.restoreItem({ itemId: uploaded.id });
  await drive.owner.moveItem({ itemId: moved.id, parent_id: outside.id });
  await becomes(projectId, ['before.txt', 'uploaded.txt', 'deep.txt']);
  await drive.owner.moveItem({ itemId: inner.id, parent_id: outside.id });
  await becomes(projectId, ['deep.txt']);
  await drive.owner.moveItem({ itemId: inner.id, parent_id: live });
  await becomes(projectId, ['before.txt', 'uploaded.txt', 'deep.txt']);

  expect(await drive.owner.listAttachedFolders({ projectId })).toMatchObject({ items: [{ item_id: live }] });
  const { detached_from } = await drive.owner.deleteItem({ itemId: live });
  expect(detached_from).toEqual([projectId]);
  expect(await attached(projectId)).toEqual([]);
  expect((await drive.owner.listAttachedFolders({ projectId })).items).toEqual([]);
});

it('a file attached by itself stays when its folder is detached; one removed by itself stays away', async () => {
  const projectId = await project();
  const folder = await drive.folder('Half live');
  const own = await drive.upload('own.txt', 'By itself.', { itemId: folder.id });
  await drive.upload('unwanted.txt', 'Not this one.', { itemId: folder.id });
  await drive.owner.addDocuments({ projectId, item_ids: [folder.id] });
  await becomes(projectId, ['own.txt', 'unwanted.txt']);
  await drive.owner.addDocuments({ projectId, item_ids: [own.id] });
  const { items } = await drive.owner.listDocuments({ projectId });
  expect(items).toHaveLength(2);
  const documentId = items.find(({ name }) => name === 'unwanted.txt')?.id ?? '';
  await drive.owner.removeDocument({ projectId, documentId });
  await drive.upload('later.txt', 'Later.', { itemId: folder.id });
  await becomes(projectId, ['own.txt', 'later.txt']);
  await drive.owner.removeAttachedFolder({ projectId, itemId: folder.id });
  await becomes(projectId, ['own.txt']);
});

it('a new version below it is indexed again in each of its projects', async () => {
  const projects = [await project(), await project()];
  const folder = await drive.folder('Shared');
  await drive.upload('shared.md', 'The lamp is green.', { itemId: folder.id });
  for (const projectId of projects) await drive.owner.addDocuments({ projectId, item_ids: [folder.id] });
  for (const projectId of projects) await becomes(projectId, ['shared.md']);
  await drive.upload('shared.md', 'The lamp is turquoise.', { itemId: folder.id, on_conflict: 'replace' });
  const texts = async (projectId: string) =>
    (await drive.owner.search({ query: 'lamp', project_ids: [projectId] })).results.map(({ text }) => text);
  for (const projectId of projects)
    await expect.poll(() => texts(projectId), soon).toEqual(['The lamp is turquoise.']);
});

it('a renamed file is cited by its new name', async () => {
  const projectId = await project();
  const { id: itemId } = await drive.upload('draft.md', 'The cupola leaks.', { project_id: projectId });
  await becomes(projectId, ['draft.md']);
  await drive.owner.renameItem({ itemId, name: 'Final.md' });
  await becomes(projectId, ['Final.md']);
  const { results } = await drive.owner.search({ query: 'cupola leaks' });
  expect(results.map(({ title }) => title)).toEqual(['Final.md']);
});

it('what failed is extracted again, all of a project at once', async () => {
  const projectId = await project();
  for (const at of [1, 2, 3]) await drive.upload(`bad-${at}.pdf`, '', { project_id: projectId });
  await drive.upload('good.txt', 'Good.', { project_id: projectId });
  const failed = ['bad-1.pdf error', 'bad-2.pdf error', 'bad-3.pdf error', 'good.txt okay'];
  await expect.poll(() => attached(projectId), soon).toEqual(failed);
  const [document] = (await drive.owner.listDocuments({ projectId, status: 'error' })).items;
  expect(await drive.owner.retryDocuments({ projectId })).toEqual({ retried: 3 });
  await expect.poll(() => attached(projectId), soon).toEqual(failed);
  const history = await drive.owner.getDocumentHistory({ projectId, documentId: document?.id ?? '' });
  expect(history.items.filter(({ status }) => status === 'pending')).toHaveLength(2);
});

/** A folder as a window shows it: sorted, any stretch of it; and where its items are attached. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestDrive, type TestDrive } from './drive-items.ts';

let drive: TestDrive;
beforeAll(async () => {
  drive = await startTestDrive();
});
afterAll(() => drive[Symbol.asyncDispose]());

it('sorts by name, size, change and kind, both ways, in stretches that meet', async () => {
  const { id: itemId } = await drive.folder('Sorted');
  for (const [name, text] of [
    ['beta.txt', 'four'],
    ['alpha.pdf', 'a longer text'],
    ['Gamma.TXT', ''],
    ['10.csv', 'five!'],
  ] as const)
    await drive.upload(name, text, { itemId });
  await drive.folder('zoo', itemId);
  const gone = await drive.upload('gone.txt', 'gone', { itemId });
  await drive.owner.deleteItem({ itemId: gone.id });
  await drive.upload('beta.txt', 'now the longest of them all', { itemId, on_conflict: 'replace' });
  const names = async (query: object) => {
    const { items, total } = await drive.owner.listFolder({ itemId, ...query });
    expect(total).toBe(5);
    return items.map(({ name }) => name.split('.')[0]).join(' ');
  };
  expect(await names({})).toBe('zoo 10 alpha beta Gamma');
  expect(await names({ direction: 'desc' })).toBe('Gamma beta alpha 10 zoo');
  expect(await names({ sort: 'size' })).toBe('zoo Gamma 10 alpha beta');
  expect(await names({ sort: 'size', direction: 'desc' })).toBe('beta alpha 10 Gamma zoo');
  expect(await names({ sort: 'changed' })).toBe('alpha Gamma 10 zoo beta');
  expect(await names({ sort: 'kind' })).toBe('zoo 10 alpha beta Gamma');
  expect(await names({ sort: 'size', offset: 1, limit: 2 })).toBe('Gamma 10');
  expect(await names({ sort: 'size', offset: 5 })).toBe('');
});

it('is refused for a file and for what is in the trash', async () => {
  const file = await drive.upload('plain.txt', 'x');
  await expect(drive.owner.listFolder({ itemId: file.id })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
  });
  const folder = await drive.folder('Gone');
  await drive.owner.deleteItem({ itemId: folder.id });
  await expect(drive.owner.listFolder({ itemId: folder.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(drive.owner.listItemProjects({ itemId: folder.id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('tells the projects of a file and of a live folder, and through which they come', async () => {
  const project = await drive.owner.createProject({ name: 'Reading' });
  const folder = await drive.folder('Live');
  const inner = await drive.folder('Inner', folder.id);
  await drive.owner.addDocuments({ projectId: project.id, item_ids: [folder.id] });
  const file = await drive.upload('below.txt', 'text', { itemId: inner.id });
  const of = async (itemId: string) => (await drive.owner.listItemProjects({ itemId })).items;
  const here = { project_id: project.id, name: 'Reading' };
  expect(await of(folder.id)).toEqual([{ ...here, inherited: false }]);
  expect(await of(inner.id)).toEqual([{ ...here, inherited: true }]);
  expect(await of(file.id)).toEqual([
    { ...here, inherited: true, document_id: expect.stringMatching(/^doc_/) },
  ]);
  await drive.owner.deleteProject({ projectId: project.id });
  expect(await of(inner.id)).toEqual([]);
});

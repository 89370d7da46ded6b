/** Files and folders of this computer, uploaded to a real server. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKeepsake, type Keepsake } from '../../test/harness/keepsake.ts';
import { createUploads, type UploadEvent } from './uploads.ts';

let keepsake: Keepsake;
let folder: string;

beforeAll(async () => {
  keepsake = await startKeepsake({ args: ['--no-tcp'] });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'ks-drop-')));
  await mkdir(join(folder, 'notes', 'deep'), { recursive: true });
  await writeFile(join(folder, 'a.txt'), 'Invoices go out on the 5th.');
  await writeFile(join(folder, 'large.bin'), new Uint8Array(12 * 2 ** 20));
  await writeFile(join(folder, 'notes', 'b.md'), '# B');
  await writeFile(join(folder, 'notes', '.hidden'), 'no');
  await writeFile(join(folder, 'notes', 'deep', 'c.md'), '# C');
  await symlink('/etc/passwd', join(folder, 'notes', 'link.txt'));
});

afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function uploads(forbidden: readonly string[] = []) {
  const events: UploadEvent[] = [];
  const made = createUploads({
    client: keepsake.owner,
    forbidden,
    onEvent: (event) => void events.push(event),
  });
  return { ...made, events };
}

async function namesIn(itemId: string): Promise<string[]> {
  const { items } = await keepsake.owner.listChildren({ itemId });
  return items.map(({ name }) => name);
}

test('a file arrives in the drive and, where wished, in a project; its path stays with the app', async () => {
  const project = await keepsake.owner.createProject({ name: 'Drop' });
  const { add, events, pathOf } = uploads();
  const [done] = await add([join(folder, 'a.txt')], { projectId: project.id });
  expect(done).toMatchObject({
    state: 'done',
    name: 'a.txt',
    documentId: expect.stringMatching(/^doc_/) as string,
  });
  expect(events.map(({ state }) => state)).toEqual(['sending', 'done']);
  expect(pathOf(done?.id ?? '')).toBe(join(folder, 'a.txt'));
  expect(JSON.stringify(events)).not.toContain(folder);
});

test('a file larger than what passes from the page arrives', async () => {
  const [done] = await uploads().add([join(folder, 'large.bin')], {});
  if (done?.state !== 'done') throw new Error(JSON.stringify(done));
  expect((await keepsake.owner.getItem({ itemId: done.itemId })).size).toBe(12 * 2 ** 20);
});

test('a folder arrives as a tree, without hidden files and without what links lead to', async () => {
  const { add } = uploads();
  const results = await add([join(folder, 'notes')], {});
  expect(results.map(({ name, state }) => [name, state])).toEqual([
    ['b.md', 'done'],
    ['c.md', 'done'],
  ]);
  const [drive] = (await keepsake.owner.listDrives({})).items;
  const { items } = await keepsake.owner.listChildren({ itemId: drive?.root_item_id ?? '' });
  const notes = items.find(({ name }) => name === 'notes');
  expect(await namesIn(notes?.id ?? '')).toEqual(['deep', 'b.md']);
});

test('what cannot be added says so, and the rest goes on', async () => {
  const results = await uploads().add([join(folder, 'gone.txt'), '/dev/null', join(folder, 'a.txt')], {});
  expect(results.map((event) => (event.state === 'failed' ? event.code : event.state))).toEqual([
    'NOT_FOUND',
    'VALIDATION_ERROR',
    'done',
  ]);
  expect(JSON.stringify(results)).not.toContain(folder);
});

test('Keepsake’s own folders are never added, by no name', async () => {
  await symlink(keepsake.dataFolder, join(folder, 'alias'));
  const paths = [
    keepsake.dataFolder,
    join(keepsake.dataFolder, 'catalogue.db'),
    join(folder, 'alias', 'keys.json'),
  ];
  const results = await uploads([keepsake.dataFolder]).add(paths, {});
  for (const result of results) expect(result).toMatchObject({ state: 'failed', code: 'FORBIDDEN' });
  expect(results).toHaveLength(3);
});

/** Permanent deletion in the page: what goes is said, its name is typed, and a receipt that can be verified is left. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { FormData } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { fillProject } from './keeping-data.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
let projectId: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-receipts-'));
  keepsake = await startKeepsake();
  projectId = await fillProject(keepsake);
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const alert = () => page.getByRole('alertdialog');

it('shows that there are no receipts yet', async (context) => {
  needs(context, 'chromium');
  await page.goto(`${keepsake.url}/#/settings/erasure`);
  await page.getByText('Nothing was deleted permanently yet').waitFor();
  await expectAccessible(page, 'erasures-empty');
});

it('asks for the name, by the keyboard alone, and leaves a receipt that is verified', async () => {
  await page.goto(`${keepsake.url}/#/projects/${projectId}/values/keeper%2Flamp%3Astatus`);
  const more = page.getByRole('button', { name: 'More for lamp:status' });
  await more.waitFor();
  await more.press('Enter');
  await page.getByRole('menuitem', { name: 'Delete permanently…' }).press('Enter');
  await alert().getByText('every earlier version of it').waitFor();
  await expectAccessible(page, 'erase');
  expect(await alert().getByRole('button', { name: 'Delete permanently' }).isDisabled()).toBe(true);
  await page.keyboard.type('lamp:status');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Deleted permanently' }).waitFor();
  await expectAccessible(page, 'erased');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save receipt' }).click();
  const file = join(folder, 'receipt.json');
  await (await coming).saveAs(file);
  const { public_key: key } = await keepsake.owner.getReceiptKey({});
  const verified = await keepsake.run('receipt', 'verify', file, '--key', key);
  expect([verified.code, verified.err]).toEqual([0, '']);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('option', { name: /lamp:status/ }).waitFor({ state: 'detached' });
});

/** Opens the menu of something and asks for its permanent deletion. */
async function ask(name: string, entry = 'Delete permanently…'): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

async function confirm(name: string): Promise<void> {
  await alert().getByRole('textbox').fill(name);
  await alert().getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByRole('heading', { name: 'Deleted permanently' }).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
}

it('is in the menus of memories, documents, files in the trash and keys', async () => {
  const { owner } = keepsake;
  const form = new FormData();
  form.set('file', new Blob(['The lamp burns oil.']), 'lamp.txt');
  const itemId = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
  const { item } = await owner.uploadFile({ itemId, project_id: projectId }, { form });
  await owner.createKey({ description: 'Zed on the island', project_ids: [projectId] });
  const memory = await owner.addMemory({ projectId, name: 'Supplies', content: 'Oil comes in May.' });
  await page.goto(`${keepsake.url}/#/projects/${projectId}/memories/${memory.id}`);
  await ask('Supplies');
  await alert().getByText('every place in the search index').waitFor();
  await confirm('Supplies');
  await page.getByRole('option', { name: /Supplies/ }).waitFor({ state: 'detached' });
  await page.goto(`${keepsake.url}/#/projects/${projectId}/documents`);
  await ask('lamp.txt');
  await alert().getByText('The file in your drive.').waitFor();
  await confirm('lamp.txt');
  await page.getByText('No documents yet').waitFor();
  await page.goto(`${keepsake.url}/#/projects/${projectId}/servers`);
  await ask('Zed on the island', 'Delete what it wrote permanently…');
  await alert().getByText('Everything that was begun with this key').waitFor();
  await alert().getByRole('button', { name: 'Cancel' }).click();
  await owner.deleteItem({ itemId: item.id });
  await page.goto(`${keepsake.url}/#/trash`);
  await ask('lamp.txt');
  await confirm('lamp.txt');
  await page.getByText('The trash is empty').waitFor();
  await expect(owner.getItem({ itemId: item.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('takes what a key wrote, chosen from the settings', async () => {
  const { owner } = keepsake;
  const key = await owner.createKey({ description: 'Codex on the island', project_ids: [projectId] });
  await page.goto(`${keepsake.url}/#/settings/erasure`);
  await page.getByRole('button', { name: 'Delete permanently…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Key' }).getByText('Codex on the island').waitFor();
  await expectAccessible(page, 'erase-choose');
  await dialog.getByRole('button', { name: 'Something by its ID' }).click();
  await dialog.getByLabel('ID', { exact: true }).fill('mem_01');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText('This is not the whole ID').waitFor();
  await dialog.getByRole('button', { name: 'What a key wrote' }).click();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await alert().getByText('Everything that was begun with this key').waitFor();
  await alert().getByRole('textbox').fill('Codex on the island');
  await alert().getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByRole('heading', { name: 'Deleted permanently' }).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText(key.id).waitFor();
  await expectAccessible(page, 'erasures');
});

it('takes a project with everything, and goes home', async () => {
  await page.goto(`${keepsake.url}/#/projects/${projectId}/settings`);
  await page.getByRole('button', { name: 'Delete permanently…' }).click();
  await alert().getByText('The project with 1 memory and 0 documents.').waitFor();
  await alert().getByRole('textbox').fill('Lighthouse');
  await alert().getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByRole('heading', { name: 'Deleted permanently' }).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  const names = (await keepsake.owner.listProjects({})).items.map(({ name }) => name);
  expect(names).not.toContain('Lighthouse');
});

/** The list of projects by the keyboard: created, renamed, described, filtered, archived, deleted and brought back. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../../../contract/index.ts';
import { createFetch } from '../../../local/http.ts';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, tryAgain, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;

beforeAll(async () => {
  keepsake = await startKeepsake();
  // The one that a new server begins with.
  for (const { id: projectId } of (await keepsake.owner.listProjects({})).items)
    await keepsake.owner.deleteProject({ projectId });
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const cards = () => page.locator('.cards strong');

async function menu(name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitem', { name: action });
  await item.waitFor();
  while ((await item.getAttribute('data-highlighted')) === null) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

it('teaches what a project is, and creates the first by the keyboard alone', async (context) => {
  needs(context, 'chromium');
  await page.getByText('No projects yet').waitFor();
  await expectAccessible(page, 'projects-empty');
  await page.keyboard.press('n');
  await page.getByRole('dialog').waitFor();
  await page.locator(':is(input, textarea):focus').waitFor();
  await page.keyboard.type('Lighthouse');
  await page.keyboard.press('Tab');
  await page.keyboard.type('How the island is run.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Lighthouse', level: 1 }).waitFor();
  await page.getByText('How the island is run.').waitFor();
});

it('lists them in one request, with what is in them', async () => {
  for (const name of ['Atlas', 'Beacon', 'Chart room'])
    await keepsake.owner.createProject({ name, description: '' });
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/v1\/projects\b/.test(request.url())) asked.push(request.url());
  });
  await page.goto(`${keepsake.url}/#/home`);
  await page.reload();
  await expect.poll(() => cards().count()).toBe(4);
  await expectAccessible(page, 'projects-full');
  // The list may be read again when something happens; no project is ever read by itself.
  expect(asked.filter((url) => url.includes('/prj_'))).toEqual([]);
  await page.getByRole('combobox', { name: 'Order' }).click();
  await page.getByRole('option', { name: 'By name' }).click();
  await expect.poll(() => cards().allTextContents()).toEqual(['Atlas', 'Beacon', 'Chart room', 'Lighthouse']);
  await page.getByRole('searchbox', { name: 'Filter projects' }).fill('island');
  await expect.poll(() => cards().allTextContents()).toEqual(['Lighthouse']);
  await page.getByRole('searchbox', { name: 'Filter projects' }).fill('zebra');
  await page.getByRole('button', { name: 'Show all projects' }).click();
});

it('renames by the keyboard, and takes that back', async () => {
  await menu('Atlas', 'Rename or describe');
  const name = page.getByRole('dialog').getByLabel('Name');
  await name.fill('Sea atlas');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'More for Sea atlas' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => cards().allTextContents()).toContain('Atlas');
});

it('a project that is archived leaves the list and its keys, and comes back from below the list', async () => {
  const { items } = await keepsake.owner.listProjects({});
  const projectId = items.find(({ name }) => name === 'Beacon')?.id ?? '';
  const { secret = '' } = await keepsake.owner.createKey({ description: 'reader', project_ids: [projectId] });
  const reader = createClient({
    baseUrl: keepsake.url,
    fetch: createFetch({}),
    token: () => Promise.resolve(secret),
    newIdempotencyKey: randomUUID,
  });
  expect((await reader.listProjects({})).items).toHaveLength(1);
  await menu('Beacon', 'Archive project');
  await expect.poll(() => cards().count()).toBe(3);
  expect((await reader.listProjects({})).items).toEqual([]);
  await expect(reader.listMemories({ projectId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await page.getByText('Archived and deleted').click();
  await expectAccessible(page, 'projects-archived');
  await page.getByRole('button', { name: 'Restore “Beacon”' }).click();
  await expect.poll(() => cards().count()).toBe(4);
  expect((await reader.listProjects({})).items).toHaveLength(1);
});

it('a project whose conversations hold something goes and comes back whole', async () => {
  const { items } = await keepsake.owner.listProjects({});
  const projectId = items.find(({ name }) => name === 'Beacon')?.id ?? '';
  await keepsake.owner.addMemory({ projectId, name: 'Lamp', content: 'It is lit at dusk.' });
  await menu('Beacon', 'Delete project');
  await page.getByRole('alertdialog').getByText('What stays: the files of the drive').waitFor();
  await expectAccessible(page, 'project-delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete project' }).click();
  await expect.poll(() => cards().count()).toBe(3);
  await page.locator('.notice', { hasText: 'Deleted' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => cards().count()).toBe(4);
  expect((await keepsake.owner.listMemories({ projectId })).items).toHaveLength(1);
});

it('says what went wrong with details to copy', async () => {
  await page.route('**/api/v1/projects?*', (route) => route.abort());
  await page.reload();
  await page.getByRole('main').getByRole('button', { name: 'Copy details' }).waitFor();
  await expectAccessible(page, 'projects-error');
  await page.unroute('**/api/v1/projects?*');
  await tryAgain(page, cards().first());
  await expect.poll(() => cards().count()).toBe(4);
});

/** Export and import in the page: a project leaves as an archive, comes into another Keepsake after a look, and only once. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { fillProject } from './keeping-data.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let other: Keepsake;
let signedIn: SignedIn;
let elsewhere: SignedIn;
let page: Page;
let projectId: string;
let folder: string;
let archive: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-archive-'));
  [keepsake, other] = await Promise.all([startKeepsake(), startKeepsake()]);
  projectId = await fillProject(keepsake);
  [signedIn, elsewhere] = await Promise.all([signIn(keepsake), signIn(other)]);
  page = signedIn.page;
});

afterAll(async () => {
  await Promise.all([signedIn[Symbol.asyncDispose](), elsewhere[Symbol.asyncDispose]()]);
  await Promise.all([keepsake[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
  await rm(folder, { recursive: true, force: true });
});

it('saves a project from its own settings', async (context) => {
  needs(context, 'chromium');
  await page.goto(`${keepsake.url}/#/projects/${projectId}/settings`);
  await page.getByRole('button', { name: 'Export this project' }).waitFor();
  await expectAccessible(page, 'project-settings');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export this project' }).press('Enter');
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^keepsake-Lighthouse-\d{4}-\d\d-\d\d\.zip$/);
  archive = join(folder, download.suggestedFilename());
  await download.saveAs(archive);
  expect((await readFile(archive)).subarray(0, 2).toString()).toBe('PK');
  await page.getByText(/^Exported /).waitFor();
});

it('stops an export and saves nothing', async () => {
  await page.goto(`${keepsake.url}/#/settings/portable`);
  await page.getByRole('button', { name: 'Export everything' }).waitFor();
  await page.route('**/api/v1/export*', () => undefined);
  await page.getByRole('button', { name: 'Export everything' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('The export was cancelled.').waitFor();
  expect(await page.getByRole('button', { name: 'Export everything' }).isEnabled()).toBe(true);
  await page.unroute('**/api/v1/export*');
});

it('looks at an archive first, then imports it, and adds nothing the second time', async () => {
  const there = elsewhere.page;
  await there.goto(`${other.url}/#/settings/portable`);
  await there.getByText('What can be imported').click();
  await expectAccessible(there, 'portable');
  const imported = async () => {
    await there.getByLabel('Choose a file').setInputFiles(archive);
    await there.getByRole('combobox', { name: 'Made by' }).getByText('Recognised: Keepsake').waitFor();
  };
  await imported();
  const row = there.getByRole('row', { name: /^Values/ });
  expect(await row.textContent()).toContain('112');
  await expectAccessible(there, 'import-review');
  expect((await other.owner.listProjects({})).items.map(({ name }) => name)).not.toContain('Lighthouse');
  await there.getByRole('button', { name: 'Import', exact: true }).click();
  await there.getByText('Imported', { exact: true }).waitFor();
  await expectAccessible(there, 'imported');
  const project = (await other.owner.listProjects({})).items.find(({ name }) => name === 'Lighthouse');
  expect(project?.id).toBe(projectId);
  await there.getByRole('button', { name: 'Done' }).click();
  await imported();
  await there.getByText('All of it is here already.').waitFor();
  expect(await there.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
  await there.getByRole('button', { name: 'Cancel' }).click();
});

it('says why a file cannot be imported', async () => {
  const there = elsewhere.page;
  const file = join(folder, 'broken.zip');
  await writeFile(file, 'This is no archive.');
  await there.getByLabel('Choose a file').setInputFiles(file);
  await there.locator('.failure').getByRole('alert').waitFor();
  await expectAccessible(there, 'import-failed');
});

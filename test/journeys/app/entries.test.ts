/** Key-value memory in the page: written, changed, compared, restored, deleted and brought back. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { fillProject } from './keeping-data.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
let projectId: string;
let emptyId: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  projectId = await fillProject(keepsake);
  emptyId = (await keepsake.owner.createProject({ name: 'Empty', description: '' })).id;
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const place = (id = projectId) => `${keepsake.url}/#/projects/${id}/values`;
const value = (key: string, namespace = 'keeper') => keepsake.owner.getEntry({ projectId, namespace, key });

it('teaches what belongs here while there is nothing', async (context) => {
  needs(context, 'chromium');
  await page.goto(place(emptyId));
  await page.getByText('No values yet').waitFor();
  await expectAccessible(page, 'entries-empty');
});

it('writes a value by the keyboard alone, and says where JSON breaks', async () => {
  await page.goto(place());
  await page.getByRole('listbox', { name: 'Keys in keeper' }).waitFor();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key', { exact: true }).waitFor();
  await page.locator(':is(input, textarea):focus').waitFor();
  await page.keyboard.type('tide:next');
  await page.keyboard.press('Tab');
  await page.keyboard.type('{"high": 7,\n"low" 13}');
  await dialog.getByText('Look at line 2, column 7.').waitFor();
  await expectAccessible(page, 'entry-new');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('{"high": 7, "low": 13}');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('heading', { name: 'tide:next', level: 2 }).waitFor();
  expect((await value('tide:next')).value).toEqual({ high: 7, low: 13 });
});

it('never writes over a key that is taken', async () => {
  await page.getByRole('button', { name: 'New value' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key', { exact: true }).fill('tide:next');
  await dialog.getByRole('textbox', { name: 'Value' }).fill('1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('“tide:next” has a value already.').waitFor();
  await page.keyboard.press('Escape');
  expect((await value('tide:next')).version).toBe(1);
});

it('is walked by the arrows, changed, and its change undone', async () => {
  const list = page.getByRole('listbox', { name: 'Keys in keeper' });
  await list.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'lamp:status', level: 2 }).waitFor();
  await expectAccessible(page, 'entry');
  await page.keyboard.press('e');
  await page.getByRole('textbox', { name: 'Value' }).fill('{"lit": true}');
  await expectAccessible(page, 'entry-edit');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Saved “lamp:status”.').waitFor();
  expect((await value('lamp:status')).value).toEqual({ lit: true });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await value('lamp:status')).value).toMatchObject({ wick: 'worn' });
});

it('says what somebody else wrote meanwhile instead of writing over it', async () => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('"mine"');
  await keepsake.owner.setEntry({ projectId, namespace: 'keeper', key: 'lamp:status', value: 'theirs' });
  await page.getByText('while you were typing').waitFor();
  await expectAccessible(page, 'entry-conflict');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect.poll(async () => (await value('lamp:status')).value).toBe('mine');
});

it('shows its history line by line and restores', async () => {
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('button', { name: 'Changes of version 3' }).click();
  await page.locator('.change.added', { hasText: 'worn' }).waitFor();
  await expectAccessible(page, 'entry-history');
  await page.getByRole('button', { name: 'Restore version 2' }).click();
  await page.getByText('Version 2 is the current one again.').waitFor();
  expect((await value('lamp:status')).value).toEqual({ lit: true, hours: 4235, wick: 'trimmed' });
});

it('deletes with the way back, the end of a value included', async () => {
  await page.getByRole('option', { name: /session:lock/ }).click();
  await page.getByRole('heading', { name: 'session:lock' }).waitFor();
  const before = new Date((await value('session:lock')).expires_at ?? 0).getTime();
  await page.getByRole('button', { name: 'More for session:lock' }).click();
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
  const notice = page.locator('.notice', { hasText: 'Deleted “session:lock”' });
  await notice.waitFor();
  await page.getByRole('option', { name: /session:lock/ }).waitFor({ state: 'detached' });
  await notice.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('option', { name: /session:lock/ }).waitFor();
  const after = new Date((await value('session:lock')).expires_at ?? 0).getTime();
  expect(Math.abs(after - before)).toBeLessThan(60_000);
});

it('filters keys by their beginning and changes namespaces', async () => {
  await page.getByRole('searchbox', { name: 'Keys that begin with' }).fill('user:c');
  await page.getByRole('option', { name: /user:ada/ }).waitFor({ state: 'detached' });
  await page.getByRole('option', { name: /user:clara/ }).waitFor();
  expect(await page.getByRole('option').count()).toBe(1);
  await page.getByRole('searchbox', { name: 'Keys that begin with' }).fill('nothing');
  await page.getByText('No key begins like this').waitFor();
  await page.getByRole('combobox', { name: 'Namespace' }).click();
  await page.getByRole('option', { name: 'log' }).click();
  await page.getByRole('listbox', { name: 'Keys in log' }).waitFor();
  await page.getByRole('option', { name: /day:001/ }).waitFor();
  await expectAccessible(page, 'entries');
});

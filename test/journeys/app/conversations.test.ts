/** Conversations in the page: read from either end, searched, summed up, kept for a while, saved and deleted. */
import { readFile } from 'node:fs/promises';
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

const place = (id = projectId) => `${keepsake.url}/#/projects/${id}/conversations`;
const message = (text: string) => page.locator('.message', { hasText: text });
const more = async (label: string) => {
  await page.getByRole('button', { name: 'More for Night watch handover' }).click();
  await page.getByRole('menuitem', { name: label, exact: true }).click();
};

it('teaches what belongs here while there is nothing', async (context) => {
  needs(context, 'chromium');
  await page.goto(place(emptyId));
  await page.getByText('No conversations yet').waitFor();
  await expectAccessible(page, 'conversations-empty');
});

it('opens at the newest message by the keyboard, tools folded', async () => {
  await page.goto(place());
  const list = page.getByRole('listbox', { name: 'Conversations' });
  await list.focus();
  await page.keyboard.press('Home');
  await expectAccessible(page, 'conversations');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Night watch handover' }).waitFor();
  await message('It lies in the second drawer').waitFor();
  expect(await message('Entry 1:').count()).toBe(0);
  await page.getByText('Called search_memory').click();
  await page.getByText('"query": "spare wick"').waitFor();
  await expectAccessible(page, 'conversation');
});

it('reads on at either end without jumping', async () => {
  await page.locator('.messages').evaluate((box) => box.scrollTo(0, 100));
  await message('Entry 41:').waitFor();
  const seen = message('Entry 83:');
  await seen.waitFor();
  expect(await seen.evaluate((one) => one.getBoundingClientRect().top)).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'To the oldest message' }).click();
  await message('Entry 1:').waitFor();
  await page.locator('.messages').evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await message('Entry 61:').waitFor();
});

it('finds within and opens at the place', async () => {
  await page.getByRole('searchbox', { name: 'Search in this conversation' }).fill('spare wick');
  const found = page.locator('.found').getByRole('button', { name: /Where does the spare wick/ });
  await found.waitFor();
  await expectAccessible(page, 'conversation-search');
  await found.click();
  await page.locator('.message.sought', { hasText: 'Where does the spare wick lie?' }).waitFor();
});

it('keeps a summary, with the way back', async () => {
  await page.getByRole('button', { name: 'Edit the summary' }).click();
  await page.getByLabel('What it came to').fill('The wick is in drawer two.');
  await expectAccessible(page, 'conversation-summary');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.summary-card', { hasText: 'drawer two' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.summary-card', { hasText: 'Ada asked' }).waitFor();
});

it('says what a shorter time takes before it is set', async () => {
  await more('How long messages are kept');
  await page.getByRole('combobox', { name: 'Each message is kept' }).click();
  await page.getByRole('option', { name: '30 days' }).click();
  await page.getByText('That cannot be undone.').waitFor();
  await expectAccessible(page, 'conversation-retention');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('each is kept for 30 days').waitFor();
});

it('is saved whole as Markdown', async () => {
  const coming = page.waitForEvent('download');
  await more('Save as Markdown');
  const download = await coming;
  expect(download.suggestedFilename()).toBe('Night watch handover.md');
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain('Entry 1:');
  expect(text).toContain('**search_memory**');
  expect(text.match(/^## /gm)).toHaveLength(132);
});

it('asks before it deletes what nobody brings back', async () => {
  await more('Delete');
  const alert = page.getByRole('alertdialog');
  await alert.getByText('Its 132 messages go with it.').waitFor();
  await expectAccessible(page, 'conversation-delete');
  await alert.getByRole('button', { name: 'Delete conversation' }).click();
  await page.getByText('Deleted “Night watch handover”.').waitFor();
  await page.getByRole('option', { name: /Night watch/ }).waitFor({ state: 'detached' });
  expect((await keepsake.owner.listConversations({ projectId })).pagination.total).toBe(3);
});

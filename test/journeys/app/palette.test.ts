/** Search everywhere by the keyboard alone: commands, everything that is kept, opened at its place, cited, found again. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { addDocument, startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { measureTyping } from '../../../bench/ui/typing.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
let projectId: string;
let documentId: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  const { owner } = keepsake;
  const project = await owner.createProject({ name: 'Lighthouse', description: 'How the island is run.' });
  projectId = project.id;
  await owner.addMemory({ projectId, name: 'Ferry', content: 'The ferry to the mainland leaves at seven.' });
  const text = '# Log of the lamp\n\nThe spare wick lies behind the barometer.';
  documentId = (await addDocument(owner, projectId, 'lamp.md', Buffer.from(text))).id;
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const field = () => page.getByRole('combobox', { name: 'Search and commands' });
const option = (name: RegExp | string) => page.getByRole('option', { name });

async function type(text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator(':is(input, textarea):focus').waitFor();
  await page.keyboard.type(text);
}

it('shows what can be done before anything is typed', async (context) => {
  needs(context, 'chromium');
  await page.keyboard.press('Control+k');
  await page.getByRole('group', { name: 'Projects' }).getByRole('option', { name: 'Lighthouse' }).waitFor();
  await option(/^Go to Document Drive/).waitFor();
  await expectAccessible(page, 'palette-empty');
  await page.keyboard.press('Escape');
});

it('finds everything as it is typed, under headings, and marks what matched', async () => {
  await type('spare wi');
  const found = page.getByRole('group', { name: 'Documents' }).getByRole('option');
  await found.filter({ hasText: 'lamp.md' }).waitFor();
  expect(await found.locator('mark').allTextContents()).toContain('spare');
  await expectAccessible(page, 'palette-found');
});

it('opens at the place by Enter', async () => {
  const passage = page.getByRole('group', { name: 'Documents' }).getByRole('option').first();
  while ((await passage.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+c');
  await page.getByText(/^Copied: lamp\.md/).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(`lamp.md · Lighthouse <keepsake://open/${projectId}/${documentId}?passage=0>`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'lamp.md', level: 1 }).waitFor();
  expect(new URL(page.url()).hash).toBe(`#/preview/${projectId}/${documentId}/0`);
});

it('opens in a new window by Ctrl+Enter and stays', async () => {
  await type('ferry');
  const memory = page.getByRole('group', { name: 'Memories' }).getByRole('option').first();
  await memory.waitFor();
  while ((await memory.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  const opening = page.context().waitForEvent('page');
  await page.keyboard.press('Control+Enter');
  const other = await opening;
  await other.getByRole('heading', { name: 'Lighthouse', level: 1 }).waitFor();
  expect(new URL(other.url()).hash).toMatch(/\/memories\/mem_/);
  await other.close();
  expect(await field().inputValue()).toBe('ferry');
  await page.keyboard.press('Escape');
});

it('runs commands, offers the last searches again, and forgets them', async () => {
  await type('>go to act');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  const recent = page.getByRole('group', { name: 'Recent searches' });
  await recent.getByRole('option', { name: 'spare wi', selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => field().inputValue()).toBe('spare wi');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await recent.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
});

it('an answer to what is no longer typed is never shown', async () => {
  let answerFirst: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answerFirst = resolve));
  await page.route(/\/find\?.*query=ferry/, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  const asked = page.waitForRequest(/query=ferry/);
  await type('ferry');
  await asked;
  await page.keyboard.press('Control+a');
  await page.keyboard.type('wick');
  await page.getByRole('option').filter({ hasText: 'lamp.md' }).first().waitFor();
  answerFirst();
  await page.unroute(/\/find\?.*query=ferry/);
  await page.getByRole('listbox').and(page.locator('[aria-busy="false"]')).waitFor();
  expect(await page.getByRole('option').filter({ hasText: 'mainland' }).count()).toBe(0);
  await page.keyboard.press('Escape');
});

it('the benchmark of typing sees every keystroke', async () => {
  const { keystrokes, overtaken } = await measureTyping(page, ['ferry'], 400);
  expect(keystrokes.length + overtaken).toBe(6);
  expect(keystrokes.length).toBeGreaterThan(0);
  expect(keystrokes.every((ms) => ms > 0)).toBe(true);
});

it('says so when the server does not answer, and commands still work', async () => {
  await page.route('**/api/v1/find?*', (route) => route.abort());
  await type('lighth');
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await expectAccessible(page, 'palette-error');
  await page.unroute('**/api/v1/find?*');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('>dark');
  await option('Dark appearance').waitFor();
  await page.keyboard.press('Escape');
});

/** The search screen: filters, reasons, beside, nothing relevant; and what a client would be given. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { addDocument, startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, tryAgain, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;

beforeAll(async () => {
  keepsake = await startKeepsake();
  const { owner } = keepsake;
  const island = await owner.createProject({ name: 'Lighthouse', description: '' });
  const home = await owner.createProject({ name: 'Home', description: '' });
  const ferry = 'The ferry to the mainland leaves at seven.';
  await owner.addMemory({ projectId: island.id, name: 'Ferry times', content: ferry, tags: ['travel'] });
  await owner.addMemory({
    projectId: home.id,
    name: 'Ferry tickets',
    content: 'Ferry tickets lie in the drawer.',
  });
  const text = '# Log\n\nThe lamp burns oil.\n\n## Ferry\n\nThe ferry brings oil on the first of the month.';
  await addDocument(owner, island.id, 'log.md', Buffer.from(text));
  await owner.createKey({ description: 'Codex on the island', project_ids: [island.id] });
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const results = () => page.locator('.results .source a');

async function choose(label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}

it('walks the results by the keyboard, opens one beside and goes back', async (context) => {
  needs(context, 'chromium');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.getByRole('searchbox').waitFor();
  await expectAccessible(page, 'search-start');
  await page.keyboard.press('/');
  await page.locator(':is(input, textarea):focus').waitFor();
  await page.keyboard.type('when does the ferry leave');
  await page.getByText('leaves at seven').waitFor();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.locator(':focus').textContent()).toBe(await results().first().textContent());
  await page.keyboard.press('Space');
  await page.getByRole('link', { name: 'Open at its place' }).waitFor();
  await expectAccessible(page, 'search-beside');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Open at its place' }).waitFor({ state: 'detached' });
});

it('narrows by project, kind and tag, keeps that in the address, and clears it', async () => {
  await choose('Project', 'Lighthouse');
  await page.getByText('Ferry tickets').waitFor({ state: 'detached' });
  await choose('Kind', 'Memories');
  await expect.poll(() => results().count()).toBe(1);
  await page.reload();
  await page.getByText('leaves at seven').waitFor();
  expect(await results().count()).toBe(1);
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('Tag').fill('cooking');
  await page.getByText('Nothing relevant for').waitFor();
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'search-nothing');
  await page.getByRole('button', { name: 'Search without filters' }).click();
  await page.getByText('Ferry tickets').waitFor();
});

it('says why each was found when asked', async () => {
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('switch', { name: 'Show scores' }).click();
  await page.keyboard.press('Escape');
  await page
    .getByText(/^Score \d/)
    .first()
    .waitFor();
  await expect.poll(() => page.locator('.why').first().textContent()).toContain('words found: ');
  await expectAccessible(page, 'search-scores');
});

it('shows exactly what a client would be given', async () => {
  await page.getByRole('button', { name: 'What would my AI see?' }).click();
  await page.getByText(/about \d+ tokens/).waitFor();
  // The key is not for the other project.
  expect(await page.getByText('Ferry tickets').count()).toBe(0);
  await expectAccessible(page, 'client-passages');
  await page.getByRole('tab', { name: 'Exact text' }).click();
  const shown = await page.getByRole('region', { name: 'Exactly what the client is given' }).textContent();
  const { items } = await keepsake.owner.listKeys({});
  const keyId = items[0]?.id ?? '';
  const { text } = await keepsake.owner.previewSearch({ keyId, query: 'when does the ferry leave' });
  expect(shown).toBe(text);
  await expectAccessible(page, 'client-text');
});

it('a server that is away is said with details, and trying again helps', async () => {
  await page.getByRole('button', { name: 'Everything' }).click();
  await page.route('**/api/v1/search', (route) => route.abort());
  await page.getByRole('searchbox').fill('lamp oil');
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await expectAccessible(page, 'search-error');
  await page.unroute('**/api/v1/search');
  await tryAgain(page, page.getByText('The lamp burns oil.').first());
});

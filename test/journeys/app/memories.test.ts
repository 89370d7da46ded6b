/** The Memories tab as a person uses it: written, found, changed, compared, put back; with the keyboard alone too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, tryAgain, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
let projectId: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  signedIn = await signIn(keepsake);
  page = signedIn.page;
  projectId = (await keepsake.owner.createProject({ name: 'Lighthouse' })).id;
  await page.goto(`${keepsake.url}/#/projects/${projectId}/memories`);
  await page.reload();
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const detail = () => page.getByRole('region', { name: 'The open memory' });
const editor = () => detail().getByRole('textbox', { name: 'Memory' });
const stored = async () => (await keepsake.owner.listMemories({ projectId })).items;

describe('the Memories tab', () => {
  it('teaches when it is empty, and takes a memory by the keyboard alone', async (context) => {
    needs(context, 'chromium');
    await page.getByText('No memories yet').waitFor();
    await expectAccessible(page, 'memories-empty');
    await page.keyboard.press('n');
    await editor().and(page.locator(':focus')).waitFor();
    await page.keyboard.type('The ferry leaves at seven.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('travel, island');
    await page.keyboard.press('Control+Enter');
    await detail().getByRole('button', { name: 'Edit' }).waitFor();
    expect((await stored()).map(({ content, tags }) => [content, tags])).toEqual([
      ['The ferry leaves at seven.', ['travel', 'island']],
    ]);
    await expectAccessible(page, 'memories-open');
  });

  it('keeps a draft over a reload', async () => {
    await page.keyboard.press('e');
    await editor().fill('The ferry leaves at eight.');
    await page.reload();
    await detail().getByText('This is your draft from before.').waitFor();
    expect(await editor().textContent()).toBe('The ferry leaves at eight.');
    await expectAccessible(page, 'memories-draft');
    await detail().getByRole('button', { name: 'Save' }).click();
    await detail().getByRole('button', { name: 'Edit' }).waitFor();
    await detail().getByText('The ferry leaves at eight.').first().waitFor();
  });

  it('shows both when somebody else saved meanwhile, and overwrites nothing by itself', async () => {
    const [memory] = await stored();
    const memoryId = memory?.id ?? '';
    await page.keyboard.press('e');
    await editor().fill('The ferry leaves at nine.');
    await keepsake.owner.updateMemory({ projectId, memoryId, content: 'The ferry leaves at six.' });
    await detail().getByRole('button', { name: 'Save' }).click();
    const both = detail().getByRole('group', { name: 'Saved by somebody else meanwhile' });
    await both.getByText('The ferry leaves at six.').first().waitFor();
    expect((await stored())[0]?.content).toBe('The ferry leaves at six.');
    await expectAccessible(page, 'memories-meanwhile');
    await both.getByRole('button', { name: 'Go on with mine' }).click();
    await detail().getByRole('button', { name: 'Save' }).click();
    await detail().getByRole('button', { name: 'Edit' }).waitFor();
    expect((await stored())[0]).toMatchObject({ content: 'The ferry leaves at nine.', version: 4 });
  });

  it('shows what each change changed, restores, and takes that back', async () => {
    await detail().getByRole('tab', { name: 'History' }).click();
    await detail().locator('ins', { hasText: 'nine' }).first().waitFor();
    await expectAccessible(page, 'memories-history');
    await detail().getByRole('button', { name: 'Restore version 1' }).click();
    await detail().getByText('Version 5').waitFor();
    expect((await stored())[0]?.content).toBe('The ferry leaves at seven.');
    await page.getByRole('button', { name: 'Undo' }).click();
    await detail().getByText('Version 6').waitFor();
    expect((await stored())[0]?.content).toBe('The ferry leaves at nine.');
  });

  it('asks when the same is written down already', async () => {
    await page.getByRole('button', { name: 'Add Memory' }).click();
    await editor().fill('the ferry leaves at nine');
    await detail().getByRole('button', { name: 'Save' }).click();
    await detail().getByText('Nothing is saved yet.').waitFor();
    await expectAccessible(page, 'memories-same');
    expect(await stored()).toHaveLength(1);
    await detail().getByRole('button', { name: 'Keep both' }).click();
    await detail().getByRole('button', { name: 'Edit' }).waitFor();
    expect(await stored()).toHaveLength(2);
  });

  it('tells who recalled a memory, and where it came from', async () => {
    const key = await keepsake.owner.createKey({ description: 'Cursor at work', project_ids: [projectId] });
    const headers = { authorization: `Bearer ${key.secret ?? ''}`, 'content-type': 'application/json' };
    const post = (path: string, body: object) =>
      fetch(`${keepsake.url}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await post(`projects/${projectId}/memories`, {
      content: 'Lamp oil is bought in Lerwick.',
      source: { place: 'page 3', session: 'stores' },
    });
    await post('search', { query: 'where is lamp oil bought' });
    await page.getByRole('option', { name: /Lamp oil/ }).click();
    await detail().getByText('page 3').waitFor();
    await expectAccessible(page, 'memories-facts');
    await detail().getByRole('tab', { name: 'Who recalled it' }).click();
    await detail().getByText('where is lamp oil bought').waitFor();
  });

  it('narrows the list by words and by writer, and says when nothing fits', async () => {
    const rows = page.getByRole('listbox', { name: 'Memories' }).getByRole('option');
    await page.keyboard.press('/');
    await page.locator(':is(input, textarea):focus').waitFor();
    await page.keyboard.type('ferry');
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.type(' harbour');
    await page.getByText('No memory fits').waitFor();
    await expectAccessible(page, 'memories-nothing-fits');
    await page.getByRole('button', { name: 'Show all memories' }).click();
    await page.getByRole('combobox', { name: 'Written by' }).click();
    await page.getByRole('option', { name: 'Cursor at work', exact: true }).click();
    await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('Lamp oil')]);
  });

  it('deletes by the keyboard with a way back, and puts back from the trash', async () => {
    const list = page.getByRole('listbox', { name: 'Memories' });
    await list.getByRole('option').first().click();
    await list.press('Delete');
    await page.getByText(/Moved “Lamp oil/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await list.getByRole('option', { name: /Lamp oil/ }).waitFor();
    await list.getByRole('option').first().click();
    await list.press('Delete');
    await expect.poll(async () => (await stored()).length).toBe(2);
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Trash', exact: true }).click();
    await list.getByRole('option', { name: /Lamp oil/ }).click();
    await detail().getByText('no AI client is given it').waitFor();
    await expectAccessible(page, 'memories-trash');
    await detail().getByRole('button', { name: 'Put back' }).click();
    await expect.poll(async () => (await stored()).length).toBe(3);
  });

  it('says what went wrong with details to copy', async () => {
    await page.route('**/find/memories?**', (route) =>
      route.fulfill({
        status: 500,
        json: { success: false, code: 'INTERNAL', message: 'The disk cannot be read. Look at the log.' },
      }),
    );
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Replaced', exact: true }).click();
    await page.getByText('The disk cannot be read. Look at the log.').first().waitFor();
    await page.getByRole('button', { name: 'Copy details' }).waitFor();
    await expectAccessible(page, 'memories-error');
    await page.unroute('**/find/memories?**');
    await tryAgain(page, page.getByText('No memory fits'));
  });
});

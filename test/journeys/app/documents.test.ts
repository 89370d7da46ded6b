/** A project's Documents tab: chosen from the drive, filtered, looked into, removed and brought back. */
import { readFile } from 'node:fs/promises';
import { FormData } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { addDocument } from '../../harness/keepsake.ts';
import { openApp, type AppPage } from './app-page.ts';

const folder = new URL('../../documents/', import.meta.url);
let app: AppPage;
let projectId: string;
let otherId: string;

beforeAll(async () => {
  app = await openApp();
  const { owner } = app.keepsake;
  projectId = (await owner.createProject({ name: 'Lighthouse' })).id;
  otherId = (await owner.createProject({ name: 'Harbour' })).id;
  for (const name of ['handbook.pdf', 'rain.csv', 'museum.html', 'minutes.png', 'locked.pdf'])
    await addDocument(owner, otherId, name, await readFile(new URL(name, folder)));
  const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
  const letters = await owner.createFolder({ itemId: root, name: 'Letters', on_conflict: 'deny' });
  await upload(letters.id, 'pier.eml');
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

async function upload(itemId: string, name: string): Promise<void> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(await readFile(new URL(name, folder)))]), name);
  await app.keepsake.owner.uploadFile({ itemId, on_conflict: 'deny' }, { form });
}

const row = (name: string) => app.page.getByRole('listitem').filter({ hasText: name });

describe('the Documents tab', () => {
  it('teaches what belongs here while it is empty', async (context) => {
    needs(context, 'chromium');
    await app.open(`#/projects/${projectId}/documents`);
    await app.page.getByText('No documents yet').waitFor();
    expect(await app.page.getByRole('button', { name: 'Add Documents' }).count()).toBe(1);
    await app.expectAccessible('documents-empty');
  });

  it('takes files and a folder of the drive, by the keyboard alone', async () => {
    const { page } = app;
    await page.locator('body').press('n');
    const dialog = page.getByRole('dialog', { name: 'Add Documents' });
    await dialog.getByRole('checkbox', { name: 'Choose Letters' }).press('Space');
    await dialog.getByRole('searchbox').focus();
    await page.keyboard.type('hand');
    await dialog.getByRole('checkbox', { name: 'Choose handbook.pdf' }).press('Space');
    await dialog.getByText('2 chosen').waitFor();
    await app.expectAccessible('documents-picker');
    await dialog.getByRole('button', { name: 'Confirm' }).press('Enter');
    await row('handbook.pdf').getByText('Ready').waitFor();
    await row('pier.eml').getByText('Ready').waitFor();
    await page.getByRole('region', { name: 'Folders that are followed' }).getByText('Letters').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('follows the folder, and stops following it', async () => {
    const { page } = app;
    const [letters] = (await app.keepsake.owner.findItems({ name: 'Letters', page: 1, page_size: 1 })).items;
    await upload(letters?.id ?? '', 'reminder.eml');
    await row('reminder.eml').getByText('Ready').waitFor();
    await page.getByRole('button', { name: 'Stop following Letters' }).click();
    await row('reminder.eml').waitFor({ state: 'detached' });
    await page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
    await row('reminder.eml').getByText('Ready').waitFor();
    expect((await app.keepsake.owner.listAttachedFolders({ projectId })).items).toHaveLength(1);
  });

  it('shows what is ready, what is not and why, and one kind', async () => {
    const { page } = app;
    await app.open(`#/projects/${otherId}/documents`);
    await page.getByText('5 documents · 1 not readable').waitFor();
    await app.expectAccessible('documents');
    await page.getByRole('button', { name: 'Not readable' }).click();
    await row('locked.pdf').getByText('protected by a password').waitFor();
    await row('rain.csv').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: 'Tables' }).click();
    await row('handbook.pdf').waitFor({ state: 'detached' });
    await row('rain.csv').waitFor();
    expect(await row('museum.html').count()).toBe(0);
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: 'All kinds' }).click();
    await row('handbook.pdf').waitFor();
  });

  it('tells where a document was cited, and opens it there', async () => {
    const { page, keepsake } = app;
    const { secret } = await keepsake.owner.createProjectKey({
      projectId: otherId,
      description: 'Claude Desktop',
      scope: 'read',
    });
    const answer = await fetch(`${keepsake.url}/api/v1/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'where does the spare wick lie' }),
    });
    expect(answer.status).toBe(200);
    await page.getByRole('button', { name: 'More for handbook.pdf' }).click();
    await page.getByRole('menuitem', { name: 'Details' }).click();
    const dialog = page.getByRole('dialog', { name: 'handbook.pdf' });
    await dialog.getByText('Claude Desktop').waitFor();
    await app.expectAccessible('documents-details');
    await dialog.getByRole('button', { name: 'Open at the cited place' }).click();
    await page.getByText('Cited: page 5').waitFor();
    await page.keyboard.press('Escape');
    await row('handbook.pdf').waitFor();
  });

  it('gives a quick look, and opens the whole', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'More for handbook.pdf' }).click();
    await page.getByRole('menuitem', { name: 'Quick look' }).click();
    const dialog = page.getByRole('dialog', { name: 'handbook.pdf' });
    await dialog.locator('.pdf-page canvas').first().waitFor();
    await app.expectAccessible('quick-look');
    await dialog.getByRole('link', { name: 'Open' }).click();
    await page.getByRole('heading', { name: 'handbook.pdf', level: 1 }).waitFor();
    await page.keyboard.press('Escape');
    await row('handbook.pdf').waitFor();
    expect(page.url()).toContain('/documents');
  });

  it('removes a document at once, and takes that back', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Remove rain.csv' }).press('Enter');
    await row('rain.csv').waitFor({ state: 'detached' });
    await page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
    await row('rain.csv').getByText('Ready').waitFor();
    const { items } = await app.keepsake.owner.listDocuments({ projectId: otherId, page: 1, page_size: 20 });
    expect(items.map(({ name }) => name)).toContain('rain.csv');
  });
});

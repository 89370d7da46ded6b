/** The field's tutorial, label for label, in real Chromium: a project, a file of the drive in it, a memory, a key for a client. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { openApp, type AppPage } from './app-page.ts';

const handbook = fileURLToPath(new URL('../../documents/handbook.pdf', import.meta.url));
const outside: string[] = [];
let app: AppPage;

beforeAll(async () => {
  app = await openApp();
  await app.page.route(
    (url) => !url.href.startsWith(`${app.keepsake.url}/`) && /^(http|ws)/.test(url.protocol),
    (route) => {
      outside.push(route.request().url());
      return route.abort('blockedbyclient');
    },
  );
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const link = (name: string) => app.page.getByRole('link', { name, exact: true });

it('Project Management, Create Project', async (context) => {
  needs(context, 'chromium');
  await link('Project Management').click();
  await button('Create Project').click();
  const dialog = app.page.getByRole('dialog', { name: 'Create Project' });
  await dialog.getByLabel('Name').fill('Lighthouse');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await app.page.getByRole('heading', { name: 'Lighthouse', level: 1 }).waitFor();
  expect(await app.page.title()).toContain('Lighthouse');
});

it('Document Drive, Upload', async () => {
  await link('Document Drive').click();
  const chooser = app.page.waitForEvent('filechooser');
  await button('Upload').click();
  await (await chooser).setFiles(handbook);
  const row = app.page.getByRole('main').getByText('handbook.pdf').first();
  await row.waitFor();
  expect(await row.isVisible()).toBe(true);
});

it('Documents, Add Documents, Confirm', async () => {
  await link('Project Management').click();
  await app.page.locator('.cards').getByText('Lighthouse', { exact: true }).click();
  await app.page.getByRole('heading', { name: 'Lighthouse', level: 1 }).waitFor();
  await link('Documents').click();
  await button('Add Documents').click();
  const dialog = app.page.getByRole('dialog', { name: 'Add Documents' });
  await dialog.getByRole('checkbox', { name: 'Choose handbook.pdf' }).click();
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  const row = app.page.getByRole('listitem').filter({ hasText: 'handbook.pdf' });
  await row.getByText('Ready').waitFor();
  expect(await dialog.count()).toBe(0);
});

it('Memories, Add Memory, Save', async () => {
  await link('Memories').click();
  await button('Add Memory').click();
  await app.page.getByRole('textbox', { name: 'Memory' }).fill('The ferry leaves at seven.');
  // The button names the keys that do the same.
  await app.page.getByRole('button', { name: /^Save\b/ }).click();
  await app.page.getByRole('option', { name: /The ferry leaves at seven/ }).waitFor();
  const [project] = (await app.keepsake.owner.listProjects({})).items;
  expect(project?.memory_count).toBe(1);
});

it('MCP Servers, Add MCP Server, Generate', async () => {
  await link('MCP Servers').click();
  await button('Add MCP Server').click();
  await app.page.getByLabel('Which client will use it?').fill('Claude Desktop');
  await button('Generate').click();
  const dialog = app.page.getByRole('dialog', { name: 'The secret, shown this once' });
  const secret = (await dialog.locator('.secret code').textContent()) ?? '';
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query: 'when does the ferry leave' });
  const answer = await fetch(`${app.keepsake.url}/api/v1/search`, { method: 'POST', headers, body });
  expect(await answer.text()).toContain('The ferry leaves at seven.');
  await button('I have copied it').click();
});

it('asks nothing of the network', () => {
  expect(outside).toEqual([]);
});

/** Settings: each part with a real server, what is chosen takes effect and stays, and nothing secret is shown. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, tryAgain, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;

/** A model that answers with a vector of eight numbers per text, and remembers who asked. */
const asked: string[] = [];
const model = createServer((request, response) => {
  let body = '';
  request.on('data', (data: Buffer) => (body += data.toString()));
  request.on('end', () => {
    asked.push(request.headers.authorization ?? '');
    const { input } = JSON.parse(body) as { input: string | string[] };
    const texts = Array.isArray(input) ? input : [input];
    const data = texts.map((text, index) => ({
      index,
      embedding: Array.from({ length: 8 }, (_, at) => Math.sin(text.length + at)),
    }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data, model: 'tiny', object: 'list' }));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve));
  keepsake = await startKeepsake();
  const { id: projectId } = await keepsake.owner.createProject({ name: 'Lighthouse' });
  await keepsake.owner.addMemory({ projectId, content: 'The ferry leaves at seven.' });
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
  model.close();
});

const open = (name: string) =>
  page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name }).click();

it('are opened by the keyboard, and appearance takes effect at once and stays', async (context) => {
  needs(context, 'chromium');
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  const root = page.locator('html');
  await page.getByRole('button', { name: 'Compact' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: '125 %' }).press('Enter');
  await page.getByRole('button', { name: 'High' }).press('Enter');
  await page.reload();
  await page.getByRole('button', { name: 'Compact', pressed: true }).waitFor();
  expect(await root.getAttribute('data-density')).toBe('compact');
  expect(await root.getAttribute('data-contrast')).toBe('more');
  expect(await root.evaluate((element) => getComputedStyle(element).fontSize)).toBe('20px');
  await expectAccessible(page, 'settings-appearance-large');
  await page.getByRole('button', { name: '100 %' }).click();
  await page.getByRole('button', { name: 'Comfortable' }).click();
  await page.getByRole('group', { name: 'Contrast' }).getByRole('button', { name: 'As the system' }).click();
  await expectAccessible(page, 'settings-appearance');
});

it('tell where the server is, and what is stored', async () => {
  await open('Server');
  await page.getByText(keepsake.dataFolder, { exact: true }).waitFor();
  await page.getByText('Running', { exact: true }).waitFor();
  await expectAccessible(page, 'settings-server');
  await open('Storage');
  await page.getByText('By project').waitFor();
  await page.locator('main').getByRole('link', { name: 'Lighthouse' }).waitFor();
  await expectAccessible(page, 'settings-storage');
});

it('set a model for vectors, show how far they are, and never its secret', async () => {
  await open('Search');
  await page.getByText('Hungarian').waitFor();
  await expectAccessible(page, 'settings-search');
  await page.getByRole('button', { name: 'Choose a model' }).click();
  await page.getByRole('button', { name: 'A service' }).click();
  await page.getByLabel('Address').fill(`http://127.0.0.1:1/v1`);
  await page.getByRole('textbox', { name: 'Model' }).fill('tiny');
  await page.getByLabel('Secret').fill('sk-very-secret');
  await expectAccessible(page, 'settings-model');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Address').fill(`http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Ready', { exact: true }).waitFor();
  await page.getByText('kept, never shown').waitFor();
  expect(asked).toContain('Bearer sk-very-secret');
  expect(await page.content()).not.toContain('sk-very-secret');
  await expectAccessible(page, 'settings-search-on');
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Turn off' }).click();
  await page.getByText('Searches use words alone').waitFor();
});

it('give a report without folders, names or words of a person', async () => {
  await open('Diagnostics');
  await page.getByText(/^keepsake: /).waitFor();
  await expect.poll(() => page.locator('.snippet pre').textContent()).toContain('projects: 2');
  const report = (await page.locator('.snippet pre').textContent()) ?? '';
  for (const personal of [keepsake.dataFolder, 'Lighthouse', 'ferry']) expect(report).not.toContain(personal);
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(report);
  await expectAccessible(page, 'settings-diagnostics');
});

it('name what Keepsake is made with, in each language', async () => {
  await open('About');
  await page.getByText(/^zod /).waitFor();
  await expectAccessible(page, 'settings-about');
  await open('Updates');
  await expectAccessible(page, 'settings-updates');
  await open('Language');
  await expectAccessible(page, 'settings-language');
  await page.getByRole('combobox', { name: /Language/ }).click();
  await page.getByRole('option', { name: 'العربية' }).click();
  await expect.poll(() => page.locator('html').getAttribute('dir')).toBe('rtl');
  await expectAccessible(page, 'settings-language-arabic');
});

it('say what went wrong when the server is away, with a way to try again', async () => {
  await page.evaluate(() => localStorage.setItem('language', 'en'));
  await page.reload();
  await page.route('**/api/v1/storage', (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/json',
      body: JSON.stringify({ success: false, code: 'INTERNAL', message: 'The size could not be read.' }),
    }),
  );
  await open('Storage');
  await page.getByText('The size could not be read.').first().waitFor();
  await expectAccessible(page, 'settings-error');
  await page.unroute('**/api/v1/storage');
  await tryAgain(page, page.getByText('By project'));
});

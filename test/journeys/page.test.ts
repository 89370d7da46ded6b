/** The page as a person uses it: real Chromium, real server, files dropped for real; accessible in light and dark. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, launchChromium, newPage } from '../harness/chromium.ts';
import { needs } from '../harness/component.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

const documents = fileURLToPath(new URL('../documents/', import.meta.url));
let keepsake: Keepsake;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [keepsake, browser] = await Promise.all([startKeepsake(), launchChromium()]);
  page = await newPage(browser);
});

afterAll(async () => {
  await browser.close();
  await keepsake[Symbol.asyncDispose]();
});

/** A drop as the system makes it, not a made-up event. */
async function dropFile(path: string): Promise<void> {
  const box = await page.locator('.drop').boundingBox();
  const cdp = await page.context().newCDPSession(page);
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 };
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data });
}

/** What has the keyboard's focus, by its name. */
function focused() {
  return page.locator(':focus').evaluate((element) => element.ariaLabel ?? element.textContent);
}

describe('the page', () => {
  it('without a sign-in says how to get one', async (context) => {
    needs(context, 'chromium');
    await page.goto(keepsake.url);
    await page.getByText('This browser is not signed in.').waitFor();
    await expectAccessible(page, 'sign-in');
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  it('signs in by the printed address, once, also when the answer is lost on its way', async () => {
    const address = /http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '';
    await page.route('**/page-session', async (route) => (await route.fetch(), await route.abort()), {
      times: 1,
    });
    const asked: string[] = [];
    const note = (request: Request) => void asked.push(new URL(request.url()).pathname);
    page.on('request', note);
    await page.goto(address);
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    page.off('request', note);
    // Nothing is asked by a page that is not signed in yet: a refusal that comes late would be taken for the answer.
    const [first, second, third] = asked.filter((path) => path.startsWith('/api/'));
    expect([first, second, third]).toEqual([
      '/api/v1/page-session',
      '/api/v1/page-session',
      '/api/v1/server',
    ]);
    expect(page.url()).not.toContain('code=');
    const again = await browser.newPage();
    await again.goto(address);
    await again.getByText('This browser is not signed in.').waitFor();
    await again.getByText('This sign-in address was used before or is too old.').waitFor();
    await again.close();
    await expectAccessible(page, 'projects');
  });

  it('creates a project by the keyboard alone, and gives focus back', async () => {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.locator('#main:focus').count()).toBe(1);
    await page.getByRole('button', { name: 'New project' }).focus();
    await page.keyboard.press('Enter');
    await expectAccessible(page, 'new-project');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('New project');
    await page.keyboard.press('Enter');
    await page.getByLabel('Name').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Lighthouse');
    await page.getByLabel('Description').fill('How the island is run.');
    await page.getByRole('button', { name: 'Create', exact: true }).press('Enter');
    await page.getByRole('heading', { name: 'Lighthouse' }).waitFor();
    expect(await page.title()).toBe('Lighthouse: Documents – Keepsake');
    await expectAccessible(page, 'documents-empty');
  });

  it('takes a dropped PDF and says when it is ready', async () => {
    await dropFile(`${documents}handbook.pdf`);
    const row = page.getByRole('listitem').filter({ hasText: 'handbook.pdf' });
    await row.getByText('Ready').waitFor();
    expect(await row.textContent()).toContain('5 pages');
    await expectAccessible(page, 'documents');
  });

  it('takes a dropped folder into the drive, and the files in it as documents', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'folder-'));
    await mkdir(join(folder, 'Island', 'Boats'), { recursive: true });
    await writeFile(join(folder, 'Island', 'Boats', 'hulls.txt'), 'Hulls are painted in May.');
    await dropFile(join(folder, 'Island'));
    const row = page.getByRole('listitem').filter({ hasText: 'hulls.txt' });
    await row.getByText('Ready').waitFor();
    const found = await keepsake.owner.findItems({ name: 'Boats' });
    expect(found.items.map(({ type }) => type)).toEqual(['folder']);
    await rm(folder, { recursive: true });
  });

  it('shows how far an upload is, and stops it', async () => {
    const cdp = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 300_000 };
    await cdp.send('Network.emulateNetworkConditions', slow);
    const file = { name: 'almanac.txt', mimeType: 'text/plain', buffer: Buffer.alloc(8_000_000, 'x') };
    await page.getByLabel('Choose files').setInputFiles(file);
    const row = page.getByRole('listitem').filter({ hasText: 'almanac.txt' });
    await row.getByText('Uploading').waitFor();
    await row.getByText(/^[1-9]\d? % of 7.6 MB/).waitFor();
    await expectAccessible(page, 'upload');
    // An upload goes on when another section is looked at.
    await page.getByRole('link', { name: 'MCP Servers' }).click();
    await page.getByRole('link', { name: 'Documents', exact: true }).click();
    await row.getByRole('button', { name: 'Cancel' }).click();
    await row.waitFor({ state: 'detached' });
    await cdp.detach();
    await page.reload();
    await page.getByText('2 documents', { exact: true }).first().waitFor();
    expect(await page.getByText('almanac.txt').count()).toBe(0);
  });

  it('says why a document cannot be read', async () => {
    await dropFile(`${documents}locked.pdf`);
    const row = page.getByRole('listitem').filter({ hasText: 'locked.pdf' });
    await row.getByText('Not readable').waitFor();
    expect(await row.textContent()).toContain('protected by a password');
    await expectAccessible(page, 'documents-failed');
    // Reading it again would change nothing.
    expect(await row.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await row.getByRole('button', { name: 'Remove' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('keeps a memory, shows what a change changed, and goes back', async () => {
    await page.getByRole('link', { name: 'Memories' }).click();
    await expectAccessible(page, 'memories-empty');
    await page.getByRole('button', { name: 'Add Memory' }).click();
    const memory = page.getByRole('region', { name: 'The open memory' });
    await memory.getByRole('textbox', { name: 'Memory' }).fill('The ferry leaves at seven.');
    await memory.getByLabel('Tags').fill('travel');
    await memory.getByRole('button', { name: 'Save' }).click();
    await memory.getByRole('button', { name: 'Edit' }).click();
    await memory.getByRole('textbox', { name: 'Memory' }).fill('The ferry leaves at eight.');
    await memory.getByRole('button', { name: 'Save' }).click();
    await memory.getByRole('tab', { name: 'History' }).click();
    await memory.locator('.diff ins', { hasText: 'eight' }).first().waitFor();
    await expectAccessible(page, 'history');
    await memory.getByRole('button', { name: 'Restore version 1' }).click();
    await memory.getByText('Version 3').waitFor();
    await page.getByText('The ferry leaves at seven.').first().waitFor();
    await expectAccessible(page, 'memories');
  });

  it('finds both, with the page of the citation and the words that count marked', async () => {
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await expectAccessible(page, 'search-empty');
    await page.getByRole('searchbox').fill('where does the spare wick lie');
    await page.getByText('page 5').first().waitFor();
    expect(await page.locator('mark', { hasText: /^wicks?$/i }).count()).toBeGreaterThan(0);
    expect(await page.locator('mark', { hasText: /^(the|does)$/i }).count()).toBe(0);
    await expectAccessible(page, 'search');
    await page.getByRole('searchbox').fill('when does the ferry leave');
    await page.getByText('The ferry leaves at seven.').first().waitFor();
    await page.getByRole('link', { name: 'Memory', exact: true }).click();
    await page.getByRole('button', { name: 'Add Memory' }).waitFor();
    await page.goBack();
    await page.getByText('The ferry leaves at seven.').first().waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('when does the ferry leave');
  });

  it('shows a secret once and revokes the key', async () => {
    await page.getByRole('link', { name: 'Lighthouse' }).click();
    await page.getByRole('link', { name: 'MCP Servers' }).click();
    await page.getByRole('button', { name: 'Add MCP server' }).click();
    await page.getByLabel('Which client will use it?').fill('Cursor');
    await page.getByRole('button', { name: 'Generate' }).click();
    const secret = (await page.locator('.secret code').textContent()) ?? '';
    expect(secret).toMatch(/^ksk_local_/);
    const headers = { authorization: `Bearer ${secret}` };
    expect((await fetch(`${keepsake.url}/api/v1/projects`, { headers })).status).toBe(200);
    await expectAccessible(page, 'secret');
    await page.getByRole('button', { name: 'I have copied it' }).click();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'More for Cursor' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await fetch(`${keepsake.url}/api/v1/projects`, { headers })).status).toBe(401);
    await expectAccessible(page, 'keys');
  });

  it('shows the drive, and goes to its trash', async () => {
    await page.getByRole('link', { name: 'Document Drive', exact: true }).click();
    await page.getByRole('option', { name: /^handbook.pdf/ }).waitFor();
    await expectAccessible(page, 'drive');
    await page.getByRole('link', { name: 'Trash' }).click();
    await expectAccessible(page, 'trash');
  });

  it('loads nothing from elsewhere and keeps to its policy', async () => {
    const foreign: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => request.url().startsWith(keepsake.url) || foreign.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.reload();
    await page.getByRole('heading', { name: 'Trash', level: 1 }).waitFor();
    expect([foreign, problems]).toEqual([[], []]);
  });
});

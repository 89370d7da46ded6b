/** The page as a person uses it: real Chromium, real server, files dropped for real; accessible in light and dark. */
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../harness/component.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

const quiet = '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync';
const args = ['--no-sandbox', '--disable-component-update', ...quiet.split(' ')];
const documents = fileURLToPath(new URL('../documents/', import.meta.url));
const pictures = process.env['KEEPSAKE_PICTURES'];
let keepsake: Keepsake;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  keepsake = await startKeepsake();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  const context = await browser.newContext({ locale: 'en-GB', bypassCSP: false });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.setViewportSize({ width: 1280, height: 800 });
});

afterAll(async () => {
  await browser.close();
  await keepsake[Symbol.asyncDispose]();
});

/** Wide and narrow, in light and in dark: nothing that axe knows of is wrong, nothing sticks out to the side. */
async function expectAccessible(name: string): Promise<void> {
  for (const width of [1280, 400])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Evaluated from outside the page, so that its content security policy stays as it is.
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
        const wrong = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        const tooWide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        return tooWide > 0 ? [...wrong, `${tooWide} px stick out`] : wrong;
      });
      expect([name, width, colorScheme, found]).toEqual([name, width, colorScheme, []]);
      if (pictures !== undefined)
        await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png` });
    }
  await page.setViewportSize({ width: 1280, height: 800 });
}

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
    await expectAccessible('sign-in');
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  it('signs in by the printed address, once', async () => {
    const address = /http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '';
    await page.goto(address);
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    expect(page.url()).not.toContain('code=');
    const again = await browser.newPage();
    await again.goto(address);
    await again.getByText('This browser is not signed in.').waitFor();
    await again.close();
    await expectAccessible('projects');
  });

  it('creates a project by the keyboard alone, and gives focus back', async () => {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.locator('#main:focus').count()).toBe(1);
    await page.getByRole('button', { name: 'New project' }).focus();
    await page.keyboard.press('Enter');
    await expectAccessible('new-project');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('New project');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Lighthouse');
    await page.getByLabel('Description').fill('How the island is run.');
    await page.getByRole('button', { name: 'Create project' }).press('Enter');
    await page.getByRole('heading', { name: 'Lighthouse' }).waitFor();
    expect(await page.title()).toBe('Lighthouse: Documents – Keepsake');
    await expectAccessible('documents-empty');
  });

  it('takes a dropped PDF and says when it is ready', async () => {
    await dropFile(`${documents}handbook.pdf`);
    const row = page.getByRole('listitem').filter({ hasText: 'handbook.pdf' });
    await row.getByText('Ready').waitFor();
    expect(await row.textContent()).toContain('5 pages');
    await expectAccessible('documents');
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
    await expectAccessible('upload');
    // An upload goes on when another section is looked at.
    await page.getByRole('link', { name: 'MCP Servers' }).click();
    await page.getByRole('link', { name: 'Documents' }).click();
    await row.getByRole('button', { name: 'Cancel' }).click();
    await row.waitFor({ state: 'detached' });
    await cdp.detach();
    await page.reload();
    await page.getByText('1 document', { exact: true }).waitFor();
    expect(await page.getByText('almanac.txt').count()).toBe(0);
  });

  it('says why a document cannot be read', async () => {
    await dropFile(`${documents}locked.pdf`);
    const row = page.getByRole('listitem').filter({ hasText: 'locked.pdf' });
    await row.getByText('Not readable').waitFor();
    expect(await row.textContent()).toContain('protected by a password');
    await expectAccessible('documents-failed');
    // Reading it again would change nothing.
    expect(await row.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await row.getByRole('button', { name: 'Remove' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('keeps a memory, shows what a change changed, and goes back', async () => {
    await page.getByRole('link', { name: 'Memories' }).click();
    await expectAccessible('memories-empty');
    await page.getByRole('button', { name: 'Add memory' }).click();
    await page.getByRole('textbox', { name: /^Memory/ }).fill('The ferry leaves at seven.');
    await page.getByLabel('Tags').fill('travel');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /^Edit The ferry/ }).click();
    await page.getByRole('textbox', { name: /^Memory/ }).fill('The ferry leaves at eight.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The ferry leaves at eight.').first().waitFor();
    await page.getByRole('button', { name: /^History of The ferry/ }).click();
    await page.locator('.diff ins', { hasText: 'eight' }).first().waitFor();
    await expectAccessible('history');
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The ferry leaves at seven.').first().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expectAccessible('memories');
  });

  it('finds both, with the page of the citation and the words that count marked', async () => {
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await expectAccessible('search-empty');
    await page.getByRole('searchbox').fill('where does the spare wick lie');
    await page.getByText('page 5').first().waitFor();
    expect(await page.locator('mark', { hasText: /^wicks?$/i }).count()).toBeGreaterThan(0);
    expect(await page.locator('mark', { hasText: /^(the|does)$/i }).count()).toBe(0);
    await expectAccessible('search');
    await page.getByRole('searchbox').fill('when does the ferry leave');
    await page.getByText('The ferry leaves at seven.').first().waitFor();
    await page.getByRole('link', { name: 'Memory', exact: true }).click();
    await page.getByRole('button', { name: 'Add memory' }).waitFor();
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
    await expectAccessible('secret');
    await page.getByRole('button', { name: 'I have copied it' }).click();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Revoke Cursor' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('revoked').waitFor();
    expect((await fetch(`${keepsake.url}/api/v1/projects`, { headers })).status).toBe(401);
    await expectAccessible('keys');
  });

  it('manages the drive, and takes a deletion back', async () => {
    await page.getByRole('link', { name: 'Drive', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const more = async (label: string, name: string) => {
      await page.getByRole('button', { name: `More for ${name}` }).click();
      await page.getByRole('button', { name: `${label} ${name}` }).click();
    };
    await page.getByRole('button', { name: 'New folder' }).click();
    await dialog.getByLabel('Name').fill('Notes');
    await dialog.getByRole('button', { name: 'Create folder' }).click();
    await more('Rename', 'Notes');
    await dialog.getByLabel('New name').fill('Letters?');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await dialog.getByRole('alert').waitFor();
    await expectAccessible('refused');
    await dialog.getByLabel('New name').fill('Letters');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('link', { name: 'Letters', exact: true }).waitFor();
    await expectAccessible('drive');
    await more('Move', 'handbook.pdf');
    await dialog.getByRole('button', { name: 'Letters' }).click();
    await dialog.getByText('Drive › Letters').waitFor();
    await expectAccessible('move');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(focused).toBe('More for handbook.pdf');
    await page.getByRole('button', { name: 'Favourite Letters' }).click();
    await page.getByRole('button', { name: 'Favourite Letters', pressed: true }).waitFor();
    await more('Copy', 'handbook.pdf');
    await dialog.getByRole('button', { name: 'Copy here' }).click();
    await more('Versions', 'handbook (2).pdf');
    await dialog.getByText('Current').waitFor();
    await expectAccessible('versions');
    await page.keyboard.press('Escape');
    await more('Delete', 'Letters');
    const notice = page.locator('.notice', { hasText: 'Letters' });
    await notice.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'More for Letters' }).waitFor();
    await page.getByRole('link', { name: 'Trash' }).click();
    await expectAccessible('trash');
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

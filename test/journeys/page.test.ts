/** The page as a person uses it: real Chromium, real server, files dropped for real; accessible in light and dark. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../harness/component.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const handbook = fileURLToPath(new URL('../documents/handbook.pdf', import.meta.url));
const pictures = process.env['KEEPSAKE_PICTURES'];
let keepsake: Keepsake;
let browser: Browser;
let page: Page;
let axe: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  keepsake = await startKeepsake();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    bypassCSP: false,
  });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
});

afterAll(async () => {
  await browser.close();
  await keepsake[Symbol.asyncDispose]();
});

const sizes = [
  { width: 1_280, height: 800 },
  { width: 800, height: 600 },
  { width: 400, height: 800 },
] as const;

/** Nothing that axe knows of is wrong, in light and in dark, wide and narrow; and nothing is wider than the window. */
async function expectAccessible(name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await expectAccessibleAt(`${name}-${size.width}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect([name, size.width, Math.max(0, overflow)]).toEqual([name, size.width, 0]);
  }
  await page.setViewportSize(sizes[0]);
}

async function expectAccessibleAt(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Evaluated from outside the page, so that its content security policy stays as it is.
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { violations: found } = await (
        globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        }
      ).axe.run();
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect([name, colorScheme, violations]).toEqual([name, colorScheme, []]);
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png` });
  }
}

/** A drop as the system makes it, not a made-up event. */
async function dropFile(path: string, onto: string): Promise<void> {
  const box = await page.locator(onto).boundingBox();
  const cdp = await page.context().newCDPSession(page);
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 };
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data });
}

describe('the page', () => {
  it('without a sign-in says how to get one', async (context) => {
    needs(context, 'chromium');
    await page.goto(keepsake.url);
    await page.getByText('This browser is not signed in.').waitFor();
    await expectAccessible('sign-in');
  });

  it('signs in by the printed address, once', async () => {
    const address = /http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '';
    await page.goto(address);
    await page.reload();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    expect(page.url()).not.toContain('code=');
    const again = await browser.newPage();
    await again.goto(address);
    await again.getByText('This browser is not signed in.').waitFor();
    await again.close();
    await expectAccessible('projects');
  });

  it('creates a project', async () => {
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('Lighthouse');
    await page.getByLabel('Description').fill('How the island is run.');
    await page.getByRole('button', { name: 'Create project' }).click();
    await page.getByRole('heading', { name: 'Lighthouse' }).waitFor();
    await expectAccessible('documents-empty');
  });

  it('takes a dropped PDF and says when it is ready', async () => {
    await dropFile(handbook, '.drop');
    const row = page.getByRole('listitem').filter({ hasText: 'handbook.pdf' });
    await row.getByText('Ready').waitFor();
    expect(await row.textContent()).toContain('5 pages');
    await expectAccessible('documents');
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
    await expectAccessible('memories');
  });

  it('finds both, with the page of the citation', async () => {
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByRole('searchbox').fill('where does the spare wick lie');
    await page.getByText('page 5').first().waitFor();
    expect(await page.locator('mark').first().textContent()).not.toBe('');
    await expectAccessible('search');
    await page.getByRole('searchbox').fill('when does the ferry leave');
    await page.getByText('The ferry leaves at seven.').first().waitFor();
  });

  it('shows a secret once and revokes the key', async () => {
    await page.getByRole('link', { name: 'Lighthouse' }).click();
    await page.getByRole('link', { name: 'MCP Servers' }).click();
    await page.getByRole('button', { name: 'Add MCP server' }).click();
    await page.getByLabel('Which client will use it?').fill('Cursor');
    await page.getByRole('button', { name: 'Generate' }).click();
    const secret = (await page.locator('.secret code').textContent()) ?? '';
    expect(secret).toMatch(/^ksk_local_/);
    expect(
      (await fetch(`${keepsake.url}/api/v1/projects`, { headers: { authorization: `Bearer ${secret}` } }))
        .status,
    ).toBe(200);
    await expectAccessible('secret');
    await page.getByRole('button', { name: 'I have copied it' }).click();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Revoke Cursor' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('revoked').waitFor();
    expect(
      (await fetch(`${keepsake.url}/api/v1/projects`, { headers: { authorization: `Bearer ${secret}` } }))
        .status,
    ).toBe(401);
    await expectAccessible('keys');
  });

  it('manages the drive, and takes a deletion back', async () => {
    await page.getByRole('link', { name: 'Drive', exact: true }).click();
    await page.getByRole('button', { name: 'New folder' }).click();
    await page.getByRole('button', { name: 'Rename New folder' }).click();
    await page.getByLabel('New name').fill('Letters');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByText('Letters').first().waitFor();
    await expectAccessible('drive');
    await page.getByRole('button', { name: 'Delete Letters' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Rename Letters' }).waitFor();
  });

  it('loads nothing from elsewhere and keeps to its policy', async () => {
    const foreign: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => request.url().startsWith(keepsake.url) || foreign.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.reload();
    await page.getByRole('heading', { name: 'Drive', level: 1 }).waitFor();
    expect([foreign, problems]).toEqual([[], []]);
  });
});

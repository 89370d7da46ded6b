/** The first run: in a browser, whose terminal showed the recovery code, and in the app, which shows it itself. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, launchChromium, newPage } from '../../harness/chromium.ts';
import { needs } from '../../harness/component.ts';
import { pageOrigin, startDesktop, type Desktop } from '../../harness/electron/desktop.ts';
import { startKeepsake } from '../../harness/keepsake.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

const withClipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

const heading = () => page.getByRole('heading', { name: 'Welcome to Keepsake' });
const step = (name: string) => page.getByRole('heading', { name, exact: true });

describe('the first run in a browser', () => {
  it('leads through it by the keyboard, proves a client as it happens, and is never shown again', async (context) => {
    needs(context, 'chromium');
    await using keepsake = await startKeepsake({ firstRun: true });
    page = await newPage(browser, withClipboard);
    await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
    await heading().waitFor();
    await page.getByText('The terminal in which Keepsake was first started').waitFor();
    await expectAccessible(page, 'welcome');

    await page.getByRole('button', { name: 'I have written it down' }).press('Enter');
    await step('Your recovery code, done').waitFor();
    await page.getByLabel('A rule or fact that every AI tool should know').focus();
    await page.keyboard.type('The ferry leaves at seven.');
    await page.keyboard.press('Enter');
    await step('Add something to remember, done').waitFor();

    // Left half-way, it goes on where it was.
    await page.reload();
    await step('Your recovery code, done').waitFor();
    await page.getByText('A client wrote a memory').waitFor();

    const [project] = (await keepsake.owner.listProjects({})).items;
    const { secret } = await keepsake.owner.createKey({
      description: 'Cursor',
      project_ids: [project?.id ?? ''],
    });
    const send = (path: string, body: object) =>
      fetch(`${keepsake.url}/api/v1${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${secret}`,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        },
        body: JSON.stringify(body),
      });
    await send(`/projects/${project?.id}/memories`, { content: 'Invoices go out on the 5th.' });
    await page.getByText(/Cursor wrote a memory, today/).waitFor();
    await send('/search', { query: 'invoices' });
    await page.getByText(/Cursor recalled a memory, today/).waitFor();
    await expectAccessible(page, 'welcome-done');

    await page.getByRole('button', { name: 'Go to my projects' }).press('Enter');
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    expect(await keepsake.owner.getSetup({})).toEqual({ welcomed: true, recovery_noted: true });
    await page.close();
  });

  it('can be skipped, and opens over no place that somebody asked for', async (context) => {
    needs(context, 'chromium');
    await using keepsake = await startKeepsake({ firstRun: true });
    page = await newPage(browser, withClipboard);
    await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
    await heading().waitFor();
    await page.goto(`${keepsake.url}/#/settings/about`);
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Show the first steps again' }).click();
    await page.getByRole('button', { name: 'Skip for now' }).click();
    await page.getByText('You find these steps again').waitFor();
    expect(await keepsake.owner.getSetup({})).toEqual({ welcomed: true, recovery_noted: false });
    await page.close();
  });
});

describe('the first run in the app', () => {
  let desktop: Desktop;
  let code: string;

  beforeAll(async () => {
    desktop = await startDesktop();
    page = await newPage(browser, withClipboard);
  });

  afterAll(async () => {
    await page.close();
    await desktop[Symbol.asyncDispose]();
  });

  it('shows the recovery code until it is acknowledged, and then never again', async (context) => {
    needs(context, 'chromium');
    await mkdir(join(desktop.home, '.cursor'));
    await writeFile(join(desktop.home, '.cursor', 'mcp.json'), '{\n  "mcpServers": {}\n}\n');
    await desktop.show(page);
    await heading().waitFor();
    code = (await page.locator('.secret code').textContent()) ?? '';
    expect(code).toMatch(/^[0-9A-Z]{4,}(-[0-9A-Z]{4,})+$/);
    await expectAccessible(page, 'welcome-app');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    expect(await readFile(await (await download).path(), 'utf8')).toBe(`${code}\n`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText('Keep this sheet away').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    await page.getByRole('button', { name: 'I have written it down' }).click();
    await step('Your recovery code, done').waitFor();
    expect(await page.content()).not.toContain(code);
    expect(await desktop.invoke('recovery:read')).toEqual({ ok: true, value: null });
  });

  it('connects a client it found, after the change was shown, and proves it', async () => {
    await page.getByRole('button', { name: 'Connect Cursor' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect Cursor' });
    await dialog.getByText('"keepsake": {').waitFor();
    expect(await readFile(join(desktop.home, '.cursor', 'mcp.json'), 'utf8')).not.toContain('keepsake');
    await expectAccessible(page, 'connect');
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('dialog', { name: 'Cursor is connected and proven' }).waitFor();
    await expectAccessible(page, 'connected');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Connected and proven').waitFor();
    await page.getByText(/wrote a memory, today/).waitFor();
    await page.getByText(/recalled a memory, today/).waitFor();
    expect(await readFile(join(desktop.home, '.cursor', 'mcp.json'), 'utf8')).toContain('"keepsake"');
    await expectAccessible(page, 'welcome-app-proven');
  });

  it('disconnects it, and takes that back', async () => {
    const file = () => readFile(join(desktop.home, '.cursor', 'mcp.json'), 'utf8');
    await page.goto(`${pageOrigin}/#/servers`);
    await page.getByRole('button', { name: 'More for Cursor' }).first().click();
    await page.getByRole('menuitem', { name: 'Disconnect' }).click();
    await page.getByText('Disconnected Cursor.').waitFor();
    expect(await file()).not.toContain('keepsake');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(file, { timeout: 40_000 }).toContain('keepsake');
    await expectAccessible(page, 'servers-app');
  });

  it('keeps how the page looks, which the page’s own storage would forget', async () => {
    await page.goto(`${pageOrigin}/#/settings/appearance`);
    await page.getByRole('button', { name: 'Compact' }).click();
    await expect.poll(() => desktop.invoke('look:get')).toEqual({ ok: true, value: { density: 'compact' } });
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByRole('button', { name: 'Compact', pressed: true }).waitFor();
    await page.goto(`${pageOrigin}/#/settings/server`);
    await page.getByRole('switch', { name: 'Start with the computer' }).waitFor();
    await expectAccessible(page, 'settings-server-app');
  });
});

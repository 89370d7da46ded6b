/** A large file through the page: in pieces, paused, gone on with, cancelled; real Chromium and a real server. */
import { createHash, randomBytes } from 'node:crypto';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, newPage } from '../harness/chromium.ts';
import { needs } from '../harness/component.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

let keepsake: Keepsake;
let browser: Browser;
let page: Page;
let cdp: CDPSession;

beforeAll(async () => {
  [keepsake, browser] = await Promise.all([startKeepsake(), launchChromium()]);
  page = await newPage(browser);
  await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
  await page.getByRole('link', { name: 'Document Drive', exact: true }).click();
  cdp = await page.context().newCDPSession(page);
});

afterAll(async () => {
  await browser.close();
  await keepsake[Symbol.asyncDispose]();
});

/** Slow enough that a button is pressed long before the end. @param bytesPerSecond -1 for no limit */
async function limitUploads(bytesPerSecond: number): Promise<void> {
  const rest = { offline: false, latency: 0, downloadThroughput: -1 };
  await cdp.send('Network.emulateNetworkConditions', { ...rest, uploadThroughput: bytesPerSecond });
}

it('pauses and goes on with a large file, and the bytes are the same', async (context) => {
  needs(context, 'chromium');
  const buffer = randomBytes(20_000_000);
  await limitUploads(1_000_000);
  const file = { name: 'survey.bin', mimeType: 'application/octet-stream', buffer };
  await page.getByLabel('Upload', { exact: true }).setInputFiles(file);
  const row = page.getByRole('listitem').filter({ hasText: 'survey.bin' });
  await row.getByText(/^[1-9]\d? % of/).waitFor();
  await row.getByRole('button', { name: 'Pause' }).click();
  await row.getByText('Paused').waitFor();
  await limitUploads(-1);
  const [upload] = (await keepsake.owner.listUploads({})).items;
  expect(upload?.offset).toBeGreaterThan(0);
  await row.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('option', { name: /^survey.bin/ }).waitFor();
  const done = await keepsake.owner.getUpload({ uploadId: upload?.id ?? '' });
  const item = await keepsake.owner.getItem({ itemId: done.item_id ?? '' });
  expect(item.sha256).toBe(createHash('sha256').update(buffer).digest('hex'));
});

it('a cancelled one leaves nothing on the server', async (context) => {
  needs(context, 'chromium');
  const file = {
    name: 'unwanted.bin',
    mimeType: 'application/octet-stream',
    buffer: randomBytes(20_000_000),
  };
  await limitUploads(1_000_000);
  await page.getByLabel('Upload', { exact: true }).setInputFiles(file);
  const row = page.getByRole('listitem').filter({ hasText: 'unwanted.bin' });
  await row.getByText(/^[1-9]\d? % of/).waitFor();
  await row.getByRole('button', { name: 'Cancel' }).click();
  await row.waitFor({ state: 'detached' });
  await expect.poll(async () => (await keepsake.owner.listUploads({})).items).toEqual([]);
});

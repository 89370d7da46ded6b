/** A large file through the page: in pieces, paused, gone on with, cancelled; real Chromium and a real server. */
import { createHash, randomBytes } from 'node:crypto';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../harness/component.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';

const quiet = '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync';
let keepsake: Keepsake;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  keepsake = await startKeepsake();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-component-update', ...quiet.split(' ')],
  });
  page = await browser.newPage({ locale: 'en-GB' });
  page.setDefaultTimeout(20_000);
  await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
  await page.getByRole('link', { name: 'Drive', exact: true }).click();
  const cdp = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4_000_000 };
  await cdp.send('Network.emulateNetworkConditions', slow);
});

afterAll(async () => {
  await browser.close();
  await keepsake[Symbol.asyncDispose]();
});

it('pauses and goes on with a large file, and the bytes are the same', async (context) => {
  needs(context, 'chromium');
  const buffer = randomBytes(20_000_000);
  const file = { name: 'survey.bin', mimeType: 'application/octet-stream', buffer };
  await page.getByLabel('Upload').setInputFiles(file);
  const row = page.getByRole('listitem').filter({ hasText: 'survey.bin' });
  await row.getByText(/^[2-9]\d % of/).waitFor();
  await row.getByRole('button', { name: 'Pause' }).click();
  await row.getByText('Paused').waitFor();
  const [upload] = (await keepsake.owner.listUploads({})).items;
  expect(upload?.offset).toBeGreaterThan(0);
  await row.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'More for survey.bin' }).waitFor();
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
  await page.getByLabel('Upload').setInputFiles(file);
  const row = page.getByRole('listitem').filter({ hasText: 'unwanted.bin' });
  await row.getByText(/^[2-9]\d % of/).waitFor();
  await row.getByRole('button', { name: 'Cancel' }).click();
  await row.waitFor({ state: 'detached' });
  await expect.poll(async () => (await keepsake.owner.listUploads({})).items).toEqual([]);
});

/** Backups in the page: set up, made, proven by restoring, and what goes wrong said where it went wrong. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-backups-'));
  keepsake = await startKeepsake();
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it('is set up by the keyboard alone, and a refusal keeps what was typed', async (context) => {
  needs(context, 'chromium');
  await page.goto(`${keepsake.url}/#/settings/backups`);
  await page.getByText('No backups are made').waitFor();
  await expectAccessible(page, 'backups-empty');
  await page.getByRole('button', { name: 'Set up backups' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Folder').focus();
  await page.keyboard.type('relative/folder');
  await dialog.getByLabel('Passphrase', { exact: true }).focus();
  await page.keyboard.type('a lamp in every window');
  await page.keyboard.press('Tab');
  await page.keyboard.type('a lamp in every windoo');
  await dialog.getByText('This differs from the first one.').waitFor();
  await expectAccessible(page, 'backups-form');
  await dialog.getByLabel('The same again').fill('a lamp in every window');
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').getByText('needs an absolute path').waitFor();
  await dialog.getByLabel('Folder').fill(folder);
  await page.keyboard.press('Enter');
  await page.getByText('No backup yet').waitFor();
  expect((await keepsake.owner.getBackupSettings({})).folder).toBe(folder);
});

it('makes one and proves it by restoring', async () => {
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('Not verified').waitFor();
  await page.getByRole('button', { name: /^Verify the backup of/ }).click();
  await page.getByText(/^Verified/).waitFor();
  expect((await keepsake.owner.listBackups({})).items[0]?.verified_at).toBeDefined();
  await page.getByText('What is in the folder').click();
  await expectAccessible(page, 'backups');
  await page.getByText(`keepsake restore ${folder}`).waitFor();
});

it('says that the folder is gone when it is', async () => {
  await rm(folder, { recursive: true, force: true });
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.locator('.banner.error, .notice.error').first().waitFor();
  await expectAccessible(page, 'backups-failed');
});

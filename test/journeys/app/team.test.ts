/** Sharing in the page: one alone sees nothing of it; somebody is invited, joins, signs in elsewhere, and is let go. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, tryAgain, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
/** Of the one who is invited: a browser of their own. */
let theirs: Page;
let token = '';

beforeAll(async () => {
  keepsake = await startKeepsake();
  signedIn = await signIn(keepsake);
  page = signedIn.page;
  const context = await signedIn.browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
  });
  theirs = await context.newPage();
  theirs.setDefaultTimeout(10_000);
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const places = (of: Page) => of.getByRole('navigation', { name: 'Keepsake' });

it('one person alone finds it in the settings, and not among the places', async (context) => {
  needs(context, 'chromium');
  await page.goto(`${keepsake.url}/#/settings/server`);
  const link = page.getByRole('main').getByRole('link', { name: 'Team' });
  await link.waitFor();
  expect(await places(page).getByRole('link', { name: 'Team' }).count()).toBe(0);
  await link.click();
  await page.getByText('Nobody but you.').waitFor();
  await expectAccessible(page, 'team-alone');
});

it('an invitation is a link that is shown once, and lets somebody in under a name', async () => {
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByLabel('For whom is it?').fill('Ada');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByRole('dialog').locator('.secret code').innerText();
  expect(link.startsWith(`${keepsake.url}/#/join/ksi_`)).toBe(true);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByText('works once, until').waitFor();
  await theirs.goto(link);
  await theirs.getByLabel('Your name, as the others see it').fill('Ada');
  expect(theirs.url()).not.toContain('ksi_');
  await expectAccessible(theirs, 'join');
  await theirs.getByRole('button', { name: 'Join' }).click();
  token = await theirs.locator('.secret code').innerText();
  await theirs.getByRole('button', { name: 'I have copied it: open Keepsake' }).click();
  await theirs.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
});

it('a member sees the team, their tokens, and not what they may not', async () => {
  await places(theirs).getByRole('link', { name: 'Team' }).click();
  await theirs.getByText('Ada (you)').waitFor();
  await theirs.getByRole('heading', { name: 'Your tokens' }).waitFor();
  expect(await theirs.getByRole('button', { name: 'Invite somebody' }).count()).toBe(0);
  expect(await theirs.getByRole('heading', { name: 'Audit log' }).count()).toBe(0);
  expect(await places(theirs).getByRole('link', { name: 'Activity' }).count()).toBe(0);
  await theirs.getByRole('button', { name: 'New token' }).click();
  await theirs.getByLabel('What will use it?').fill('A script');
  await theirs.getByRole('button', { name: 'Generate' }).click();
  expect(await theirs.getByRole('dialog').locator('.secret code').innerText()).toMatch(/^kst_/);
  await theirs.getByRole('button', { name: 'I have copied it' }).click();
  await theirs.getByRole('button', { name: 'Revoke A script' }).click();
  await theirs.getByText('Revoked').waitFor();
});

it('signs out, and in again with the token', async () => {
  await theirs.getByRole('button', { name: 'Sign out' }).click();
  await theirs.getByLabel('Personal access token').fill('kst_wrong');
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await theirs.getByRole('alert').filter({ hasText: 'not known here' }).waitFor();
  await theirs.getByLabel('Personal access token').fill(token);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await theirs.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  expect(await theirs.getByLabel('Personal access token').count()).toBe(0);
});

it('the owner changes a role, reads the audit log, and lets the member go', async () => {
  await page.reload();
  await page.getByRole('button', { name: 'More for Ada' }).click();
  await page.getByRole('menuitem', { name: 'Change the role' }).click();
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Reader' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  const log = page.getByRole('region', { name: 'Audit log' });
  await log
    .getByRole('listitem')
    .filter({ hasText: 'Changed a member' })
    .filter({ hasText: 'Ada' })
    .waitFor();
  await log.getByRole('listitem').last().scrollIntoViewIfNeeded();
  await expectAccessible(page, 'team');
  await page.getByRole('button', { name: 'More for Ada' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await log.getByText('Removed a member').waitFor();
  await log.getByRole('combobox', { name: 'What' }).click();
  await page.getByRole('option', { name: 'Invited somebody' }).click();
  await log.getByText('Removed a member').waitFor({ state: 'detached' });
  expect(await log.getByRole('listitem').count()).toBe(1);
  await log.getByRole('button', { name: 'Clear filters' }).click();
  await log.getByText('Removed a member').waitFor();
  await theirs.reload();
  await theirs.getByLabel('Personal access token').waitFor();
});

it('who runs the server makes an account, and suspends it', async () => {
  await page.getByRole('button', { name: 'New account' }).click();
  await page.getByLabel('Name').fill('The others');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByRole('button', { name: 'More for The others' }).click();
  await page.getByRole('menuitem', { name: 'Suspend' }).click();
  await page.getByText('Suspended').waitFor();
  const { items } = await keepsake.owner.listAccounts({});
  expect(items.map(({ status }) => status)).toEqual(['active', 'suspended']);
});

it('deletes it permanently once its id is typed, and shows the receipt', async () => {
  const id = (await keepsake.owner.listAccounts({})).items[1]?.id ?? '';
  await page.getByRole('button', { name: 'More for The others' }).click();
  await page.getByRole('menuitem', { name: 'Delete permanently…' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('All its projects, with everything in them.').waitFor();
  await dialog.getByRole('textbox').fill('The others');
  expect(await dialog.getByRole('button', { name: 'Delete permanently' }).isDisabled()).toBe(true);
  await expectAccessible(page, 'account-delete');
  await dialog.getByRole('textbox').fill(id);
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByRole('dialog').getByText('Deleted permanently').first().waitFor();
  await page.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('The others', { exact: true }).waitFor({ state: 'detached' });
});

it('an open invitation is found behind a hundred that are over', async () => {
  await keepsake.owner.createInvitation({ note: 'Still open' });
  const over = await Promise.all(Array.from({ length: 101 }, () => keepsake.owner.createInvitation({})));
  await Promise.all(over.map(({ id }) => keepsake.owner.withdrawInvitation({ invitationId: id })));
  await page.reload();
  await page.getByText('Still open').waitFor();
  expect(await page.getByRole('region', { name: 'Open invitations' }).getByRole('listitem').count()).toBe(1);
});

it('limits that cannot be read say so, and are read when asked again', async () => {
  const limits = page.getByRole('region', { name: 'Limits' });
  await page.route(/\/api\/v1\/account$/, (route) => route.abort());
  await page.reload();
  await limits.getByRole('alert').waitFor();
  await page.unroute(/\/api\/v1\/account$/);
  await tryAgain(limits, limits.getByText('Memories'));
  expect(await limits.getByRole('alert').count()).toBe(0);
});

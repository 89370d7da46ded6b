/** Sync as people see it: a computer is linked, goes offline, meets what another wrote, decides a conflict and restores the loser. */
import type { Page } from 'playwright-core';
import { FormData } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../harness/balancer.ts';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

/** The server that keeps everything; edits there stand for those of another computer. */
let remote: Keepsake;
let local: Keepsake;
let signedIn: SignedIn;
let page: Page;
let url: string;
let projectId: string;
let memoryId: string;
/** Of the same project on the remote server. */
let thereId: string;
let fileId: string;

beforeAll(async () => {
  const port = await freePort();
  const args = ['--start', '--port', String(port)];
  [remote, local] = await Promise.all([startKeepsake({ args }), startKeepsake()]);
  url = remote.url;
  signedIn = await signIn(local);
  page = signedIn.page;
  page.setDefaultTimeout(8_000);
  const { owner } = local;
  projectId = (await owner.createProject({ name: 'Bakery' })).id;
  memoryId = (await owner.addMemory({ projectId, content: 'The oven is lit at five.' })).id;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await Promise.all([local, remote].map((one) => one[Symbol.asyncDispose]()));
});

const open = (hash: string) => page.goto(`${local.url}/#/${hash}`);
const main = () => page.getByRole('main');
const contentThere = async () =>
  (await remote.owner.getMemory({ projectId: thereId, memoryId }).catch(() => undefined))?.content;
const contentHere = async () => (await local.owner.getMemory({ projectId, memoryId })).content;
const patience = { timeout: 40_000 };

/** Writes the file `rota.md` at the top of a drive. */
async function put({ owner }: Keepsake, text: string): Promise<string> {
  const { items } = await owner.listDrives({});
  const form = new FormData();
  form.set('file', new Blob([text]), 'rota.md');
  const itemId = items[0]?.root_item_id ?? '';
  return (await owner.uploadFile({ itemId, on_conflict: 'replace' }, { form })).item.id;
}

it('explains what a link is, and what is wrong with an address or a token', async (context) => {
  needs(context, 'chromium');
  await open('settings/sync');
  await page.getByText('Not linked to a server').waitFor();
  await expectAccessible(page, 'sync-empty');
  await page.getByRole('button', { name: 'Link to a server' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('http://memory.example');
  await dialog.getByLabel('Personal access token').fill('kst_wrong');
  await dialog.getByLabel('Name of this computer').fill('Laptop');
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await dialog.getByRole('alert').filter({ hasText: 'https' }).waitFor();
  await dialog.getByLabel('Address').fill(url);
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await dialog.getByRole('alert').filter({ hasText: 'not known' }).waitFor();
  await expectAccessible(page, 'sync-linking');
  expect(await dialog.getByLabel('Name of this computer').inputValue()).toBe('Laptop');
});

it('links a chosen project, and says when both sides have the same', async () => {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Personal access token').fill((await remote.secrets.get('owner')) ?? '');
  await dialog.getByRole('button', { name: 'Projects I choose' }).click();
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await main().getByText('on this computer alone').first().waitFor();
  await main().getByRole('button', { name: 'Link Bakery' }).click();
  await expectAccessible(page, 'sync-choosing');
  await page.getByRole('dialog').getByRole('button', { name: 'Link', exact: true }).click();
  const row = main().getByRole('listitem').filter({ hasText: 'Bakery' });
  await row.getByText('Synced').waitFor();
  const { links } = await local.owner.getSyncState({});
  thereId = links[0]?.projects[0]?.remote_project_id ?? '';
  await expect.poll(contentThere, patience).toBe('The oven is lit at five.');
  await main().getByText('Laptop').first().waitFor();
  await expectAccessible(page, 'sync-linked');
  await open('home');
  await page.locator('.project-card').getByText('Synced').waitFor();
  // The drive comes along, with a file that another computer wrote: its bytes stay at the server.
  await local.owner.updateLink({ linkId: links[0]?.id ?? '', drive: true });
  const form = new FormData();
  form.set('file', new Blob(['Rye on Fridays.']), 'menu.txt');
  const { items } = await remote.owner.listDrives({});
  const put = { itemId: items[0]?.root_item_id ?? '', on_conflict: 'deny' } as const;
  fileId = (await remote.owner.uploadFile(put, { form })).item.id;
  await open('drive');
  const file = page.getByRole('option', { name: /menu/ });
  await file.getByText('In the cloud: fetched when it is opened').waitFor(patience);
  await expectAccessible(page, 'sync-placeholder');
});

it('works on while the server is away, and says what waits', async () => {
  await remote.kill();
  await open(`projects/${projectId}/memories`);
  await local.owner.updateMemory({ projectId, memoryId, content: 'The oven is lit at four.' });
  await page.getByText('1 change waits until').waitFor();
  await page.getByRole('img', { name: 'Waits to be sent' }).waitFor();
  await main().getByRole('link', { name: 'Sync: Offline, 1 waiting' }).waitFor();
  await expectAccessible(page, 'sync-offline');
  await open(`preview/${fileId}`);
  await main().getByText('This file is in the cloud, and cannot be fetched now').waitFor();
  await main().getByRole('alert').waitFor();
  await expectAccessible(page, 'sync-file-away');
});

it('meets what another computer wrote in the meantime: a conflict, decided by words of one’s own', async () => {
  // Nothing is sent before the other edit is there.
  await open('settings/sync');
  await main().getByRole('button', { name: 'Pause' }).click();
  await main().getByRole('button', { name: 'Resume' }).waitFor();
  await remote.restart();
  await remote.owner.updateMemory({ projectId: thereId, memoryId, content: 'The oven is lit at six.' });
  await main().getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('link', { name: /^Conflicts 1/ }).click();
  const card = page.getByRole('article', { name: /oven/ });
  await card.locator('ins', { hasText: 'four' }).waitFor();
  await card.locator('ins', { hasText: 'six' }).waitFor();
  await expectAccessible(page, 'sync-conflict');
  await card.getByRole('button', { name: 'Write it anew' }).click();
  await page.getByLabel('What holds').fill('The oven is lit at half past four.');
  await expectAccessible(page, 'sync-writing');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('No conflicts').waitFor();
  await expect.poll(contentThere, patience).toBe('The oven is lit at half past four.');
});

it('restores the version that lost, on both sides', async () => {
  await main().getByText('Decided earlier').click();
  await main().getByRole('button', { name: 'Restore the version that came second' }).click();
  await page.getByText('Restored as a new version').waitFor();
  await expectAccessible(page, 'sync-decided');
  await expect.poll(contentHere, patience).toBe('The oven is lit at four.');
  await expect.poll(contentThere, patience).toBe('The oven is lit at four.');
});

it('fetches a file that is opened, keeps it on this computer, and frees its room again', async () => {
  await open(`preview/${fileId}`);
  await main().getByText('Rye on Fridays.').waitFor(patience);
  await open('drive');
  const file = page.getByRole('option', { name: /menu/ });
  const choose = async (action: string) => {
    await file.click({ button: 'right' });
    await page.getByRole('menuitem', { name: action }).click();
  };
  await choose('Keep on this computer');
  await file.getByText('Kept on this computer').waitFor();
  await choose('Free up space here');
  await file.getByText('In the cloud').waitFor(patience);
  await open('settings/sync');
  await main().getByText('In the cloud alone').waitFor();
  await expectAccessible(page, 'sync-drive-line');
  await open('settings/storage');
  await main().getByText('Files in the cloud, not on this computer').waitFor();
});

it('shows both files that two computers wrote while apart, and keeps the bytes that are chosen', async () => {
  const linkId = (await local.owner.getSyncState({})).links[0]?.id ?? '';
  await local.owner.updateLink({ linkId, drive: true });
  const itemId = await put(local, 'Ada bakes.');
  const sizeThere = async () =>
    (await remote.owner.getItem({ itemId }).catch(() => undefined))?.size ?? 'not there';
  await expect.poll(sizeThere, patience).toBe(10);
  await local.owner.updateLink({ linkId, paused: true });
  await put(remote, 'Ben bakes!!');
  await put(local, 'Cleo bakes!!');
  await local.owner.updateLink({ linkId, paused: false });
  await page.getByRole('link', { name: /^Conflicts 1/ }).click();
  const card = page.getByRole('article', { name: 'rota.md' });
  await card.getByRole('link', { name: /^rota \(/ }).waitFor();
  await expectAccessible(page, 'sync-files');
  await card.getByRole('button', { name: 'Keep this: the version set aside' }).click();
  await page.getByText('No conflicts').waitFor();
  await expect.poll(sizeThere, patience).toBe(12);
});

it('forgets a device that is not used any more', async () => {
  await remote.owner.registerDevice({ name: 'Old desk' });
  await open('settings/sync');
  await page.reload();
  await main().getByRole('button', { name: 'Forget Old desk' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Forget' }).click();
  await main().getByText('Old desk').waitFor({ state: 'detached' });
  const names = async () => (await remote.owner.listDevices({})).items.map(({ name }) => name);
  await expect.poll(names, patience).toEqual(['Laptop']);
});

it('removes a project from this computer, which the server keeps', async () => {
  const { id } = await local.owner.createProject({ name: 'Cellar' });
  const { links } = await local.owner.getSyncState({});
  await local.owner.linkProject({ projectId: id, link_id: links[0]?.id ?? '', remote: 'create' });
  await page.reload();
  const row = main().getByRole('listitem').filter({ hasText: 'Cellar' });
  await row.getByText('Synced').waitFor(patience);
  await row.getByRole('button', { name: 'More for Cellar' }).click();
  await page.getByRole('menuitem', { name: 'Remove from this computer…' }).click();
  await expectAccessible(page, 'sync-removing');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await main().getByRole('button', { name: 'Bring here Cellar' }).waitFor(patience);
});

it('brings files here that would no longer open, unlinks, and both sides keep what they have', async () => {
  const linkId = (await local.owner.getSyncState({})).links[0]?.id ?? '';
  await local.owner.updateLink({ linkId, paused: true });
  const unlink = async () => {
    await main()
      .getByRole('button', { name: /^More for 127/ })
      .click();
    await page.getByRole('menuitem', { name: 'Unlink' }).click();
  };
  await unlink();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/in the cloud alone. Unless/).waitFor();
  await dialog.getByText('Both sides keep what they have').waitFor();
  await dialog.getByText('Nothing comes while sync is paused.').waitFor();
  await expectAccessible(page, 'sync-unlinking');
  await dialog.getByRole('button', { name: 'Bring all files here first' }).click();
  await dialog.getByText(/still to come/).waitFor();
  await expectAccessible(page, 'sync-bringing');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByText('The files go on coming, and the link stands.').waitFor();
  await main().getByText('All files are brought here before you unlink').waitFor();
  await unlink();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByRole('button', { name: 'Bring all files here first' }).click();
  await dialog.getByText(/still to come/).waitFor();
  await local.owner.updateLink({ linkId, paused: false });
  await page.getByText('Not linked to a server').waitFor(patience);
  const text = await local.owner.downloadItem({ itemId: fileId });
  expect(await text.text()).toBe('Rye on Fridays.');
  expect([await contentHere(), await contentThere()]).toEqual(Array(2).fill('The oven is lit at four.'));
});

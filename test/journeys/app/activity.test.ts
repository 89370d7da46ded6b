/** Activity: what a client does appears by itself, can be narrowed, and what it wrote can be undone. */
import type { Page } from 'playwright-core';
import { fetch } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, tryAgain, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;
let projectId: string;
let memoryId: string;
let secret: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  const { owner } = keepsake;
  projectId = (await owner.createProject({ name: 'Lighthouse', description: '' })).id;
  memoryId = (await owner.addMemory({ projectId, name: 'Ferry', content: 'The ferry leaves at seven.' })).id;
  const key = await owner.createKey({ description: 'Codex on the island', project_ids: [projectId] });
  secret = key.secret ?? '';
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

/** As the client. */
async function call(method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${keepsake.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      'x-keepsake-client': 'Codex',
    },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return response.json();
}

const session = () => page.getByRole('region', { name: 'Codex' });

it('shows live what a client reads and writes', async (context) => {
  needs(context, 'chromium');
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByText('Live', { exact: true }).waitFor();
  await call('POST', '/search', { query: 'when does the ferry leave' });
  await session().getByText('when does the ferry leave').waitFor();
  await call('PUT', `/projects/${projectId}/memories/${memoryId}`, { content: 'The ferry leaves at nine.' });
  await call('POST', `/projects/${projectId}/memories`, { name: 'Gulls', content: 'Gulls eat everything.' });
  await session().getByText('Wrote a memory').waitFor();
  await session().getByRole('link', { name: 'Gulls' }).waitFor();
  await expectAccessible(page, 'activity');
});

it('is narrowed by kind and client', async () => {
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Only writes' }).click();
  await page.getByText('when does the ferry leave').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Codex on the island/ }).click();
  await page.getByRole('region', { name: 'You' }).waitFor({ state: 'detached' });
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Reads and writes' }).click();
  await session().getByText('when does the ferry leave').waitFor();
  expect(await page.getByRole('button', { name: /^Codex on the island/, pressed: true }).count()).toBe(1);
});

it('undoes what the client wrote after showing what would change, and takes that back', async () => {
  const { owner } = keepsake;
  await session().getByRole('button', { name: 'Undo writes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 memories would change.').waitFor();
  await dialog.getByRole('listitem').filter({ hasText: 'Ferry' }).getByText('goes back').waitFor();
  await dialog.getByRole('listitem').filter({ hasText: 'Gulls' }).getByText('goes to the trash').waitFor();
  // A dry run changes nothing.
  expect((await owner.getMemory({ projectId, memoryId })).content).toBe('The ferry leaves at nine.');
  await expectAccessible(page, 'activity-undo');
  await dialog.getByRole('button', { name: 'Undo writes' }).click();
  const notice = page.getByText('What Codex wrote was undone.');
  await notice.waitFor();
  expect((await owner.getMemory({ projectId, memoryId })).content).toBe('The ferry leaves at seven.');
  expect((await owner.listMemories({ projectId })).items.map(({ name }) => name)).toEqual(['Ferry']);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  const names = async () =>
    (await owner.listMemories({ projectId })).items.map(({ name }) => name).toSorted();
  await expect.poll(names).toEqual(['Ferry', 'Gulls']);
  expect((await owner.getMemory({ projectId, memoryId })).content).toBe('The ferry leaves at nine.');
});

it('leaves alone what somebody changed since', async () => {
  await keepsake.owner.updateMemory({ projectId, memoryId, content: 'The ferry leaves at ten.' });
  await session().getByRole('button', { name: 'Undo writes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('listitem').filter({ hasText: 'Ferry' }).getByText('stays: changed since').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await keepsake.owner.getMemory({ projectId, memoryId })).content).toBe('The ferry leaves at ten.');
});

it('teaches when nothing like it happened, and says what went wrong', async () => {
  await page.getByRole('combobox', { name: 'Time' }).click();
  await page.route('**/api/v1/activity?*', (route) => route.abort());
  await page.getByRole('option', { name: 'Past week' }).click();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await expectAccessible(page, 'activity-error');
  await page.unroute('**/api/v1/activity?*');
  await tryAgain(page, session());
  await keepsake.owner.clearActivity({});
  await page.reload();
  await page.getByText('No AI client has been here yet').waitFor();
  await expectAccessible(page, 'activity-empty');
});

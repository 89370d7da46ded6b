/** AI Clients and MCP Servers: a key from its making to its end, as a person does it; by keyboard alone where it says so. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { needs } from '../../harness/component.ts';
import { startKeepsake, type Keepsake } from '../../harness/keepsake.ts';
import { expectAccessible, signIn, type SignedIn } from './signed-in.ts';

let keepsake: Keepsake;
let signedIn: SignedIn;
let page: Page;

beforeAll(async () => {
  keepsake = await startKeepsake();
  await keepsake.owner.createProject({ name: 'Lighthouse', description: 'How the island is run.' });
  await keepsake.owner.createProject({ name: 'Accounts', description: 'Invoices and taxes.' });
  signedIn = await signIn(keepsake);
  page = signedIn.page;
});

afterAll(async () => {
  await signedIn[Symbol.asyncDispose]();
  await keepsake[Symbol.asyncDispose]();
});

const answerTo = async (secret: string) =>
  (await fetch(`${keepsake.url}/api/v1/projects`, { headers: { authorization: `Bearer ${secret}` } })).status;

const secretShown = async () => (await page.locator('.secret code').textContent()) ?? '';

describe('MCP Servers', () => {
  let secret: string;

  it('are empty until a client has a key, and say why one has its own', async (context) => {
    needs(context, 'chromium');
    await page.getByRole('link', { name: 'Lighthouse' }).first().click();
    await page.getByRole('link', { name: 'MCP Servers' }).click();
    await page.getByText('No AI client is connected yet').waitFor();
    await expectAccessible(page, 'servers-empty');
  });

  it('are added by the keyboard alone, and the secret is shown once', async () => {
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Add MCP Server' });
    await dialog.waitFor();
    await page.locator(':is(input, textarea):focus').waitFor();
    await page.keyboard.type('Cursor on my laptop');
    await page.keyboard.press('Tab');
    await page.getByRole('checkbox', { name: 'Accounts' }).focus();
    await page.keyboard.press('Space');
    await dialog.getByText('What it writes goes to').waitFor();
    await expectAccessible(page, 'server-new');
    await dialog.getByLabel('Which client will use it?').press('Enter');
    await page.getByRole('dialog', { name: 'The secret, shown this once' }).waitFor();
    secret = await secretShown();
    expect(secret).toMatch(/^ksk_local_/);
    await page.keyboard.press('Escape');
    expect(await secretShown()).toBe(secret);
    expect(await page.locator('.snippet pre').textContent()).not.toContain(secret);
    await expectAccessible(page, 'server-secret');
  });

  it('take the secret out of the clipboard a minute after it was copied', async () => {
    await page.clock.install();
    await page.getByRole('button', { name: 'Copy secret' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    await page.getByRole('button', { name: 'I have copied it' }).press('Enter');
    expect(await page.content()).not.toContain(secret);
    await page.clock.fastForward(61_000);
    await page.getByText('The secret was taken out of the clipboard.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('');
    await page.clock.resume();
  });

  it('reach the projects that were chosen, and no secret stands in the page or its storage', async () => {
    const [key] = (await keepsake.owner.listKeys({})).items;
    expect(key).toMatchObject({ description: 'Cursor on my laptop', scope: 'write', expires_at: null });
    expect(key?.project_ids).toHaveLength(2);
    expect(await answerTo(secret)).toBe(200);
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.values(localStorage), Object.values(sessionStorage), location.href]),
    );
    expect(kept).not.toContain(secret);
  });

  it('show what a key did, what it may, and what a client is told', async () => {
    const [project] = (await keepsake.owner.listProjects({})).items;
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: 'invoices' });
    await fetch(`${keepsake.url}/api/v1/search`, { method: 'POST', headers, body });
    expect(project?.name).toBe('Accounts');
    await page.getByRole('button', { name: 'Cursor on my laptop', exact: true }).press('Enter');
    const details = page.getByRole('dialog', { name: 'Cursor on my laptop' });
    await details.getByText('Key ID', { exact: true }).waitFor();
    await details.getByText('Lighthouse, Accounts').waitFor();
    await details.getByRole('switch', { name: 'What it writes waits for my review' }).click();
    const [key] = (await keepsake.owner.listKeys({})).items;
    await expect
      .poll(async () => (await keepsake.owner.getKeyReview({ keyId: key?.id ?? '' })).required)
      .toBe(true);
    await details.getByText('Configuration for a client').click();
    await details.getByText('keepsake connection add cursor-on-my-laptop').waitFor();
    await expectAccessible(page, 'server-details');
  });

  it('rotate a secret while the old one goes on, and end the old one', async () => {
    await page.getByRole('button', { name: 'Rotate the secret' }).click();
    await expectAccessible(page, 'server-rotate');
    await page.getByRole('button', { name: 'Generate' }).click();
    const newer = await secretShown();
    expect(newer).not.toBe(secret);
    expect([await answerTo(secret), await answerTo(newer)]).toEqual([200, 200]);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText('Two secrets').waitFor();
    await page.getByRole('button', { name: 'Cursor on my laptop', exact: true }).click();
    await page.getByRole('button', { name: 'End it now' }).click();
    await expect.poll(() => answerTo(secret)).toBe(401);
    await page.getByRole('button', { name: 'Close' }).click();
    secret = newer;
  });

  it('are revoked after what stops working was said', async () => {
    await page.getByRole('button', { name: 'More for Cursor on my laptop' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('It loses Lighthouse, Accounts').waitFor();
    await expectAccessible(page, 'server-revoke');
    await question.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect(await answerTo(secret)).toBe(401);
  });

  it('stand together for all projects, beside how the clients of this computer are connected', async () => {
    const projects = (await keepsake.owner.listProjects({})).items.map(({ id }) => id);
    const make = (description: string, scope: 'read' | 'write', expires_at: string | null = null) =>
      keepsake.owner.createKey({ description, scope, expires_at, project_ids: projects });
    await make('Claude Code', 'write');
    await make('Codex in the office, which has a rather long name that has to be cut somewhere', 'read');
    await make('Gemini CLI', 'write', '2030-01-01T00:00:00.000Z');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'AI Clients' }).waitFor();
    await page.getByText('keepsake connect', { exact: true }).waitFor();
    await page.getByText('5 keys').waitFor();
    await expectAccessible(page, 'servers');
  });

  it('appear as soon as a terminal has connected and proven one', async () => {
    const project_ids = (await keepsake.owner.listProjects({})).items.map(({ id }) => id);
    const { secret } = await keepsake.owner.createKey({ description: 'Windsurf', project_ids });
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: 'ferry' });
    await fetch(`${keepsake.url}/api/v1/search`, { method: 'POST', headers, body });
    await page.getByRole('button', { name: 'Windsurf', exact: true }).waitFor();
    expect(await page.getByText('6 keys').count()).toBe(1);
  });

  it('say what went wrong and keep what was typed when the server refuses', async () => {
    await page.getByRole('button', { name: 'Add MCP Server' }).click();
    await page.getByLabel('Which client will use it?').fill('Zed');
    for (const name of ['Accounts']) await page.getByRole('checkbox', { name }).click();
    await page.getByText('Choose at least one project.').waitFor();
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Which client will use it?').inputValue()).toBe('Zed');
    await expectAccessible(page, 'server-refused');
    await page.keyboard.press('Escape');
  });
});

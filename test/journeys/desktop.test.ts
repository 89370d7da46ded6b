/** The built main process and preload with the real server and page: under Node.js and in Chromium, not in Electron. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetch } from '../../local/http.ts';
import { keepsakePaths } from '../../local/paths.ts';
import { launchChromium, newPage } from '../harness/chromium.ts';
import { needs } from '../harness/component.ts';
import { dropAndAdd } from '../harness/electron/drop.ts';
import { pageOrigin, startDesktop, type Desktop } from '../harness/electron/desktop.ts';
import type { Effect } from '../harness/electron/messages.ts';
import { join } from '../server/people.ts';
import { startTestServer } from '../server/running.ts';

/** What the page's world holds here: what the preload exposes, and what the harness tells it with. */
interface World {
  keepsake: { onServer(listener: (...given: unknown[]) => void): void };
  dispatch(name: string, event: unknown): void;
}

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

const isLoad = (part: string) => (effect: Effect) => effect.effect === 'load' && effect.url.includes(part);

function isRunning(effect: Effect): boolean {
  return (
    effect.effect === 'send' &&
    effect.name === 'server:changed' &&
    (effect.event as { state: string }).state === 'running'
  );
}

describe('the app', () => {
  let desktop: Desktop;
  let page: Page;
  let projectId: string;

  beforeAll(async () => {
    desktop = await startDesktop({ argv: ['keepsake://open'] });
    page = await newPage(browser);
  });

  afterAll(async () => {
    await page.close();
    await desktop[Symbol.asyncDispose]();
  });

  it('starts the server, shows the recovery code in the first run, and opens the page without a sign-in', async (context) => {
    needs(context, 'chromium');
    await desktop.show(page);
    await desktop.effect(isLoad('/#/home'));
    await page.getByRole('heading', { name: 'Welcome to Keepsake' }).waitFor();
    expect(await page.locator('.secret code').textContent()).toMatch(/-/);
    await page.getByRole('button', { name: 'Skip for now' }).click();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  });

  it('keeps the page in a sandbox, without Node.js and without the owner’s token', async () => {
    const window = desktop.effects.find(({ effect }) => effect === 'window');
    expect(window).toMatchObject({
      options: { webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } },
    });
    const seen = await page.evaluate(async () => {
      const answers = await Promise.all(
        ['/', '/api/v1/projects', '/api/v1/server'].map((path) => fetch(path)),
      );
      const texts = await Promise.all(
        answers.map(async (answer) => JSON.stringify([...answer.headers]) + (await answer.text())),
      );
      return texts.join() + document.cookie + Object.values(localStorage).join();
    });
    expect(seen).toContain('content-security-policy');
    expect(seen).not.toMatch(/kso_/);
  });

  it('gives the page functions of ours and data, nothing of Electron', async () => {
    const seen = await page.evaluate(async () => {
      const world = globalThis as unknown as World;
      const heard = new Promise((resolve) => world.keepsake.onServer((...given) => resolve(given)));
      world.dispatch('server:changed', { state: 'running', own: true });
      const kinds = Object.entries(world.keepsake).map(([name, value]) => `${name} ${typeof value}`);
      return { kinds, heard: await heard, hasBridge: 'ipcRenderer' in globalThis || 'require' in globalThis };
    });
    expect(seen.kinds).toHaveLength(29);
    expect(seen.kinds.filter((kind) => !kind.endsWith(' function'))).toEqual([]);
    // The event alone: Electron's own first argument leads back to its sender.
    expect(seen.heard).toEqual([{ state: 'running', own: true }]);
    expect(seen.hasBridge).toBe(false);
  });

  it('empties the clipboard of a secret, and of nothing else', async () => {
    const copied = async () => ((await desktop.order({ do: 'inspect' })) as { copied: string }).copied;
    await desktop.order({ do: 'copy', text: 'something else by now' });
    const forget = () => desktop.invoke('clipboard:forget', { text: 'the secret' });
    expect([await forget(), await copied()]).toEqual([{ ok: true, value: false }, 'something else by now']);
    await desktop.order({ do: 'copy', text: 'the secret' });
    expect([await forget(), await copied()]).toEqual([{ ok: true, value: true }, '']);
  });

  it('tells the page of clients without their secrets, and reveals no file by its path', async () => {
    const listed = JSON.stringify(await desktop.invoke('clients:list'));
    expect(listed).toContain('claude-code');
    expect(listed).not.toMatch(/ks[ko]_/);
    const unknown = await desktop.invoke('files:reveal', { id: crypto.randomUUID() });
    expect(unknown).toEqual({ ok: true, value: false });
    expect(desktop.effects.some(({ effect }) => effect === 'reveal')).toBe(false);
  });

  it('asks Electron for every lock', async () => {
    const { calls, channels, bareListeners } = (await desktop.order({ do: 'inspect' })) as Record<
      string,
      string[]
    >;
    expect(calls).toEqual(
      expect.arrayContaining([
        'enableSandbox',
        'setPermissionRequestHandler handler',
        'setPermissionCheckHandler handler',
        'setDevicePermissionHandler handler',
        'onBeforeRequest handler',
        'windowOpen {"action":"deny"}',
        'fromPartition "keepsake" {"cache":false}',
        'setAsDefaultProtocolClient "keepsake"',
      ]),
    );
    expect(channels).toHaveLength(26);
    expect(bareListeners).toEqual([]);
  });

  it('has a policy that Chromium enforces: no foreign scripts, no requests elsewhere', async () => {
    const outcome = await page.evaluate(async () => {
      const blocked: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        blocked.push(effectiveDirective),
      );
      await fetch('https://example.org/').catch(() => undefined);
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      await new Promise((resolve) => setTimeout(resolve));
      return { blocked, ran: 'ran' in globalThis };
    });
    expect(outcome).toEqual({ blocked: ['connect-src', 'script-src-elem'], ran: false });
  });

  it('takes a file dropped on the page by its path, which the page never sees', async () => {
    projectId = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
      const answer = await fetch('/api/v1/projects', {
        method: 'POST',
        headers,
        body: JSON.stringify({ name: 'Dropped' }),
      });
      return ((await answer.json()) as { data: { id: string } }).data.id;
    });
    const file = path.join(desktop.home, 'invoices.txt');
    await writeFile(file, 'Invoices go out on the 5th of the month.');
    const answer = await dropAndAdd(page, file, projectId);
    expect(answer).toMatchObject({ ok: true, value: [{ name: 'invoices.txt', state: 'done' }] });
    expect(JSON.stringify(answer)).not.toContain(desktop.home);
    await desktop.effect(
      ({ effect, ...more }) => effect === 'send' && JSON.stringify(more).includes('"done"'),
    );
  });

  it('shows the place of a link, and nothing else of it', async () => {
    // The page reads its list of projects when it starts; this one was made behind its back.
    await page.reload();
    const link = `keepsake://project/${projectId}/documents`;
    await desktop.order({ do: 'emit', name: 'second-instance', args: [['keepsake', 'x', link], '/'] });
    await page.getByText('invoices.txt').first().waitFor();
    expect(page.url()).toBe(`${pageOrigin}/#/projects/${projectId}/documents`);
    const loads = desktop.effects.filter(({ effect }) => effect === 'load').length;
    for (const bad of [
      `keepsake://project/${projectId}/delete`,
      'keepsake://evil',
      'keepsake://project/../../x',
    ])
      await desktop.order({ do: 'emit', name: 'open-url', args: [bad] });
    expect(desktop.effects.filter(({ effect }) => effect === 'load')).toHaveLength(loads);
  });

  it('asks before it adds a file that it was opened with', async () => {
    const file = path.join(desktop.home, 'opened.md');
    await writeFile(file, '# Opened');
    const isSent = ({ effect, ...more }: Effect) =>
      effect === 'send' && JSON.stringify(more).includes('opened.md');
    await desktop.order({ do: 'person', presses: [1, 0], chooses: [] });
    await desktop.order({ do: 'emit', name: 'open-file', args: [file] });
    await desktop.order({ do: 'inspect' });
    expect(desktop.effects.some(isSent)).toBe(false);
    await desktop.order({ do: 'emit', name: 'open-file', args: [file] });
    expect(await desktop.effect(isSent)).toMatchObject({ name: 'files:event' });
  });

  it('opens a web page outside only when a person agrees, and never a file', async () => {
    await desktop.order({ do: 'person', presses: [1, 0], chooses: [] });
    expect(await desktop.invoke('external:open', { url: 'https://example.org/' })).toEqual({
      ok: true,
      value: false,
    });
    expect(await desktop.invoke('external:open', { url: 'https://example.org/' })).toEqual({
      ok: true,
      value: true,
    });
    expect(await desktop.invoke('external:open', { url: 'file:///etc/passwd' })).toEqual({
      ok: true,
      value: false,
    });
    expect(desktop.effects.filter(({ effect }) => effect === 'open')).toEqual([
      { effect: 'open', url: 'https://example.org/' },
    ]);
  });

  it('answers its own page alone', async () => {
    const from = (url: string, isFramed = false) =>
      desktop.order({ do: 'invoke', channel: 'server:state', url, isFramed, args: [undefined] });
    expect(await from('app://keepsake/')).toMatchObject({ ok: true });
    for (const sender of [
      from('https://evil.example/'),
      from('app://keepsake.evil/'),
      from('app://keepsake/', true),
    ])
      expect(await sender).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  });

  it('pauses and resumes from the tray', async () => {
    const labels = async () => ((await desktop.order({ do: 'inspect' })) as { tray: string[] }).tray;
    expect(await labels()).toContain('Pause');
    await desktop.order({ do: 'tray', label: 'Pause' });
    await expect.poll(labels, { timeout: 40_000 }).toContain('Memory is paused');
    await desktop.order({ do: 'tray', label: 'Resume' });
    await expect.poll(labels, { timeout: 40_000 }).toContain('Memory is on');
  });

  it('starts a server again that was killed, and what it had acknowledged is there', async () => {
    const [server] = readFileSync(`/proc/${desktop.pid}/task/${desktop.pid}/children`, 'utf8')
      .trim()
      .split(' ');
    const before = desktop.effects.filter(isRunning).length;
    process.kill(Number(server), 'SIGKILL');
    await expect
      .poll(() => desktop.effects.filter(isRunning).length, { timeout: 40_000 })
      .toBeGreaterThan(before);
    await page.reload();
    await page.getByText('invoices.txt').first().waitFor();
  });

  it('shows the memory of another server to a member of it, and that of this computer again', async () => {
    await using other = await startTestServer();
    await other.owner.createProject({ name: 'Shared elsewhere' });
    const { secret } = await join(other, 'reader');
    await page.goto(`${pageOrigin}/#/settings/remote`);
    await page.getByLabel('Address').fill(other.url);
    await page.getByLabel('Personal access token').fill('kst_wrong');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('alert').filter({ hasText: 'not known here' }).waitFor();
    await page.getByLabel('Personal access token').fill(secret);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('link', { name: 'Shared elsewhere' }).first().waitFor();
    const settings = readFileSync(path.join(keepsakePaths(desktop.env).configFolder, 'app.json'), 'utf8');
    expect(JSON.parse(settings)).toMatchObject({ remote: { url: other.url } });
    expect(settings).not.toContain('kst_');
    await page.goto(`${pageOrigin}/#/settings/remote`);
    await page.getByRole('button', { name: 'Go back to the memory of this computer' }).click();
    await page.getByRole('link', { name: 'Shared elsewhere' }).waitFor({ state: 'detached' });
    await page.goto(`${pageOrigin}/#/drive`);
    await page.getByText('invoices.txt').first().waitFor();
  });

  it('keeps settings without secrets, and ends with its server', async () => {
    expect(await desktop.invoke('appearance:set', { theme: 'dark' })).toEqual({ ok: true, value: 'dark' });
    expect(readFileSync(path.join(keepsakePaths(desktop.env).configFolder, 'app.json'), 'utf8')).not.toMatch(
      /ks[okt]_/,
    );
    await page.close();
    void desktop.order({ do: 'tray', label: 'Quit Keepsake' });
    // The first run was skipped before the code was acknowledged, so it is shown once more.
    await desktop.effect(
      ({ effect, ...more }) => effect === 'message' && JSON.stringify(more).includes('Your recovery code'),
    );
    expect(await desktop.ended).toBe(0);
    const fetch = createFetch({ socketPath: keepsakePaths(desktop.env).socketPath });
    await expect(fetch('http://localhost/livez', { method: 'GET', headers: {} })).rejects.toThrow(
      'fetch failed',
    );
  });
});

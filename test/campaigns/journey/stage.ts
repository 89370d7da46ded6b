/** Where a journey is gone through: the page in a browser, or the desktop app's main process and preload around it. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Response } from 'undici';
import { createClient, type Client } from '../../../contract/index.ts';
import { createFetch } from '../../../local/http.ts';
import { keepsakePaths } from '../../../local/paths.ts';
import { openSecrets } from '../../../local/secrets.ts';
import { startDesktop } from '../../harness/electron/desktop.ts';
import { startKeepsake } from '../../harness/keepsake.ts';

export interface Stage extends AsyncDisposable {
  readonly name: 'browser' | 'app';
  readonly page: Page;
  /** The home of the person, where AI clients keep their files. */
  readonly home: string;
  readonly owner: Client<Response>;
  /** The status of a request with this secret: 200, or 401 once it is revoked. */
  statusFor(secret: string): Promise<number>;
  /** Addresses beyond this computer that the page asked for. */
  readonly outside: readonly string[];
  /** Drops a file or folder as the system does, trusted by Chromium. */
  drop(target: Locator, path: string): Promise<void>;
  /** Tells the stand-in of the app's preload where a file is that will be chosen, and its dialogs what to choose. */
  expectChoice(path: string): Promise<void>;
  /** `keepsake` with arguments, where no app can do it. */
  readonly command:
    | ((...args: string[]) => Promise<{ code: number | null; out: string; err: string }>)
    | undefined;
}

const options = { locale: 'en-GB', viewport: { width: 1280, height: 800 } };

export async function openInBrowser(browser: Browser): Promise<Stage> {
  const keepsake = await startKeepsake({ firstRun: true });
  const home = join(keepsake.env['KEEPSAKE_HOME'] ?? '', 'person');
  await mkdir(home);
  keepsake.env['HOME'] = home;
  const page = await browser.newPage(options);
  const outside = await stayHere(page);
  await page.goto(/http:\S+#code=\S+/.exec(keepsake.printed())?.[0] ?? '');
  return {
    name: 'browser',
    page,
    home,
    owner: keepsake.owner,
    statusFor: statusIn(keepsake.env),
    outside,
    drop: (target, path) => drop(page, target, path),
    expectChoice: () => Promise.resolve(),
    command: keepsake.run,
    async [Symbol.asyncDispose]() {
      await page.close();
      await keepsake[Symbol.asyncDispose]();
    },
  };
}

/** The built main process under Node.js and the built preload in Chromium, not in Electron (docs/desktop.md). */
export async function openInApp(browser: Browser): Promise<Stage> {
  const desktop = await startDesktop();
  const page = await browser.newPage(options);
  await desktop.show(page);
  const outside = await stayHere(page);
  const paths = keepsakePaths(desktop.env);
  const expectChoice = async (path: string): Promise<void> => {
    await desktop.order({ do: 'person', presses: [], chooses: [path] });
    await page.evaluate(
      ([name, path]) => {
        (globalThis as unknown as { knownPaths: Record<string, string> }).knownPaths[name] = path;
      },
      [basename(path), path] as const,
    );
  };
  // The server makes its secrets when it first starts.
  await page.getByRole('heading', { level: 1 }).waitFor();
  const secrets = await openSecrets({ paths, env: desktop.env });
  return {
    name: 'app',
    page,
    home: desktop.home,
    owner: createClient({
      baseUrl: 'http://localhost',
      fetch: createFetch({ socketPath: paths.socketPath }),
      token: () => secrets.get('owner'),
      newIdempotencyKey: randomUUID,
    }),
    statusFor: statusIn(desktop.env),
    outside,
    async drop(target, path) {
      await expectChoice(path);
      await drop(page, target, path);
    },
    expectChoice,
    command: undefined,
    async [Symbol.asyncDispose]() {
      await page.close();
      await desktop[Symbol.asyncDispose]();
    },
  };
}

/** Notes and refuses whatever the page asks for beyond this computer. */
async function stayHere(page: Page): Promise<readonly string[]> {
  const outside: string[] = [];
  page.setDefaultTimeout(20_000);
  await page.route(
    ({ hostname, protocol }) =>
      /^(http|ws)/.test(protocol) && hostname !== '127.0.0.1' && !hostname.endsWith('localhost'),
    (route) => {
      outside.push(route.request().url());
      return route.abort('blockedbyclient');
    },
  );
  return outside;
}

function statusIn(environment: Readonly<Record<string, string>>): Stage['statusFor'] {
  const fetch = createFetch({ socketPath: keepsakePaths(environment).socketPath });
  return async (secret) => {
    const headers = { authorization: `Bearer ${secret}` };
    const answer = await fetch('http://localhost/api/v1/projects', { method: 'GET', headers });
    await answer.text();
    return answer.status;
  };
}

async function drop(page: Page, target: Locator, path: string): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) throw new Error(`There is nothing to drop on: ${String(target)}.`);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data });
  await cdp.detach();
}

/** The built main process of the desktop app under Node.js, with its own folders, driven by a test. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page, Route } from 'playwright-core';
import { createHome } from '../home.ts';
import type { Effect, Order, PlainResponse } from './messages.ts';

const root = new URL('../../../', import.meta.url);
const at = (path: string) => fileURLToPath(new URL(path, root));

/** Where the page stands in Chromium, which knows no scheme of ours; the main process is told `app://keepsake`. */
export const pageOrigin = 'http://keepsake.localhost';
const appOrigin = 'app://keepsake';

export interface Desktop extends AsyncDisposable {
  readonly home: string;
  readonly env: Record<string, string>;
  readonly passphraseFile: string;
  readonly pid: number;
  readonly effects: readonly Effect[];
  order(order: Order): Promise<unknown>;
  /** As our page would. */
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  /** Resolves with the first effect, past or coming, that fits. */
  effect(fits: (effect: Effect) => boolean): Promise<Effect>;
  /** Puts the built preload into a page, serves the page by the app's protocol, and follows what the window loads. */
  show(page: Page): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

export interface DesktopOptions {
  readonly argv?: readonly string[];
  /** Without one the server cannot start. */
  readonly withPassphrase?: boolean;
  /** The resources of an installed app, and its main process unpacked; of this clone when left out. */
  readonly installed?: { readonly resources: string; readonly main: string };
}

export async function startDesktop({
  argv = [],
  withPassphrase = true,
  installed,
}: DesktopOptions = {}): Promise<Desktop> {
  const own = await createHome({}, withPassphrase ? 'quick' : 'none');
  const { folder: home, passphraseFile } = own;
  if (!withPassphrase) await rm(passphraseFile);
  const env = {
    ...own.env,
    HOME: home,
    ...(installed === undefined
      ? { KEEPSAKE_NODE: process.execPath }
      : { STAND_IN_RESOURCES: installed.resources }),
    XDG_CONFIG_HOME: join(home, 'xdg'),
  };
  const child = spawn(
    process.execPath,
    [
      '--import',
      at('test/harness/electron/resolve.ts'),
      installed?.main ?? at('dist/electron/main.mjs'),
      ...(installed === undefined ? ['argument of a clone'] : []),
      ...argv,
    ],
    { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' },
  );
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const effects: Effect[] = [];
  const waiting = new Map<number, (value: unknown) => void>();
  const watchers = new Set<(effect: Effect) => void>();
  child.on('message', (message: { effect: Effect } | { id: number; value: unknown }) => {
    if ('id' in message) return waiting.get(message.id)?.(message.value);
    effects.push(message.effect);
    for (const watch of watchers) watch(message.effect);
    return undefined;
  });
  let orders = 0;
  const order = (given: Order): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error('The app has ended.'));
      const id = (orders += 1);
      waiting.set(id, resolve);
      child.send({ id, order: given });
      return undefined;
    });
  return {
    home,
    env,
    passphraseFile,
    pid: child.pid ?? 0,
    effects,
    order,
    ended,
    invoke: (channel, ...args) =>
      order({ do: 'invoke', channel, url: `${appOrigin}/#/home`, isFramed: false, args }),
    effect: (fits) =>
      new Promise((resolve) => {
        const known = effects.find(fits);
        if (known !== undefined) return resolve(known);
        watchers.add((effect) => fits(effect) && resolve(effect));
        return undefined;
      }),
    async show(page) {
      await bridge(page, order);
      const follow = (effect: Effect): void => {
        if (effect.effect === 'load')
          void page.goto(effect.url.replace(appOrigin, pageOrigin)).catch(() => undefined);
        if (effect.effect === 'send')
          void page
            .evaluate(([name, event]) => dispatch(name as string, event), [effect.name, effect.event])
            .catch(() => undefined);
      };
      watchers.add(follow);
      const loaded = effects.findLast(({ effect }) => effect === 'load');
      if (loaded !== undefined) follow(loaded);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null)
        await order({ do: 'emit', name: 'before-quit', args: [] }).then(() =>
          child.send({ id: 0, order: { do: 'tray', label: 'Quit Keepsake' } }),
        );
      await ended;
      await own[Symbol.asyncDispose]();
    },
  };
}

export async function writePassphrase(file: string): Promise<void> {
  await writeFile(file, randomBytes(24).toString('base64'), { mode: 0o600 });
}

/** In the page; set up by `bridge`. */
declare function dispatch(name: string, event: unknown): void;

async function bridge(page: Page, order: Desktop['order']): Promise<void> {
  await page.route(`${pageOrigin}/**`, (route) =>
    // A page may be closed while its last requests are on their way.
    answerFromApp(route, order).catch((failure: unknown) => {
      if (!/has been closed/.test(String(failure))) throw failure;
    }),
  );
  await page.exposeBinding('electronInvoke', ({ frame }, channel: string, ...args: unknown[]) =>
    order({
      do: 'invoke',
      channel,
      url: frame.url().replace(pageOrigin, appOrigin),
      isFramed: frame.parentFrame() !== null,
      args,
    }),
  );
  await page.addInitScript({ content: around(await readFile(at('dist/electron/preload.cjs'), 'utf8')) });
}

async function answerFromApp(route: Route, order: Desktop['order']): Promise<void> {
  const request = route.request();
  const { origin: _origin, ...headers } = await request.allHeaders();
  const asked = order({
    do: 'request',
    url: request.url().replace(pageOrigin, appOrigin),
    method: request.method(),
    headers,
    body: request.postDataBuffer() ?? undefined,
  }) as Promise<PlainResponse>;
  // A page may still ask when its app has ended.
  await asked.then(
    (answer) => route.fulfill({ ...answer, body: Buffer.from(answer.body) }),
    () => route.abort(),
  );
}

/** The built preload in a world where `electron` is these few functions. Isolation is Electron's and not shown here. */
function around(preload: string): string {
  return `(() => {
    const listeners = new Map();
    globalThis.dispatch = (name, event) => { for (const heard of listeners.get(name) ?? []) heard({}, event); };
    const paths = globalThis.knownPaths = {};
    const standIn = {
      contextBridge: { exposeInMainWorld: (name, value) => { globalThis[name] = value; } },
      ipcRenderer: {
        invoke: (channel, ...args) => globalThis.electronInvoke(channel, ...args),
        on: (name, heard) => listeners.set(name, [...(listeners.get(name) ?? []), heard]),
        off: (name, heard) => listeners.set(name, (listeners.get(name) ?? []).filter((one) => one !== heard)),
      },
      webUtils: { getPathForFile: (file) => paths[file.name] ?? '' },
    };
    const require = () => standIn;
    ${preload}
  })();`;
}

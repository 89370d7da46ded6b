/** `keepsake serve`: a server, from secrets to listening, and its end. */
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { KeepsakeError } from '../../contract/index.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { isLoopback } from '../../local/outward.ts';
import { openMasterKey } from '../../local/master-key.ts';
import { keepsakePaths } from '../../local/paths.ts';
import type { Secrets } from '../../local/secrets.ts';
import { newToken } from '../../local/tokens.ts';
import type { RunningServer, ServerOptions } from '../../server/index.ts';
import type { Output } from '../output.ts';
import { openOwnSecrets } from '../session.ts';

export interface ServeOptions {
  start?: boolean;
  port?: number;
  host: string;
  tcp: boolean;
  /** In bytes. */
  maxFileSize?: number;
  /** In bytes. */
  quota?: number;
  /** `postgres://USER@HOST/DATABASE`; the data folder's own files when left out. */
  store?: string;
  /** `file:///FOLDER` or `s3://BUCKET/PREFIX`. */
  blobs?: string;
  allowHost?: string[];
  operations?: { host: string; port: number };
  /** In seconds. */
  drain?: number;
  /** In bytes. */
  searchMemory?: number;
  publicUrl?: string;
  oidcIssuer?: string;
  oidcAudience?: string;
  openNamespace?: string[];
  /** In minutes; 0 for never. */
  exitWhenIdle?: number;
}

const usualPort = 7_272;
const portsToTry = 20;

export async function serve(options: ServeOptions, output: Output): Promise<void> {
  const reached = { publicUrl: publicUrlOf(options), oidc: oidcOf(options) };
  if (options.store === undefined) return serveFolder(options, reached, output);
  return serveShared(options, options.store, reached, output);
}

/** On the files of this computer, which one server has open at a time. */
async function serveFolder(options: ServeOptions, reached: Reached, output: Output): Promise<void> {
  const paths = keepsakePaths();
  const secrets = await openOwnSecrets(paths, {
    allowNewPassphraseFile: options.start === true,
    say: output.say,
  });
  const lock = lockDataFolder(paths.dataFolder);
  try {
    const { masterKey, recoveryCode } = await openMasterKey({ dataFolder: paths.dataFolder, secrets });
    const ownerToken = await ensureOwnerToken(secrets);
    const server = await startListening(options, {
      ...reached,
      dataFolder: paths.dataFolder,
      masterKey,
      ownerToken,
      secrets,
      socketPath: paths.socketPath,
    });
    if (options.start === true) {
      const { introduce } = await import('./start.ts');
      await introduce({ server, recoveryCode, output });
    } else if (recoveryCode !== undefined) output.say(`Recovery code, shown this once: ${recoveryCode}`);
    output.say('ready');
    await untilStopped(server, (options.exitWhenIdle ?? 0) * 60_000);
  } finally {
    lock.release();
  }
}

/** On a database that servers share: one of many, reached by TCP alone, with secrets from its environment. */
async function serveShared(
  options: ServeOptions,
  url: string,
  reached: Reached,
  output: Output,
): Promise<void> {
  assertShared(options);
  // Of many servers each has little memory: without these, V8 takes 40 MB more for new values, and lets as much as it
  // has in use, or more, become garbage before it looks for any.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=40');
  const { readSharedStore } = await import('./shared-store.ts');
  const { masterKey, ownerToken, ...secrets } = await readSharedStore(process.env);
  const { dataFolder } = keepsakePaths();
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const server = await startListening(options, {
    ...reached,
    dataFolder,
    masterKey,
    ownerToken,
    socketPath: undefined,
    store: { url, ...secrets },
  });
  output.say(`listening at ${server.url ?? ''}`);
  output.say('ready');
  await untilStopped(server, (options.exitWhenIdle ?? 0) * 60_000);
}

/** @throws KeepsakeError VALIDATION_ERROR */
function assertShared({ start, tcp, openNamespace = [] }: ServeOptions): void {
  const wrong = [
    start === true ? '--start' : undefined,
    tcp ? undefined : '--no-tcp',
    openNamespace.length > 0 ? '--open-namespace' : undefined,
  ].find((name) => name !== undefined);
  if (wrong === undefined) return;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `${wrong} is for the server of one computer and does not go with --store. Leave one of the two out.`,
  );
}

/** How people and clients come to it. */
type Reached = Pick<ServerOptions, 'publicUrl' | 'oidc'>;

type Opened = Pick<ServerOptions, 'dataFolder' | 'masterKey' | 'ownerToken' | 'store' | 'secrets'> &
  Reached & {
    readonly socketPath: string | undefined;
  };

async function startListening(
  options: ServeOptions,
  { socketPath, ...opened }: Opened,
): Promise<RunningServer> {
  const start = await serverStarter();
  return listenSomewhere(options, (port) =>
    start({
      ...opened,
      listen: { socketPath, host: options.host, port },
      pageFolder: builtPage(),
      maxFileBytes: options.maxFileSize,
      quotaBytes: options.quota,
      blobs: options.blobs,
      hosts: options.allowHost ?? [],
      operations: options.operations,
      drainMs: (options.drain ?? 0) * 1_000,
      searchMemoryBytes: options.searchMemory,
      openNamespaces: options.openNamespace ?? [],
      logLevel: process.env['KEEPSAKE_LOG_LEVEL'] ?? (options.start === true ? 'warn' : 'info'),
    }),
  );
}

/** @throws KeepsakeError VALIDATION_ERROR for an address that people cannot come to */
function publicUrlOf({ publicUrl }: ServeOptions): string | undefined {
  return publicUrl === undefined ? undefined : webAddress(publicUrl, '--public-url');
}

function oidcOf({ oidcIssuer, oidcAudience }: ServeOptions) {
  if (oidcIssuer === undefined) return undefined;
  webAddress(oidcIssuer, '--oidc-issuer');
  // As it was given: tokens name their issuer letter by letter.
  return { issuer: oidcIssuer, audience: oidcAudience };
}

/** Tokens and secrets travel there: in the open only on this computer. */
function webAddress(text: string, option: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url !== undefined && isSafe && url.search === '' && url.hash === '') return url.href.replace(/\/$/, '');
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `${option} is an address that begins with https://, such as https://memory.example. Only on this computer it may begin with http://.`,
  );
}

async function serverStarter() {
  return (await import('../../server/index.ts')).startServer;
}

/** The page that the build made; a server from source without a build serves none. */
export function builtPage(): string | undefined {
  const beside = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? '../../dist/renderer' : './renderer', import.meta.url),
  );
  return existsSync(beside) ? beside : undefined;
}

export async function ensureOwnerToken(secrets: Secrets): Promise<string> {
  const known = await secrets.get('owner');
  if (known !== undefined) return known;
  const { secret } = newToken('kso');
  await secrets.set('owner', secret);
  return secret;
}

/** The port asked for, or the usual one; where that is taken and nobody asked for it, the next that is free. */
async function listenSomewhere(
  options: ServeOptions,
  start: (port: number | undefined) => Promise<RunningServer>,
): Promise<RunningServer> {
  if (!options.tcp) return start(undefined);
  if (options.port !== undefined) return start(options.port);
  for (let port = usualPort; ; port++) {
    try {
      return await start(port);
    } catch (error) {
      const taken = error instanceof KeepsakeError && error.details?.['cause_code'] === 'EADDRINUSE';
      if (!taken || port >= usualPort + portsToTry) throw error;
    }
  }
}

/** @param idleMs after which it stops by itself; 0 for never */
function untilStopped(server: RunningServer, idleMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) return;
      isStopping = true;
      clearInterval(watch);
      void server.close().then(resolve, reject);
    };
    const look = (): void => {
      if (server.idleMs() >= idleMs) stop();
    };
    const watch = idleMs === 0 ? undefined : setInterval(look, Math.min(idleMs / 4, 15_000));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

/** A server for the demo: on a folder of its own, with secrets of its own, away from the person's memory and keychain. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Response } from 'undici';
import { createClient, type Client } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { openMasterKey } from '../../local/master-key.ts';
import { keepsakePaths, preparePaths } from '../../local/paths.ts';
import { openSecrets } from '../../local/secrets.ts';
import { builtPage, ensureOwnerToken } from '../commands/serve.ts';
import type { DemoAccess } from './access.ts';

export interface DemoOptions {
  /** Kept afterwards, and served again the next time; a temporary one, removed at the end, when left out. */
  folder?: string | undefined;
  /** TCP port on this computer; any free one when left out. */
  port?: number | undefined;
}

export interface Demo extends DemoAccess {
  /** What other commands take to reach it: `KEEPSAKE_HOME` and where its passphrase is. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the folder was empty before. */
  readonly isNew: boolean;
  /** A page address that works once, for ten minutes. */
  pageAddress(): Promise<string>;
  /** Stops the server and removes a temporary folder. */
  close(): Promise<void>;
}

/** Starts it, empty or as it was left. @throws KeepsakeError UNAVAILABLE when another program has the folder or port */
export async function startDemo({ folder, port = 0 }: DemoOptions = {}): Promise<Demo> {
  const home = folder === undefined ? await mkdtemp(join(tmpdir(), 'keepsake-demo-')) : resolve(folder);
  const discard = async () => {
    if (folder === undefined) await rm(home, { recursive: true, force: true });
  };
  try {
    const demo = await serveFrom(home, port);
    return {
      ...demo,
      async close() {
        await demo.close();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function serveFrom(home: string, port: number): Promise<Demo> {
  const env = await prepareHome(home);
  const paths = keepsakePaths(env);
  preparePaths(paths);
  const secrets = await openSecrets({ paths, env });
  const lock = lockDataFolder(paths.dataFolder);
  try {
    const { masterKey, recoveryCode } = await openMasterKey({ dataFolder: paths.dataFolder, secrets });
    const ownerToken = await ensureOwnerToken(secrets);
    const { startServer } = await import('../../server/index.ts');
    const server = await startServer({
      dataFolder: paths.dataFolder,
      masterKey,
      ownerToken,
      listen: { socketPath: paths.socketPath, port },
      pageFolder: builtPage(),
      rateLimit: 10_000_000,
      logLevel: process.env['KEEPSAKE_LOG_LEVEL'] ?? 'warn',
    });
    const url = server.url ?? '';
    const owner = clientOf(url, ownerToken);
    return {
      env,
      url,
      owner,
      clientOf: (secret, client) => clientOf(url, secret, client),
      isNew: recoveryCode !== undefined,
      pageAddress: async () => `${url}/#code=${(await owner.createPageAddress({})).code}`,
      async close() {
        await server.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The passphrase lies beside what it opens: a demo holds nothing that must be kept from who reads the folder. */
async function prepareHome(home: string): Promise<Record<string, string>> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const passphraseFile = join(home, 'passphrase');
  if (!existsSync(passphraseFile))
    await writeFile(passphraseFile, randomBytes(24).toString('base64'), { mode: 0o600 });
  return { KEEPSAKE_HOME: home, KEEPSAKE_NO_KEYCHAIN: '1', KEEPSAKE_PASSPHRASE_FILE: passphraseFile };
}

function clientOf(baseUrl: string, secret: string, client?: string): Client<Response> {
  const fetch = createFetch({});
  const headers = client === undefined ? {} : { 'x-keepsake-client': client };
  return createClient({
    baseUrl,
    fetch: (url, request) => fetch(url, { ...request, headers: { ...request.headers, ...headers } }),
    token: () => secret,
    newIdempotencyKey: randomUUID,
  });
}

/** A server in this process on a folder of its own, with clients for its owner and for keys. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Response } from 'undici';
import { createClient, type Client, type CreatedKey } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { newToken } from '../../local/tokens.ts';
import { startServer, type RunningServer, type ServerOptions } from '../../server/index.ts';
import { testStore } from '../harness/test-store.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly dataFolder: string;
  readonly ownerToken: string;
  readonly owner: Client<Response>;
  clientOf(secret: string): Client<Response>;
  /** A request as it is, for what the typed client cannot send. */
  send(path: string, init?: RequestInit & { token?: string }): Promise<globalThis.Response>;
  newKey(
    projects: string[],
    more?: { scope?: 'read' | 'write'; expires_at?: string },
  ): Promise<CreatedKey & { secret: string }>;
  readonly server: RunningServer;
}

export const masterKey = Buffer.alloc(32, 9);

/** Starts one; `await using` stops it and removes its folder. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'ks-server-')));
  const ownerToken = options.ownerToken ?? newToken('kso').secret;
  const server = await startServer({
    dataFolder,
    masterKey,
    ownerToken,
    listen: { port: 0 },
    store: await testStore(dataFolder),
    logLevel: 'silent',
    ...options,
  });
  const url = server.url ?? '';
  const clientOf = (secret: string) =>
    createClient({
      baseUrl: url,
      fetch: createFetch({}),
      token: () => secret,
      newIdempotencyKey: randomUUID,
    });
  const owner = clientOf(ownerToken);
  return {
    url,
    dataFolder,
    ownerToken,
    owner,
    clientOf,
    server,
    send: (path, { token = ownerToken, ...init } = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      }),
    async newKey(projects, more = {}) {
      const key = await owner.createKey({ description: 'a client', project_ids: projects, ...more });
      return { ...key, secret: key.secret ?? '' };
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

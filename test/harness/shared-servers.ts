/** Several `keepsake serve` processes on one PostgreSQL, as a load balancer would have them behind it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Response } from 'undici';
import { createClient, type Client } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { end, startServer } from './keepsake.ts';
import type { PostgresServer } from './postgres.ts';

export interface SharedServer {
  readonly url: string;
  readonly owner: Client<Response>;
  clientOf(secret: string): Client<Response>;
  /** A request of the owner, for what the typed client cannot send. */
  send(path: string, init?: RequestInit): Promise<globalThis.Response>;
  /** Ends it without warning, as a crash does. */
  kill(): Promise<void>;
  /** To the process: SIGSTOP makes it one that others think gone. */
  readonly signal: (name: NodeJS.Signals) => void;
}

export interface SharedServers extends AsyncDisposable {
  readonly all: readonly SharedServer[];
  /** What each was started with, and the address of the database. */
  readonly env: Record<string, string>;
  readonly store: string;
  readonly ownerToken: string;
}

/** Starts so many at once on a new database. */
export async function startSharedServers(postgres: PostgresServer, count: number): Promise<SharedServers> {
  const home = await mkdtemp(join(tmpdir(), 'ks-shared-'));
  const masterKeyFile = join(home, 'master-key');
  const ownerTokenFile = join(home, 'owner-token');
  await writeFile(masterKeyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  const env = {
    PATH: process.env['PATH'] ?? '',
    KEEPSAKE_HOME: home,
    KEEPSAKE_MASTER_KEY_FILE: masterKeyFile,
    KEEPSAKE_OWNER_TOKEN_FILE: ownerTokenFile,
    KEEPSAKE_LOG_LEVEL: 'warn',
  };
  const store = await postgres.prepared();
  const started = await Promise.all(
    Array.from({ length: count }, () => startServer(['--store', store, '--port', '0'], env)),
  );
  const token = (await readFile(ownerTokenFile, 'utf8')).trim();
  return {
    all: started.map(({ child, output }) => ({
      ...serverAt(/http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0] ?? '', token),
      kill: () => end(child, 'SIGKILL'),
      signal: (name) => void child.kill(name),
    })),
    env,
    store,
    ownerToken: token,
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(({ child }) => end(child, 'SIGTERM')));
      await rm(home, { recursive: true, force: true });
    },
  };
}

function serverAt(url: string, token: string): Omit<SharedServer, 'kill' | 'signal'> {
  const clientOf = (secret: string) =>
    createClient({
      baseUrl: url,
      fetch: createFetch({}),
      token: () => secret,
      newIdempotencyKey: randomUUID,
    });
  return {
    url,
    owner: clientOf(token),
    clientOf,
    send: (path, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      }),
  };
}

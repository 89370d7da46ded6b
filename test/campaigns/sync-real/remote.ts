/** The remote server of a campaign: one process on files, or two on one PostgreSQL, each of which can be killed. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Response } from 'undici';
import { createClient, type Client } from '../../../contract/index.ts';
import { createFetch } from '../../../local/http.ts';
import { openSecrets } from '../../../local/secrets.ts';
import { findComponent } from '../../harness/component.ts';
import { createHome, type Home } from '../../harness/home.ts';
import { end, startServer } from '../../harness/keepsake.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { freePorts } from '../cluster/machines.ts';
import type { Network } from '../cluster/network.ts';
import { startProxyProcess } from './line.ts';

export interface Remote extends AsyncDisposable {
  readonly owner: Client<Response>;
  readonly token: string;
  /** Of the server that devices reach now. */
  port(): number;
  /** What that server has printed since it started. */
  printed(): string;
  /** Ends that server without warning. Resolves once devices can go on: it was started again, or another one is there. */
  kill(): Promise<void>;
}

/** @throws Error without PostgreSQL, where that is wanted */
export async function startRemote(
  store: 'sqlite' | 'postgres',
  network: Network | undefined,
): Promise<Remote> {
  await using parts = new AsyncDisposableStack();
  const home = parts.use(await createHome({ KEEPSAKE_LOG_LEVEL: 'info' }));
  const { args, env, token } = store === 'sqlite' ? onFiles(home) : await onPostgres(home, parts);
  const within = network?.within('server') ?? [];
  const ports = await freePorts(store === 'sqlite' ? 1 : 2);
  const servers = ports.map((port) => {
    const host = network === undefined ? [] : ['--host', '0.0.0.0'];
    const all = [...args, '--port', String(port), ...host];
    return createProcess(port, () => startServer(all, env, within));
  });
  parts.defer(async () => void (await Promise.all(servers.map((server) => server.end('SIGTERM')))));
  // The first makes what the second one finds.
  for (const server of servers) await server.start();
  const ownerToken = await token();
  const socketPath = join(home.folder, 'driver.sock');
  const origin = (port: number): string => `http://127.0.0.1:${port}`;
  let [current, other] = servers as [Process, Process?];
  const door = parts.use(await startProxyProcess(within, { target: origin(current.port), socketPath }));
  let starting: Promise<void> = Promise.resolve();
  const owned = parts.move();
  return {
    owner: createClient({
      baseUrl: 'http://127.0.0.1',
      fetch: createFetch({ socketPath }),
      token: () => ownerToken,
      newIdempotencyKey: randomUUID,
    }),
    token: ownerToken,
    port: () => current.port,
    printed: () => current.printed(),
    async kill() {
      await starting;
      const killed = current;
      await killed.end('SIGKILL');
      if (other === undefined) return killed.start();
      [current, other] = [other, killed];
      starting = killed.start();
      starting.catch(() => undefined);
      await door.tell({ do: 'aim', target: origin(current.port) });
    },
    async [Symbol.asyncDispose]() {
      await starting.catch(() => undefined);
      await owned.disposeAsync();
    },
  };
}

type Process = ReturnType<typeof createProcess>;

function createProcess(port: number, launch: () => ReturnType<typeof startServer>) {
  let running: Awaited<ReturnType<typeof launch>> | undefined;
  return {
    port,
    printed: () => running?.output() ?? '',
    async start(): Promise<void> {
      running = await launch();
    },
    async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
      const before = running;
      running = undefined;
      if (before !== undefined) await end(before.child, signal);
    },
  };
}

interface Started {
  readonly args: string[];
  readonly env: Record<string, string>;
  /** Once it has started. */
  token(): Promise<string>;
}

function onFiles({ env, paths }: Home): Started {
  const token = async () => (await (await openSecrets({ paths, env })).get('owner')) ?? '';
  return { args: ['--start'], env, token };
}

async function onPostgres({ folder, env }: Home, parts: AsyncDisposableStack): Promise<Started> {
  const found = findComponent('postgresql');
  if (found === undefined) throw new Error('This needs PostgreSQL: apt-get install postgresql');
  const postgres = parts.use(await startPostgres(found));
  const [masterKeyFile, ownerTokenFile] = [join(folder, 'master-key'), join(folder, 'owner-token')];
  await writeFile(masterKeyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  const files = { KEEPSAKE_MASTER_KEY_FILE: masterKeyFile, KEEPSAKE_OWNER_TOKEN_FILE: ownerTokenFile };
  return {
    args: ['--store', await postgres.prepared()],
    env: { ...env, ...files },
    token: async () => (await readFile(ownerTokenFile, 'utf8')).trim(),
  };
}

/** Instances of the server on one PostgreSQL: `keepsake serve` processes of one core each, and their owner's client. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Response } from 'undici';
import { createClient, type Client } from '../../contract/index.ts';
import { createFetch } from '../../local/http.ts';
import { ofThisRun } from '../../test/harness/home.ts';

export interface Instance {
  readonly pid: number;
  clientOf(secret: string): Client<Response>;
  stop(): Promise<void>;
}

/** What every instance of one database is started with. */
export interface Fleet {
  readonly store: string;
  readonly masterKey: Buffer;
  ownerToken(): string;
  /** Starts an instance on one core: the so many-th, as far as there are cores. */
  start(number: number): Promise<Instance>;
}

/**
 * @param program what is started: the built one, or the source in tests
 * @param folder has the secrets that instances share, and what is theirs
 */
export function createFleet(store: string, program: 'built' | 'source', folder: string): Fleet {
  const keyFile = join(folder, 'master-key');
  const tokenFile = join(folder, 'owner-token');
  if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
  const env = {
    ...ofThisRun(),
    KEEPSAKE_MASTER_KEY_FILE: keyFile,
    KEEPSAKE_OWNER_TOKEN_FILE: tokenFile,
    KEEPSAKE_LOG_LEVEL: 'warn',
    // As the container image has it.
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: '262144',
    MALLOC_TRIM_THRESHOLD_: '262144',
  };
  const file = program === 'built' ? '../../dist/keepsake.mjs' : '../../cli/index.ts';
  const args = [fileURLToPath(new URL(file, import.meta.url)), 'serve', '--store', store, '--port', '0'];
  return {
    store,
    masterKey: Buffer.from(readFileSync(keyFile, 'utf8'), 'base64'),
    ownerToken: () => readFileSync(tokenFile, 'utf8').trim(),
    async start(number) {
      const home = join(folder, `instance-${number}`);
      mkdirSync(home, { recursive: true });
      const child = spawn(
        'taskset',
        ['-c', String(number % availableParallelism()), process.execPath, ...args],
        {
          env: { ...env, KEEPSAKE_HOME: home },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const baseUrl = await addressOf(child);
      // One for all callers, who keep their connections as a load balancer does.
      const fetch = createFetch({});
      return {
        pid: child.pid as number,
        clientOf: (secret) =>
          createClient({
            baseUrl,
            fetch,
            token: () => secret,
            newIdempotencyKey: randomUUID,
          }),
        async stop() {
          if (child.exitCode !== null) return;
          const ended = once(child, 'exit');
          child.kill('SIGTERM');
          await ended;
        },
      };
    },
  };
}

/** Resolves once it is ready. `taskset` becomes the program it starts, so the process is the server itself. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => {
      printed += data.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (address !== undefined && /^ready$/m.test(printed)) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`keepsake serve ended with ${String(code)}:\n${printed}`)));
  });
}

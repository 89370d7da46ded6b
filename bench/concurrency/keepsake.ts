/** A Keepsake of its own in a temporary folder, set up and run by the `keepsake` command as a person would. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from './two-writers.ts';

const entry = fileURLToPath(new URL('../../cli/index.ts', import.meta.url));
const connection = 'bench';

export interface Installation {
  /** How an AI client would start the bridge. */
  readonly bridge: Command;
  close(): Promise<void>;
}

/** Starts a server with one project and a connection that may write to it. */
export async function installKeepsake(): Promise<Installation> {
  const home = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const passphraseFile = join(home, 'passphrase');
  writeFileSync(passphraseFile, 'only for this run\n', { mode: 0o600 });
  const env = { KEEPSAKE_HOME: home, KEEPSAKE_NO_KEYCHAIN: '1', KEEPSAKE_PASSPHRASE_FILE: passphraseFile };
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [entry, ...args], { env: { ...process.env, ...env } });
  const server = await serve(env);
  await run('project', 'create', 'Bench');
  await run('key', 'create', 'bench', '--project', 'Bench', '--connection', connection);
  return {
    bridge: { command: process.execPath, args: [entry, 'bridge', '--connection', connection], env },
    async close() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Resolves when the server says that it is ready. */
async function serve(env: Readonly<Record<string, string>>) {
  const server = spawn(process.execPath, [entry, 'serve', '--no-tcp'], {
    env: { ...process.env, ...env, KEEPSAKE_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('ready')) resolve();
      });
    }
  });
  const ended = once(server, 'exit').then(() => {
    throw new Error(`the server ended before it was ready: ${said}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return server;
}

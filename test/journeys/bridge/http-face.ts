/** The bridge's loopback address as a process of its own, and the official clients for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { BridgeHome } from './home.ts';

export interface RunningFace extends AsyncDisposable {
  /** What it said at its start. */
  readonly printed: string;
  readonly url: string;
  /** Where it was made just now. */
  readonly token: string | undefined;
}

/** `await using` ends it. */
export async function startFace(home: BridgeHome, ...more: string[]): Promise<RunningFace> {
  const { command, args, env } = home.command('--http', '--port', '0', ...more);
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const part of child.stdout as AsyncIterable<Buffer>) {
    printed += part.toString();
    if (/^ready$/m.test(printed)) break;
  }
  return {
    printed,
    url: /http:\/\/\S+/.exec(printed)?.[0] ?? '',
    token: /ksb_\S+/.exec(printed)?.[0],
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

const bearer = (token: string | undefined) => ({
  requestInit: { headers: { authorization: `Bearer ${token}` } },
});

export const everyFace = {
  'the v2 client in modern mode': async (url: string, token: string | undefined) => {
    const client = new ModernClient(
      { name: 'http', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    await client.connect(new ModernHttp(new URL(url), bearer(token)));
    return client;
  },
  'the v1 client': async (url: string, token: string | undefined) => {
    const client = new OldClient({ name: 'http', version: '1' });
    await client.connect(new OldHttp(new URL(url), bearer(token)));
    return client;
  },
};

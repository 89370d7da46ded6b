/** The bridge's loopback address: who may come in, what passes, and how its token is made and ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, describe, expect, it } from 'vitest';
import { bridgeTo, type BridgeHome } from './home.ts';
import { startLegacyEndpoint, startModernEndpoint } from './upstreams.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts the loopback address. @returns what it printed */
async function startFace(home: BridgeHome, ...more: string[]) {
  const { command, args, env } = home.command('--http', '--port', '0', ...more);
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let printed = '';
  for await (const part of child.stdout as AsyncIterable<Buffer>) {
    printed += part.toString();
    if (/^ready$/m.test(printed)) break;
  }
  return {
    printed,
    url: /http:\/\/\S+/.exec(printed)?.[0] ?? '',
    token: /ksb_\S+/.exec(printed)?.[0],
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The status of a request with these headers. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(ping));
  });
}

const bearer = (token: string | undefined) => ({
  requestInit: { headers: { authorization: `Bearer ${token}` } },
});

const faces = {
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
const endpoints = { 'keeps sessions': startLegacyEndpoint, 'is modern alone': startModernEndpoint };

describe.each(Object.entries(endpoints))('in front of an endpoint that %s', (_kind, start) => {
  it.each(Object.entries(faces))('%s lists, calls and reads', async (_name, connect) => {
    await using endpoint = await start('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    const { url, token } = await startFace(home);
    const client = await connect(url, token);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo');
    const { content } = await client.callTool({ name: 'echo', arguments: { value: 'hello' } });
    expect(content).toEqual([{ type: 'text', text: 'hello' }]);
    expect((await client.readResource({ uri: 'note://one' })).contents).toMatchObject([{ text: 'a note' }]);
    await client.close();
  });
});

describe('who may come in', () => {
  it('is who has the token, from this computer, and no page of another origin', async () => {
    await using endpoint = await startLegacyEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    const { url, token } = await startFace(home);
    const good = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect(await statusOf(url, good)).toBe(400);
    const before = endpoint.log.length;
    expect(await statusOf(url, {})).toBe(401);
    expect(await statusOf(url, { authorization: 'Bearer the secret' })).toBe(401);
    expect(await statusOf(url, { ...good, host: 'evil.example' })).toBe(403);
    expect(await statusOf(url, { ...good, origin: 'https://evil.example' })).toBe(403);
    expect(endpoint.log.length).toBe(before);
    expect(await statusOf(url, { ...good, origin: new URL(url).origin })).toBe(400);
  });

  it('changes with a new token, for an address that is already running too; the token is shown once', async () => {
    await using endpoint = await startLegacyEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    const first = await startFace(home);
    const second = await startFace(home);
    expect(second.token).toBeUndefined();
    const third = await startFace(home, '--new-token');
    expect(third.token).toMatch(/^ksb_/);
    expect(await statusOf(third.url, { authorization: `Bearer ${third.token}` })).toBe(400);
    await expect
      .poll(() => statusOf(first.url, { authorization: `Bearer ${first.token}` }), { timeout: 5_000 })
      .toBe(401);
    expect(await statusOf(first.url, { authorization: `Bearer ${third.token}` })).toBe(400);
    await first.stop();
  });
});

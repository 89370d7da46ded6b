/** Bad times, side by side since most of each is waiting: servers that are away, restarted or slow, networks behind proxies, clients that vanish. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startKeepsake } from '../../harness/keepsake.ts';
import { bridgeTo } from './home.ts';
import { startLines } from './lines.ts';
import { startLegacyEndpoint, startModernEndpoint } from './upstreams.ts';

// `expect.poll` does not know which of several tests it is in.
const patience = { timeout: 30_000, interval: 20 };

describe.concurrent('a server that cannot be reached', () => {
  it.each([startLegacyEndpoint, startModernEndpoint])(
    'is remembered for what it is and has; calls say what to do (%o)',
    async (start) => {
      const endpoint = await start('the secret');
      await using home = await bridgeTo(endpoint.url, 'the secret');
      {
        await using first = startLines(home.command());
        await first.ask('server/discover');
        expect((await first.ask('tools/list')).result).toBeDefined();
      }
      await endpoint[Symbol.asyncDispose]();
      await using client = startLines(home.command());
      expect((await client.ask('server/discover')).result).toMatchObject({
        supportedVersions: ['2026-07-28'],
      });
      const tools = (await client.ask('tools/list')).result?.['tools'] as { name: string }[];
      expect(tools.map(({ name }) => name)).toContain('echo');
      const refused = await client.ask('tools/call', { name: 'echo', arguments: { value: 'x' } });
      expect(refused.error?.message).toMatch(
        /UNAVAILABLE: The server at http:\S+ is not running or cannot be reached/,
      );
      const cache = join(home.folder, 'cache', 'bridge');
      const files = await Promise.all(
        (await readdir(cache)).map((name) => readFile(join(cache, name), 'utf8')),
      );
      expect(files.length).toBeGreaterThanOrEqual(2);
      expect(files.join('')).not.toContain('echo');
    },
  );

  it('is not remembered under another secret', async () => {
    const endpoint = await startModernEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    {
      await using first = startLines(home.command());
      await first.ask('tools/list');
    }
    await endpoint[Symbol.asyncDispose]();
    await home.setSecret('another');
    await using client = startLines(home.command());
    expect((await client.ask('tools/list')).error?.message).toContain('UNAVAILABLE');
  });
});

describe.concurrent('the server of this computer', () => {
  it('is started once by the bridges that need it, and only where Keepsake is set up', async () => {
    await using keepsake = await startKeepsake({ args: ['--start', '--no-tcp'] });
    await keepsake.kill();
    const bridges = Array.from({ length: 3 }, () => startLines(keepsake.bridge()));
    try {
      const answers = await Promise.all(bridges.map((bridge) => bridge.ask('tools/list')));
      for (const { result } of answers) expect(result).toBeDefined();
    } finally {
      const pid = Number(await readFile(join(keepsake.dataFolder, 'server.pid'), 'utf8'));
      process.kill(pid, 'SIGTERM');
      for (const bridge of bridges) await bridge[Symbol.asyncDispose]();
      await untilEnded(pid);
    }
  });
});

describe.concurrent('a server that nobody uses', () => {
  it('goes, and comes back with the next call', async () => {
    await using keepsake = await startKeepsake({ args: ['--start', '--no-tcp'] });
    await keepsake.kill();
    const command = keepsake.bridge();
    const impatient = { ...command, env: { ...command.env, KEEPSAKE_IDLE_MINUTES: '0.01' } };
    const pidOf = async () => Number(await readFile(join(keepsake.dataFolder, 'server.pid'), 'utf8'));
    let pid: number;
    {
      await using bridge = startLines(impatient);
      const content = 'The lighthouse is painted red.';
      const written = await bridge.ask('tools/call', { name: 'add_memory', arguments: { content } });
      expect(written.result?.['isError']).toBeFalsy();
      pid = await pidOf();
    }
    await untilEnded(pid);
    await using bridge = startLines(impatient);
    const found = await bridge.ask('tools/call', { name: 'search', arguments: { query: 'lighthouse' } });
    expect(JSON.stringify(found.result)).toContain('painted red');
    expect(await pidOf()).not.toBe(pid);
    pid = await pidOf();
    await bridge[Symbol.asyncDispose]();
    await untilEnded(pid);
  });
});

describe.concurrent('a client that goes away', () => {
  it('takes the bridge with it: at the end of input, while a call is under way', async () => {
    await using endpoint = await startLegacyEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    const bridge = startLines(home.command());
    void bridge.ask('tools/call', { name: 'forever', arguments: {} }).catch(() => undefined);
    await vi.waitUntil(() => endpoint.log.length > 0, patience);
    bridge.child.stdin.end();
    expect(await bridge.ended).toBe(0);
  });

  it('takes the bridge with it: when nobody reads its output', async () => {
    await using endpoint = await startLegacyEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    const bridge = startLines(home.command());
    await bridge.ask('tools/list');
    bridge.child.stdout.destroy();
    void bridge.ask('tools/list').catch(() => undefined);
    expect(await bridge.ended).toBe(0);
  });

  it('takes the bridge with it: killed, while another process holds the pipes open', async () => {
    await using endpoint = await startLegacyEndpoint('the secret');
    await using home = await bridgeTo(endpoint.url, 'the secret');
    const { command, args, env } = home.command();
    const program = `
      const { spawn } = require('node:child_process');
      const child = spawn(${JSON.stringify(command)}, ${JSON.stringify(args)}, { stdio: 'inherit' });
      process.stderr.write(child.pid + '\\n');`;
    const parent = spawn(process.execPath, ['-e', program], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const [pid] = (await once(parent.stderr, 'data')) as [Buffer];
    // The bridge has to be up, or it would not know who its parent was.
    parent.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
    await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    await untilEnded(Number(pid.toString()));
    expect(isRunning(Number(pid.toString()))).toBe(false);
  });
});

describe.concurrent('a network behind a proxy', () => {
  it('is reached through HTTP_PROXY, and not where NO_PROXY says so', async () => {
    await using endpoint = await startModernEndpoint('the secret');
    const seen: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      seen.push(incoming.url ?? '');
      const target = new URL(endpoint.url);
      const { host: _host, ...headers } = incoming.headers;
      const forwarded = httpRequest(target, { method: 'POST', headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await using home = await bridgeTo('http://memory.invalid/mcp', 'the secret');
    const command = home.command();
    {
      await using client = startLines({ ...command, env: { ...command.env, HTTP_PROXY } });
      expect((await client.ask('tools/list')).result).toBeDefined();
      expect(seen).toEqual(['http://memory.invalid/mcp']);
    }
    {
      const env = { ...command.env, HTTP_PROXY, NO_PROXY: 'memory.invalid' };
      await using client = startLines({ ...command, env });
      expect((await client.ask('tools/call', { name: 'echo' })).error?.message).toContain(
        'cannot be reached',
      );
      expect(seen).toHaveLength(1);
    }
    proxy.close();
  });
});

function untilEnded(pid: number): Promise<unknown> {
  return vi.waitUntil(() => !isRunning(pid), patience);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Keepsake and Redis as servers of their own, each called through its own client over loopback TCP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import { Memory } from '../../client/index.ts';
import { describeDataFolder, startServerProcess } from '../../test/campaigns/serving/process.ts';

export interface KeyValue {
  readonly name: string;
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  append(key: string, value: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function openKeepsake(): Promise<KeyValue> {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-bench-'));
  const server = await startServerProcess(describeDataFolder(folder));
  const { id } = await server.client.createProject({ name: 'Values' });
  const { secret } = await server.client.createKey({ description: 'bench', project_ids: [id] });
  const memory = new Memory('bench', { url: server.url, key: secret });
  return {
    name: 'keepsake',
    get: (key) => memory.get(key),
    set: (key, value) => memory.set(key, value),
    append: (key, value) => memory.append(key, value),
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's, with every write on disk before it is acknowledged, as Keepsake's are. */
export async function openRedis(): Promise<KeyValue> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-bench-'));
  const port = await freePort();
  const settings = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const child = spawn('redis-server', [...where, ...settings], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  client.on('error', () => undefined);
  await Promise.race([
    client.connect(),
    exited.then(() => Promise.reject(new Error('redis-server did not start'))),
    pause(10_000).then(() => Promise.reject(new Error('redis-server does not answer'))),
  ]);
  return {
    name: 'redis',
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    append: (key, value) => client.rPush(key, value),
    async close() {
      client.destroy();
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

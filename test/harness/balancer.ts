/** A load balancer before several servers: HAProxy's round robin without stickiness, or a small one where it is missing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findComponent } from './component.ts';

export interface Balancer extends AsyncDisposable {
  readonly url: string;
  /** What it is. */
  readonly name: 'haproxy' | 'connections in turn';
}

/** @param urls of the servers, such as `http://127.0.0.1:7272` */
export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const program = findComponent('haproxy');
  return program === undefined ? startTurns(urls) : startHaproxy(program, urls);
}

async function startHaproxy(program: string, urls: readonly string[]): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'ks-haproxy-'));
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configuration(port, urls));
  const child = spawn(program, ['-db', '-f', file], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`haproxy ended with ${child.exitCode}`);
    await wait(20);
  }
  return {
    url,
    name: 'haproxy',
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As in deploy/compose, with addresses of this computer. */
function configuration(port: number, urls: readonly string[]): string {
  const servers = urls.map((url, i) => `  server server-${i} ${new URL(url).host}`);
  return [
    'defaults',
    '  mode http',
    '  timeout connect 2s',
    '  timeout client 60s',
    '  timeout server 120s',
    '  timeout check 5s',
    '  retries 3',
    '  option redispatch 1',
    '  retry-on conn-failure',
    'listen keepsake',
    `  bind 127.0.0.1:${port}`,
    '  balance roundrobin',
    '  option httpchk',
    '  http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host localhost',
    '  default-server check inter 500ms fall 2 rise 1',
    ...servers,
    '',
  ].join('\n');
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/livez`).catch(() => undefined);
  return answer?.status === 200;
}

async function startTurns(urls: readonly string[]): Promise<Balancer> {
  let turn = 0;
  const server = createServer((client) => {
    const { hostname, port } = new URL(urls[turn++ % urls.length] ?? '');
    const onward = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
    }
  });
  return {
    url: `http://127.0.0.1:${await listening(server)}`,
    name: 'connections in turn',
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

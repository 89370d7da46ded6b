/** HAProxy with the configuration that `deploy/compose` ships, on loopback and with the addresses of now. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Behind {
  readonly port: number;
  /** Of `/readyz`. */
  readonly operationsPort: number;
}

export interface Balancer extends AsyncDisposable {
  readonly url: string;
}

const shipped = new URL('../../../deploy/compose/haproxy.cfg', import.meta.url);

/** @param program path of haproxy @param port where it listens */
export async function startBalancer(
  program: string,
  port: number,
  servers: readonly Behind[],
): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'ks-haproxy-'));
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configurationOf(readFileSync(shipped, 'utf8'), port, servers));
  const child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const url = `http://127.0.0.1:${port}`;
  const gone = once(child, 'exit');
  while (!(await answers(`${url}/livez`))) {
    if (child.exitCode !== null) throw new Error(`haproxy ended with ${child.exitCode}:\n${errors}`);
    await sleep(50);
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The shipped text without the names of containers, which are found there by Docker. */
function configurationOf(text: string, port: number, servers: readonly Behind[]): string {
  const kept = text
    .replace('bind :7272', `bind 127.0.0.1:${port}`)
    .replace(/^resolvers docker\n(?: .*\n)*/m, '')
    .replaceAll(/ check port 9464| resolvers docker| init-addr \S+/g, '')
    .replaceAll(/^ +server .*\n?/gm, '');
  const lines = servers.map(
    ({ port: own, operationsPort }, i) =>
      `    server server-${i + 1} 127.0.0.1:${own} check port ${operationsPort}`,
  );
  return `${kept.trimEnd()}\n${lines.join('\n')}\n`;
}

/** Whether it passes requests on. */
async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}

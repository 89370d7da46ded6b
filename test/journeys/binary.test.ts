/** The single executable end to end, on a computer without Node.js: serve, add, search, bridge, repair. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../harness/component.ts';
import { officialClients } from './official-clients.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'dist', 'binary', process.platform === 'win32' ? 'keepsake.exe' : 'keepsake');
const handbook = join(root, 'test', 'documents', 'handbook.pdf');
const buildMs = 240_000;
const runFile = promisify(execFile);
let home: string;
let env: Record<string, string>;
let server: ChildProcess | undefined;

beforeAll(async () => {
  await runFile(process.execPath, ['scripts/run.mjs', 'scripts/build-binary.mjs'], { cwd: root });
  home = await mkdtemp(join(tmpdir(), 'ks binary-'));
  const passphrase = join(home, 'passphrase');
  await writeFile(passphrase, randomBytes(24).toString('base64'), { mode: 0o600 });
  env = {
    PATH: '/nonexistent',
    KEEPSAKE_HOME: home,
    KEEPSAKE_NO_KEYCHAIN: '1',
    KEEPSAKE_PASSPHRASE_FILE: passphrase,
    XDG_RUNTIME_DIR: home,
    // Options from outside must not reach the program.
    NODE_OPTIONS: '--require=/nonexistent.cjs',
  };
}, buildMs);

afterAll(async () => {
  if (server !== undefined && server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  await rm(home, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<string> {
  return (await runFile(program, args, { env })).stdout;
}

async function serve(): Promise<string> {
  const child = spawn(program, ['serve', '--start', '--port', '0'], { env, stdio: 'pipe' });
  server = child;
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      if (/^ready$/m.test(printed)) resolve();
    });
    child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}:\n${printed}`)));
  });
  return printed;
}

async function carried(): Promise<string> {
  const [folder = '', ...others] = await readdir(join(home, 'cache'));
  expect(others).toEqual([]);
  return join(home, 'cache', folder);
}

describe('the single executable', () => {
  it('runs the bridge by itself: nothing is unpacked, and no server is loaded', async () => {
    const child = spawn(program, ['bridge'], { env, stdio: 'pipe' });
    child.stdin.end('not JSON\n');
    let out = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, JSON.parse(out)]).toMatchObject([0, { error: { code: -32_700 } }]);
    expect(existsSync(join(home, 'cache'))).toBe(false);
  });

  it('serves, reads a PDF in its own child processes, finds a sentence and is content with itself', async () => {
    const printed = await serve();
    const configuration = JSON.parse(/\{\n[\s\S]*?\n\}/.exec(printed)?.[0] ?? '') as object;
    expect(configuration).toMatchObject({ mcpServers: { keepsake: { command: program, args: ['bridge'] } } });
    expect(await run('add', handbook)).toContain('handbook.pdf is indexed');
    expect(await run('search', 'where does the spare wick lie?')).toContain(
      'The spare wick lies in the blue tin behind the barometer.',
    );
    expect(await run('doctor')).not.toContain('✗');
  });

  it('is what a client writes and recalls through', async () => {
    const command = { command: program, args: ['bridge'], env };
    await using client = await officialClients['the v2 client in modern mode'](command);
    await client.call('add_memory', { content: 'The bell rope is kept dry in the loft.' });
    const found = await client.call('search', { query: 'bell rope' });
    expect(JSON.stringify(found.structuredContent)).toContain('kept dry in the loft');
  });

  it('keeps and finds secrets in the keychain, from the program and from the bridge in it', async (context) => {
    const unlock = `printf test-pw | ${needs(context, 'gnome-keyring')} --unlock --components=secrets --daemonize`;
    // Answers with the secret that it was shown.
    const server = createServer((request, response) => {
      const result = { secret: request.headers.authorization };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // A client keeps its end open until it has its answer.
    const ask = (id: number) => `(echo '{"jsonrpc":"2.0","id":${id},"method":"ping"}'; sleep 3)`;
    const script = [
      `${unlock} >/dev/null 2>&1`,
      `echo a-secret | "$0" connection add away http://127.0.0.1:${port}/mcp --json`,
      `${ask(1)} | "$0" bridge --connection away`,
      `${ask(2)} | "$0" bridge --connection nobody`,
    ].join('; ');
    const session = await mkdtemp(join(tmpdir(), 'ks-session-'));
    const alone = { PATH: process.env['PATH'], HOME: session, XDG_RUNTIME_DIR: session };
    const { stdout } = await runFile(needs(context, 'dbus'), ['--', 'sh', '-c', script, program], {
      env: alone,
    });
    server.close();
    await rm(session, { recursive: true, force: true });
    const [, found, missing] = stdout.split('\n');
    expect(found).toContain('Bearer a-secret');
    expect(missing).toContain('No secret is stored for nobody');
  });

  it('keeps its files to this person, and puts right what was changed', async () => {
    const folder = await carried();
    expect((await stat(folder)).mode & 0o077).toBe(process.platform === 'win32' ? 0o066 : 0);
    const file = join(folder, 'dist', 'keepsake.mjs');
    const before = await readFile(file, 'utf8');
    await appendFile(file, '\nconsole.log("changed");');
    expect(await run('--version')).not.toContain('changed');
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await carried()).toBe(folder);
  });

  it('may be started for the first time twice at once', async () => {
    await rm(join(home, 'cache'), { recursive: true });
    const versions = await Promise.all([run('--version'), run('--version'), run('--version')]);
    expect(new Set(versions).size).toBe(1);
    await carried();
  });

  it('heeds the options with which it shuts a child in', async () => {
    const folder = await carried();
    const script = join(folder, 'dist', 'trial.mjs');
    await writeFile(script, 'console.log(process.permission?.has("fs.read", "/etc/passwd") ?? "open");');
    expect(await run(script)).toBe('open\n');
    expect(await run(`--node-options=--permission "--allow-fs-read=${folder}"`, script)).toBe('false\n');
  });
});

/** Where secrets are not: one run of everything that handles them, at the most talkative level, and a look everywhere. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Key } from '../../contract/index.ts';
import { connectionSecret } from '../../local/secrets.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { secretsBelow, secretsIn, watchProcesses, type NamedSecrets } from '../harness/secret-scan.ts';
import { startLines, type Lines } from './bridge/lines.ts';

let keepsake: Keepsake;
let home: string;
let secrets: NamedSecrets;
/** Of every command, bridge and server. */
let printed = '';
/** What was shown once on purpose, and stands nowhere else. */
let shown: NamedSecrets;
/** Command lines and environments. */
let processes: string[];

/** As a person's terminal would: everything that is printed is kept. */
async function run(...args: string[]): Promise<string> {
  const { code, out, err } = await keepsake.run(...args);
  printed += out + err;
  expect([args.join(' '), code, err]).toEqual([args.join(' '), 0, '']);
  return out;
}

const stored = async (connection: string) =>
  (await keepsake.secrets.get(connectionSecret(connection))) ?? 'none';

function startBridge(connection: string): Lines {
  const bridge = startLines(keepsake.bridge(connection));
  bridge.child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  bridge.child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
  return bridge;
}

async function startFace(): Promise<{ child: ChildProcess; url: string; token: string }> {
  const { command, args, env } = keepsake.bridge();
  const child = spawn(command, [...args, '--http', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
  let said = '';
  for await (const part of child.stdout as AsyncIterable<Buffer>) {
    said += part.toString();
    if (/^ready$/m.test(said)) break;
  }
  return { child, url: /http:\/\/\S+/.exec(said)?.[0] ?? '', token: /ksb_\S+/.exec(said)?.[0] ?? '' };
}

/** A client at the loopback address. */
async function useFace(): Promise<{ token: string }> {
  const { child, url, token } = await startFace();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  await fetch(url, { method: 'POST', headers, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' });
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { token };
}

/** A browser: the code of its address, and its session. */
async function signIn(): Promise<{ code: string; session: string; recovery: string }> {
  const { code } = await keepsake.owner.createPageAddress({});
  const answer = await fetch(`${keepsake.url}/api/v1/page-session`, {
    method: 'POST',
    headers: { origin: keepsake.url, 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  const session = /kss_[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? 'none';
  const recovery = /^ {2}((?:[0-9A-Z]+-)+[0-9A-Z]+)$/m.exec(keepsake.printed())?.[1] ?? 'none';
  return { code, session, recovery };
}

/** A server that is away: its error is kept. */
async function tryElsewhere(): Promise<string> {
  const secret = 'a-secret-of-another-server-4711';
  const url = 'http://127.0.0.1:9/mcp';
  for (const { out, err } of [
    await keepsake.runWith(`${secret}\n`, 'connection', 'add', 'away', url),
    await keepsake.run('connection', 'test', 'away'),
  ])
    printed += out + err;
  return secret;
}

const list = { name: 'list_memories', arguments: {} };

/** A key through all that may happen to it. @returns each secret it had */
async function liveWithKey(): Promise<Record<string, string>> {
  const { id } = JSON.parse(await run('key', 'create', 'Editor', '--connection', 'editor', '--json')) as Key;
  const first = await stored('editor');
  await using bridge = startBridge('editor');
  await bridge.ask('tools/call', list);
  await run('connection', 'rotate', 'editor', '--overlap', '0');
  const second = await stored('editor');
  await bridge.ask('tools/call', list);
  await run('key', 'rotate', id);
  const third = await stored('editor');
  await run('doctor', '--replace-secret', 'editor');
  const fourth = await stored('editor');
  await bridge.ask('tools/call', list);
  await keepsake.owner.revokeKey({ keyId: id });
  // The refusal stands in the record of last errors.
  expect((await bridge.ask('tools/call', list)).error?.message).toContain('KEY_REVOKED');
  return { first, second, third, fourth };
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ks-home-'));
  for (const name of ['.cursor', '.codex', '.config/goose'])
    await mkdir(join(home, name), { recursive: true });
  await writeFile(join(home, '.cursor/mcp.json'), '{}\n');
  await writeFile(join(home, '.codex/config.toml'), '');
  await writeFile(join(home, '.config/goose/config.yaml'), '');
  keepsake = await startKeepsake({ env: { KEEPSAKE_LOG_LEVEL: 'trace', HOME: home } });
  const watch = watchProcesses('HOME', home);
  await run('connect', '--yes');
  const clients: Record<string, string> = {};
  for (const name of ['cursor', 'codex', 'goose', 'default']) clients[name] = await stored(name);
  const ofKey = await liveWithKey();
  const elsewhere = await tryElsewhere();
  printed += (await keepsake.run('doctor', '--json')).out;
  shown = { ...(await useFace()), ...(await signIn()) };
  processes = watch.end();
  // What it says on purpose at its first start stands before its log.
  printed += keepsake.printed().split(/^ready$/m)[1] ?? '';
  secrets = { ...clients, ...ofKey, elsewhere, owner: (await keepsake.secrets.get('owner')) ?? 'none' };
}, 120_000);

afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

describe('a secret is found', () => {
  const secret = {
    planted: 'ksk_local_00000000000000000000000000_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ_00000000',
  };

  it.each([
    ['as it is', secret.planted],
    ['in a header, in base64', Buffer.from(`Bearer ${secret.planted}`).toString('base64')],
    ['in hex', Buffer.from(secret.planted).toString('hex')],
    ['in an address', encodeURIComponent(secret.planted)],
    ['in UTF-16', Buffer.from(secret.planted, 'utf16le')],
    ['by its random part alone', secret.planted.split('_')[3] ?? ''],
  ])('%s', (_how, form) => {
    expect(secretsIn(Buffer.concat([Buffer.from('before '), Buffer.from(form)]), secret)).toEqual([
      'planted',
    ]);
  });

  it('in files, command lines and environments', async () => {
    const path = join(home, 'planted');
    await writeFile(path, `x${secret.planted}`);
    expect(await secretsBelow(home, secret)).toEqual([`planted in ${path}`]);
    await unlink(path);
    const watch = watchProcesses('HOME', home);
    const env = { HOME: home, PLANTED: secret.planted };
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e3)', secret.planted], { env });
    await once(child, 'spawn');
    const seen = watch.end().filter((text) => secretsIn(text, secret).length > 0);
    child.kill();
    expect(seen.join()).toMatch(/setInterval.*ksk_[\s\S]*PLANTED=ksk_/);
  });
});

describe('no secret stands', () => {
  it('in a command line or environment', () => {
    const commands = processes.map((text) => text.split('\n')[0] ?? '');
    for (const expected of [
      /serve --start/,
      /bridge --connection editor/,
      /key rotate/,
      /connect --yes/,
      /doctor/,
    ])
      expect(commands.join('\n')).toMatch(expected);
    expect(secretsIn(processes.join('\n'), { ...secrets, ...shown })).toEqual([]);
  });

  it('in what commands, bridges and the server printed at the most talkative level', () => {
    expect(printed).toMatch(/"level":\d+.*\/api\/v1\/apikeys/);
    expect(secretsIn(printed, { ...secrets, ...shown })).toEqual([]);
  });

  it('in any file: data, settings, logs, caches, configurations of clients', async () => {
    const folder = keepsake.env['KEEPSAKE_HOME'] ?? '';
    for (const written of ['config/connections.json', 'config/last-error.json', 'config/secrets.json'])
      expect(existsSync(join(folder, written))).toBe(true);
    expect(await readFile(join(home, '.codex/config.toml'), 'utf8')).toContain('--connection');
    const all = { ...secrets, ...shown };
    expect(new Set(Object.values(all)).size).toBe(Object.keys(all).length);
    expect(Object.values(all)).not.toContain('none');
    expect([...(await secretsBelow(folder, all)), ...(await secretsBelow(home, all))]).toEqual([]);
  });

  it('in the data folder as the passphrase that opens the vault', async () => {
    const file = keepsake.env['KEEPSAKE_PASSPHRASE_FILE'] ?? '';
    const passphrase = { passphrase: await readFile(file, 'utf8') };
    expect(await secretsBelow(keepsake.env['KEEPSAKE_HOME'] ?? '', passphrase)).toEqual([
      `passphrase in ${file}`,
    ]);
    expect(secretsIn(printed + processes.join('\n'), passphrase)).toEqual([]);
  });
});

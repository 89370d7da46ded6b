/** The command line as a person meets it: real processes, their output and exit codes. */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startKeepsake, type Keepsake } from '../test/harness/keepsake.ts';

// Each test starts several processes.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

let keepsake: Keepsake;
let stopped: Keepsake;

beforeAll(async () => {
  [keepsake, stopped] = await Promise.all([startKeepsake(), startKeepsake()]);
  await stopped.kill();
});
afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await stopped[Symbol.asyncDispose]();
});

async function json(...args: string[]): Promise<unknown> {
  const { code, out, err } = await keepsake.run(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('the first start', () => {
  test('prints the recovery code, an address that works once, and how to connect', () => {
    const printed = keepsake.printed();
    expect(printed).toMatch(/KSRC(-[0-9A-Z]{6}){7}/);
    expect(printed).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#code=ksp_/);
    expect(printed).toContain('claude mcp add-json');
    expect(printed.trimEnd().split('\n')).toContain('ready');
  });

  test('prints a client configuration that brings the settings the bridge needs', () => {
    const text = /\{\n {2}"mcpServers"[\s\S]*?\n\}/.exec(keepsake.printed())?.[0] ?? '';
    const { mcpServers } = JSON.parse(text) as { mcpServers: { keepsake: { args: string[]; env: object } } };
    expect(mcpServers.keepsake.args.at(-1)).toBe('bridge');
    expect(mcpServers.keepsake.env).toMatchObject({ KEEPSAKE_HOME: keepsake.env['KEEPSAKE_HOME'] });
  });

  test('prints no key and no owner token', () => {
    expect(keepsake.printed()).not.toMatch(/ks[ko]_local_/);
  });

  test('makes a project and a key for this computer', async () => {
    expect(await json('project', 'list')).toMatchObject([{ name: 'Personal' }]);
    expect(await json('key', 'list')).toMatchObject([
      { description: 'AI clients on this computer', scope: 'write', status: 'active' },
    ]);
  });
});

test('what is remembered is found', async () => {
  await json('remember', 'Invoices go out on the fifth.', '--tag', 'billing');
  const { code, out } = await keepsake.run('search', 'when do invoices go out');
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('on the fifth') as string });
});

test('a folder is added with what it holds, and a file that cannot be read is named', async () => {
  const folder = join(keepsake.env['KEEPSAKE_HOME'] as string, 'notes');
  mkdirSync(join(folder, 'deep'), { recursive: true });
  writeFileSync(join(folder, 'tea.md'), '# Tea\n\nThe kettle stands in the scullery.\n');
  writeFileSync(join(folder, 'deep', 'broken.pdf'), 'not a PDF at all \u0000\u0001\u0002');
  const { code, out } = await keepsake.run('add', folder);
  expect(code).toBe(1);
  expect(out).toMatch(/✓ .*tea\.md is indexed/);
  expect(out).toMatch(/✗ .*broken\.pdf: ./);
  expect((await keepsake.run('search', 'kettle')).out).toContain('scullery');
});

test('the secret of a key is shown once, or kept for a connection and not shown', async () => {
  const shown = (await json('key', 'create', 'Shown')) as { id: string; secret: string };
  expect(shown.secret).toMatch(/^ksk_local_/);
  const { code, out } = await keepsake.run('key', 'create', 'Kept', '--connection', 'work');
  expect({ code, secret: /ksk_/.test(out) }).toEqual({ code: 0, secret: false });
  expect((await keepsake.run('key', 'revoke', shown.id)).code).toBe(0);
  const keys = (await json('key', 'list')) as { id: string; status: string }[];
  expect(keys.find(({ id }) => id === shown.id)?.status).toBe('revoked');
});

describe('exit codes', () => {
  test('2 for a wrong command line, with where to look', async () => {
    for (const args of [['rembember', 'x'], ['serve', '--port', '70000'], ['add'], []]) {
      const { code, err } = await keepsake.run(...args);
      expect({ args, code, said: err !== '' }).toEqual({ args, code: 2, said: true });
    }
  });

  test('3 when no server runs, in one line', async () => {
    const { code, out, err } = await stopped.run('search', 'anything');
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(/^keepsake: [^\n]*keepsake serve[^\n]*\n$/);
  });

  test('4 when the server refuses, also as JSON', async () => {
    expect(await keepsake.run('search', 'x', '--project', 'Nowhere')).toMatchObject({ code: 4, out: '' });
    const { code, out } = await keepsake.run('search', 'x', '--project', 'Nowhere', '--json');
    expect(code).toBe(4);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  test('1 for a second server on the same data folder, naming the first', async () => {
    const { code, err } = await keepsake.run('serve', '--no-tcp');
    expect(code).toBe(1);
    expect(err).toMatch(/^keepsake: Another Keepsake server \(process \d+\)[^\n]*\n$/);
  });
});

describe('doctor', () => {
  test('finds nothing wrong with a running server', async () => {
    const { findings } = (await json('doctor')) as { findings: { okay: boolean }[] };
    expect(findings.filter(({ okay }) => !okay)).toEqual([]);
    expect(findings.length).toBeGreaterThan(4);
  });

  test('says what to do when no server runs, and that the data is whole', async () => {
    const { code, out } = await stopped.run('doctor');
    expect(code).toBe(1);
    expect(out).toContain('✗ server');
    expect(out).toContain('✓ data: every file is whole');
  });

  test('puts the key back with the recovery code after the secrets were lost', async () => {
    await using own = await startKeepsake();
    const recoveryCode = /KSRC[-0-9A-Z]+/.exec(own.printed())?.[0] ?? '';
    await own.kill();
    writeFileSync(own.env['KEEPSAKE_PASSPHRASE_FILE'] as string, 'a new one', { mode: 0o600 });
    const vault = join(own.env['KEEPSAKE_HOME'] as string, 'config', 'secrets.json');
    expect(statSync(vault).size).toBeGreaterThan(0);
    expect((await own.run('serve')).err).toContain('does not open');
    rmSync(vault);
    expect((await own.run('serve')).err).toContain('doctor --recover');
    expect(await own.runWith('KSRC-WRONG\n', 'doctor', '--recover')).toMatchObject({ code: 4 });
    expect(await own.runWith(`${recoveryCode}\n`, 'doctor', '--recover')).toMatchObject({ code: 0 });
    await own.restart();
    expect((await own.run('project', 'list')).out).toContain('Personal');
  });
});

test('every command explains itself with an example or its options', async () => {
  for (const command of ['serve', 'bridge', 'add', 'remember', 'search', 'key', 'project', 'doctor']) {
    const { code, out } = await keepsake.run(command, '--help');
    expect({ command, code, usage: out.startsWith(`Usage: keepsake ${command}`) }).toEqual({
      command,
      code: 0,
      usage: true,
    });
  }
});

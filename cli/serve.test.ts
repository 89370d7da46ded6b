/** `keepsake serve`: what a first start sets up and tells, and what stops a start. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKeepsake, type Keepsake } from '../test/harness/keepsake.ts';

let keepsake: Keepsake;

beforeAll(async () => {
  keepsake = await startKeepsake();
});
afterAll(() => keepsake[Symbol.asyncDispose]());

describe('the first start', () => {
  test('prints a client configuration with the settings that the bridge needs, paths in full', () => {
    const text = /\{\n {2}"mcpServers"[\s\S]*?\n\}/.exec(keepsake.printed())?.[0] ?? '';
    const { mcpServers } = JSON.parse(text) as { mcpServers: { keepsake: { env: object } } };
    const { KEEPSAKE_HOME, KEEPSAKE_PASSPHRASE_FILE } = keepsake.env;
    expect(mcpServers.keepsake.env).toEqual({
      KEEPSAKE_HOME,
      KEEPSAKE_PASSPHRASE_FILE,
      KEEPSAKE_NO_KEYCHAIN: '1',
    });
  });

  test('prints neither the key nor the owner token', () => {
    expect(keepsake.printed()).toContain('ksp_local_');
    expect(keepsake.printed()).not.toMatch(/ks[ko]_local_/);
  });

  test('makes a project, and a key for this computer', async () => {
    const projects = JSON.parse((await keepsake.run('project', 'list', '--json')).out) as object;
    expect(projects).toMatchObject([{ name: 'Personal' }]);
    const keys = JSON.parse((await keepsake.run('key', 'list', '--json')).out) as object;
    expect(keys).toMatchObject([
      { description: 'AI clients on this computer', scope: 'write', status: 'active' },
    ]);
  });
});

test('a key for a connection goes to the secrets and is not shown', async () => {
  const { code, out } = await keepsake.run('key', 'create', 'Work', '--connection', 'work');
  expect(code).toBe(0);
  expect(out).toContain('keepsake bridge --connection work');
  expect(out).not.toContain('ksk_');
});

test('a second server on the same data folder is refused in one line that names the first', async () => {
  const { code, err } = await keepsake.run('serve', '--no-tcp');
  expect(code).toBe(1);
  expect(err).toMatch(/^keepsake: Another Keepsake server \(process \d+\)[^\n]*\n$/);
});

test('a public address is https, or this computer by any of its names', async () => {
  for (const url of [
    'http://[::1]:7272',
    'http://127.0.0.1:7272',
    'http://localhost',
    'https://memory.example',
  ])
    expect((await keepsake.run('serve', '--public-url', url)).err).toMatch(
      /^keepsake: Another Keepsake server/,
    );
  for (const url of ['http://memory.example', 'http://[::2]:7272', 'nonsense'])
    expect((await keepsake.run('serve', '--public-url', url)).err).toMatch(/begins with https/);
});

test('a refusal is JSON where JSON was asked for', async () => {
  const { code, out } = await keepsake.run('search', 'x', '--project', 'Nowhere', '--json');
  expect(code).toBe(4);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'NOT_FOUND' } });
});

test('with a wrong passphrase nothing starts and nothing is lost', async () => {
  await using own = await startKeepsake();
  await own.kill();
  const file = own.env['KEEPSAKE_PASSPHRASE_FILE'] as string;
  const wrong = `${file}-wrong`;
  writeFileSync(wrong, 'another one', { mode: 0o600 });
  own.env['KEEPSAKE_PASSPHRASE_FILE'] = wrong;
  const { code, err } = await own.run('serve');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('does not open') as string });
  own.env['KEEPSAKE_PASSPHRASE_FILE'] = file;
  await own.restart();
  expect((await own.run('project', 'list')).out).toContain('Personal');
});

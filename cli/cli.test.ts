/** The `keepsake` command as a person uses it: real processes, exit codes, JSON, and words for what is wrong. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddingProvider } from '../test/server/embedding-provider.ts';
import { startKeepsake, type Keepsake } from '../test/harness/keepsake.ts';

let keepsake: Keepsake;
let folder: string;

beforeAll(async () => {
  keepsake = await startKeepsake();
  folder = await mkdtemp(join(tmpdir(), 'ks-cli-'));
  await writeFile(join(folder, 'notes.md'), '# Garden\n\nThe fig tree was planted in 1987.');
  await writeFile(join(folder, 'empty.txt'), '');
});

afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('keepsake', () => {
  it('prints, at the first start, the recovery code, a one-time address and a ready client configuration', () => {
    const printed = keepsake.printed();
    expect(printed).toMatch(/KSRC(-[0-9A-HJKMNP-TV-Z]{6}){7}/);
    expect(printed).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#code=ksp_/);
    const configuration = JSON.parse(/\{\n[\s\S]*?\n\}/.exec(printed)?.[0] ?? '') as {
      mcpServers: { keepsake: { command: string; args: string[] } };
    };
    expect(configuration.mcpServers.keepsake).toMatchObject({
      command: process.execPath,
      args: [expect.stringContaining('cli/index.ts'), 'bridge'],
    });
  });

  it('remembers and finds', async () => {
    expect(
      (await keepsake.run('remember', 'The cellar key hangs under the stairs.', '--tag', 'house')).code,
    ).toBe(0);
    const found = await keepsake.run('search', 'cellar key', '--json');
    expect((JSON.parse(found.out) as { results: { text: string }[] }).results[0]?.text).toBe(
      'The cellar key hangs under the stairs.',
    );
    expect((await keepsake.run('search', 'xylophone')).out).toBe('Nothing found.\n');
  });

  it('adds a folder, tells which file could not be read and why, and exits with 1 then', async () => {
    const added = await keepsake.run('add', folder);
    expect(added.code).toBe(1);
    expect(added.out).toMatch(/✓ .*notes\.md is indexed/);
    expect(added.out).toMatch(/✗ .*empty\.txt: .*is empty\./);
    expect((await keepsake.run('search', 'fig tree')).out).toContain('notes.md, Garden, lines 1–3');
  });

  it('sets a model with a secret from standard input, shows how far it is, and turns it off', async () => {
    await using provider = await startEmbeddingProvider();
    const options = ['--model', 'meanings', '--secret'];
    const set = await keepsake.runWith(
      'sk-from-standard-input\n',
      'embeddings',
      'set',
      provider.url,
      ...options,
    );
    expect([set.code, set.err]).toEqual([0, '']);
    expect(set.out).toContain('256 dimensions, with a secret');
    expect(set.out).not.toContain('sk-from-standard-input');
    expect(keepsake.printed()).not.toContain('sk-from-standard-input');
    expect(provider.bearers[0]).toBe('Bearer sk-from-standard-input');
    expect((await keepsake.run('embeddings', 'status')).out).toContain(`meanings at ${provider.url}`);
    expect((await keepsake.run('embeddings', 'off')).code).toBe(0);
    expect((await keepsake.run('embeddings', 'status')).out).toBe('Off: searches use words alone.\n');
  });

  it('creates, lists and revokes keys', async () => {
    const created = await keepsake.run('key', 'create', 'Cursor', '--scope', 'read');
    const id = /key_\w+/.exec(created.out)?.[0] ?? '';
    expect(created.out).toMatch(/ksk_local_/);
    expect((await keepsake.run('key', 'list')).out).toContain(`${id}  `);
    expect((await keepsake.run('key', 'revoke', id)).code).toBe(0);
    expect((await keepsake.run('key', 'list')).out).toMatch(new RegExp(`${id} .*revoked`));
  });

  it.each([
    ['an unknown command', ['frobnicate'], 2, /unknown command/],
    ['a missing argument', ['remember'], 2, /missing required argument/],
    ['a number that is none', ['search', 'x', '--limit', 'many'], 2, /not a number/],
    [
      'a project that is not there',
      ['remember', 'x', '--project', 'Nowhere'],
      4,
      /There is no project "Nowhere"/,
    ],
    ['a file that is not there', ['add', '/nowhere/at/all'], 4, /There is no file or folder/],
    ['a key that is not there', ['key', 'revoke', 'key_01h455vb4pex5vsknk084sn02q'], 4, /There is no key/],
  ] as const)('%s ends with its exit code and a word on it', async (_what, args, code, words) => {
    const result = await keepsake.run(...args);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(words);
    expect(result.err).not.toMatch(/at .*\.ts:\d+/);
  });

  it('shows help with examples', async () => {
    const help = await keepsake.run('add', '--help');
    expect(help.code).toBe(0);
    expect(help.out).toContain('Examples:');
    expect((await keepsake.run('--help')).out).toContain('Exit codes:');
  });
});

describe('keepsake doctor', () => {
  it('finds everything in order while the server runs, and says so in JSON too', async () => {
    const report = await keepsake.run('doctor', '--json');
    expect(report.code).toBe(0);
    const { findings } = JSON.parse(report.out) as { findings: { check: string; okay: boolean }[] };
    expect(findings.map(({ check }) => check)).toEqual([
      'Node.js',
      'data folder',
      'secrets',
      'key of the data folder',
      'server',
      'connection "default"',
      'bridge',
      'last error of a bridge',
    ]);
    expect(report.out).not.toMatch(/ks[ko]_/);
  });

  it('without a server checks the data itself; other commands exit with 3', async () => {
    await keepsake.kill();
    const report = await keepsake.run('doctor');
    expect(report.code).toBe(1);
    expect(report.out).toMatch(/✗ server: UNAVAILABLE/);
    expect(report.out).toMatch(/✓ data: every file is whole/);
    const search = await keepsake.run('search', 'anything');
    expect([search.code, search.err]).toEqual([3, expect.stringContaining('cannot be reached')]);
    await keepsake.restart();
    expect(keepsake.printed()).not.toContain('KSRC');
  });

  it('opens the data again with the recovery code when the secret is lost', async () => {
    await using own = await startKeepsake();
    const code = /KSRC[-\w]+/.exec(own.printed())?.[0] ?? '';
    await own.kill();
    await rm(join(own.env['KEEPSAKE_HOME'] ?? '', 'config', 'secrets.json'));
    const lost = await own.run('serve', '--no-tcp');
    expect([lost.code, lost.err]).toEqual([1, expect.stringContaining('recovery code')]);
    expect((await own.runWith(`${code}\n`, 'doctor', '--recover')).code).toBe(0);
    await own.restart();
    expect(own.printed()).toContain('ready');
  });
});

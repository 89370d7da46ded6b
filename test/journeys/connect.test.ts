/** `keepsake connect` as a person uses it: real server, real files, the bridge started as each file says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseToml } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { connectionSecret } from '../../local/secrets.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { officialClients, type Command } from './official-clients.ts';

const program = fileURLToPath(new URL('../../cli/index.ts', import.meta.url));
let keepsake: Keepsake;
let home: string;

beforeEach(async () => {
  keepsake = await startKeepsake();
  home = await mkdtemp(join(tmpdir(), 'ks-home-'));
});

afterEach(async () => {
  await keepsake[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

async function run(args: string[], input = '') {
  const env = { ...keepsake.env, HOME: home, PATH: '/usr/bin:/bin' };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'pipe' });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (texts.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (texts.err += data.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...texts };
}

async function put(path: string, text: string): Promise<string> {
  const full = join(home, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}

const files = {
  cursor: {
    path: '.cursor/mcp.json',
    text: '{\r\n\t"mcpServers": {\r\n\t\t"other": { "command": "other" } // mine\r\n\t}\r\n}\r\n',
    command: (text: string) =>
      (JSON.parse(text.replace('// mine', '')) as { mcpServers: { keepsake: Command } }).mcpServers.keepsake,
  },
  codex: {
    path: '.codex/config.toml',
    text: 'model = "o9" # best\n\n[mcp_servers.other]\ncommand = "other"\n',
    command: (text: string) =>
      (parseToml(text) as unknown as { mcp_servers: { keepsake: Command } }).mcp_servers.keepsake,
  },
  goose: {
    path: '.config/goose/config.yaml',
    text: '# goose\nextensions:\n    other: # mine\n        enabled: true\n\nGOOSE_MODEL:   gpt\n',
    command(text: string) {
      const { cmd, args, envs } = (
        parseYaml(text) as { extensions: { keepsake: { cmd: string; args: string[]; envs: object } } }
      ).extensions.keepsake;
      return { command: cmd, args, env: { ...envs } };
    },
  },
} as const;

describe('keepsake connect', () => {
  it.each(Object.entries(files))(
    'connects %s so that an official client recalls through it, once, and undoes it to the byte',
    async (id, { path, text, command }) => {
      const file = await put(path, text);
      const connected = await run(['connect', '--yes']);
      expect([connected.code, connected.err]).toEqual([0, '']);
      expect(connected.out).toMatch(/is connected and may read and write/);
      const written = await readFile(file, 'utf8');
      expect(written).not.toMatch(/ks[ko]_/);
      expect(command(written).args.slice(-2)).toEqual(['--connection', id]);
      await using client = await officialClients['the v1 client'](command(written));
      expect(await client.toolNames()).toContain('add_memory');
      expect((await client.call('list_memories', {})).structuredContent).toMatchObject({ total: 0 });

      expect((await run(['connect', '--yes'])).code).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(written);
      expect((await keepsake.owner.listKeys({})).items).toHaveLength(2);

      const listed = await run(['connect', '--list', '--json']);
      expect(JSON.parse(listed.out)).toContainEqual(
        expect.objectContaining({
          client: id,
          found: true,
          state: 'connected',
          key: expect.objectContaining({ status: 'active', last_used_at: expect.any(String) }),
        }),
      );

      expect((await run(['connect', '--remove', '--yes'])).code).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(text);
      expect(await readdir(dirname(file))).toEqual([file.slice(dirname(file).length + 1)]);
      const { items } = await keepsake.owner.listKeys({});
      expect(items.find(({ description }) => description !== 'AI clients on this computer')?.status).toBe(
        'revoked',
      );
      await expect(client.call('list_memories', {})).rejects.toThrow(/revoked|No secret/);
    },
  );

  it('shows the change and changes nothing without a yes', async () => {
    const file = await put('.cursor/mcp.json', '{}\n');
    const declined = await run(['connect'], 'n\n');
    expect(declined.out).toMatch(/Change .*mcp\.json:[\s\S]*\+ .*"keepsake"/);
    expect(declined.err).toContain('Connect Cursor? [y/N]');
    expect(await readFile(file, 'utf8')).toBe('{}\n');
    expect((await keepsake.owner.listKeys({})).items).toHaveLength(1);
    const dry = await run(['connect', '--dry-run']);
    expect(dry.out).toContain('Nothing was changed.');
    const [told] = JSON.parse((await run(['connect', 'cursor', '--dry-run', '--json'])).out) as {
      change: string[];
    }[];
    expect(told?.change.join('\n')).toMatch(/Change .*mcp\.json:[\s\S]*\+ .*"keepsake"/);
    expect(await readFile(file, 'utf8')).toBe('{}\n');
  });

  it('gives a key for reading alone to the project it is told, and changes it when told otherwise', async () => {
    await put('.gemini/settings.json', '');
    const work = await keepsake.owner.createProject({ name: 'Work' });
    expect((await run(['connect', 'gemini', '--yes', '--read-only', '--project', 'Work'])).code).toBe(0);
    const [reader] = (await keepsake.owner.listKeys({})).items;
    expect(reader).toMatchObject({ description: 'Gemini CLI', scope: 'read', project_ids: [work.id] });
    expect((await run(['connect', 'gemini', '--yes', '--project', 'Personal'])).code).toBe(0);
    const [newer, older] = (await keepsake.owner.listKeys({})).items;
    expect(newer).toMatchObject({ scope: 'read', status: 'active' });
    expect(newer?.project_ids).not.toEqual([work.id]);
    expect(older?.status).toBe('revoked');
  });

  it('stores another secret for the same key when the first one is lost', async () => {
    await put('.cursor/mcp.json', '{}');
    expect((await run(['connect', '--yes'])).code).toBe(0);
    const [before] = (await keepsake.owner.listKeys({})).items;
    await keepsake.secrets.delete(connectionSecret('cursor'));
    const again = await run(['connect', '--yes']);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('✓ Cursor is connected')]);
    const { items } = await keepsake.owner.listKeys({});
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ id: before?.id, status: 'active', old_secret_until: null });
  });

  it('installs the rule into the own file of a client, and takes it out again', async () => {
    await put('.claude.json', '{"numStartups":3}');
    const rules = await put('.claude/CLAUDE.md', '# Mine\n\nBe brief.');
    expect((await run(['connect', '--yes'])).code).toBe(0);
    expect(await readFile(rules, 'utf8')).toMatch(
      /^# Mine\n\nBe brief\.\n\n<!-- keepsake: begin.*-->[\s\S]*end -->$/,
    );
    expect((await run(['connect', '--remove', '--yes'])).code).toBe(0);
    expect(await readFile(rules, 'utf8')).toBe('# Mine\n\nBe brief.');
    expect(await readFile(join(home, '.claude.json'), 'utf8')).toBe('{"numStartups":3}');
  });

  it('asks whether a client may write, and puts the rule for one that may not into a folder of work', async () => {
    await put('.cursor/mcp.json', '{}');
    const work = ['--rules-in', join(home, 'site')];
    const connected = await run(['connect', ...work], 'y\nn\ny\n');
    expect(connected.err).toContain('May Cursor write memories, not only recall them? [y/N]');
    expect(connected.out).toContain('✓ Cursor is connected and may read:');
    const rule = await readFile(join(home, 'site/.cursor/rules/keepsake.mdc'), 'utf8');
    expect(rule).toMatch(/^---\nalwaysApply: true\n---\n\n<!-- keepsake: begin/);
    expect(rule).not.toContain('add_memory');
    expect((await run(['connect', '--remove', '--yes', ...work])).code).toBe(0);
    expect(await readdir(join(home, 'site/.cursor/rules'))).toEqual([]);
  });

  it('refuses a broken file with its place, leaves it alone, and connects the others', async () => {
    const broken = await put('.codex/config.toml', 'model = "o9"\n[mcp_servers\n');
    await put('.cursor/mcp.json', '{}');
    const result = await run(['connect', '--yes']);
    expect(result.code).toBe(1);
    expect(result.out).toMatch(/✗ Codex: .*config\.toml is left as it is.*line 2/);
    expect(result.out).toContain('✓ Cursor is connected');
    expect(await readFile(broken, 'utf8')).toBe('model = "o9"\n[mcp_servers\n');
  });

  it('asks nothing while no server runs', async () => {
    await put('.cursor/mcp.json', '{}');
    expect((await run(['connect', '--yes'])).code).toBe(0);
    await keepsake.kill();
    const stopped = await run(['connect']);
    expect([stopped.code, stopped.out]).toEqual([3, '']);
    expect(stopped.err).toContain('cannot be reached');
    expect((await run(['connect', '--list'])).out).toMatch(/cursor +connected[\s\S]*server is not running/);
  });
});

describe('keepsake uninstall', () => {
  it('disconnects every client, ends their keys and keeps the data', async () => {
    const cursor = await put('.cursor/mcp.json', '{}');
    await put('.codex/config.toml', '');
    expect((await run(['connect', '--yes'])).code).toBe(0);
    await keepsake.run('remember', 'The loft hatch sticks.');
    const cache = join(keepsake.env['KEEPSAKE_HOME'] ?? '', 'cache');
    await mkdir(join(cache, '0.0.9-0123456789abcdef', 'dist'), { recursive: true });
    const done = await run(['uninstall', '--yes']);
    expect(done.code).toBe(0);
    expect(done.out).toContain('The data stays in');
    expect(await readFile(cursor, 'utf8')).toBe('{}');
    expect(existsSync(`${cursor}.keepsake-backup`)).toBe(false);
    expect(existsSync(join(home, '.codex', 'AGENTS.md'))).toBe(false);
    expect(await readdir(cache)).toEqual([]);
    const { items } = await keepsake.owner.listKeys({});
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['revoked']));
    expect((await keepsake.run('search', 'loft hatch')).out).toContain('sticks');
  });

  it('deletes the data only while no server runs and the words are typed', async () => {
    const running = await run(['uninstall', '--yes', '--delete-data'], 'delete my memory\n');
    expect([running.code, running.err]).toEqual([
      1,
      expect.stringContaining('Use that one, or stop it first'),
    ]);
    await keepsake.kill();
    const mistyped = await run(['uninstall', '--yes', '--delete-data'], 'yes\n');
    expect([mistyped.code, mistyped.err]).toEqual([4, expect.stringContaining('Nothing was changed')]);
    expect(existsSync(join(keepsake.dataFolder, 'catalogue.db'))).toBe(true);
    const deleted = await run(['uninstall', '--yes', '--delete-data'], 'delete my memory\n');
    expect([deleted.code, deleted.out]).toEqual([0, expect.stringContaining('All data is deleted.')]);
    expect(existsSync(keepsake.dataFolder)).toBe(false);
  });
});

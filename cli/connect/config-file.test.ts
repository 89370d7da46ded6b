/** Every client's configuration on every system: golden files, what must not happen to them, and the way back. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BridgeCommand } from './bridge-command.ts';
import { clients, commandOf, entryFor, type AiClient } from './clients.ts';
import { applyChange, backupPath, planEntry, planRemoval, readEntry } from './config-file.ts';
import type { Environment } from './environment.ts';

const fixtures = fileURLToPath(new URL('../../test/fixtures/connect', import.meta.url));
const systems = ['linux', 'darwin', 'win32'] as const;
type System = (typeof systems)[number];
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ks-clients-'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

function environment(platform: System): Environment {
  return {
    platform,
    home,
    config: join(home, '.config'),
    appData: join(home, 'AppData', 'Roaming'),
    localAppData: join(home, 'AppData', 'Local'),
    programs: [],
  };
}

function command(client: AiClient, platform: System): BridgeCommand {
  if (platform === 'win32') {
    const folder = 'C:\\Program Files\\Keepsake "beta"';
    return {
      command: `${folder}\\node.exe`,
      args: [`${folder}\\keepsake.mjs`, 'bridge', '--connection', client.id],
    };
  }
  return {
    command: '/opt/keepsake/node',
    args: ['/opt/keepsake/keepsake.mjs', 'bridge', '--connection', client.id],
    env: { KEEPSAKE_HOME: platform === 'darwin' ? '/Users/Zoë/keep sake' : '/srv/keepsake' },
  };
}

async function placed(client: AiClient, platform: System, text: string | undefined): Promise<string> {
  const path = client.config(environment(platform));
  await mkdir(dirname(path), { recursive: true });
  if (text !== undefined) await writeFile(path, text);
  return path;
}

function connect(client: AiClient, path: string, platform: System): void {
  const entry = entryFor(client, command(client, platform), readEntry(client, path));
  applyChange(planEntry(client, path, entry));
}

function disconnect(client: AiClient, path: string): void {
  const change = planRemoval(client, path);
  if (change !== undefined) applyChange(change);
}

/** The golden file of a client before. */
function before(client: AiClient): Promise<string> {
  return readFile(join(fixtures, client.id, `before${extension(client)}`), 'utf8');
}

function extension(client: AiClient): string {
  return extname(client.config(environment('linux')));
}

const text = (path: string) => readFile(path, 'utf8');

const dressings: readonly [string, (text: string) => string][] = [
  ['as it is', (plain) => plain],
  ['with CRLF', (plain) => plain.replaceAll('\n', '\r\n')],
  ['with a byte order mark', (plain) => `\uFEFF${plain}`],
  ['without a last line break', (plain) => plain.trimEnd()],
  ['empty', () => ''],
];

describe.each(systems)('on %s', (platform) => {
  it('each client has its file where it looks for it', async () => {
    const paths = clients.map((client) => [client.id, relative(home, client.config(environment(platform)))]);
    await expect(`${JSON.stringify(Object.fromEntries(paths), null, 2)}\n`).toMatchFileSnapshot(
      join(fixtures, `paths.${platform}.json`),
    );
  });

  describe.each(clients.map((client) => [client.name, client] as const))('%s', (_name, client) => {
    it('is connected as in its golden file, and comes to the same when connected twice', async () => {
      const path = await placed(client, platform, await before(client));
      connect(client, path, platform);
      const after = await text(path);
      await expect(after).toMatchFileSnapshot(
        join(fixtures, client.id, `after.${platform}${extension(client)}`),
      );
      expect(commandOf(client, readEntry(client, path) ?? {})).toEqual(command(client, platform));
      connect(client, path, platform);
      expect(await text(path)).toBe(after);
    });

    it.each(dressings)('written %s is back to the byte after connect and remove', async (_how, dress) => {
      const original = dress(await withoutEntry(client));
      const path = await placed(client, platform, original);
      connect(client, path, platform);
      connect(client, path, platform);
      expect(await text(backupPath(path))).toBe(original);
      disconnect(client, path);
      expect(await text(path)).toBe(original);
      expect(await readdir(dirname(path))).toHaveLength(1);
    });

    it('is gone after connect and remove when Keepsake made it', async () => {
      const path = await placed(client, platform, undefined);
      connect(client, path, platform);
      expect(commandOf(client, readEntry(client, path) ?? {})).toEqual(command(client, platform));
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      disconnect(client, path);
      expect(await readdir(dirname(path))).toEqual([]);
    });
  });
});

/** Cline's golden file is repaired; here nothing of Keepsake may be in it. */
async function withoutEntry(client: AiClient): Promise<string> {
  const original = await before(client);
  const path = await placed(client, 'linux', original);
  disconnect(client, path);
  const cleaned = await text(path);
  await rm(path);
  return cleaned;
}

describe.each(clients.map((client) => [client.name, client] as const))('%s', (_name, client) => {
  it.each([
    ['CRLF', (plain: string) => plain.replaceAll('\n', '\r\n')],
    ['a byte order mark', (plain: string) => `\uFEFF${plain}`],
  ] as const)('written with %s stays so', async (_how, dress) => {
    const plain = await placed(client, 'linux', await before(client));
    connect(client, plain, 'linux');
    const expected = dress(await text(plain));
    await writeFile(plain, dress(await before(client)));
    connect(client, plain, 'linux');
    expect(await text(plain)).toBe(expected);
  });

  it('keeps what somebody else changed meanwhile, and loses nothing but the entry', async () => {
    const original = await withoutEntry(client);
    const path = await placed(client, 'linux', original);
    connect(client, path, 'linux');
    const note = extension(client) === '.json' ? '// note\n' : '# note\n';
    await writeFile(path, `${note}${await text(path)}`);
    disconnect(client, path);
    const left = await text(path);
    expect(left.startsWith(note)).toBe(true);
    expect(left).not.toContain('/opt/keepsake');
    expect(left.trim().split('\n').length).toBeGreaterThanOrEqual(original.trim().split('\n').length);
    expect(await readdir(dirname(path))).toHaveLength(1);
  });
});

const broken: readonly [string, string, string, RegExp][] = [
  ['cursor', 'a missing brace', '{\n  "mcpServers": {\n', /line 3, column 1: close brace expected/],
  ['cursor', 'a list', '[]', /line 1, column 1: it is not a JSON object/],
  ['cursor', 'servers that are none', '{"mcpServers": "none"}', /line 1, column 16: "mcpServers" is not an/],
  ['gemini', 'a comma that it refuses', '{\n  "a": 1,\n}', /line 3, column 1/],
  ['cursor', 'a name twice', '{"mcpServers": {}, "mcpServers": {"a": {}}}', /cannot be changed safely/],
  ['codex', 'an open table', 'a = 1\n[mcp_servers\n', /line 2, column \d+/],
  ['codex', 'servers in one line', 'mcp_servers = { a = { command = "a" } }\n', /line \d|by hand/],
  ['codex', 'a value twice', 'a = 1\na = 2\n', /line 2/],
  ['goose', 'an open bracket', 'a: 1\nextensions: [\n', /line \d+, column \d+/],
  ['goose', 'a list of extensions', 'extensions:\n- a\n', /"extensions" is not a map/],
  ['continue', 'a tab', 'name: x\nmcpServers:\n\t- name: a\n', /line 3, column \d/],
  ['continue', 'two documents', 'a: 1\n---\nb: 2\n', /multiple documents/],
  ['cursor', 'another encoding', '\uFFFE', /line 1/],
];

describe('a file that cannot be read', () => {
  it.each(broken)('of %s with %s is refused and left alone', async (id, _what, content, message) => {
    const client = clients.find((one) => one.id === id) as AiClient;
    const path = await placed(client, 'linux', content);
    expect(() => connect(client, path, 'linux')).toThrow(message);
    expect(() => connect(client, path, 'linux')).toThrow(path);
    expect(await text(path)).toBe(content);
    expect(await readdir(dirname(path))).toHaveLength(1);
  });

  it('as UTF-8 is refused and left alone', async () => {
    const [client] = clients as [AiClient];
    const path = await placed(client, 'linux', undefined);
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    await writeFile(path, bytes);
    expect(() => connect(client, path, 'linux')).toThrow('not UTF-8');
    expect(await readFile(path)).toEqual(bytes);
  });
});

it('Claude Desktop from the Windows store has its file in a folder of its own', async () => {
  const [client] = clients as [AiClient];
  const own = join(home, 'AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude');
  await mkdir(own, { recursive: true });
  expect(client.config(environment('win32'))).toBe(join(own, 'claude_desktop_config.json'));
});

describe('writing', () => {
  const [client] = clients as [AiClient];

  it('follows a link, and keeps the mode', async () => {
    const real = join(home, 'dotfiles.json');
    await writeFile(real, '{}');
    await chmod(real, 0o640);
    const path = await placed(client, 'linux', undefined);
    await symlink(real, path);
    connect(client, path, 'linux');
    expect(await text(real)).toContain('keepsake');
    expect((await stat(real)).mode & 0o777).toBe(0o640);
    expect((await stat(backupPath(path))).mode & 0o777).toBe(0o640);
    disconnect(client, path);
    expect(await text(real)).toBe('{}');
  });

  it('is refused when the file is no longer what was shown', async () => {
    const path = await placed(client, 'linux', '{}');
    const change = planEntry(client, path, entryFor(client, command(client, 'linux')));
    await writeFile(path, '{"a":1}');
    expect(() => applyChange(change)).toThrow('changed meanwhile');
    expect(await text(path)).toBe('{"a":1}');
  });
});

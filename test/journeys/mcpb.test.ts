/** The bundle that clients install: unzipped, its manifest checked, and started as the manifest says. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepsakeVersion, tools } from '../../contract/index.ts';
import { openPackage } from '../../server/extract/formats/zip.ts';
import { startKeepsake, type Keepsake } from '../harness/keepsake.ts';
import { officialClients } from './official-clients.ts';

interface Manifest {
  manifest_version: string;
  name: string;
  version: string;
  server: { type: string; entry_point: string; mcp_config: { command: string; args: string[] } };
  user_config: Record<string, { type: string; default: string }>;
  tools: { name: string; description: string }[];
  compatibility: { platforms: string[] };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let names: readonly string[];
let manifest: Manifest;
let keepsake: Keepsake;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['scripts/build-mcpb.mjs'], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'ks-mcpb-'));
  const file = join(root, 'dist', 'mcpb', `keepsake-${process.platform}-${process.arch}.mcpb`);
  const archive = openPackage(await readFile(file));
  names = archive.names;
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), archive.part(name) ?? '');
  }
  manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  keepsake = await startKeepsake();
});

afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('the manifest has every field that installing needs, and they fit what is inside', () => {
  expect(manifest).toMatchObject({
    manifest_version: '0.3',
    name: 'keepsake',
    version: keepsakeVersion,
    description: expect.any(String) as string,
    author: { name: expect.any(String) as string },
    server: { type: 'node' },
    compatibility: { platforms: [process.platform] },
  });
  expect(names).toContain(manifest.server.entry_point);
  expect(manifest.tools.map(({ name }) => name)).toEqual(Object.keys(tools));
  expect(names.some((name) => name.endsWith('.node'))).toBe(true);
});

test('the command that it names recalls through the bridge', async () => {
  const fill = (arg: string): string =>
    arg
      .replace('${__dirname}', folder)
      .replace(/\$\{user_config\.(\w+)\}/, (_, name: string) => manifest.user_config[name]?.default ?? '');
  const { command, args } = manifest.server.mcp_config;
  expect(command).toBe('node');
  const started = { command: process.execPath, args: args.map(fill), env: keepsake.env };
  await using client = await officialClients['the v1 client'](started);
  await client.call('add_memory', { content: 'The gate code is on the blue card.' });
  const found = await client.call('search', { query: 'gate code' });
  expect(JSON.stringify(found.structuredContent)).toContain('on the blue card');
});

/** `keepsake add --watch`: what happens to a folder on disk happens to its mirror in the drive. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKeepsake, type Keepsake } from '../test/harness/keepsake.ts';

let keepsake: Keepsake;
let home: string;
let folder: string;
let watching: { child: ChildProcess; said: () => string };

beforeAll(async () => {
  keepsake = await startKeepsake();
  home = await mkdtemp(join(tmpdir(), 'ks-watch-'));
  folder = join(home, 'papers');
  await mkdir(join(folder, 'old'), { recursive: true });
  await writeFile(join(folder, 'old/letter.md'), 'A letter.');
  await writeFile(join(folder, 'list.md'), 'A list.');
  watching = await startWatching();
});

afterAll(async () => {
  await stopWatching('SIGKILL');
  await keepsake[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

async function startWatching() {
  const program = fileURLToPath(new URL('index.ts', import.meta.url));
  const child = spawn(process.execPath, [program, 'add', '--watch', folder], { env: keepsake.env });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.includes('watching ')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  return { child, said: () => said };
}

async function stopWatching(signal: NodeJS.Signals): Promise<number | null> {
  const { child } = watching;
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  return ((await exited) as [number | null])[0];
}

/** Paths of the mirror with the ids of their items. */
async function mirrored(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  async function collect(itemId: string, path: string): Promise<void> {
    const { items } = await keepsake.owner.listChildren({ itemId, page_size: 100 });
    for (const { id, name, type } of items) {
      found[path + name] = id;
      if (type === 'folder') await collect(id, `${path}${name}/`);
    }
  }
  await collect((await keepsake.owner.listDrives({})).items[0]?.root_item_id ?? '', '');
  return found;
}

async function untilPaths(...paths: string[]): Promise<Record<string, string>> {
  const wanted = ['papers', ...paths.map((path) => `papers/${path}`)].toSorted();
  await expect
    .poll(async () => Object.keys(await mirrored()).toSorted(), { timeout: 40_000, interval: 100 })
    .toEqual(wanted);
  return mirrored();
}

async function textOf(path: string): Promise<string> {
  const itemId = (await mirrored())[path] ?? '';
  return (await keepsake.owner.downloadItem({ itemId })).text();
}

it('mirrors files as they come, change, move and go', { timeout: 120_000 }, async () => {
  const first = await untilPaths('list.md', 'old', 'old/letter.md');
  await writeFile(join(folder, 'new.md'), 'New.');
  await writeFile(join(folder, 'list.md'), 'A longer list.');
  await untilPaths('list.md', 'new.md', 'old', 'old/letter.md');
  await expect.poll(() => textOf('papers/list.md'), { timeout: 40_000 }).toBe('A longer list.');
  expect((await mirrored())['papers/list.md']).toBe(first['papers/list.md']);

  await rename(join(folder, 'list.md'), join(folder, 'old/lists.md'));
  const moved = await untilPaths('new.md', 'old', 'old/letter.md', 'old/lists.md');
  expect(moved['papers/old/lists.md']).toBe(first['papers/list.md']);

  await rename(join(folder, 'old'), join(folder, 'archive'));
  const renamed = await untilPaths('archive', 'archive/letter.md', 'archive/lists.md', 'new.md');
  expect(renamed['papers/archive']).toBe(first['papers/old']);
  expect(renamed['papers/archive/letter.md']).toBe(first['papers/old/letter.md']);

  await rm(join(folder, 'new.md'));
  await untilPaths('archive', 'archive/letter.md', 'archive/lists.md');
  const { items } = await keepsake.owner.listTrash({});
  expect(items.map(({ name }) => name)).toEqual(['new.md']);
});

it('waits until a file is written whole, and leaves out what is ignored', { timeout: 60_000 }, async () => {
  const file = await open(join(folder, 'slow.md'), 'w');
  await writeFile(join(folder, '.hidden'), 'x');
  for (let at = 0; at < 8; at++) {
    await file.write(`Line ${at}.\n`);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(Object.keys(await mirrored())).not.toContain('papers/slow.md');
  }
  await file.close();
  await untilPaths('archive', 'archive/letter.md', 'archive/lists.md', 'slow.md');
  expect(await textOf('papers/slow.md')).toContain('Line 7.');
});

it(
  'catches up with what happened while it was killed, and keeps the items',
  { timeout: 60_000 },
  async () => {
    const before = await mirrored();
    await stopWatching('SIGKILL');
    await rename(join(folder, 'archive'), join(folder, 'letters'));
    await rename(join(folder, 'slow.md'), join(folder, 'letters/slow.md'));
    await rm(join(folder, 'letters/lists.md'));
    await writeFile(join(folder, 'letters/letter.md'), 'Another letter.');
    watching = await startWatching();
    const after = await untilPaths('letters', 'letters/letter.md', 'letters/slow.md');
    expect(after['papers/letters']).toBe(before['papers/archive']);
    expect(after['papers/letters/letter.md']).toBe(before['papers/archive/letter.md']);
    expect(after['papers/letters/slow.md']).toBe(before['papers/slow.md']);
    await expect.poll(() => textOf('papers/letters/letter.md'), { timeout: 20_000 }).toBe('Another letter.');
  },
);

it('goes on after the server was away', { timeout: 60_000 }, async () => {
  await keepsake.kill();
  await writeFile(join(folder, 'while-away.md'), 'Written meanwhile.');
  await expect.poll(() => watching.said(), { timeout: 50_000 }).toContain('Trying again');
  await keepsake.restart();
  await untilPaths('letters', 'letters/letter.md', 'letters/slow.md', 'while-away.md');
});

it('removes nothing when the folder itself is gone, and ends in order when it is told to', async () => {
  await rename(folder, join(home, 'elsewhere'));
  await expect.poll(() => watching.said(), { timeout: 20_000 }).toContain('Nothing is removed');
  await untilPaths('letters', 'letters/letter.md', 'letters/slow.md', 'while-away.md');
  expect(await stopWatching('SIGTERM')).toBe(0);
}, 60_000);

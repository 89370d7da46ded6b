/** `keepsake add` as a person uses it: folders with their tree, again, after changes, and after it was killed. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKeepsake, type Keepsake } from '../test/harness/keepsake.ts';

let keepsake: Keepsake;
let home: string;

beforeAll(async () => {
  keepsake = await startKeepsake({ args: ['--start', '--port', '0', '--max-file-size', '100MB'] });
  home = await mkdtemp(join(tmpdir(), 'ks-add-'));
});

afterAll(async () => {
  await keepsake[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

interface Line {
  path: string;
  status: string;
  change?: string;
  reason?: string;
  item_id: string;
}

async function write(path: string, content: string | Uint8Array): Promise<string> {
  const full = join(home, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, content);
  return full;
}

async function add(...args: string[]): Promise<{ code: number | null; lines: Line[] }> {
  const { code, out, err } = await keepsake.run('add', ...args, '--json');
  expect(err).toBe('');
  return { code, lines: JSON.parse(out) as Line[] };
}

/** Paths of all files and folders of the drive below one of its folders. */
async function drive(itemId?: string): Promise<string[]> {
  const id = itemId ?? (await keepsake.owner.listDrives({})).items[0]?.root_item_id ?? '';
  const { items } = await keepsake.owner.listChildren({ itemId: id, page_size: 100 });
  const below = await Promise.all(
    items.map(async ({ id: inner, name, type }) =>
      type === 'file' ? [name] : [`${name}/`, ...(await drive(inner)).map((path) => `${name}/${path}`)],
    ),
  );
  return below.flat();
}

it('keeps the tree, and leaves out what is hidden, made by tools, or named in .keepsakeignore', async () => {
  await write('tree/top.md', 'At the top.');
  await write('tree/deep/er/leaf.md', 'A leaf.');
  await write('tree/.git/config', 'x');
  await write('tree/.DS_Store', 'x');
  await write('tree/node_modules/a/index.js', 'x');
  await write('tree/.keepsakeignore', '*.log\n!.notes\n/deep/secret\n');
  await write('tree/run.log', 'x');
  await write('tree/deep/secret/key.md', 'x');
  await write('tree/deep/.keepsakeignore', '!keep.log\n');
  await write('tree/deep/keep.log', 'Kept.');
  await write('tree/.notes/a.md', 'Notes.');
  await mkdir(join(home, 'tree/empty'));
  const { code, lines } = await add(join(home, 'tree'));
  expect([code, lines.map(({ status }) => status)]).toEqual([0, ['okay', 'okay', 'okay', 'okay']]);
  expect((await drive()).filter((path) => path.startsWith('tree/')).toSorted()).toEqual(
    [
      'tree/',
      'tree/.notes/',
      'tree/.notes/a.md',
      'tree/deep/',
      'tree/deep/er/',
      'tree/deep/er/leaf.md',
      'tree/deep/keep.log',
      'tree/empty/',
      'tree/top.md',
    ].toSorted(),
  );
});

it('skips what is unchanged, makes a version of what changed, and attaches both to another project', async () => {
  await write('again/same.md', 'The same as before.');
  await write('again/other.md', 'The bell is silver.');
  const first = await add(join(home, 'again'));
  expect(first.lines.map(({ change }) => change)).toEqual(['new', 'new']);
  await write('again/other.md', 'The bell is copper.');
  await keepsake.owner.createProject({ name: 'Second' });
  const second = await add(join(home, 'again'), '--project', 'Second');
  expect(second.lines.map(({ change }) => change)).toEqual(['version', 'unchanged']);
  expect(second.lines.map(({ item_id }) => item_id)).toEqual(first.lines.map(({ item_id }) => item_id));
  const found = await keepsake.run('search', 'same as before', '--project', 'Second');
  expect(found.out).toContain('same.md');
});

it('one file that is refused is told with its reason, and the others are added', async () => {
  const large = await write('refused/large.bin', randomBytes(0));
  await writeFile(large, Buffer.alloc(101 * 1024 * 1024));
  await write('refused/fine.md', 'Fine.');
  const { code, lines } = await add(join(home, 'refused'));
  expect(code).toBe(1);
  expect(lines).toMatchObject([
    { status: 'okay' },
    { status: 'error', reason: expect.stringContaining('larger than 100 MB') },
  ]);
});

it('goes on where it was when it is killed, and when the server is', { timeout: 60_000 }, async () => {
  const bytes = randomBytes(60_000_000);
  const path = await write('large.bin', bytes);
  const program = fileURLToPath(new URL('index.ts', import.meta.url));
  const child = spawn(process.execPath, [program, 'add', path, '--no-wait'], { env: keepsake.env });
  const first = await progress();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const again = keepsake.run('add', path, '--no-wait', '--json');
  await progress((offset) => offset > first.offset);
  await keepsake.kill();
  await keepsake.restart();
  const { code, out } = await again;
  expect([code, JSON.parse(out)]).toMatchObject([0, [{ change: 'new' }]]);
  const [line] = JSON.parse(out) as Line[];
  const upload = await keepsake.owner.getUpload({ uploadId: first.id });
  expect(upload).toMatchObject({ status: 'finished', item_id: line?.item_id });
  const item = await keepsake.owner.getItem({ itemId: line?.item_id ?? '' });
  expect(item.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect((await add(path, '--no-wait')).lines).toMatchObject([{ change: 'unchanged' }]);
});

/** The unfinished upload once the server holds some of it. */
async function progress(isEnough = (offset: number) => offset > 0): Promise<{ id: string; offset: number }> {
  for (;;) {
    const [upload] = (await keepsake.owner.listUploads({})).items;
    if (upload !== undefined && isEnough(upload.offset)) return upload;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it.each(['many', '-5', '0'])('--max-file-size %s is turned away', async (size) => {
  expect((await keepsake.run('serve', `--max-file-size=${size}`)).code).toBe(2);
});

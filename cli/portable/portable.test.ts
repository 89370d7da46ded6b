/** `keepsake export`, `import` and `conversation` as a person uses them: real processes, and BotWire and MemoryLake stood in for by servers. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKeepsake, type Keepsake } from '../../test/harness/keepsake.ts';

let keepsake: Keepsake;
let folder: string;
let elsewhere: Server;
let address: string;

/** What the public APIs answer. */
const answers: Record<string, unknown> = {
  '/memory/bot?limit=1000': { namespace: 'bot', count: 1, keys: [{ key: 'a b', bytes: 5, updated_at: 1.5 }] },
  '/memory/bot/a%20b': { namespace: 'bot', key: 'a b', value: 'hello', created_at: 1.5, updated_at: 1.5 },
  '/projects?page=1&page_size=100': { success: true, data: [{ id: 'p1' }] },
  '/projects/p1/memories?page=1&page_size=100': {
    success: true,
    data: { items: [{ id: 'm1', name: 'Rule', content: 'Invoices go out on the 5th.' }] },
  },
};

beforeAll(async () => {
  keepsake = await startKeepsake();
  folder = await mkdtemp(join(tmpdir(), 'ks-portable-'));
  elsewhere = createServer((request, response) => {
    const isLake = request.url?.startsWith('/projects') === true;
    const isAllowed = !isLake || request.headers.authorization === 'Bearer lake-secret';
    const answer = isAllowed ? answers[request.url ?? ''] : undefined;
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});

afterAll(async () => {
  elsewhere.close();
  await keepsake[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it('exports to a file of this person alone, never over another one, and imports it again without adding anything', async () => {
  await keepsake.run('remember', 'The cellar key hangs under the stairs.');
  const file = join(folder, 'all.zip');
  const made = await keepsake.run('export', file);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('Exported to') as unknown });
  expect((await stat(file)).mode & 0o077).toBe(0);
  const again = await keepsake.run('export', file);
  expect(again.code).not.toBe(0);
  expect(again.err).toContain('exists already');
  expect(await readdir(folder)).toEqual(['all.zip']);
  const report = await keepsake.run('import', file, '--json');
  expect(report.code).toBe(0);
  expect(JSON.parse(report.out)).toMatchObject({
    source: 'keepsake',
    counts: { memories: { added: 0, known: 1, skipped: 0 } },
  });
  const { items } = await keepsake.owner.listDrives({});
  const drive = await keepsake.owner.listChildren({ itemId: items[0]?.root_item_id ?? '' });
  expect(drive.items).toEqual([]);
  expect((await keepsake.owner.listTrash({})).items).toEqual([]);
});

it('imports a folder of notes, and tells what it left out by its exit code', async () => {
  const notes = join(folder, 'notes');
  await mkdir(join(notes, 'below'), { recursive: true });
  await writeFile(join(notes, 'below', 'fig.md'), '# Fig tree\n\nPlanted in 1987.');
  await writeFile(join(notes, 'empty.md'), '');
  const { items } = await keepsake.owner.listProjects({});
  const project = items[0]?.name ?? '';
  const tried = await keepsake.run('import', notes, '--project', project, '--dry-run');
  expect(tried.out).toContain('memories: 1 would be added');
  const done = await keepsake.run('import', notes, '--project', project);
  expect(done.code).toBe(1);
  expect(done.out).toContain('! empty.md: It is empty.');
  expect((await keepsake.run('search', 'fig tree')).out).toContain('Planted in 1987');
});

it('imports from BotWire and MemoryLake by their public APIs', async () => {
  const project = (await keepsake.owner.createProject({ name: 'Elsewhere' })).id;
  const bots = await keepsake.run(
    'import',
    '--from',
    'botwire',
    '--url',
    address,
    '--namespace',
    'bot',
    '--project',
    project,
  );
  expect(bots).toMatchObject({ code: 0 });
  const entry = { projectId: project, namespace: 'bot', key: 'a b' };
  expect((await keepsake.owner.getEntry(entry)).value).toBe('hello');
  const lake = ['import', '--from', 'memorylake', '--url', address, '--project', project];
  expect((await keepsake.runWith('wrong\n', ...lake)).err).toContain('answered 404');
  expect((await keepsake.runWith('lake-secret\n', ...lake)).out).toContain('memories: 1 added');
  const plain = await keepsake.run(
    'import',
    '--from',
    'botwire',
    '--url',
    'http://example.org',
    '--namespace',
    'x',
  );
  expect(plain.err).toContain('https://');
});

it('lists and shows conversations', async () => {
  const projectId = (await keepsake.owner.listProjects({})).items.at(-1)?.id ?? '';
  const { id } = await keepsake.owner.createConversation({ projectId, title: 'Boats' });
  const messages = ['one', 'two'].map((content) => ({ role: 'user' as const, content }));
  await keepsake.owner.appendMessages({ projectId, conversationId: id, messages });
  expect((await keepsake.run('conversation', 'list')).out).toContain('Boats  (2 messages');
  expect((await keepsake.run('conversation', 'show', 'Boats')).out).toMatch(
    /^\[0\] user, .*: one\n\[1\] user, .*: two\n$/,
  );
  expect((await keepsake.run('conversation', 'show', id, '--last', '1')).out).toMatch(/^\[1\]/);
  expect((await keepsake.run('conversation', 'show', id, '--query', 'one')).out).toMatch(/^\[0\]/);
  expect((await keepsake.run('conversation', 'show', 'None')).code).not.toBe(0);
});

/** Export and import over the API: the same bytes after the way there and back, a real git repository, and hostile archives. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { FormData } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPackage } from '../../server/extract/formats/zip.ts';
import { addDocument } from '../harness/keepsake.ts';
import { startTestServer, type TestServer } from './running.ts';
import { madeZip } from './zips.ts';

const run = promisify(execFile);
let server: TestServer;
let other: TestServer;
let projectId: string;
let archive: Buffer;

beforeAll(async () => {
  [server, other] = await Promise.all([startTestServer(), startTestServer()]);
  projectId = await fill(server);
  archive = await exported(server, projectId);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

/** A project with something of everything. */
async function fill({ owner, newKey, clientOf }: TestServer): Promise<string> {
  const project = await owner.createProject({ name: 'Lighthouse ünï', description: 'All of it' });
  const { secret } = await newKey([project.id]);
  const key = clientOf(secret);
  const inProject = { projectId: project.id };
  const memory = await key.addMemory({ ...inProject, content: 'The lamp burns oil.', tags: ['lamp'] });
  const one = { ...inProject, memoryId: memory.id };
  await owner.updateMemory({ ...one, content: 'The lamp burns gas.', message: 'It was converted' });
  const gone = await owner.addMemory({ ...inProject, content: 'Wrong.' });
  await owner.deleteMemory({ ...inProject, memoryId: gone.id });
  const talk = await key.createConversation({ ...inProject, title: 'Keeper', external_id: 'talk-1' });
  const conversation = { ...inProject, conversationId: talk.id };
  for (let at = 0; at < 3; at++)
    await key.appendMessages({
      ...conversation,
      messages: [{ role: 'user', content: `message ${at} about fog`, external_id: String(at) }],
    });
  await owner.updateConversation({ ...conversation, summary: 'About fog.' });
  const entry = { ...inProject, namespace: 'state', key: 'user:john/.. preferences' };
  await key.setEntry({ ...entry, value: { theme: 'dark' } });
  await key.setEntry({ ...entry, value: [1, null, 'ü'] });
  await key.setEntry({ ...entry, key: 'gone', value: 1 });
  await key.deleteEntry({ ...entry, key: 'gone' });
  await key.setEntry({ ...entry, key: 'short', value: 'ends', ttl: 0.01 });
  await addDocument(owner, project.id, 'tides.md', Buffer.from('# Tides\n\nHigh water at noon.'));
  await owner.uploadFile(
    { itemId: await rootOf(owner), on_conflict: 'replace' },
    { form: formOf('tides.md', Buffer.from('# Tides\n\nHigh water at one.')) },
  );
  return project.id;
}

async function rootOf(owner: TestServer['owner']): Promise<string> {
  return (await owner.listDrives({})).items[0]?.root_item_id ?? '';
}

function formOf(name: string, bytes: Uint8Array): FormData {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  return form;
}

async function exported({ owner }: TestServer, project?: string): Promise<Buffer> {
  const response =
    project === undefined
      ? await owner.exportEverything({})
      : await owner.exportProject({ projectId: project });
  return Buffer.from(await response.arrayBuffer());
}

async function imported(
  { owner }: TestServer,
  bytes: Uint8Array,
  more: { project_id?: string; dry_run?: boolean; name?: string } = {},
) {
  const { name = 'archive.zip', ...options } = more;
  const input = { itemId: await rootOf(owner), on_conflict: 'rename' as const };
  const { item } = await owner.uploadFile(input, { form: formOf(name, bytes) });
  try {
    return await owner.importFile({ item_id: item.id, ...options });
  } finally {
    await owner.deleteItem({ itemId: item.id });
  }
}

function textsOf(bytes: Uint8Array): Record<string, string> {
  const zip = openPackage(bytes);
  return Object.fromEntries(zip.names.map((name) => [name, Buffer.from(zip.part(name) ?? []).toString()]));
}

describe('an export', () => {
  it('holds originals, Markdown, the full history and a manifest of the hashes of all of it', () => {
    const files = textsOf(archive);
    const names = Object.keys(files);
    expect(files['files/tides.md']).toBe('# Tides\n\nHigh water at one.');
    expect(names.filter((name) => /^versions\/itm_.*\/ver_.*\/tides\.md$/.test(name))).toHaveLength(1);
    const memory = names.find((name) => /memories\/.*\/the-lamp-burns-gas-mem_.*\.md$/.test(name)) ?? '';
    expect(files[memory]).toMatch(/^---\nid: "mem_.*tags: \["lamp"\][^]*---\n\nThe lamp burns gas\.\n$/s);
    const history = names.find((name) => name.endsWith('/history.jsonl')) ?? '';
    expect(files[history]).toContain('The lamp burns oil.');
    expect(files[history]).toContain('It was converted');
    expect(files[history]).not.toContain('"ends"');
    const manifest = files['manifest.sha256'] ?? '';
    const hashes = new Map(
      manifest
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(66), line.slice(0, 64)]),
    );
    expect([...hashes.keys()].sort()).toEqual(names.filter((name) => name !== 'manifest.sha256').sort());
    const zip = openPackage(archive);
    for (const [name, hash] of hashes)
      expect(
        createHash('sha256')
          .update(zip.part(name) ?? '')
          .digest('hex'),
      ).toBe(hash);
  });

  it('holds a git repository that git finds sound, whose log is the history', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ks-git-'));
    try {
      const zip = openPackage(archive);
      for (const name of zip.names.filter((one) => one.includes('history.git/'))) {
        const path = join(folder, name.slice(name.indexOf('history.git/')));
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, zip.part(name) ?? '');
      }
      const git = async (...args: string[]) =>
        (await run('git', ['-C', join(folder, 'history.git'), '-c', 'safe.directory=*', ...args])).stdout;
      await git('fsck', '--strict', '--full');
      const log = await git('log', '--stat', '--format=%an|%s');
      expect(log).toMatch(/Owner\|It was converted\n\n.*the-lamp-burns-gas.* \| \d+ \+/s);
      expect(log).toContain('a client|');
      const files = await git('ls-tree', '-r', '--name-only', '-z', 'main');
      expect(files.split('\0').filter((name) => name.startsWith('conversations/'))).toHaveLength(4);
      expect(await git('show', 'HEAD~1:values/state/user%3ajohn%2f.. preferences.json')).toContain('"ü"');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is for the owner alone, and of a project that exists', async () => {
    const { secret } = await server.newKey([projectId]);
    const client = server.clientOf(secret);
    await expect(client.exportProject({ projectId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(client.exportEverything({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const missing = 'prj_01h455vb4pex5vsknk084sn02q';
    await expect(server.owner.exportProject({ projectId: missing })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('ends when its reader goes away, and the server goes on', async () => {
    const response = await server.owner.exportEverything({});
    await response.body?.cancel();
    expect((await exported(server, projectId)).equals(archive)).toBe(true);
  });
});

describe('an import of an export', () => {
  it('tells first what it would do, then does it; exported again it is the same, byte for byte', async () => {
    const dry = await imported(other, archive, { dry_run: true });
    expect((await other.owner.listProjects({})).items).toEqual([]);
    const report = await imported(other, archive);
    expect(report.problems).toEqual({ count: 0, items: [] });
    expect(report.counts).toEqual({
      projects: { added: 1, known: 0, skipped: 0 },
      files: { added: 1, known: 0, skipped: 0 },
      documents: { added: 1, known: 0, skipped: 0 },
      memories: { added: 2, known: 0, skipped: 0 },
      conversations: { added: 1, known: 0, skipped: 0 },
      messages: { added: 3, known: 0, skipped: 0 },
      values: { added: 2, known: 0, skipped: 0 },
    });
    expect(dry.counts).toEqual(report.counts);
    const again = await exported(other, projectId);
    expect(Object.keys(textsOf(again))).toEqual(Object.keys(textsOf(archive)));
    expect(textsOf(again)).toEqual(textsOf(archive));
    expect(again.equals(archive)).toBe(true);
  });

  it('adds nothing twice, and leaves the project as usable as it was', async () => {
    const report = await imported(other, archive);
    for (const counts of Object.values(report.counts)) expect(counts).toMatchObject({ added: 0, skipped: 0 });
    expect((await exported(other, projectId)).equals(archive)).toBe(true);
    const { results } = await other.owner.search({ query: 'lamp gas', project_ids: [projectId] });
    expect(results[0]).toMatchObject({ type: 'memory', text: expect.stringContaining('gas') as unknown });
    const talk = (await other.owner.listConversations({ projectId })).items[0];
    const conversationId = talk?.id ?? '';
    expect(talk).toMatchObject({ messages: 3, summary: { text: 'About fog.' }, external_id: 'talk-1' });
    const found = await other.owner.searchMessages({ projectId, conversationId, query: 'fog' });
    expect(found.items).toHaveLength(3);
    const messages = [{ role: 'user' as const, content: 'later', external_id: '3' }];
    const appended = await other.owner.appendMessages({ projectId, conversationId, messages });
    expect(appended.items[0]?.position).toBe(3);
    const state = { projectId, namespace: 'state', key: 'user:john/.. preferences' };
    expect(await other.owner.getEntry(state)).toMatchObject({ value: [1, null, 'ü'] });
    const { items } = await other.owner.listDocuments({ projectId });
    const { items: before } = await server.owner.listDocuments({ projectId });
    expect(items.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it('keeps what was changed here meanwhile, and says so', async () => {
    const memory = (await other.owner.listMemories({ projectId })).items[0];
    const one = { projectId, memoryId: memory?.id ?? '' };
    const { secret } = await server.newKey([projectId]);
    await server.clientOf(secret).updateMemory({ ...one, content: 'The lamp is electric.' });
    await other.owner.updateMemory({ ...one, content: 'The lamp is out.' });
    const report = await imported(other, await exported(server, projectId));
    expect(report.problems.items[0]).toMatchObject({ where: memory?.id });
    expect((await other.owner.getMemory(one)).content).toBe('The lamp is out.');
  });

  it('of everything brings the whole drive, and is the same when exported again', async () => {
    await using third = await startTestServer();
    await imported(third, await exported(server));
    const [one, again] = [textsOf(await exported(server)), textsOf(await exported(third))];
    expect(again).toEqual(one);
  });
});

describe('an archive that is not what it says', () => {
  const head = (projects: unknown[] = []) =>
    Buffer.from(JSON.stringify({ keepsake: 'export', format: 1, scope: 'project', git: false, projects }));

  it.each([
    ['is no archive', Buffer.from('PK nothing')],
    ['is cut', () => archive.subarray(0, archive.length / 2)],
    ['leads out of its folder', () => madeZip([{ name: '../../etc/passwd', bytes: Buffer.from('x') }])],
    ['names a file twice', () => madeZip([1, 2].map(() => ({ name: 'a.md', bytes: Buffer.from('x') })))],
    ['is a bomb', () => madeZip([{ name: 'a.md', bytes: Buffer.alloc(50_000_000), deflate: true }])],
    ['lies about a size', () => madeZip([{ name: 'a.md', bytes: Buffer.from('x'.repeat(50)), claims: 10 }])],
    [
      'is of a later format',
      () =>
        madeZip([
          {
            name: 'keepsake.json',
            bytes: Buffer.from(
              '{"keepsake":"export","format":9,"scope":"project","git":false,"projects":[]}',
            ),
          },
        ]),
    ],
    ['has no head', () => madeZip([{ name: 'keepsake.json', bytes: Buffer.from('{}') }])],
  ])('is refused when it %s', async (_name, bytes) => {
    const { id } = await other.owner.createProject({ name: 'Into' });
    const given = typeof bytes === 'function' ? bytes() : bytes;
    await expect(imported(other, given, { project_id: id })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    expect((await other.owner.listMemories({ projectId: id })).items).toEqual([]);
  });

  it('loses only what is wrong: lines that do not fit, files whose bytes are others', async () => {
    const project = {
      id: 'prj_01h455vb4pex5vsknk084sn02q',
      name: 'P',
      description: '',
      folder: 'projects/p',
      at: 1,
      liveFolders: [],
    };
    const author = { type: 'owner', id: 'acc_1' };
    const memory = (content: unknown, id: string) => ({
      kind: 'memory',
      id,
      state: 'active',
      payload: { name: 'n', content, tags: [] },
    });
    const commits = [
      { at: 1, author, records: [memory('kept', 'mem_01h455vb4pex5vsknk084sn02q')] },
      { at: 2, author, records: [memory(5, 'mem_01h455vb4pex5vsknk084sn02r')] },
      { at: 3, author, records: [{ ...memory('x', 'mem_1'), kind: 'key' }] },
    ];
    const item = {
      id: 'itm_01h455vb4pex5vsknk084sn02q',
      type: 'file',
      path: ['a.txt'],
      at: 1,
      author,
      versions: [{ id: 'ver_01h455vb4pex5vsknk084sn02q', sha256: '0'.repeat(64), size: 3, at: 1, author }],
      notes: [],
    };
    const lines = (values: unknown[]) => Buffer.from(values.map((one) => JSON.stringify(one)).join('\n'));
    const bytes = madeZip([
      { name: 'keepsake.json', bytes: head([project]) },
      { name: 'drive.jsonl', bytes: lines([item, { ...item, path: ['..', 'b'] }]) },
      { name: 'files/a.txt', bytes: Buffer.from('abc') },
      { name: 'projects/p/documents.jsonl', bytes: Buffer.from('nothing') },
      { name: 'projects/p/history.jsonl', bytes: lines(commits) },
    ]);
    const report = await imported(other, bytes);
    expect(report.problems.items.map(({ where }) => where)).toEqual([
      item.id,
      'drive.jsonl line 2',
      'projects/p/history.jsonl line 2',
      'projects/p/history.jsonl line 3',
      'projects/p/documents.jsonl line 1',
    ]);
    const { items } = await other.owner.listMemories({ projectId: project.id });
    expect(items.map(({ content }) => content)).toEqual(['kept']);
  });
});

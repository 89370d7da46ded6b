/** A store moves from the data folder into PostgreSQL and back: all of it, compared, and nothing half-moved serves. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pino from 'pino';
import { FormData } from 'undici';
import { afterAll, beforeEach, expect, it } from 'vitest';
import {
  migrateStore,
  planMigration,
  type MigratedStore,
  type MigrationStep,
} from '../../server/migration.ts';
import { openStore } from '../../server/open-store.ts';
import type { Operation, Scope } from '../../server/store/store.ts';
import { addDocument } from '../harness/keepsake.ts';
import { needs } from '../harness/component.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';
import { join as joinAs } from './people.ts';
import { startTestServer, type TestServer } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'ks-migration-'));
const large = randomBytes(700_000);
const logger = pino({ level: 'silent' });
const signal = new AbortController().signal;
const quiet = { report: () => undefined, signal };
let postgres: PostgresServer;
let source: MigratedStore;
let filled: Awaited<ReturnType<typeof fill>>;

const folderStore = (name: string, key: number): MigratedStore => {
  const dataFolder = join(folder, name);
  mkdirSync(dataFolder, { recursive: true });
  return { dataFolder, masterKey: Buffer.alloc(32, key) };
};
async function database(key: number): Promise<MigratedStore> {
  const place = mkdtempSync(join(folder, 'place-'));
  const blobs = pathToFileURL(mkdtempSync(join(folder, 'blobs-'))).href;
  const store = { url: await postgres.prepared() };
  return { dataFolder: place, masterKey: Buffer.alloc(32, key), store, blobs };
}
const running = (store: MigratedStore): Promise<TestServer> =>
  startTestServer({ ...store, store: store.store });

beforeEach(async (context) => {
  postgres ??= await startPostgres(needs(context, 'postgresql'));
  if (filled !== undefined) return;
  source = folderStore('source', 1);
  const server = await running(source);
  filled = await fill(server);
  await server.server.close();
}, 60_000);
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Something of everything that a store keeps. */
async function fill(server: TestServer) {
  const { owner } = server;
  const { id: projectId } = await owner.createProject({ name: 'Harbour' });
  const { id: otherId } = await owner.createProject({ name: 'Orchard' });
  const ferry = await owner.addMemory({ projectId, content: 'The ferry leaves at noon.', tags: ['tides'] });
  await owner.updateMemory({ projectId, memoryId: ferry.id, content: 'The ferry leaves at one.' });
  await owner.createBranch({ projectId, name: 'aside' });
  const aside = { projectId, memoryId: ferry.id, branch: 'aside' };
  await owner.updateMemory({ ...aside, content: 'The ferry leaves at two.' });
  await owner.setEntry({ projectId, namespace: 'app', key: 'lamp', value: { lit: [true, 1e21, 'é\u0000'] } });
  const { id: conversationId } = await owner.createConversation({ projectId, title: 'Tides' });
  await owner.appendMessages({
    projectId,
    conversationId,
    messages: [{ role: 'user', content: 'When is the neap tide?' }],
  });
  const text = Buffer.from('# Lanterns\n\nThe keeper polishes the lantern every evening.\n'.repeat(40));
  const document = await addDocument(owner, otherId, 'lanterns.md', text);
  const big = await upload(server, 'tides.bin');
  const key = await server.newKey([projectId, otherId]);
  const member = await joinAs(server, 'member', { name: 'Ada' });
  const repeat = await once(server, projectId);
  const receiptKey = (await owner.getReceiptKey({})).public_key;
  return { projectId, otherId, ferry, document, big, key: key.secret, member, repeat, receiptKey };
}

/** Puts the large content into the drive; answers the item's id. */
async function upload({ owner }: TestServer, name: string): Promise<string> {
  const { items } = await owner.listDrives({});
  const form = new FormData();
  form.set('file', new Blob([large]), name);
  return (await owner.uploadFile({ itemId: items[0]?.root_item_id ?? '' }, { form })).item.id;
}

/** The same request each time. */
async function once(server: TestServer, projectId: string) {
  const answer = await server.send(`/api/v1/projects/${projectId}/memories`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'the-same-request' },
    body: JSON.stringify({ content: 'Asked for twice, written once.' }),
  });
  return (await answer.json()) as unknown;
}

async function shownBy(server: TestServer) {
  const { projectId, otherId, ferry, document, big, key } = filled;
  const client = server.clientOf(key);
  const queries = ['when does the ferry leave', 'lantern keeper', 'neap tide', 'asked twice'];
  const found = [];
  for (const query of queries)
    found.push((await client.search({ query, project_ids: [projectId, otherId] })).results);
  const place = { projectId, memoryId: ferry.id };
  const bytes = await server.send(`/api/v1/drives/items/${big}/binary`);
  return {
    found,
    revisions: await client.getMemoryHistory({ ...place }),
    aside: (await client.getMemory({ ...place, branch: 'aside' })).content,
    entry: await client.getEntry({ projectId, namespace: 'app', key: 'lamp' }),
    changes: await client.listChanges({ projectId }),
    document: await client.getDocument({ projectId: otherId, documentId: document.id }),
    large: createHash('sha256')
      .update(Buffer.from(await bytes.arrayBuffer()))
      .digest('hex'),
    member: (await server.clientOf(filled.member.secret).getServer({})).caller,
    receiptKey: (await server.owner.getReceiptKey({})).public_key,
    repeat: await once(server, projectId),
    audit: (await server.owner.listActivity({ kind: 'write' })).items.length > 0,
  };
}

it('goes to PostgreSQL and back under other keys, and shows the same', async () => {
  const shared = await database(2);
  const plan = await planMigration(source);
  expect(plan.files).toMatchObject({ files: 1, bytes: large.length });
  const there = await migrateStore(source, shared, quiet);
  expect(there.equal).toBe(true);
  expect(there.scopes.map(({ scope }) => scope).toSorted()).toEqual(
    plan.scopes.map(({ name }) => name).toSorted(),
  );
  const home = folderStore('home', 3);
  const back = await migrateStore(shared, home, quiet);
  expect(back.equal).toBe(true);
  expect(back.scopes.map(({ scope, target }) => [scope, target?.digest])).toEqual(
    there.scopes.map(({ scope, source: { digest } = { digest: '' } }) => [scope, digest]),
  );
  const shown = [];
  for (const store of [source, shared, home]) {
    const server = await running(store);
    shown.push(await shownBy(server));
    // Content that is there is found again, under whatever master key.
    await upload(server, 'again.bin');
    await server.server.close();
    expect(await filesIn(store)).toBe(1);
  }
  expect(shown[1]).toEqual(shown[0]);
  expect(shown[2]).toEqual(shown[0]);
});

it('refuses a target that holds something, and a source that holds nothing', async () => {
  const from = folderStore('single', 4);
  await write(from, 'one');
  const shared = await database(2);
  await migrateStore(from, shared, quiet);
  await expect(migrateStore(from, shared, quiet)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  await expect(migrateStore(shared, from, quiet)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  const nothing = migrateStore(folderStore('nothing', 4), await database(2), quiet);
  await expect(nothing).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it.each(['database', 'folder'] as const)(
  'a %s that is not complete serves nobody, and goes on',
  async (kind) => {
    const folderSide = folderStore(`stopped ${kind}`, 5);
    const other = await database(6);
    const [from, target] = kind === 'folder' ? [other, folderSide] : [folderSide, other];
    await write(from, 'one');
    for (const stage of ['records', 'comparing records'] as const) {
      await expect(stoppedAt(stage, from, target)).rejects.toThrow('aborted');
      await refused(target);
    }
    const stages: string[] = [];
    const report = ({ stage }: MigrationStep) => void stages.push(stage);
    expect((await migrateStore(from, target, { report, signal })).equal).toBe(true);
    expect(stages).not.toContain('records');
    await (await openStore(target, logger)).close();
  },
);

it('notices a source that was written to, and begins anew when it is told to', async () => {
  const from = folderStore('written', 7);
  const shared = await database(8);
  await write(from, 'one');
  await expect(stoppedAt('records', from, shared)).rejects.toThrow('aborted');
  await write(from, 'two');
  await expect(migrateStore(from, shared, quiet)).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
  expect((await migrateStore(from, shared, { ...quiet, restart: true })).equal).toBe(true);
});

it('a target that differs at the end does not serve', async () => {
  const from = folderStore('compared', 9);
  const shared = await database(10);
  await write(from, 'one');
  await expect(stoppedAt('comparing records', from, shared)).rejects.toThrow('aborted');
  const store = await openStore(shared, logger, true);
  const [account = ''] = await store.accounts();
  await store.putRows({ account }, [{ space: 'stray', key: 'one', value: Buffer.from('more') }]);
  await store.close();
  const differing = await migrateStore(from, shared, quiet);
  expect(differing.equal).toBe(false);
  expect(differing.scopes.filter(({ equal }) => !equal).map(({ scope }) => scope)).toEqual(['catalogue']);
  await refused(shared);
  expect((await migrateStore(from, shared, { ...quiet, restart: true })).equal).toBe(true);
});

it('a file whose bytes are gone or changed is noticed', async () => {
  const shared = await database(11);
  const elsewhere = { ...source, blobs: pathToFileURL(mkdtempSync(join(folder, 'empty-'))).href };
  const gone = migrateStore(elsewhere, shared, quiet);
  await expect(gone).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
  await expect(stoppedAt('comparing files', source, shared)).rejects.toThrow('aborted');
  const [file = ''] = await filePathsIn(shared);
  const bytes = readFileSync(file);
  bytes[1_000] = (bytes[1_000] as number) ^ 1;
  writeFileSync(file, bytes);
  const changed = migrateStore(source, shared, quiet);
  await expect(changed).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
  await refused(shared);
});

/** Ends a migration as it comes to a stage, as Ctrl-C does. */
function stoppedAt(stage: MigrationStep['stage'], from: MigratedStore, to: MigratedStore) {
  const stop = new AbortController();
  const report = (step: MigrationStep) => void (step.stage === stage && stop.abort());
  return migrateStore(from, to, { report, signal: stop.signal });
}

/** Makes an account with a project, unless it is there, and writes a memory. */
async function write(options: MigratedStore, id: string): Promise<void> {
  const store = await openStore(options, logger);
  const account = 'acc_one';
  const project = 'prj_one';
  const commit = (scope: Scope, operations: Operation[]) =>
    store.commit(scope, { author: { type: 'server', id: account }, at: 1_790_000_000_000, operations });
  if ((await store.accounts()).length === 0) {
    await store.createAccount(account);
    await commit({ account }, [{ op: 'create-project', project }]);
  }
  const put = { kind: 'memory', id, state: 'active', payload: { content: id }, unique: id } as const;
  await commit({ account, project }, [{ op: 'put', ...put }]);
  await store.close();
}

/** No server opens it. */
function refused(options: MigratedStore): Promise<void> {
  return expect(openStore(options, logger)).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
}

async function filePathsIn({ dataFolder, blobs }: MigratedStore): Promise<string[]> {
  const place = blobs === undefined ? join(dataFolder, 'blobs') : fileURLToPath(blobs);
  const found = await readdir(place, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() && !entry.name.endsWith('.json'));
  return files.map((entry) => join(entry.parentPath, entry.name));
}

const filesIn = async (store: MigratedStore): Promise<number> => (await filePathsIn(store)).length;

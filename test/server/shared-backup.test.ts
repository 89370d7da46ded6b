/** Backups of a store on PostgreSQL: restored into another database, into a data folder, and from one into a database. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openBackupFolder, type BackupFolder } from '../../server/backup-folder.ts';
import { migrateStore } from '../../server/migration.ts';
import { needs } from '../harness/component.ts';
import { addDocument, runProgram } from '../harness/keepsake.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';
import { s3Environment, startObjectStore, type ObjectStore } from '../harness/s3.ts';
import { backedUp, erased, newFolder } from './erasing.ts';
import { masterKey, startTestServer, type TestServer } from './running.ts';

let postgres: PostgresServer;
let objects: ObjectStore;

beforeEach(async (context) => {
  postgres ??= await startPostgres(needs(context, 'postgresql'));
  objects ??= await startObjectStore();
  Object.assign(process.env, s3Environment);
});
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
  await objects?.[Symbol.asyncDispose]();
});

const large = Buffer.from('A long report about herons.\n\n'.repeat(20_000));
const quiet = () => undefined;

interface Filled {
  readonly projectId: string;
  readonly memoryId: string;
  readonly itemId: string;
}

/** Some of everything that a copy could lose: names, branches, keys of content, files, what was deleted. */
async function fill(server: TestServer): Promise<Filled> {
  const { owner } = server;
  const { id: projectId } = await owner.createProject({ name: 'Zoo' });
  const { id: memoryId } = await owner.addMemory({ projectId, content: 'The heron is grey.' });
  await owner.addMemory({ projectId, content: 'The ferry leaves at nine.' });
  for (const key of ['zebra', 'ant', 'émeu'])
    await owner.setEntry({ projectId, namespace: 'app', key, value: { key } });
  const branch = await owner.createBranch({ projectId, name: 'side' });
  await owner.updateMemory({ projectId, memoryId, content: 'The heron is white.', branch: branch.id });
  const document = await addDocument(owner, projectId, 'herons.txt', large);
  const gone = await owner.addMemory({ projectId, content: 'Zwergflussfisch' });
  await erased(server, { type: 'memory', project_id: projectId, id: gone.id });
  return { projectId, memoryId, itemId: document.item_id };
}

async function assertWhole(server: TestServer, { projectId, memoryId, itemId }: Filled): Promise<void> {
  const { owner } = server;
  expect((await owner.getMemory({ projectId, memoryId })).content).toBe('The heron is grey.');
  const { items } = await owner.listEntries({ projectId, namespace: 'app' });
  expect(items.map(({ key }) => key)).toEqual(['ant', 'zebra', 'émeu']);
  const bytes = await (await owner.downloadItem({ itemId })).arrayBuffer();
  expect(Buffer.from(bytes).equals(large)).toBe(true);
  const { changes } = await owner.listChanges({ projectId, limit: 500 });
  expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, at) => at + 1));
  while ((await owner.getIndexState({ projectId })).status !== 'okay') await setTimeout(20);
  const { results } = await owner.search({ query: 'report about herons', project_ids: [projectId] });
  expect(results[0]?.text).toContain('herons');
  await owner.addMemory({ projectId, content: 'It goes on here.' });
}

async function backUp(
  server: TestServer,
  folder: string,
): Promise<{ opened: BackupFolder; id: string; identity: string }> {
  const identity = await generateX25519Identity();
  await server.owner.setBackupSettings({ folder, recipients: [await identityToRecipient(identity)] });
  await backedUp(server);
  const opened = await openBackupFolder(folder, { identity });
  return { opened, id: opened.choose({}).id, identity };
}

describe('a backup of servers on PostgreSQL', () => {
  it('comes back in another database and object store, and in a data folder, with the same hashes', async () => {
    await using folder = await newFolder();
    await using elsewhere = await newFolder();
    const url = await postgres.prepared();
    await using server = await startTestServer({ store: { url }, blobs: objects.location('one') });
    const filled = await fill(server);
    const { opened, id } = await backUp(server, folder.path);
    await opened.verify(id, quiet);
    for (const text of ['Zwergflussfisch', 'report about herons'])
      for (const name of await readdir(join(folder.path, 'files')))
        expect((await readFile(join(folder.path, 'files', name))).includes(text)).toBe(false);

    const store = { url: await postgres.prepared() };
    const blobs = objects.location('two');
    const dataFolder = join(elsewhere.path, 'servers');
    await opened.restoreShared(id, { dataFolder, store, blobs }, quiet);
    await using shared = await startTestServer({ dataFolder, store, blobs });
    await assertWhole(shared, filled);
    const again = opened.restoreShared(id, { dataFolder, store, blobs }, quiet);
    await expect(again).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });

    const ownFolder = join(elsewhere.path, 'data');
    await opened.restore(id, ownFolder, quiet, async () => undefined);
    await using embedded = await startTestServer({ dataFolder: ownFolder, store: undefined });
    await assertWhole(embedded, filled);
  });

  it('does not come back from a damaged file: what was begun serves nobody, and is in nobody’s way', async () => {
    await using folder = await newFolder();
    const url = await postgres.prepared();
    await using server = await startTestServer({ store: { url } });
    const filled = await fill(server);
    const { opened, id } = await backUp(server, folder.path);
    const files = join(folder.path, 'files');
    const names = await readdir(files);
    const damaged = join(files, names.toSorted().at(-1) ?? '');
    const bytes = await readFile(damaged);
    await writeFile(damaged, bytes.subarray(0, -40));
    await using elsewhere = await newFolder();
    const place = { dataFolder: elsewhere.path, store: { url: await postgres.prepared() }, blobs: undefined };
    await expect(opened.restoreShared(id, place, quiet)).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
    const incomplete = {
      code: 'STATE_NOT_READY',
      message: expect.stringContaining('keepsake restore') as string,
    };
    await expect(startTestServer(place)).rejects.toMatchObject(incomplete);
    const from = { dataFolder: join(elsewhere.path, 'source'), masterKey, store: { url } };
    const stopped = new AbortController();
    const migration = migrateStore(from, { ...place, masterKey }, { report: quiet, signal: stopped.signal });
    await expect(migration).rejects.toMatchObject(incomplete);
    await writeFile(damaged, bytes);
    await opened.restoreShared(id, place, quiet);
    await using restored = await startTestServer(place);
    await assertWhole(restored, filled);
  });
});

it('a backup of a data folder goes into a database by the command line, under its own master key', async () => {
  await using folder = await newFolder();
  await using elsewhere = await newFolder();
  await using server = await startTestServer({ store: undefined });
  const filled = await fill(server);
  const { identity } = await backUp(server, folder.path);
  const [keyFile, identityFile] = [join(elsewhere.path, 'key'), join(elsewhere.path, 'identity')];
  await writeFile(identityFile, `${identity}\n`, { mode: 0o600 });
  const url = await postgres.prepared();
  const command = ['restore', folder.path, '--store', url, '--identity', identityFile];
  const env = { PATH: process.env['PATH'] ?? '', KEEPSAKE_HOME: join(elsewhere.path, 'home') };
  const keyless = await runProgram('', command, env);
  expect(keyless.err).toContain('KEEPSAKE_MASTER_KEY_FILE');
  const wrong = { ...env, KEEPSAKE_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') };
  expect((await runProgram('', command, wrong)).err).toMatch(/goes on under its own master key/);
  const done = await runProgram('', command, { ...env, KEEPSAKE_MASTER_KEY_FILE: keyFile });
  expect([done.code, done.err, done.out]).toEqual([0, '', expect.stringContaining('it is complete')]);
  expect(Buffer.from(await readFile(keyFile, 'utf8'), 'base64').equals(masterKey)).toBe(true);
  const home = join(elsewhere.path, 'home');
  const dataFolder = join(home, 'data');
  await using shared = await startTestServer({ dataFolder, store: { url } });
  await assertWhole(shared, filled);
});

/** Backups: whole under load, restored elsewhere with everything, worth nothing without their key, gone when cancelled. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { openBackupFolder } from '../../server/backup-folder.ts';
import { addDocument, startKeepsake } from '../harness/keepsake.ts';
import { backedUp, newFolder, settled } from './erasing.ts';
import { masterKey, startTestServer } from './running.ts';
import { bytesBelow, filesWith } from './traces.ts';

const large = Buffer.from('A long report about herons.\n\n'.repeat(20_000));

/** Identities are made in no time; a passphrase takes a second on purpose. */
async function newKey() {
  const identity = await generateX25519Identity();
  return { identity, recipients: [await identityToRecipient(identity)] };
}

describe('a backup', () => {
  it('made while everybody writes is of one moment, and comes back whole in another folder', async () => {
    await using folder = await newFolder();
    await using server = await startTestServer();
    const { owner } = server;
    const key = await newKey();
    await owner.setBackupSettings({ folder: folder.path, recipients: key.recipients });
    const { id: projectId } = await owner.createProject({ name: 'Zoo' });
    const document = await addDocument(owner, projectId, 'herons.txt', large);
    await owner.setEntry({ projectId, namespace: 'app', key: 'bird', value: 'heron' });
    const acknowledged: string[] = [];
    let writing = true;
    const write = async (lane: number): Promise<void> => {
      for (let n = 0; writing; n++)
        acknowledged.push((await owner.addMemory({ projectId, content: `Lane ${lane}, ${n}.` })).id);
    };
    const lanes = [1, 2, 3].map(write);
    while (acknowledged.length < 20) await setTimeout(5);
    const before = [...acknowledged];
    await backedUp(server);
    writing = false;
    await Promise.all(lanes);

    const opened = await openBackupFolder(folder.path, key);
    const { id } = opened.choose({});
    await opened.verify(id, () => undefined);
    await using elsewhere = await newFolder();
    const dataFolder = join(elsewhere.path, 'data');
    await opened.restore(
      id,
      dataFolder,
      () => undefined,
      async () => undefined,
    );
    expect(opened.masterKey.equals(masterKey)).toBe(true);
    await using restored = await startTestServer({ dataFolder, store: undefined });
    for (const memoryId of before) await restored.owner.getMemory({ projectId, memoryId });
    const { pagination } = await restored.owner.listMemories({ projectId });
    const { changes, head } = await restored.owner.listChanges({ projectId, limit: 500 });
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, at) => at + 1));
    expect(head).toBeGreaterThanOrEqual(before.length);
    expect(pagination.total).toBeGreaterThanOrEqual(before.length);
    expect((await restored.owner.getEntry({ projectId, namespace: 'app', key: 'bird' })).value).toBe('heron');
    const bytes = await restored.owner.downloadItem({ itemId: document.item_id });
    expect(Buffer.from(await bytes.arrayBuffer()).equals(large)).toBe(true);
    while ((await restored.owner.getIndexState({ projectId })).status !== 'okay') await setTimeout(20);
    const { results } = await restored.owner.search({
      query: 'report about herons',
      project_ids: [projectId],
    });
    expect(results[0]?.record_id).toBe(document.id);
    // Deletion reaches on from the restored server as from the first one.
    expect((await restored.owner.listBackups({})).items.map((one) => one.id)).toEqual([id]);
  });

  it('copies a large file once, keeps as many as asked, and shows nothing without its key', async () => {
    await using folder = await newFolder();
    await using server = await startTestServer();
    const { owner } = server;
    const key = await newKey();
    await owner.setBackupSettings({ folder: folder.path, recipients: key.recipients, keep: 2 });
    const { id: projectId } = await owner.createProject({ name: 'Zwergflussfisch' });
    await addDocument(owner, projectId, 'herons.txt', large);
    const blobsOf = async () => (await readdir(join(folder.path, 'blobs'), { recursive: true })).length;
    await backedUp(server);
    const first = await blobsOf();
    await backedUp(server);
    await backedUp(server);
    expect(await blobsOf()).toBe(first);
    const { items } = await owner.listBackups({});
    expect(items).toHaveLength(2);
    expect(await readdir(join(folder.path, 'files'))).toHaveLength(2 * 2);
    const files = await bytesBelow(folder.path);
    expect(filesWith(files, 'Zwergflussfisch')).toEqual([]);
    expect(filesWith(files, 'report about herons')).toEqual([]);
    const other = openBackupFolder(folder.path, await newKey());
    await expect(other).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await using stranger = await startTestServer();
    const taken = stranger.owner.setBackupSettings({ folder: folder.path, passphrase: 'of another one' });
    await expect(taken).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(openBackupFolder(folder.path, { passphrase: 'none was set' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('that was changed by one bit, or lacks a file, fails its verification', async () => {
    await using folder = await newFolder();
    await using server = await startTestServer();
    const { owner } = server;
    const key = await newKey();
    await owner.setBackupSettings({ folder: folder.path, recipients: key.recipients });
    const { id: projectId } = await owner.createProject({ name: 'Zoo' });
    await addDocument(owner, projectId, 'herons.txt', large);
    await backedUp(server);
    const opened = await openBackupFolder(folder.path, key);
    const { id } = opened.choose({});
    const files = [...(await bytesBelow(folder.path))].filter(([name]) => !name.endsWith('bundle.age'));
    expect(files.length).toBe(3);
    for (const [name, bytes] of files) {
      const changed = Buffer.from(bytes);
      changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
      await writeFile(name, changed);
      const refused = { code: 'DATA_FOLDER_UNREADABLE' };
      await expect(opened.verify(id, () => undefined)).rejects.toMatchObject(refused);
      await rm(name);
      await expect(opened.verify(id, () => undefined)).rejects.toMatchObject(refused);
      await writeFile(name, bytes);
    }
    await opened.verify(id, () => undefined);
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('that is cancelled leaves what was there before, and its settings are checked', async () => {
    await using folder = await newFolder();
    await using server = await startTestServer();
    const { owner } = server;
    await expect(owner.createBackup({})).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
    const refused = { code: 'VALIDATION_ERROR' };
    const key = await newKey();
    await expect(owner.setBackupSettings({ folder: folder.path })).rejects.toMatchObject(refused);
    const inside = { folder: join(server.dataFolder, 'backups'), recipients: key.recipients };
    await expect(owner.setBackupSettings(inside)).rejects.toMatchObject(refused);
    const relative = { folder: 'backups', recipients: key.recipients };
    await expect(owner.setBackupSettings(relative)).rejects.toMatchObject(refused);
    await owner.setBackupSettings({ folder: folder.path, recipients: key.recipients });
    await owner.createBackup({});
    expect((await owner.cancelBackup({})).status).toBe('idle');
    const left = (await owner.listBackups({})).items.length;
    const files = await bytesBelow(folder.path);
    expect([left, files.size]).toEqual(left === 0 ? [0, 0] : [1, files.size]);
    const { id } = await owner.createProject({ name: 'Zoo' });
    const client = server.clientOf((await server.newKey([id])).secret);
    await expect(client.listBackups({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('opens with the passphrase that was set last, and no more with the one before', async () => {
    await using folder = await newFolder();
    await using server = await startTestServer();
    await server.owner.setBackupSettings({ folder: folder.path, passphrase: 'the first passphrase' });
    await backedUp(server);
    await server.owner.setBackupSettings({ folder: folder.path, passphrase: 'the second passphrase' });
    const opened = await openBackupFolder(folder.path, { passphrase: 'the second passphrase' });
    await opened.verify(opened.choose({}).id, () => undefined);
    const before = openBackupFolder(folder.path, { passphrase: 'the first passphrase' });
    await expect(before).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('is made on its schedule', async () => {
    await using folder = await newFolder();
    await using server = await startTestServer();
    const { recipients } = await newKey();
    await server.owner.setBackupSettings({ folder: folder.path, recipients, every_hours: 1 });
    await server.server.close();
    await using again = await startTestServer({ dataFolder: server.dataFolder });
    while ((await again.owner.listBackups({})).items.length === 0) await setTimeout(20);
    await settled(again);
    expect((await again.owner.getBackupState({})).last_made_at).toBeDefined();
  });

  it('is made, listed, verified and restored by the command line, where the server then starts again', async () => {
    await using folder = await newFolder();
    await using keepsake = await startKeepsake();
    const word = 'correct horse battery';
    const projectId = (await keepsake.owner.listProjects({})).items[0]?.id ?? '';
    const memory = await keepsake.owner.addMemory({ projectId, content: 'The heron is grey.' });
    const set = await keepsake.runWith(`${word}\n`, 'backup', 'set', folder.path, '--keep', '3');
    expect([set.code, set.err]).toEqual([0, '']);
    const made = await keepsake.run('backup', 'now', '--json');
    const { id } = JSON.parse(made.out) as { id: string };
    expect((await keepsake.run('backup', 'list')).out).toContain(id);
    expect((await keepsake.run('backup', 'verify')).out).toContain(`${id} was restored and is complete`);
    const receipt = join(folder.path, 'receipt.json');
    const file = ['--confirm', memory.id, '--receipt', receipt];
    const gone = await keepsake.run('erase', 'memory', memory.id, ...file);
    expect([gone.code, gone.out]).toEqual([0, expect.stringContaining('Backups rewritten: 1')]);
    expect((await keepsake.run('receipt', 'verify', receipt)).out).toContain('The signature fits');
    await writeFile(receipt, (await readFile(receipt, 'utf8')).replace('"revisions": 1', '"revisions": 0'));
    expect((await keepsake.run('receipt', 'verify', receipt)).code).not.toBe(0);

    const busy = await keepsake.runWith(`${word}\n`, 'restore', folder.path);
    expect(busy.err).toMatch(/has the data folder .* open/);
    await keepsake.kill();
    const full = await keepsake.runWith(`${word}\n`, 'restore', folder.path);
    expect(full.err).toMatch(/holds data, and nothing is ever restored over it/);
    await rm(keepsake.dataFolder, { recursive: true });
    const wrong = await keepsake.runWith('another passphrase\n', 'restore', folder.path);
    expect(wrong.err).toMatch(/passphrase does not open/);
    const back = await keepsake.runWith(`${word}\n`, 'restore', folder.path);
    expect([back.code, back.out]).toEqual([0, expect.stringMatching(/Restored .*New recovery code/s)]);
    await keepsake.restart();
    expect((await keepsake.owner.listProjects({})).items[0]?.id).toBe(projectId);
    const read = keepsake.owner.getMemory({ projectId, memoryId: memory.id });
    await expect(read).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

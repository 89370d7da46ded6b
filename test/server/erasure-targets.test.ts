/** What each target of a permanent deletion takes and leaves, what is refused, and what a crash does not change. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { verifyReceipt } from '../../local/receipts.ts';
import { addDocument, startKeepsake } from '../harness/keepsake.ts';
import { needsFiles } from '../harness/test-store.ts';
import { startEmbeddingProvider } from './embedding-provider.ts';
import { embedded, newProject, set } from './embedding.ts';
import { erased, backedUp, newFolder } from './erasing.ts';
import { startTestServer } from './running.ts';
import { bytesBelow, filesWith, openedBackups } from './traces.ts';

const canary = 'Zwergflussfisch';
const passphrase = 'a long enough passphrase';

describe('a permanent deletion', () => {
  it('of what a key wrote takes its records and revisions, and brings back what others wrote before it', async () => {
    await using folder = await newFolder();
    await using server = await startTestServer({ dataFolder: folder.path, encrypted: false });
    const { owner } = server;
    const { id: projectId } = await owner.createProject({ name: 'Shared' });
    const key = await server.newKey([projectId]);
    const client = server.clientOf(key.secret);
    const whole = await client.addMemory({ projectId, content: `${canary} alone.` });
    const shared = await owner.addMemory({ projectId, content: 'The heron is grey.' });
    await client.updateMemory({ projectId, memoryId: shared.id, content: `The heron is a ${canary}.` });
    const kept = await owner.addMemory({ projectId, content: 'The stork is white.' });
    await client.updateMemory({ projectId, memoryId: kept.id, content: `The stork is a ${canary}.` });
    await owner.updateMemory({ projectId, memoryId: kept.id, content: 'The stork is black and white.' });
    await owner.setEntry({ projectId, namespace: 'app', key: 'bird', value: 'heron' });
    await client.setEntry({ projectId, namespace: 'app', key: 'bird', value: canary });
    await client.setEntry({ projectId, namespace: 'app', key: canary, value: 1 });
    const { id: conversationId } = await owner.createConversation({ projectId, title: 'Birds' });
    const say = (content: string) => ({
      projectId,
      conversationId,
      messages: [{ role: 'user' as const, content }],
    });
    await owner.appendMessages(say('Which bird is grey?'));
    await client.appendMessages(say(`A ${canary} is.`));
    await owner.appendMessages(say('No, a heron is grey.'));

    const { signed_receipt: signed } = await erased(server, { type: 'key_writes', id: key.id });

    expect(signed?.receipt.records).toEqual({ memory: 3, entry: 2, message: 1 });
    expect(filesWith(await bytesBelow(folder.path), canary)).toEqual([]);
    await expect(owner.getMemory({ projectId, memoryId: whole.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await owner.getMemory({ projectId, memoryId: shared.id })).content).toBe('The heron is grey.');
    expect((await owner.getMemory({ projectId, memoryId: kept.id })).content).toBe(
      'The stork is black and white.',
    );
    expect((await owner.getEntry({ projectId, namespace: 'app', key: 'bird' })).value).toBe('heron');
    expect((await owner.listEntries({ projectId, namespace: 'app' })).items).toHaveLength(1);
    const { items } = await owner.readMessages({ projectId, conversationId });
    expect(items.map(({ position, content }) => [position, content])).toEqual([
      [0, 'Which bird is grey?'],
      [1, ''],
      [2, 'No, a heron is grey.'],
    ]);
    await owner.appendMessages(say('So it is.'));
    const found = await owner.search({ query: 'heron grey', project_ids: [projectId] });
    expect(found.results.map(({ record_id }) => record_id)).toContain(conversationId);
  });

  it('of a project takes its key, its file and its name, also from backups, and its files stay in the drive', async (context) => {
    needsFiles(context);
    await using folder = await newFolder();
    await using backups = await newFolder();
    await using server = await startTestServer({ dataFolder: folder.path, encrypted: false });
    const { owner } = server;
    const { id } = await owner.createProject({ name: canary });
    await owner.addMemory({ projectId: id, content: canary });
    const document = await addDocument(owner, id, 'heron.md', Buffer.from('# The heron\n\nIt stands.'));
    await owner.setBackupSettings({ folder: backups.path, passphrase });
    await backedUp(server);
    const everything = async () => [
      ...filesWith(await bytesBelow(folder.path), canary),
      ...filesWith(await openedBackups(backups.path, passphrase), canary),
    ];
    expect((await everything()).length).toBeGreaterThan(3);

    const { signed_receipt: signed } = await erased(server, { type: 'project', id }, canary);

    expect(await everything()).toEqual([]);
    expect([...(await bytesBelow(folder.path)).keys()].filter((name) => name.includes(id))).toEqual([]);
    expect(signed?.receipt.records).toMatchObject({ project: 1, memory: 1, document: 1 });
    expect(signed?.receipt.stays.join()).toMatch(/Files of the drive/);
    expect((await owner.getItem({ itemId: document.item_id })).name).toBe('heron.md');
    await expect(owner.restoreProject({ projectId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of a document leaves the file in the drive, and its receipt says so and what it could not reach', async () => {
    await using folder = await newFolder();
    await using backups = await newFolder();
    await using server = await startTestServer({ dataFolder: folder.path });
    const { owner } = server;
    const { id: projectId } = await owner.createProject({ name: 'Zoo' });
    const document = await addDocument(
      owner,
      projectId,
      'zoo.md',
      Buffer.from(`# Zoo\n\nA ${canary} swims.`),
    );
    await owner.setBackupSettings({ folder: backups.path, passphrase });
    await backedUp(server);
    await rename(backups.path, `${backups.path}-away`);
    const target = { type: 'document', project_id: projectId, id: document.id } as const;
    const { signed_receipt: signed } = await erased(server, target);
    await rename(`${backups.path}-away`, backups.path);
    expect(signed?.receipt.out_of_reach[0]).toContain(backups.path);
    expect(signed?.receipt.stays.join()).toMatch(/The file in the drive/);
    expect((await owner.getItem({ itemId: document.item_id })).name).toBe('zoo.md');
    expect((await owner.listDocuments({ projectId })).items).toEqual([]);
    await expect(owner.getDocumentHistory({ projectId, documentId: document.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await owner.search({ query: canary, project_ids: [projectId] })).results).toEqual([]);
  });

  it('is refused without the exact id twice, for what is not there, and to keys', async () => {
    await using server = await startTestServer();
    const { owner } = server;
    const { id: projectId } = await owner.createProject({ name: 'Zoo' });
    const { id } = await owner.addMemory({ projectId, content: 'stays' });
    const target = { type: 'memory', project_id: projectId, id } as const;
    await expect(owner.erase({ target, confirm: 'yes' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    const other = { ...target, id: `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}` };
    await expect(owner.erase({ target: other, confirm: other.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const key = await server.newKey([projectId]);
    const byKey = server.clientOf(key.secret).erase({ target, confirm: id });
    await expect(byKey).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await owner.getMemory({ projectId, memoryId: id })).content).toBe('stays');
    expect((await owner.listErasures({})).items).toEqual([]);
  });

  it('has a receipt whose signature fits the server alone, and breaks with any change', async () => {
    await using server = await startTestServer();
    const { owner } = server;
    const { id: projectId } = await owner.createProject({ name: 'Zoo' });
    const { id } = await owner.addMemory({ projectId, content: canary });
    const { signed_receipt: signed } = await erased(server, { type: 'memory', project_id: projectId, id });
    const text = JSON.stringify(signed);
    expect(verifyReceipt(text).public_key).toBe((await owner.getReceiptKey({})).public_key);
    expect(text).not.toContain(canary);
    expect(() => verifyReceipt(text.replace('"revisions":1', '"revisions":2'))).toThrow(/changed after/);
    expect(() => verifyReceipt('{}')).toThrow(/no receipt/);
    expect((await owner.listErasures({})).items[0]?.signed_receipt).toEqual(signed);
  });

  it('takes the vectors of what it deletes, and leaves those of the rest', async (context) => {
    needsFiles(context);
    await using provider = await startEmbeddingProvider();
    await using folder = await newFolder();
    await using server = await startTestServer({ dataFolder: folder.path, encrypted: false });
    const projectId = await newProject(server, ['The car is red.', 'The soup is hot.']);
    await set(server, provider);
    await embedded(server, 2);
    const { items } = await server.owner.listMemories({ projectId });
    const [gone = '', stays = ''] = items.map(({ id }) => id);
    const vectorsOf = (id: string): number => {
      const database = new Database(join(folder.path, 'projects', `${projectId}.db`), { readonly: true });
      const sql = `SELECT count(*) FROM rows WHERE space LIKE 'vector%' AND (instr(key, ?) OR instr(value, CAST(? AS BLOB)))`;
      const found = database.prepare(sql).pluck().get(id, id) as number;
      database.close();
      return found;
    };
    expect(vectorsOf(gone)).toBeGreaterThan(0);
    await erased(server, { type: 'memory', project_id: projectId, id: gone });
    expect(vectorsOf(gone)).toBe(0);
    expect(vectorsOf(stays)).toBeGreaterThan(0);
  });

  it('that a kill cuts off is finished by the next start, with a receipt that counts everything', async () => {
    await using keepsake = await startKeepsake();
    const projectId = (await keepsake.owner.listProjects({})).items[0]?.id ?? '';
    const { id } = await keepsake.owner.createConversation({ projectId, title: 'Long' });
    for (let at = 0; at < 4; at++) {
      const messages = Array.from({ length: 100 }, (_, n) => ({
        role: 'user' as const,
        content: `${canary} ${at} ${n}`,
      }));
      await keepsake.owner.appendMessages({ projectId, conversationId: id, messages });
    }
    const target = { type: 'conversation', project_id: projectId, id } as const;
    const { id: erasureId } = await keepsake.owner.erase({ target, confirm: id });
    await keepsake.kill();
    await keepsake.restart();
    const done = await erased(keepsake, undefined, erasureId);
    expect(done.signed_receipt?.receipt.records).toEqual({ message: 400, conversation: 1 });
    expect((await keepsake.owner.search({ query: canary })).results).toEqual([]);
    const read = keepsake.owner.readMessages({ projectId, conversationId: id });
    await expect(read).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

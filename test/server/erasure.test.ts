/** Permanent deletion: nothing is left of it anywhere in reach, the rest is as it was, and the receipt says so. */
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import type { ErasureTarget } from '../../contract/index.ts';
import { addDocument } from '../harness/keepsake.ts';
import { needsFiles } from '../harness/test-store.ts';
import { backedUp, erased, newFolder, settled } from './erasing.ts';
import { startTestServer, type TestServer } from './running.ts';
import { bytesBelow, filesWith, openedBackups } from './traces.ts';

const passphrase = 'a long enough passphrase';
/** Extractions are packed, so they are counted and not searched. */
function extractions(dataFolder: string): number {
  const catalogue = new Database(join(dataFolder, 'catalogue.db'), { readonly: true });
  try {
    return catalogue.prepare(`SELECT count(*) FROM rows WHERE space = 'extraction'`).pluck().get() as number;
  } finally {
    catalogue.close();
  }
}

/** Words whose stems begin as they do. */
const canaries = {
  memory: 'Zwergflussfisch',
  older: 'Bergzauberfisch',
  entry: 'Tannenhuherling',
  entryKey: 'wendehalskropf',
  namespace: 'pirolgesang',
  conversation: 'Goldregenpfiff',
  message: 'Nachtschwalbung',
  file: 'Schnabeltiersum',
  small: 'Erdferkelbau',
  large: 'Nacktmullgang',
} as const;

async function write(server: TestServer) {
  const { owner } = server;
  const { id: projectId } = await owner.createProject({ name: 'Zoo' });
  const bystander = await owner.addMemory({ projectId, content: 'The heron stands in the reeds.' });
  const memory = await owner.addMemory({
    projectId,
    content: `The ${canaries.older} sleeps.`,
    tags: [canaries.memory],
  });
  await owner.updateMemory({ projectId, memoryId: memory.id, content: `The ${canaries.memory} wakes.` });
  const name = { namespace: canaries.namespace, key: canaries.entryKey };
  const entry = await owner.setEntry({ projectId, ...name, value: canaries.entry, ttl: 3_600 });
  const conversation = await owner.createConversation({
    projectId,
    title: canaries.conversation,
    external_id: canaries.conversation,
  });
  const append = { projectId, conversationId: conversation.id };
  await owner.appendMessages({
    ...append,
    messages: [{ role: 'user', content: `A ${canaries.message} sang.` }],
  });
  const small = await addDocument(
    owner,
    projectId,
    `${canaries.file}.md`,
    Buffer.from(`# ${canaries.small}\n\nIt digs.`),
  );
  const bytes = Buffer.from(`${canaries.large} and more words of it.\n\n`.repeat(20_000));
  const large = await addDocument(owner, projectId, 'large.txt', bytes);
  // So many that the index has segments, and not a tail alone.
  for (let at = 0; at < 140; at += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, more) =>
        owner.addMemory({ projectId, content: `Feeding ${at + more} is at noon.` }),
      ),
    );
  const targets: ErasureTarget[] = [
    { type: 'memory', project_id: projectId, id: memory.id },
    { type: 'entry', project_id: projectId, id: entry.id },
    { type: 'conversation', project_id: projectId, id: conversation.id },
    { type: 'file', id: small.item_id },
    { type: 'file', id: large.item_id },
  ];
  return { projectId, bystander, targets };
}

async function traces(server: TestServer, backups: string): Promise<Record<string, string[]>> {
  const files = new Map([
    ...(await bytesBelow(server.dataFolder)),
    ...(await openedBackups(backups, passphrase)),
  ]);
  const found = Object.values(canaries).map((canary) => [canary, filesWith(files, canary)] as const);
  return Object.fromEntries(found.filter(([, names]) => names.length > 0));
}

describe('permanent deletion', () => {
  it('leaves no byte of content in files, pages, free lists, logs, indexes and backups, and keeps the rest', async (context) => {
    needsFiles(context);
    // Without encryption the files are what every key would show.
    await using folder = await newFolder();
    await using backupFolder = await newFolder();
    const backups = backupFolder.path;
    await using server = await startTestServer({ dataFolder: folder.path, encrypted: false });
    const { owner } = server;
    await owner.setBackupSettings({ folder: backups, passphrase });
    const { projectId, bystander, targets } = await write(server);
    await backedUp(server);
    expect(Object.keys(await traces(server, backups)).sort()).toEqual(Object.values(canaries).sort());

    expect(extractions(folder.path)).toBeGreaterThan(1);

    const receipts = [];
    for (const target of targets) receipts.push((await erased(server, target)).signed_receipt);
    expect(await traces(server, backups)).toEqual({});

    expect(extractions(folder.path)).toBe(0);
    expect(receipts[0]?.receipt).toMatchObject({ records: { memory: 1 }, revisions: 2 });
    expect(receipts[0]?.receipt.backups_rewritten).toHaveLength(1);
    expect(receipts[2]?.receipt.records).toEqual({ message: 1, conversation: 1 });
    expect(receipts[4]?.receipt.contents.files).toBe(1);
    const { results } = await owner.search({ query: 'heron in the reeds', project_ids: [projectId] });
    expect(results[0]?.record_id).toBe(bystander.id);
    expect((await owner.listMemories({ projectId, page_size: 100 })).pagination.total).toBe(141);
    const [backup] = (await owner.listBackups({})).items;
    await owner.verifyBackup({ backupId: backup?.id ?? '' });
    await settled(server);
  });
});

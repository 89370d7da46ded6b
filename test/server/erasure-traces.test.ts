/** Permanent deletion reaches what other parts keep of a record: branches, conflicts, reviews, summaries, activity; also in backups. */
import { describe, expect, it } from 'vitest';
import type { ErasureTarget } from '../../contract/index.ts';
import { backedUp, erased, newFolder, settled } from './erasing.ts';
import { startTestServer, type TestServer } from './running.ts';
import { bytesBelow, filesWith, openedBackups } from './traces.ts';

const passphrase = 'a long enough passphrase';

/** Words whose stems begin as they do; each stands where only one part keeps it. */
const canaries = {
  memory: 'Zwergflussfisch',
  conflict: 'Bergzauberfisch',
  held: 'Nachtschwalbung',
  edited: 'Schnabeltiersum',
  branched: 'Erdferkelbau',
  aside: 'Nacktmullgang',
  entry: 'Tannenhuherling',
  entryKey: 'wendehalskropf',
  entryAside: 'Pirolgesangton',
  heldEntry: 'Kranichzugweg',
  message: 'Goldregenpfiff',
  summary: 'Uferschnepfruf',
  query: 'Heidelerchton',
} as const;

/** What one key writes, or has its client write; gone with its writes. */
const keyCanaries = {
  added: 'Rohrdommelruf',
  changed: 'Wasserrallenei',
  aside: 'Trauerseeflug',
  held: 'Steinsperlnest',
  query: 'Sumpfohreulam',
} as const;

async function traces(server: TestServer, backups: string, words: Record<string, string>) {
  const files = new Map([
    ...(await bytesBelow(server.dataFolder)),
    ...(await openedBackups(backups, passphrase)),
  ]);
  const found = Object.entries(words).map(([name, word]) => [name, filesWith(files, word).length] as const);
  return found.filter(([, count]) => count > 0).map(([name]) => name);
}

async function folders() {
  return { data: await newFolder(), backups: await newFolder() };
}

async function write({ owner, newKey, clientOf }: TestServer) {
  const { id: projectId } = await owner.createProject({ name: 'Zoo' });
  const key = await newKey([projectId]);
  const client = clientOf(key.secret);
  const bystander = await owner.addMemory({ projectId, content: 'The keeper lives in Bremen.' });
  const memory = await owner.addMemory({ projectId, content: `The ${canaries.memory} sleeps.` });
  const memoryId = memory.id;
  await owner.createBranch({ projectId, name: 'aside' });
  const content = `The keeper lives in ${canaries.conflict}.`;
  const other = await owner.updateMemory({ projectId, memoryId, content });
  expect(other.conflict_ids).toHaveLength(1);
  const [conflictId = ''] = other.conflict_ids ?? [];
  await owner.resolveConflict({ projectId, conflictId, resolution: 'both' });
  await owner.updateMemory({
    projectId,
    memoryId,
    branch: 'aside',
    content: `The ${canaries.branched} digs.`,
  });
  const aside = await owner.addMemory({ projectId, branch: 'aside', content: `A ${canaries.aside}.` });
  const name = { projectId, namespace: 'birds', key: canaries.entryKey };
  const entry = await owner.setEntry({ ...name, value: canaries.entry });
  await owner.setEntry({ ...name, branch: 'aside', value: canaries.entryAside });
  await client.getEntry(name);
  await client.search({ query: `${canaries.query} ${canaries.conflict}` });
  const conversation = await owner.createConversation({ projectId, title: 'Talk' });
  const messages = [{ role: 'user' as const, content: `A ${canaries.message} sang.` }];
  const said = { projectId, conversationId: conversation.id };
  await owner.appendMessages({ ...said, messages });
  await owner.updateConversation({ ...said, summary: `It was about a ${canaries.summary}.` });
  const [message] = (await owner.readMessages(said)).items;
  await owner.setReviewSettings({ projectId, required: true });
  await client.updateMemory({ projectId, memoryId, content: `It is a ${canaries.held}.` });
  const decided = await client.updateMemory({ projectId, memoryId, content: `It is a ${canaries.edited}.` });
  await owner.rejectReview({ projectId, reviewId: decided.review_id ?? '' });
  await client.updateMemory({ projectId, memoryId, content: `It is a ${canaries.edited}.` });
  await client.setEntry({ ...name, value: canaries.heldEntry });
  await owner.listActivity({});
  const project_id = projectId;
  const targets: ErasureTarget[] = [
    { type: 'memory', project_id, id: memoryId },
    { type: 'memory', project_id, id: aside.id },
    { type: 'entry', project_id, id: entry.id },
    { type: 'message', project_id, id: message?.id ?? '' },
  ];
  return { projectId, bystander, targets, said };
}

describe('a permanent deletion', () => {
  it('takes what branches, conflicts, reviews, summaries and activity hold of a record, also in backups', async () => {
    const { data, backups } = await folders();
    await using _data = data;
    await using _backups = backups;
    // Without encryption the files are what every key would show.
    await using server = await startTestServer({ dataFolder: data.path, encrypted: false });
    const { owner } = server;
    await owner.setBackupSettings({ folder: backups.path, passphrase });
    const { projectId, bystander, targets, said } = await write(server);
    await backedUp(server);
    expect(await traces(server, backups.path, canaries)).toEqual(Object.keys(canaries));

    const receipts = [];
    for (const target of targets) receipts.push((await erased(server, target)).signed_receipt?.receipt);
    expect(await traces(server, backups.path, canaries)).toEqual([]);

    expect(receipts[0]?.records).toEqual({ memory: 1, conflict: 1, review: 3 });
    expect(receipts[1]?.records).toEqual({ memory: 1 });
    // The branch began before the entry, so it has one of its own under the name.
    expect(receipts[2]?.records).toEqual({ entry: 2, review: 1 });
    expect(receipts[0]?.stays.join()).toContain('activity');
    expect((await owner.listConflicts({ projectId, status: 'resolved' })).items).toEqual([]);
    expect((await owner.listReviews({ projectId })).items).toEqual([]);
    expect((await owner.getConversation(said)).summary).toBeUndefined();
    // What is like an erased memory is new, and contradicts nothing that is gone.
    const again = await owner.addMemory({ projectId, content: 'The keeper lives in Emden.' });
    expect(again).toMatchObject({ outcome: 'written', conflict_ids: [expect.any(String)] });
    const { sides } = await owner.getConflict({ projectId, conflictId: again.conflict_ids?.[0] ?? '' });
    expect(sides.map(({ memory }) => memory?.id)).toEqual([bystander.id, again.id]);
    const [backup] = (await owner.listBackups({})).items;
    await owner.verifyBackup({ backupId: backup?.id ?? '' });
    await settled(server);
  });

  it('of what a key wrote reaches its proposals, its branches and its queries', async () => {
    const { data, backups } = await folders();
    await using _data = data;
    await using _backups = backups;
    await using server = await startTestServer({ dataFolder: data.path, encrypted: false });
    const { owner } = server;
    await owner.setBackupSettings({ folder: backups.path, passphrase });
    const { id: projectId } = await owner.createProject({ name: 'Zoo' });
    const key = await server.newKey([projectId]);
    const client = server.clientOf(key.secret);
    const { id: memoryId } = await owner.addMemory({ projectId, content: 'The heron is grey.' });
    await owner.createBranch({ projectId, name: 'aside' });
    await client.addMemory({ projectId, branch: 'aside', content: `A ${keyCanaries.added}.` });
    const place = { projectId, memoryId, branch: 'aside' };
    await owner.updateMemory({ ...place, content: 'The heron is white.' });
    await client.updateMemory({ ...place, content: `The heron is a ${keyCanaries.aside}.` });
    await client.updateMemory({ projectId, memoryId, content: `The heron is a ${keyCanaries.changed}.` });
    await client.search({ query: keyCanaries.query });
    await owner.setReviewSettings({ projectId, required: true });
    await client.addMemory({ projectId, content: `The heron is a ${keyCanaries.held}.` });
    await owner.listActivity({});
    await backedUp(server);
    expect(await traces(server, backups.path, keyCanaries)).toEqual(Object.keys(keyCanaries));

    await erased(server, { type: 'key_writes', id: key.id });

    expect(await traces(server, backups.path, keyCanaries)).toEqual([]);
    expect((await owner.getMemory({ projectId, memoryId })).content).toBe('The heron is grey.');
    expect((await owner.getMemory(place)).content).toBe('The heron is white.');
    expect((await owner.listMemories({ projectId, branch: 'aside' })).items).toHaveLength(1);
    // The text that came back is noticed again.
    const same = await owner.addMemory({ projectId, content: 'The heron is grey.' });
    expect(same).toMatchObject({ outcome: 'duplicate', id: memoryId });
  });

  it('of a project takes what activity tells of it, and leaves what it tells of others', async () => {
    await using server = await startTestServer();
    const { owner } = server;
    const { id: gone } = await owner.createProject({ name: 'Gone' });
    const { id: kept } = await owner.createProject({ name: 'Kept' });
    for (const projectId of [gone, kept]) {
      const client = server.clientOf((await server.newKey([projectId])).secret);
      await client.search({ query: `feeding in ${projectId}` });
    }
    await erased(server, { type: 'project', id: gone });
    const { items } = await owner.listActivity({ kind: 'read' });
    expect(items.map(({ query }) => query)).toEqual([`feeding in ${kept}`]);
  });
});

/** Exports and backups of a project with branches, snapshots, successors, conflicts and writes that wait. */
import { join } from 'node:path';
import { FormData } from 'undici';
import { describe, expect, it } from 'vitest';
import { openBackupFolder } from '../../server/backup-folder.ts';
import { leftOut } from '../../server/services/backup/making.ts';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import { needsFiles } from '../harness/test-store.ts';
import { backedUp, newFolder } from './erasing.ts';
import { masterKey, startTestServer, type TestServer } from './running.ts';

const passphrase = 'a long enough passphrase';
const waiting = 'The lamp waits for approval.';
const aside = 'The lamp is tried aside.';

async function fill({ owner, newKey, clientOf }: TestServer) {
  const { id: projectId } = await owner.createProject({ name: 'Lighthouse' });
  const key = await newKey([projectId]);
  const client = clientOf(key.secret);
  const old = await client.addMemory({ projectId, content: 'The lamp burns oil in winter.' });
  await owner.updateMemory({ projectId, memoryId: old.id, content: 'The lamp burns oil all year.' });
  const next = await client.addMemory({ projectId, content: 'The lamp burns gas.', supersedes: [old.id] });
  await owner.addMemory({ projectId, content: 'The keeper lives in Bremen.' });
  const other = await owner.addMemory({ projectId, content: 'The keeper lives in Emden.' });
  await owner.createSnapshot({ projectId, name: 'first' });
  await owner.createBranch({ projectId, name: 'aside' });
  await owner.updateMemory({ projectId, memoryId: next.id, branch: 'aside', content: aside });
  await owner.setEntry({ projectId, namespace: 'app', key: 'lamp', value: aside, branch: 'aside' });
  await owner.setReviewSettings({ projectId, required: true, secrets: 'hold' });
  await owner.setKeyReview({ keyId: key.id, required: true });
  const held = await client.addMemory({ projectId, content: waiting });
  const refused = await client.updateMemory({ projectId, memoryId: next.id, content: 'No.' });
  await owner.rejectReview({ projectId, reviewId: refused.review_id ?? '' });
  await client.search({ query: 'what burns' });
  await owner.listActivity({});
  return { projectId, key, old, next, other, held };
}

async function exported({ owner }: TestServer, projectId: string): Promise<Buffer> {
  const response = await owner.exportProject({ projectId, git: 'false' });
  return Buffer.from(await response.arrayBuffer());
}

/** Everything that is no index, as backups write it. */
async function dump(dataFolder: string): Promise<Record<string, string>> {
  const store = await openSqliteStore({ folder: dataFolder, masterKey });
  const snapshot = await store.snapshot({
    ...leftOut,
    kinds: [...leftOut.kinds, 'backup-settings', 'owner'],
  });
  const scopes: Record<string, string> = {};
  for (const { name } of snapshot.scopes) {
    const pieces: Uint8Array[] = [];
    for await (const piece of snapshot.read(name)) pieces.push(piece);
    scopes[name] = Buffer.concat(pieces).toString();
  }
  await snapshot.close();
  await store.close();
  return scopes;
}

describe('an export', () => {
  it('is the main line: successors come back as they were, and nothing of branches or of what waits is in it', async () => {
    await using server = await startTestServer();
    await using elsewhere = await startTestServer();
    const { projectId, old, next } = await fill(server);
    const archive = await exported(server, projectId);
    for (const text of [waiting, aside]) expect(archive.includes(text)).toBe(false);
    expect(archive.includes('The lamp burns gas.')).toBe(true);

    const { owner } = elsewhere;
    const root = (await owner.listDrives({})).items[0]?.root_item_id ?? '';
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(archive)]), 'export.zip');
    const { item } = await owner.uploadFile({ itemId: root }, { form });
    expect((await owner.importFile({ item_id: item.id })).problems.items).toEqual([]);
    expect((await exported(elsewhere, projectId)).equals(archive)).toBe(true);

    const memory = (memoryId: string) => owner.getMemory({ projectId, memoryId });
    expect(await memory(old.id)).toMatchObject({ status: 'superseded', superseded_by: next.id });
    expect(await memory(next.id)).toMatchObject({ status: 'active', content: 'The lamp burns gas.' });
    const { results } = await owner.search({ query: 'lamp burns', project_ids: [projectId] });
    expect(results.map(({ record_id }) => record_id)).toEqual([next.id]);
    const same = { projectId, content: 'The lamp burns gas.' };
    expect(await owner.addMemory(same)).toMatchObject({ outcome: 'duplicate', id: next.id });
  });
});

describe('a backup', () => {
  it('brings back branches, snapshots, reviews, conflicts, settings and activity, row by row', async (context) => {
    needsFiles(context);
    await using backups = await newFolder();
    await using data = await newFolder();
    await using elsewhere = await newFolder();
    const there = await startTestServer({ dataFolder: join(data.path, 'data') });
    await there.owner.setBackupSettings({ folder: backups.path, passphrase });
    const { projectId, key, next, held } = await fill(there);
    await backedUp(there);
    await there.server.close();
    const before = await dump(join(data.path, 'data'));

    const opened = await openBackupFolder(backups.path, { passphrase });
    const dataFolder = join(elsewhere.path, 'data');
    const nothing = async () => undefined;
    await opened.restore(opened.choose({}).id, dataFolder, () => undefined, nothing);
    const after = await dump(dataFolder);
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    expect(after[projectId]).toBe(before[projectId]);
    for (const text of ['"activity"', '"key-review"']) expect(after['catalogue']?.includes(text)).toBe(true);

    await using server = await startTestServer({ dataFolder });
    const { owner } = server;
    const branch = await owner.getMemory({ projectId, memoryId: next.id, branch: 'aside' });
    expect(branch.content).toBe(aside);
    const value = { projectId, namespace: 'app', key: 'lamp', branch: 'aside' };
    expect((await owner.getEntry(value)).value).toBe(aside);
    expect((await owner.listSnapshots({ projectId })).items.map(({ name }) => name)).toEqual(['first']);
    expect(await owner.getReviewSettings({ projectId })).toMatchObject({ required: true, secrets: 'hold' });
    expect((await owner.getKeyReview({ keyId: key.id })).required).toBe(true);
    expect((await owner.listConflicts({ projectId })).items).toHaveLength(1);
    expect((await owner.listReviews({ projectId, status: 'rejected' })).items).toHaveLength(1);
    const { items } = await owner.listActivity({ kind: 'read' });
    expect(items.map(({ query }) => query)).toContain('what burns');
    const one = { projectId, reviewId: held.review_id ?? '' };
    expect((await owner.approveReview(one)).status).toBe('approved');
    expect((await owner.getMemory({ projectId, memoryId: held.id })).content).toBe(waiting);
    expect(await owner.mergeBranch({ projectId, branch: 'aside' })).toMatchObject({ merged: true });
  });
});

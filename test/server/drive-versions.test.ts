/** Versions, comments and attributes of files, and deleting for good with all of it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDrive, type TestDrive } from './drive-items.ts';

let drive: TestDrive;
beforeAll(async () => {
  drive = await startTestDrive();
});
afterAll(() => drive[Symbol.asyncDispose]());

/** Files of large blobs in the data folder. */
function blobFiles(): string[] {
  const folder = join(drive.server.dataFolder, 'blobs');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

const removed = { timeout: 40_000 };

describe('versions', () => {
  it('are listed newest first, read one by one, and an older one becomes the newest again', async () => {
    const { id: itemId } = await drive.upload('plan.txt', 'one\n');
    await drive.upload('plan.txt', 'two\n', { on_conflict: 'replace' });
    const { items } = await drive.owner.listVersions({ itemId });
    expect(items.map(({ size, current }) => [size, current])).toEqual([
      [4, true],
      [4, false],
    ]);
    expect(items[0]).toMatchObject({ author: { type: 'owner' }, item_id: itemId });
    const versionId = items[1]?.id ?? '';
    const bytes = await drive.server.send(`/api/v1/drives/items/${itemId}/versions/${versionId}/binary`);
    expect(await bytes.text()).toBe('one\n');
    await drive.owner.restoreVersion({ itemId, versionId });
    expect(await drive.textOf(itemId)).toBe('one\n');
    expect((await drive.owner.listVersions({ itemId })).pagination.total).toBe(3);
    const other = await drive.upload('other.txt', 'other');
    await expect(drive.owner.restoreVersion({ itemId: other.id, versionId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('of text are compared line by line; of what is no text, not at all', async () => {
    const { id: itemId } = await drive.upload('lines.txt', 'a\nb\nc\n');
    await drive.upload('lines.txt', 'a\nB\nc\nd\n', { on_conflict: 'replace' });
    await drive.upload('lines.txt', Buffer.from([1, 0, 2]), { on_conflict: 'replace' });
    const { items } = await drive.owner.listVersions({ itemId });
    const [binary = '', to = '', from = ''] = items.map(({ id }) => id);
    expect((await drive.owner.diffVersions({ itemId, from, to })).parts).toEqual([
      { kind: 'same', lines: 1, text: 'a\n' },
      { kind: 'removed', lines: 1, text: 'b\n' },
      { kind: 'added', lines: 1, text: 'B\n' },
      { kind: 'same', lines: 1, text: 'c\n' },
      { kind: 'added', lines: 1, text: 'd\n' },
    ]);
    await expect(drive.owner.diffVersions({ itemId, from, to: binary })).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });

  it('that share no line at all are refused, and others are answered meanwhile', async () => {
    const text = () => Array.from({ length: 30_000 }, () => randomBytes(8).toString('hex')).join('\n');
    const { id: itemId } = await drive.upload('noise.txt', text());
    await drive.upload('noise.txt', text(), { on_conflict: 'replace' });
    const [to, from] = (await drive.owner.listVersions({ itemId })).items.map(({ id }) => id);
    await expect(drive.owner.diffVersions({ itemId, from: from ?? '', to: to ?? '' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });
});

describe('comments and attributes', () => {
  it('comments are added, listed, edited and deleted', async () => {
    const { id: itemId } = await drive.folder('Commented');
    const first = await drive.owner.addComment({ itemId, text: '**Look** at this.' });
    await drive.owner.addComment({ itemId, text: 'And this.' });
    await drive.owner.editComment({ itemId, commentId: first.id, text: 'Looked at.' });
    const { items } = await drive.owner.listComments({ itemId });
    expect(items.map(({ text }) => text)).toEqual(['Looked at.', 'And this.']);
    await drive.owner.deleteComment({ itemId, commentId: first.id });
    expect((await drive.owner.listComments({ itemId })).pagination.total).toBe(1);
    await expect(drive.owner.editComment({ itemId, commentId: first.id, text: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(drive.owner.addComment({ itemId, text: ' ' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });

  it('attributes are a limited map of strings, set as a whole', async () => {
    const { id: itemId } = await drive.upload('attributed.txt', 'x');
    expect((await drive.owner.getAttributes({ itemId })).attributes).toEqual({});
    await drive.owner.setAttributes({ itemId, attributes: { 'user.origin': 'scan', year: '1998' } });
    await drive.owner.setAttributes({ itemId, attributes: { year: '1999' } });
    expect((await drive.owner.getAttributes({ itemId })).attributes).toEqual({ year: '1999' });
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`n${at}`, '']));
    const large = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`n${at}`, 'x'.repeat(8_000)]));
    for (const attributes of [many, large, { a: 'x'.repeat(9_000) }])
      await expect(drive.owner.setAttributes({ itemId, attributes })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
  });

  it('a favourite is told where items are read', async () => {
    const { id: itemId } = await drive.upload('starred.txt', 'x');
    await drive.owner.addFavourite({ itemId });
    expect(await drive.owner.getItem({ itemId })).toMatchObject({ favourite: true });
    const { items } = await drive.owner.listChildren({ itemId: drive.root, page_size: 100 });
    expect(items.filter(({ favourite }) => favourite).map(({ name }) => name)).toEqual(['starred.txt']);
  });
});

describe('deleting for good', () => {
  it('removes bytes that no other version uses, and no others', async () => {
    const [shared, alone] = [randomBytes(400_000), randomBytes(400_000)];
    const before = blobFiles();
    const folder = await drive.folders('Doomed/Below');
    const itemId = folder.parent_id ?? '';
    const kept = await drive.upload('kept.bin', shared);
    await drive.upload('shared.bin', shared, { itemId: folder.id });
    const lost = await drive.upload('alone.bin', alone, { itemId: folder.id });
    await drive.owner.addComment({ itemId: lost.id, text: 'Lost with it.' });
    expect(blobFiles()).toHaveLength(before.length + 2);
    await expect(drive.owner.purgeItem({ itemId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await drive.owner.deleteItem({ itemId });
    await drive.owner.purgeItem({ itemId });
    expect((await drive.owner.listTrash({})).items).toEqual([]);
    await expect.poll(() => blobFiles().length, removed).toBe(before.length + 1);
    const bytes = await drive.server.send(`/api/v1/drives/items/${kept.id}/binary`);
    expect(Buffer.from(await bytes.arrayBuffer()).equals(shared)).toBe(true);
    for (const gone of [itemId, folder.id, lost.id])
      await expect(drive.owner.getItem({ itemId: gone })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const again = await drive.upload('again.bin', alone);
    const read = await drive.server.send(`/api/v1/drives/items/${again.id}/binary`);
    expect(Buffer.from(await read.arrayBuffer()).equals(alone)).toBe(true);
  });

  it('loses no byte of those who store the same content at the same time', async () => {
    const contents = [randomBytes(300_000), randomBytes(300_000), randomBytes(1_000)];
    const rounds = Array.from({ length: 8 }, (_, at) => at);
    const kept: { id: string; bytes: Buffer }[] = [];
    const refusals: string[] = [];
    // Bytes that are just being removed cannot be used, which is said.
    const unlessRefused = <T>(work: Promise<T>): Promise<T | undefined> =>
      work.catch((error: { code: string }) => {
        refusals.push(error.code);
        return undefined;
      });
    await Promise.all(
      contents.map(async (bytes, which) => {
        for (const at of rounds) {
          const doomed = await unlessRefused(drive.upload(`doomed-${which}-${at}.bin`, bytes));
          if (doomed === undefined) continue;
          await drive.owner.deleteItem({ itemId: doomed.id });
          const [, item] = await Promise.all([
            drive.owner.purgeItem({ itemId: doomed.id }),
            unlessRefused(drive.upload(`stays-${which}-${at}.bin`, bytes)),
          ]);
          if (item === undefined) continue;
          const place = { parent_id: drive.root, on_conflict: 'rename' } as const;
          const copy = await unlessRefused(drive.owner.copyItem({ itemId: item.id, ...place }));
          kept.push({ id: (copy ?? item).id, bytes });
          if (copy === undefined) continue;
          await drive.owner.deleteItem({ itemId: item.id });
          await drive.owner.purgeItem({ itemId: item.id });
        }
      }),
    );
    expect(refusals.filter((code) => code !== 'STATE_NOT_READY')).toEqual([]);
    expect(kept.length).toBeGreaterThan(0);
    for (const { id, bytes } of kept) {
      const answer = await drive.server.send(`/api/v1/drives/items/${id}/binary`);
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    }
  });

  it('empties the trash of everything in it', async () => {
    for (const name of ['e1.txt', 'e2.txt', 'e3.txt']) {
      const { id: itemId } = await drive.upload(name, name);
      await drive.owner.deleteItem({ itemId });
    }
    expect(await drive.owner.emptyTrash({})).toMatchObject({ items: 3 });
    expect((await drive.owner.listTrash({})).pagination.total).toBe(0);
  });

  it('comes by itself after the days that are set', async () => {
    await using second = await startTestDrive({ retentionDays: 30 });
    const { id: itemId } = await second.upload('young.txt', 'x');
    await second.owner.deleteItem({ itemId });
    await second.server.server.close();
    const { dataFolder } = second.server;
    await using patient = await startTestDrive({ dataFolder, retentionDays: 30 });
    expect((await patient.owner.listTrash({})).items).toHaveLength(1);
    await patient.server.server.close();
    await using strict = await startTestDrive({ dataFolder, retentionDays: 0 });
    await expect.poll(async () => (await strict.owner.listTrash({})).items.length, removed).toBe(0);
  });
});

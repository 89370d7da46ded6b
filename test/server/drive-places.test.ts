/** Places of the drive: copies, names that collide, the way back from the trash, paths and archives. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPackage } from '../../server/extract/formats/zip.ts';
import { startTestDrive, type TestDrive } from './drive-items.ts';

let drive: TestDrive;
beforeAll(async () => {
  drive = await startTestDrive();
});
afterAll(() => drive[Symbol.asyncDispose]());

describe('copies', () => {
  it('of a file are other items over the same bytes', async () => {
    const target = await drive.folder('Copies');
    const source = await drive.upload('letter.txt', 'Dear Ada,');
    const copy = await drive.owner.copyItem({ itemId: source.id, parent_id: target.id });
    expect(copy).toMatchObject({ name: 'letter.txt', parent_id: target.id, sha256: source.sha256 });
    expect(copy.id).not.toBe(source.id);
    expect(copy.version_id).not.toBe(source.version_id);
    await drive.upload('letter.txt', 'Dear Bob,', { on_conflict: 'replace' });
    expect(await drive.textOf(copy.id)).toBe('Dear Ada,');
  });

  it('of a folder hold all it holds, and none goes into itself', async () => {
    const inner = await drive.folders('Year/Quarter/Month');
    const [year] = (await drive.owner.getItemPath({ itemId: inner.id })).items.slice(1);
    await drive.upload('deep.txt', 'deep', { itemId: inner.id });
    await drive.upload('top.txt', 'top', { itemId: year?.id ?? '' });
    const copy = await drive.owner.copyItem({
      itemId: year?.id ?? '',
      parent_id: drive.root,
      on_conflict: 'rename',
    });
    expect(copy.name).toBe('Year (2)');
    expect(await drive.names(copy.id)).toEqual(['Quarter', 'top.txt']);
    const found = await drive.owner.findItems({ name: 'deep.txt' });
    expect(found.items.map(({ path }) => path).toSorted()).toEqual([
      'Year (2)/Quarter/Month',
      'Year/Quarter/Month',
    ]);
    await expect(drive.owner.copyItem({ itemId: year?.id ?? '', parent_id: inner.id })).rejects.toMatchObject(
      { code: 'VALIDATION_ERROR' },
    );
  });

  it('asked for twice with one key are made once', async () => {
    const source = await drive.folders('Once/Inside');
    const parent = (await drive.folder('Once copied')).id;
    const once = source.parent_id ?? '';
    const copy = () =>
      drive.owner.copyItem({ itemId: once, parent_id: parent }, { idempotencyKey: 'copy-once' });
    const first = await copy();
    expect((await copy()).id).toBe(first.id);
    expect(await drive.names(parent)).toEqual(['Once']);
  });
});

describe('names that collide', () => {
  it.each([
    ['Report.txt', 'rEPORT.TXT'],
    ['Ärger.txt', 'A\u0308RGER.txt'],
    ['ΟΔΟΣ.txt', 'οδος.txt'],
  ])('%s and %s are one name to some system', async (one, other) => {
    await drive.upload(one, 'one');
    await expect(drive.upload(other, 'two')).rejects.toMatchObject({ code: 'DRIVE_ITEM_CONFLICT' });
  });

  it.each(['con', 'NUL.txt', 'Com1', 'lpt9.tar.gz', 'aux .md', 'CONIN$'])(
    'the device name %s is refused and told as such',
    async (name) => {
      await expect(drive.folder(name)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
      const message = await drive.folder(name).catch((error: Error) => error.message);
      expect(message).toContain('Windows keeps this name');
    },
  );

  it('on upload: skipped, the file there stays as it is', async () => {
    const first = await drive.upload('skip.txt', 'first');
    const again = await drive.upload('skip.txt', 'second', { on_conflict: 'skip' });
    expect(again).toMatchObject({ id: first.id, version_id: first.version_id });
    expect(await drive.textOf(first.id)).toBe('first');
  });

  it('on move and copy: refused, kept both, made a version, or skipped', async () => {
    const [from, to] = [await drive.folder('From'), await drive.folder('To')];
    const there = await drive.upload('a.txt', 'there', { itemId: to.id });
    const move = async (on_conflict: 'deny' | 'rename' | 'replace' | 'skip') => {
      const { id: itemId } = await drive.upload('a.txt', on_conflict, {
        itemId: from.id,
        on_conflict: 'skip',
      });
      return drive.owner.moveItem({ itemId, parent_id: to.id, on_conflict });
    };
    await expect(move('deny')).rejects.toMatchObject({ code: 'DRIVE_ITEM_CONFLICT' });
    expect(await move('skip')).toMatchObject({ parent_id: from.id });
    expect(await move('rename')).toMatchObject({ parent_id: to.id, name: 'a (2).txt' });
    expect(await move('replace')).toMatchObject({ id: there.id, parent_id: to.id });
    expect(await drive.textOf(there.id)).toBe('replace');
    expect(await drive.names(from.id)).toEqual([]);
    const other = await drive.upload('A.TXT', 'copied', { itemId: from.id });
    const copy = (on_conflict: 'deny' | 'rename' | 'replace' | 'skip') =>
      drive.owner.copyItem({ itemId: other.id, parent_id: to.id, on_conflict });
    await expect(copy('deny')).rejects.toMatchObject({ code: 'DRIVE_ITEM_CONFLICT' });
    expect(await copy('skip')).toMatchObject({ id: there.id });
    expect((await copy('rename')).name).toBe('A (3).TXT');
    expect(await copy('replace')).toMatchObject({ id: there.id });
    expect(await drive.textOf(there.id)).toBe('copied');
    expect((await drive.owner.listVersions({ itemId: there.id })).items).toHaveLength(3);
  });

  it('folders are never replaced by files, nor files by folders', async () => {
    await drive.folder('thing');
    await expect(drive.upload('thing', 'x', { on_conflict: 'replace' })).rejects.toMatchObject({
      code: 'DRIVE_ITEM_CONFLICT',
    });
    const { id: itemId } = await drive.folders('elsewhere/thing');
    await expect(
      drive.owner.moveItem({ itemId, parent_id: drive.root, on_conflict: 'replace' }),
    ).rejects.toMatchObject({ code: 'DRIVE_ITEM_CONFLICT' });
  });

  it('many files of one name at once are all kept under names of their own', async () => {
    const { id: itemId } = await drive.folder('Race');
    const files = Array.from({ length: 8 }, (_, at) => `content ${at}`);
    await Promise.all(files.map((text) => drive.upload('same.txt', text, { itemId, on_conflict: 'rename' })));
    expect(new Set(await drive.names(itemId)).size).toBe(8);
  });
});

describe('the way back from the trash', () => {
  it('leads to the old folder, or the nearest that still stands', async () => {
    const inner = await drive.folders('Outer/Middle/Inner');
    const file = await drive.upload('kept.txt', 'kept', { itemId: inner.id });
    await drive.owner.deleteItem({ itemId: file.id });
    expect((await drive.owner.restoreItem({ itemId: file.id })).parent_id).toBe(inner.id);
    await drive.owner.deleteItem({ itemId: file.id });
    await drive.owner.deleteItem({ itemId: inner.parent_id ?? '' });
    const outer = (await drive.owner.getItem({ itemId: inner.parent_id ?? '' })).parent_id;
    expect((await drive.owner.restoreItem({ itemId: file.id })).parent_id).toBe(outer);
  });

  it('what lies below a folder of the trash is neither listed, found, read as standing nor written to', async () => {
    const inner = await drive.folders('Gone/Deeper');
    await drive.upload('unfindable.txt', 'x', { itemId: inner.id });
    await drive.owner.addFavourite({ itemId: inner.id });
    await drive.owner.deleteItem({ itemId: inner.parent_id ?? '' });
    expect((await drive.owner.findItems({ name: 'unfindable' })).items).toEqual([]);
    expect((await drive.owner.listFavourites({})).items).toEqual([]);
    const recent = (await drive.owner.listRecentItems({})).items.map(({ name }) => name);
    expect(recent).not.toContain('unfindable.txt');
    await expect(drive.upload('y.txt', 'y', { itemId: inner.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await drive.owner.restoreItem({ itemId: inner.parent_id ?? '' });
    expect((await drive.owner.findItems({ name: 'unfindable' })).items).toHaveLength(1);
    expect((await drive.owner.listFavourites({})).items).toMatchObject([{ name: 'Deeper', path: 'Gone' }]);
    await drive.owner.removeFavourite({ itemId: inner.id });
    expect((await drive.owner.listFavourites({})).items).toEqual([]);
  });
});

describe('finding', () => {
  it('goes by parts of names in any case, those that begin with it first, in pages', async () => {
    const { id: itemId } = await drive.folder('Finding');
    for (const name of ['Über Igel.txt', 'Igel.md', 'igelbau.txt', 'Zwei Igel.txt', 'Fuchs.txt'])
      await drive.upload(name, name, { itemId });
    const find = async (more: object) =>
      (await drive.owner.findItems({ name: 'IGEL', folder_id: itemId, ...more })).items.map(
        ({ name }) => name,
      );
    expect(await find({})).toEqual(['Igel.md', 'igelbau.txt', 'Zwei Igel.txt', 'Über Igel.txt']);
    expect(await find({ page: 2, page_size: 3 })).toEqual(['Über Igel.txt']);
    expect(await find({ type: 'folder' })).toEqual([]);
    expect((await drive.owner.findItems({ name: 'u\u0308ber' })).items).toHaveLength(1);
    expect((await drive.owner.findItems({ name: '1fuchs' })).items).toEqual([]);
  });

  it('the latest files come newest first', async () => {
    await drive.upload('older.txt', 'x');
    await drive.upload('newer.txt', 'y');
    const { items } = await drive.owner.listRecentItems({ limit: 2 });
    expect(items.map(({ name }) => name)).toEqual(['newer.txt', 'older.txt']);
  });
});

describe('an archive', () => {
  it('of a folder holds the same bytes, large files and names of all scripts included', async () => {
    const folder = await drive.folders('Archive/Inside');
    const large = randomBytes(700_000);
    await drive.upload('Größe 大.bin', large, { itemId: folder.id });
    await drive.upload('empty.txt', '', { itemId: folder.id });
    const answer = await drive.server.send(`/api/v1/drives/items/${folder.parent_id}/zip`);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const archive = openPackage(new Uint8Array(await answer.arrayBuffer()));
    expect(archive.names).toEqual([
      'Archive/',
      'Archive/Inside/',
      'Archive/Inside/Größe 大.bin',
      'Archive/Inside/empty.txt',
    ]);
    expect(Buffer.compare(archive.part('Archive/Inside/Größe 大.bin') ?? Buffer.alloc(0), large)).toBe(0);
    expect(archive.part('Archive/Inside/empty.txt')).toHaveLength(0);
  });

  it.skipIf(process.platform !== 'linux')('whose reader goes away leaves no file open', async () => {
    const { id: itemId } = await drive.folder('Left');
    const blobs = join(drive.server.dataFolder, 'blobs');
    const open = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(blobs);
        } catch {
          return false;
        }
      }).length;
    await drive.upload('endless.bin', randomBytes(40_000_000), { itemId });
    const leave = new AbortController();
    const answer = await drive.server.send(`/api/v1/drives/items/${itemId}/zip`, { signal: leave.signal });
    await answer.body?.getReader().read();
    await expect.poll(open).toBe(1);
    leave.abort();
    await expect.poll(open).toBe(0);
    expect(await drive.owner.getItem({ itemId })).toMatchObject({ name: 'Left' });
  });

  it('of a file is refused', async () => {
    const file = await drive.upload('no folder.txt', 'x');
    expect((await drive.server.send(`/api/v1/drives/items/${file.id}/zip`)).status).toBe(400);
  });
});

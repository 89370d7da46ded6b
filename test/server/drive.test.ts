/** The drive and documents by REST: names, places, versions, the trash, and files that are not what they seem. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormData } from 'undici';
import { addDocument } from '../harness/keepsake.ts';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let root: string;
let projectId: string;

beforeAll(async () => {
  server = await startTestServer({ maxFileBytes: 3 * 1024 * 1024 });
  root = (await server.owner.listDrives({})).items[0]?.root_item_id ?? '';
  projectId = (await server.owner.createProject({ name: 'Documents' })).id;
});

afterAll(() => server[Symbol.asyncDispose]());

function formOf(name: string, bytes: Uint8Array | string): FormData {
  const form = new FormData();
  form.set('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), name);
  return form;
}

async function upload(
  name: string,
  bytes: Uint8Array | string,
  more: { itemId?: string; on_conflict?: 'deny' | 'rename' | 'replace' } = {},
) {
  return (await server.owner.uploadFile({ itemId: root, ...more }, { form: formOf(name, bytes) })).item;
}

describe('files', () => {
  it.each([
    ['an empty one', 0],
    ['a small one', 1_000],
    ['one of exactly 256 KB', 256 * 1024],
    ['one just over 256 KB', 256 * 1024 + 1],
    ['a large one', 2_500_000],
  ])('%s comes back as the same bytes', async (_what, size) => {
    const bytes = randomBytes(size);
    const item = await upload(`bytes-${size}.bin`, bytes);
    expect(item).toMatchObject({ size, sha256: createHash('sha256').update(bytes).digest('hex') });
    const answer = await server.send(`/api/v1/drives/items/${item.id}/binary`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
  });

  it('one over the limit is refused and leaves nothing behind', async () => {
    await expect(upload('huge.bin', randomBytes(4_000_000))).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    const { items } = await server.owner.listChildren({ itemId: root, page_size: 100 });
    expect(items.map(({ name }) => name)).not.toContain('huge.bin');
  });

  it('of one name are refused, kept both, or made a version, as asked', async () => {
    const first = await upload('report.txt', 'one');
    await expect(upload('REPORT.txt', 'two')).rejects.toMatchObject({ code: 'DRIVE_ITEM_CONFLICT' });
    expect((await upload('report.txt', 'two', { on_conflict: 'rename' })).name).toBe('report (2).txt');
    const replaced = await upload('report.txt', 'three', { on_conflict: 'replace' });
    expect(replaced.id).toBe(first.id);
    expect(await (await server.send(`/api/v1/drives/items/${first.id}/binary`)).text()).toBe('three');
  });

  it('repeated with one key are stored once', async () => {
    const send = () =>
      server.owner.uploadFile(
        { itemId: root },
        { form: formOf('once.txt', 'once'), idempotencyKey: 'upload-1' },
      );
    expect((await send()).item.id).toBe((await send()).item.id);
  });

  it('one that is refused while most of it is still to come leaves the server as it was', async () => {
    const bytes = Buffer.alloc(8 * 1024 * 1024, 'a');
    const nowhere = 'itm_01h455vb4pex5vsknk084sn02q';
    for (let again = 0; again < 3; again++)
      await expect(
        server.owner.uploadFile({ itemId: nowhere }, { form: formOf('large.bin', bytes) }),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await server.owner.listDrives({})).items).toHaveLength(1);
  });

  it('a body that is not multipart, or breaks off, is a typed error', async () => {
    const path = `/api/v1/drives/items/${root}/children`;
    const broken = await server.send(path, {
      method: 'POST',
      body: '--x\r\nnonsense',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(broken.status).toBe(400);
    const none = await server.send(path, {
      method: 'POST',
      body: '--x--\r\n',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(none.status).toBe(400);
  });
});

describe('folders', () => {
  it('are listed first and by name; a folder cannot move into itself', async () => {
    const a = await server.owner.createFolder({ itemId: root, name: 'Alpha' });
    const b = await server.owner.createFolder({ itemId: a.id, name: 'Beta' });
    await upload('aaa.txt', 'x');
    const { items } = await server.owner.listChildren({ itemId: root, page_size: 100 });
    const types = items.map(({ type }) => type);
    expect(types.lastIndexOf('folder')).toBeLessThan(types.indexOf('file'));
    await expect(server.owner.moveItem({ itemId: a.id, parent_id: b.id })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    const moved = await server.owner.moveItem({ itemId: b.id, parent_id: root });
    expect(moved.parent_id).toBe(root);
    expect((await server.owner.renameItem({ itemId: b.id, name: 'Gamma' })).name).toBe('Gamma');
  });

  it.each(['a/b', 'a\\b', 'con?', 'end.', '..', ''])('the name %j is refused', async (name) => {
    await expect(server.owner.createFolder({ itemId: root, name })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});

describe('the trash', () => {
  it('detaches a file from its projects, frees its name, and gives it back', async () => {
    const document = await addDocument(
      server.owner,
      projectId,
      'trashed.txt',
      Buffer.from('The heron stands by the mill pond.'),
    );
    expect((await server.owner.search({ query: 'heron mill pond' })).results).toHaveLength(1);
    const removed = await server.owner.deleteItem({ itemId: document.item_id });
    expect(removed.detached_from).toEqual([projectId]);
    expect((await server.owner.search({ query: 'heron mill pond' })).results).toEqual([]);
    await upload('trashed.txt', 'another one of that name');
    const restored = await server.owner.restoreItem({ itemId: document.item_id });
    expect(restored.name).toBe('trashed (2).txt');
  });
});

describe('documents', () => {
  it('a new version of a file is indexed by itself, and the old words are gone', async () => {
    const document = await addDocument(
      server.owner,
      projectId,
      'living.md',
      Buffer.from('# Colours\n\nThe door is ultramarine.'),
    );
    await upload('living.md', '# Colours\n\nThe door is vermilion.', { on_conflict: 'replace' });
    await expect
      .poll(async () => (await server.owner.search({ query: 'vermilion' })).results[0]?.record_id, {
        timeout: 40_000,
      })
      .toBe(document.id);
    expect((await server.owner.search({ query: 'ultramarine' })).results).toEqual([]);
  });

  it('a sentence of a PDF is cited with its page, and fetched with its neighbours', async () => {
    const bytes = await readFile(new URL('../documents/handbook.pdf', import.meta.url));
    const document = await addDocument(server.owner, projectId, 'handbook.pdf', bytes);
    expect(document).toMatchObject({ status: 'okay', pages: 5 });
    const { results } = await server.owner.search({ query: 'quince marmalade shipwrecked guests' });
    expect(results[0]).toMatchObject({ title: 'handbook.pdf', citation: { page: 4 } });
    const fetched = await server.owner.fetchRecord({ id: results[0]?.id ?? '' });
    expect(fetched.text).toContain('quince marmalade');
    expect(fetched.metadata.citation).toMatchObject({ page: 4 });
  });

  it.each([
    ['empty.pdf', Buffer.alloc(0), 'empty'],
    ['picture.pdf', Buffer.from('\u0089PNG\r\n\u001a\n0000', 'latin1'), 'wrong_type'],
    ['broken.pdf', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog'), 'damaged'],
    ['program.bin', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]), 'unsupported'],
  ])('%s is an error with a reason that says what to do', async (name, bytes, code) => {
    const document = await addDocument(server.owner, projectId, name, bytes);
    expect(document).toMatchObject({ status: 'error', reason_code: code });
    expect((document as { reason: string }).reason).toMatch(/\. .+\.$/);
  });

  it('attached by a call that is repeated is not attached again once it was removed', async () => {
    const { item } = await server.owner.uploadFile(
      { itemId: root },
      { form: formOf('moss.txt', Buffer.from('Moss.')) },
    );
    const attach = () =>
      server.owner.addDocuments({ projectId, item_ids: [item.id] }, { idempotencyKey: 'moss' });
    const [document] = (await attach()).items;
    await server.owner.removeDocument({ projectId, documentId: document?.id ?? '' });
    expect((await attach()).items).toEqual([]);
    const [anew] = (await server.owner.addDocuments({ projectId, item_ids: [item.id] })).items;
    expect((await attach()).items).toEqual([]);
    await server.owner.removeDocument({ projectId, documentId: anew?.id ?? '' });
  });

  it('removed from a project is no longer found, and can be attached again', async () => {
    const document = await addDocument(
      server.owner,
      projectId,
      'ferns.txt',
      Buffer.from('Ferns grow behind the chapel.'),
    );
    await server.owner.removeDocument({ projectId, documentId: document.id });
    expect((await server.owner.search({ query: 'ferns chapel' })).results).toEqual([]);
    await expect(server.owner.getDocument({ projectId, documentId: document.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const options = { idempotencyKey: 'attached again' };
    const attach = () => server.owner.addDocuments({ projectId, item_ids: [document.item_id] }, options);
    const again = await attach();
    expect(again.items).toHaveLength(1);
    expect((await attach()).items).toMatchObject([{ id: again.items[0]?.id }]);
    await expect
      .poll(async () => (await server.owner.search({ query: 'ferns chapel' })).results.length, {
        timeout: 40_000,
      })
      .toBe(1);
  });
});

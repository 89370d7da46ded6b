/** Resumable uploads over real HTTP: in pieces, by several, checked, cancelled, and what the account has already. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let root: string;

beforeAll(async () => {
  server = await startTestServer({ maxFileBytes: 30 * 1024 * 1024, quotaBytes: 100 * 1024 * 1024 });
  root = (await server.owner.listDrives({})).items[0]?.root_item_id ?? '';
});

afterAll(() => server[Symbol.asyncDispose]());

const version = { 'tus-resumable': '1.0.0' };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const checksum = (bytes: Uint8Array) => `sha256 ${createHash('sha256').update(bytes).digest('base64')}`;

function metadata(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** Announces an upload; answers its address. */
async function create(size: number, fields: Record<string, string>): Promise<string> {
  const answer = await server.send('/api/v1/uploads', {
    method: 'POST',
    headers: { ...version, 'upload-length': String(size), 'upload-metadata': metadata(fields) },
  });
  expect([answer.status, await answer.text()]).toEqual([201, '']);
  return answer.headers.get('location') ?? '';
}

function patch(address: string, offset: number, bytes: Uint8Array, headers: Record<string, string> = {}) {
  return server.send(address, {
    method: 'PATCH',
    body: new Uint8Array(bytes),
    headers: {
      ...version,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      ...headers,
    },
  });
}

async function offsetOf(address: string): Promise<number> {
  const answer = await server.send(address, { method: 'HEAD', headers: version });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return Number(answer.headers.get('upload-offset'));
}

const stateOf = (address: string) => server.owner.getUpload({ uploadId: address.split('/').at(-1) ?? '' });

async function download(itemId: string | undefined): Promise<Buffer> {
  const answer = await server.send(`/api/v1/drives/items/${itemId}/binary`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Names of the files of blobs. */
async function blobs(): Promise<string[]> {
  const all = await readdir(join(server.dataFolder, 'blobs'), { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).map(({ name }) => name);
}

describe('an upload', () => {
  it.each([
    ['of nothing', 0, 1],
    ['of a small file', 1_000, 3],
    ['of a large file', 5_000_000, 4],
  ])('%s becomes a file once its last piece is there', async (name, size, pieces) => {
    const bytes = randomBytes(size);
    const address = await create(size, { filename: `${name}.bin`, sha256: sha256(bytes) });
    const step = Math.ceil(size / pieces);
    for (let at = 0; at < size; at += step) {
      expect(await offsetOf(address)).toBe(at);
      const { items } = await server.owner.listChildren({ itemId: root, page_size: 100 });
      expect(items.map((item) => item.name)).not.toContain(`${name}.bin`);
      const piece = bytes.subarray(at, at + step);
      const answer = await patch(address, at, piece, { 'upload-checksum': checksum(piece) });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('upload-offset')).toBe(String(Math.min(size, at + step)));
      expect(Date.parse(answer.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now());
    }
    const done = await stateOf(address);
    expect(done).toMatchObject({ status: 'finished', offset: size });
    expect((await download(done.item_id)).equals(bytes)).toBe(true);
  });

  it('may begin with its first bytes in the announcement, and go on without a checksum in one long body', async () => {
    const bytes = randomBytes(20_000_000);
    const answer = await server.send('/api/v1/uploads', {
      method: 'POST',
      body: new Uint8Array(bytes.subarray(0, 100)),
      headers: {
        ...version,
        'content-type': 'application/offset+octet-stream',
        'upload-length': String(bytes.byteLength),
        'upload-metadata': metadata({ filename: 'long.bin' }),
      },
    });
    expect([answer.status, answer.headers.get('upload-offset')]).toEqual([201, '100']);
    const address = answer.headers.get('location') ?? '';
    expect((await patch(address, 100, bytes.subarray(100))).status).toBe(204);
    expect((await download((await stateOf(address)).item_id)).equals(bytes)).toBe(true);
  });

  it('is a document of its project, and a new version of what stands there, as its announcement asks', async () => {
    const projectId = (await server.owner.createProject({ name: 'Uploads' })).id;
    const send = async (text: string) => {
      const bytes = Buffer.from(text);
      const more = { project_id: projectId, on_conflict: 'replace' };
      const address = await create(bytes.byteLength, { filename: 'colours.md', ...more });
      await patch(address, 0, bytes);
      return stateOf(address);
    };
    const first = await send('The gate is turquoise.');
    const second = await send('The gate is maroon.');
    expect(second.item_id).toBe(first.item_id);
    expect(second.document_id).toMatch(/^doc_/);
    await expect
      .poll(async () => (await server.owner.search({ query: 'maroon gate' })).results[0]?.record_id, {
        timeout: 40_000,
      })
      .toBe(second.document_id);
  });

  it('of what the account has already is finished at once, and its bytes are kept once', async () => {
    const bytes = randomBytes(400_000);
    const address = await create(bytes.byteLength, { filename: 'original.bin' });
    await patch(address, 0, bytes);
    const before = await blobs();
    const again = await create(bytes.byteLength, { filename: 'copy.bin', sha256: sha256(bytes) });
    expect(await offsetOf(again)).toBe(bytes.byteLength);
    expect((await download((await stateOf(again)).item_id)).equals(bytes)).toBe(true);
    const unannounced = await create(bytes.byteLength, { filename: 'third.bin' });
    await patch(unannounced, 0, bytes);
    expect((await download((await stateOf(unannounced)).item_id)).equals(bytes)).toBe(true);
    expect(await blobs()).toEqual(before);
    // The hash alone, with another size, names nothing.
    const other = await create(bytes.byteLength - 1, { filename: 'other.bin', sha256: sha256(bytes) });
    expect(await offsetOf(other)).toBe(0);
  });
});

describe('what goes wrong', () => {
  it('a changed piece is refused and not kept; the right one is taken after it', async () => {
    const bytes = randomBytes(600_000);
    const address = await create(bytes.byteLength, { filename: 'changed.bin' });
    const before = await blobs();
    const damaged = Buffer.from(bytes);
    damaged[300_000] = (damaged[300_000] ?? 0) ^ 1;
    const refused = await patch(address, 0, damaged, { 'upload-checksum': checksum(bytes) });
    expect([refused.status, await refused.json()]).toMatchObject([460, { code: 'CHECKSUM_MISMATCH' }]);
    expect([await offsetOf(address), await blobs()]).toEqual([0, before]);
    expect((await patch(address, 0, bytes, { 'upload-checksum': checksum(bytes) })).status).toBe(204);
  });

  it('a whole that is not what was announced is no file, and its bytes go', async () => {
    const bytes = randomBytes(600_000);
    const before = await blobs();
    const address = await create(bytes.byteLength, { filename: 'whole.bin', sha256: sha256(randomBytes(9)) });
    expect((await patch(address, 0, bytes)).status).toBe(460);
    expect((await server.send(address, { method: 'HEAD', headers: version })).status).toBe(404);
    expect(await blobs()).toEqual(before);
  });

  it('a wrong offset, and more bytes than were announced, are refused', async () => {
    const address = await create(100, { filename: 'offsets.bin' });
    expect((await patch(address, 50, randomBytes(50))).status).toBe(409);
    const tooMany = await patch(address, 0, randomBytes(101), {
      'upload-checksum': checksum(randomBytes(1)),
    });
    expect(tooMany.status).toBe(400);
    expect(await offsetOf(address)).toBe(0);
  });

  it('of two who send the same upload at once one is taken, and the file is whole', async () => {
    const bytes = randomBytes(3_000_000);
    const address = await create(bytes.byteLength, { filename: 'both.bin', sha256: sha256(bytes) });
    const sum = { 'upload-checksum': checksum(bytes) };
    const answers = await Promise.allSettled([1, 2, 3].map(() => patch(address, 0, bytes, sum)));
    const statuses = answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 0));
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect((await download((await stateOf(address)).item_id)).equals(bytes)).toBe(true);
  });

  it('one that was cancelled is gone with its bytes', async () => {
    const before = await blobs();
    const address = await create(900_000, { filename: 'cancelled.bin', fingerprint: 'cancelled' });
    await patch(address, 0, randomBytes(500_000));
    expect((await server.owner.listUploads({ fingerprint: 'cancelled' })).items).toMatchObject([
      { offset: 500_000, status: 'receiving' },
    ]);
    expect((await server.send(address, { method: 'DELETE', headers: version })).status).toBe(204);
    expect((await server.owner.listUploads({ fingerprint: 'cancelled' })).items).toEqual([]);
    expect((await patch(address, 500_000, randomBytes(1))).status).toBe(404);
    // What earlier tests left may go meanwhile, too.
    expect((await blobs()).filter((name) => !before.includes(name))).toEqual([]);
  });

  it.each([
    ['a file over the limit', 31 * 1024 * 1024, { filename: 'a.bin' }, 413],
    ['no name', 10, {}, 400],
    ['a name no system takes', 10, { filename: 'a/b' }, 400],
    ['a folder that is not there', 10, { filename: 'a', folder: 'itm_01h455vb4pex5vsknk084sn02q' }, 404],
    ['a hash that is none', 10, { filename: 'a', sha256: 'abc' }, 400],
  ])('%s is refused when it is announced', async (_what, size, fields, status) => {
    const answer = await server.send('/api/v1/uploads', {
      method: 'POST',
      headers: {
        ...version,
        'upload-length': String(size),
        'upload-metadata': metadata(fields),
      },
    });
    expect(answer.status).toBe(status);
  });

  it('what would go over the quota is refused when it is announced, what is under way counted in', async () => {
    const fields = (name: string) => ({ filename: name });
    const opened: string[] = [];
    const size = 29 * 1024 * 1024;
    let status = 201;
    for (let at = 0; at < 5 && status === 201; at++) {
      const answer = await server.send('/api/v1/uploads', {
        method: 'POST',
        headers: {
          ...version,
          'upload-length': String(size),
          'upload-metadata': metadata(fields(`q${at}.bin`)),
        },
      });
      status = answer.status;
      if (status === 201) opened.push(answer.headers.get('location') ?? '');
    }
    expect([status, opened.length]).toEqual([507, 2]);
    for (const address of opened) await server.send(address, { method: 'DELETE', headers: version });
  });

  it('another version of tus, another algorithm and a key are turned away', async () => {
    const other = await server.send('/api/v1/uploads', {
      method: 'POST',
      headers: { 'tus-resumable': '0.2.2', 'upload-length': '1' },
    });
    expect([other.status, other.headers.get('tus-version')]).toEqual([412, '1.0.0']);
    const address = await create(10, { filename: 'algorithm.bin' });
    const md5 = await patch(address, 0, randomBytes(10), { 'upload-checksum': 'md5 AAAA' });
    expect(md5.status).toBe(400);
    const projectId = (await server.owner.createProject({ name: 'Keys' })).id;
    const key = await server.newKey([projectId]);
    const answer = await server.send(address, { method: 'HEAD', headers: version, token: key.secret });
    expect(answer.status).toBe(403);
    const options = await server.send('/api/v1/uploads', { method: 'OPTIONS' });
    expect(options.headers.get('tus-checksum-algorithm')).toBe('sha256');
  });
});

it('an upload goes on after the server was started anew', async () => {
  await using first = await startTestServer();
  const bytes = randomBytes(1_000_000);
  const mine = { ...first };
  const send = (url: string, path: string, init: RequestInit) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${first.ownerToken}`, ...version, ...(init.headers as object) },
    });
  const created = await send(mine.url, '/api/v1/uploads', {
    method: 'POST',
    headers: { 'upload-length': '1000000', 'upload-metadata': metadata({ filename: 'restart.bin' }) },
  });
  const address = created.headers.get('location') ?? '';
  const piece = (url: string, from: number, to: number) =>
    send(url, address, {
      method: 'PATCH',
      body: new Uint8Array(bytes.subarray(from, to)),
      headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) },
    });
  expect((await piece(mine.url, 0, 400_000)).status).toBe(204);
  await first.server.close();
  const { dataFolder, ownerToken } = first;
  const second = await startTestServer({ dataFolder, ownerToken });
  expect((await piece(second.url, 400_000, 1_000_000)).status).toBe(204);
  const upload = await second.clientOf(ownerToken).getUpload({ uploadId: address.split('/').at(-1) ?? '' });
  expect(upload.status).toBe('finished');
  await second.server.close();
});

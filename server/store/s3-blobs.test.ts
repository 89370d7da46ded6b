/** Blobs in an object store: what every driver passes, and what networks and object stores do to them. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { s3Environment, startObjectStore, type ObjectStore } from '../../test/harness/s3.ts';
import { openBlobPlace, parseBlobPlace } from './blob-places.ts';
import { inPieces, keptBlob, namesOf, readBlob } from './blob-contents.suite.ts';
import { blobMasterKey as masterKey, blobSuite } from './blobs.suite.ts';
import type { BlobStore } from './blobs.ts';
import { openS3Blobs } from './s3-blobs.ts';
import { openS3Objects, type S3Objects } from './s3-objects.ts';
import { partBytesFor } from './s3-upload.ts';
import { pathOfBlob } from './sealed-content.ts';

let store: ObjectStore;
let prefixes = 0;
/** So that little content goes in several parts. */
const partBytes = 512 * 1024;

beforeAll(async () => {
  store = await startObjectStore();
});
afterAll(() => store[Symbol.asyncDispose]());
beforeEach(() => {
  for (const [name, value] of Object.entries(s3Environment)) vi.stubEnv(name, value);
});

async function newObjects(): Promise<{ objects: S3Objects; prefix: string }> {
  const prefix = `test-${++prefixes}/`;
  const place = parseBlobPlace(store.location(prefix));
  if (place.kind !== 's3') throw new Error('the place is no bucket');
  return { objects: await openS3Objects(place), prefix };
}

blobSuite('S3', async () => {
  const { objects, prefix } = await newObjects();
  const fileOf = (name: string) => store.fileOf(prefix + pathOfBlob(name));
  const again = (options: { encrypted?: boolean } = {}) =>
    openS3Blobs({ objects, masterKey, partBytes, ...options });
  return {
    blobs: again(),
    again,
    bytesOf: (name) => readFileSync(fileOf(name)),
    damage: (name, bytes) => writeFileSync(fileOf(name), bytes),
    count: async () => (await store.objects(prefix)).length + (await store.uploads()),
    close: async () => undefined,
  };
});

async function newBlobs(): Promise<BlobStore> {
  return openS3Blobs({ objects: (await newObjects()).objects, masterKey, partBytes });
}

const content = randomBytes(900_000);

it('a connection that breaks while a content is read is taken up where it broke', async () => {
  const blobs = await newBlobs();
  const blob = await keptBlob(blobs, content);
  const isRead = ({ what }: { what: string }) => what.startsWith('GET') && what.includes(blob.name);
  store.fail({ when: isRead, how: 'cut', times: 3 });
  const { returned, error } = await readBlob(blobs.read(blob));
  expect(error).toBeUndefined();
  expect(returned.equals(content)).toBe(true);
  const asked = store.asked.filter(isRead).map(({ headers }) => String(headers['range']));
  expect(new Set(asked).size).toBe(4);
});

it('a connection that breaks while a blob is copied for a backup is taken up too', async () => {
  const blobs = await newBlobs();
  const blob = await keptBlob(blobs, content);
  const whole = (await readBlob((await blobs.sealed(blob.name)) ?? inPieces(Buffer.of()))).returned;
  store.fail({
    when: ({ what }) => what.startsWith('GET') && what.includes(blob.name),
    how: 'cut',
    times: 2,
  });
  const { returned, error } = await readBlob((await blobs.sealed(blob.name)) ?? inPieces(Buffer.of()));
  expect(error).toBeUndefined();
  expect(returned.equals(whole)).toBe(true);
});

it('requests that fail for a moment are made again, with a checksum of every part', async () => {
  const blobs = await newBlobs();
  const before = store.asked.length;
  const when = ({ what }: { what: string }) => what.includes('partNumber=1');
  store.fail({ when, how: { status: 503, name: 'SlowDown' }, times: 2 });
  const blob = await keptBlob(blobs, content);
  expect((await readBlob(blobs.read(blob))).returned.equals(content)).toBe(true);
  const parts = store.asked.slice(before).filter(({ what }) => what.includes('partNumber='));
  expect(parts).toHaveLength(4);
  for (const { headers } of parts) expect(headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
});

it('an answer that is lost after the last step does not lose the content', async () => {
  const blobs = await newBlobs();
  const staged = await blobs.stage('acc_1', inPieces(content), 10_000_000);
  store.fail({ when: ({ what }) => what.startsWith('POST') && what.includes(staged.name), how: 'deaf' });
  await staged.keep();
  const { returned } = await readBlob(blobs.read(staged));
  expect(createHash('sha256').update(returned).digest('hex')).toBe(staged.sha256);
});

it('a refusal says what it is, and nothing of who asked; nothing stays behind', async () => {
  const blobs = await newBlobs();
  const when = ({ what }: { what: string }) => what.startsWith('PUT');
  store.fail({ when, how: { status: 403, name: 'AccessDenied' } });
  const refused: unknown = await keptBlob(blobs, content).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'UNAVAILABLE', details: { refusal: 'AccessDenied 403' } });
  expect(JSON.stringify(refused) + String((refused as Error).stack)).not.toContain('S3RVER');
  expect(refused).not.toHaveProperty('cause');
  expect(await namesOf(blobs)).toEqual([]);
  expect(await store.uploads()).toBe(0);
  store.fail({ when, how: { status: 507, name: 'XMinioStorageFull' } });
  await expect(keptBlob(blobs, Buffer.alloc(10))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
});

it('what is missing is told from what cannot be reached', async () => {
  const blobs = await newBlobs();
  const blob = await keptBlob(blobs, Buffer.alloc(10));
  store.fail({ when: ({ what }) => what.startsWith('GET'), how: { status: 403, name: 'AccessDenied' } });
  expect((await readBlob(blobs.read(blob))).error).toMatchObject({ code: 'UNAVAILABLE' });
  await blobs.remove(blob.name);
  expect((await readBlob(blobs.read(blob))).error).toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
});

it('objects that are no blobs are not listed, and so not swept', async () => {
  const { objects } = await newObjects();
  await objects.put('somebody/else.txt', Buffer.from('theirs'));
  await objects.put(`${'a'.repeat(48)}`, Buffer.from('not in its folder'));
  expect(await namesOf(openS3Blobs({ objects, masterKey }))).toEqual([]);
});

it('an object counts as old a day later, since S3 dates it by when its upload began, and no upload lasts longer', async () => {
  const day = 24 * 3_600_000;
  let now = Date.now();
  const { objects } = await newObjects();
  const blobs = openS3Blobs({ objects, masterKey, partBytes, clock: () => now });
  const { name } = await keptBlob(blobs, content);
  expect(await namesOf(blobs, now + day - 60_000)).toEqual([]);
  expect(await namesOf(blobs, now + day + 60_000)).toEqual([name]);
  const slow = await blobs.stage('acc_1', inPieces(content), 1_000_000);
  now += day + 1;
  await expect(slow.keep()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await namesOf(blobs)).toEqual([name]);
  expect(await store.uploads()).toBe(0);
});

it('the largest content fits into as many parts as S3 takes', () => {
  expect(partBytesFor(500 * 1024 ** 2)).toBe(8 * 1024 ** 2);
  for (const bytes of [100 * 1024 ** 3, 4 * 1024 ** 4]) {
    const sealed = Math.ceil(bytes / 65_536) * 65_552;
    expect(Math.ceil(sealed / partBytesFor(bytes))).toBeLessThanOrEqual(10_000);
  }
});

it('content that needs several parts of the usual size comes back', async () => {
  const blobs = openS3Blobs({ objects: (await newObjects()).objects, masterKey });
  const large = randomBytes(9_000_000);
  expect((await readBlob(blobs.read(await keptBlob(blobs, large)))).returned.equals(large)).toBe(true);
});

it('a place belongs to one master key', async () => {
  const place = parseBlobPlace(store.location('claimed'));
  const blobs = await openBlobPlace(place, { masterKey });
  const { name } = await keptBlob(blobs, Buffer.alloc(10));
  expect(await namesOf(await openBlobPlace(place, { masterKey }))).toEqual([name]);
  await expect(openBlobPlace(place, { masterKey: Buffer.alloc(32, 8) })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: expect.stringContaining('another store') as string,
  });
});

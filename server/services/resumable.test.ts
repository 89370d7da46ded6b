/** Resumable uploads on a real store and real blobs: servers that share them, and uploads that nobody goes on with. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../local/ids.ts';
import { createSearchEngine } from '../search/index.ts';
import { s3Environment, startObjectStore, type ObjectStore } from '../../test/harness/s3.ts';
import { openBlobPlace, parseBlobPlace } from '../store/blob-places.ts';
import type { BlobStore } from '../store/blobs.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Store } from '../store/store.ts';
import type { Call } from './caller.ts';
import { createContent, type ContentReference } from './content.ts';
import { createDocuments } from './documents.ts';
import { rootItem, rootPut } from './items.ts';
import { serverCommit } from './jobs.ts';
import { createOriginals } from './originals.ts';
import { createLimits } from './accounts/limits.ts';
import { createQuota } from './quota.ts';
import { createResumable, startTidying } from './resumable.ts';

let folder: string;
let store: Store;
let objects: ObjectStore;
/** Where the servers of a test keep their blobs. */
let place: string;
let now: number;
const account = newId('acc');
const call: Call = { caller: { type: 'owner', account } };
const search = createSearchEngine();
const masterKey = Buffer.alloc(32, 7);

beforeAll(async () => {
  objects = await startObjectStore();
});
afterAll(() => objects[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const [name, value] of Object.entries(s3Environment)) vi.stubEnv(name, value);
  folder = await mkdtemp(join(tmpdir(), 'ks-resumable-'));
  now = Date.now();
  store = await openSqliteStore({ folder, masterKey });
  await store.createAccount(account);
  await store.commit({ account }, serverCommit(account, now, [rootPut(account)]));
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** One of the servers that share the store. */
async function startOne() {
  const clock = () => now;
  const blobs = await openBlobPlace(parseBlobPlace(place), { masterKey });
  const content = createContent({ store, blobs, nameKey: masterKey });
  const documents = createDocuments({ store, clock, search, wake: () => undefined });
  const quota = createQuota({
    originals: createOriginals(store),
    limits: createLimits(store).limits,
    maxBytes: undefined,
  });
  const uploading = new Set<string>();
  const all = { store, clock, content, documents, quota, blobs, maxFileBytes: 10_000_000, uploading };
  return { all, uploads: createResumable(all) };
}

const announced = (size: number) => ({
  input: { name: 'shared.bin', itemId: rootItem(account), on_conflict: 'deny' as const },
  size,
});

const piece = (offset: number, bytes: Uint8Array) => ({
  offset,
  body: async function* () {
    yield bytes;
  },
});

/** A body that gives some bytes and then nothing more until it is let go. */
function slow(bytes: Uint8Array) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  return {
    begun: begun.promise,
    letGo: resolve,
    async *body(): AsyncIterable<Uint8Array> {
      yield bytes;
      begun.resolve();
      await promise;
    },
  };
}

async function blobCount(blobs: BlobStore): Promise<number> {
  let count = 0;
  for await (const _ of blobs.list(Number.POSITIVE_INFINITY)) count++;
  return count;
}

describe.each(['a shared folder', 'S3'])('on %s', (kind) => {
  beforeEach(async () => {
    const shared = join(folder, 'shared');
    await mkdir(shared);
    const prefix = folder.replace(/.*-/, '').toLowerCase();
    place = kind === 'S3' ? objects.location(prefix) : pathToFileURL(shared).href;
  });

  it('a second server waits for the lease of the first; one that is prolonged keeps it out', async () => {
    const [first, second] = [await startOne(), await startOne()];
    const { id } = await first.uploads.create(call, announced(600_000));
    const bytes = randomBytes(600_000);
    const sending = slow(bytes.subarray(0, 300_000));
    const under = first.uploads.append(call, id, { offset: 0, body: sending.body });
    await sending.begun;
    const refused = second.uploads.append(call, id, piece(0, bytes));
    const advance = setInterval(() => (now += 50), 50);
    await expect(refused).rejects.toMatchObject({ code: 'UPLOAD_LOCKED' });
    clearInterval(advance);
    sending.letGo();
    expect((await under).offset).toBe(300_000);
    const done = await second.uploads.append(call, id, piece(300_000, bytes.subarray(300_000)));
    expect(done).toMatchObject({ status: 'finished', offset: 600_000 });
  });

  it('a server whose lease was taken over writes nothing, and leaves no bytes behind', async () => {
    const [first, second] = [await startOne(), await startOne()];
    const { id } = await first.uploads.create(call, announced(600_000));
    const bytes = randomBytes(600_000);
    const sending = slow(randomBytes(300_000));
    const under = first.uploads.append(call, id, { offset: 0, body: sending.body });
    await sending.begun;
    now += 60_000;
    const done = await second.uploads.append(call, id, piece(0, bytes));
    sending.letGo();
    await expect(under).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(done.status).toBe('finished');
    expect(await blobCount(first.all.blobs)).toBe(1);
  });

  it('an upload goes on at any server, whichever broke off, and comes out whole', async () => {
    const servers = [await startOne(), await startOne(), await startOne()] as const;
    const bytes = randomBytes(900_000);
    const { id } = await servers[0].uploads.create(call, announced(bytes.byteLength));
    let offset = 0;
    for (const [turn, size] of [100_000, 250_000, 50_000, 300_000, 200_000].entries()) {
      const { uploads } = servers[turn % 3] as (typeof servers)[0];
      const broken = {
        offset,
        body: async function* () {
          yield bytes.subarray(offset, offset + size);
          throw new Error('the server was switched off');
        },
      };
      await expect(uploads.append(call, id, broken)).rejects.toMatchObject({ code: 'INTERNAL' });
      offset += size;
      const next = servers[(turn + 1) % 3] as (typeof servers)[0];
      expect((await next.uploads.resume(call, id)).offset).toBe(offset);
    }
    const { item_id: item } = await servers[1].uploads.resume(call, id);
    const record = await store.get({ account }, 'item', item ?? '');
    if (record === undefined) throw new Error('the upload became no item');
    const { content } = record.payload as unknown as { content: ContentReference };
    const parts: Uint8Array[] = [];
    for await (const part of await servers[2].all.content.read(account, content)) parts.push(part);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it('what is left alone for seven days is removed with its bytes; what goes on is not', async () => {
    const { all, uploads } = await startOne();
    const old = await uploads.create(call, announced(1_000_000));
    await uploads.append(call, old.id, piece(0, randomBytes(500_000)));
    now += 4 * 24 * 3_600_000;
    const young = await uploads.create(call, announced(1_000_000));
    await uploads.append(call, young.id, piece(0, randomBytes(500_000)));
    expect(await blobCount(all.blobs)).toBe(2);
    now += 4 * 24 * 3_600_000;
    await expect(uploads.append(call, old.id, piece(500_000, randomBytes(1)))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await startTidying({ ...all, logger: pino({ level: 'silent' }) }).close();
    expect(await blobCount(all.blobs)).toBe(1);
    const { items } = await uploads.list(call.caller, {});
    expect(items.map(({ id }) => id)).toEqual([young.id]);
  });
});

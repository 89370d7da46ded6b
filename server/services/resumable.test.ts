/** Resumable uploads on a real store and real blobs: two servers that share them, and uploads that nobody goes on with. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '../../local/ids.ts';
import { createSearchEngine } from '../search/index.ts';
import { openFolderBlobs } from '../store/folder-blobs.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Store } from '../store/store.ts';
import type { Call } from './caller.ts';
import { createContent } from './content.ts';
import { createDocuments } from './documents.ts';
import { rootItem, rootPut } from './items.ts';
import { serverCommit } from './jobs.ts';
import { createQuota } from './quota.ts';
import { createResumable, startTidying } from './resumable.ts';

let folder: string;
let store: Store;
let now: number;
const account = newId('acc');
const call: Call = { caller: { type: 'owner', account } };
const search = createSearchEngine();
const masterKey = Buffer.alloc(32, 7);

beforeEach(async () => {
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
function startOne() {
  const clock = () => now;
  const blobs = openFolderBlobs({ folder: join(folder, 'blobs'), masterKey });
  const content = createContent({ store, blobs, nameKey: masterKey });
  const documents = createDocuments({ store, clock, search, wake: () => undefined });
  const quota = createQuota({ store, maxBytes: undefined });
  const all = { store, clock, content, documents, quota, blobs, maxFileBytes: 10_000_000 };
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

async function blobFiles(): Promise<number> {
  const all = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).length;
}

it('a second server waits for the lease of the first; one that is prolonged keeps it out', async () => {
  const [first, second] = [startOne(), startOne()];
  const { id } = await first.uploads.create(call, announced(600_000));
  const bytes = randomBytes(600_000);
  const sending = slow(bytes.subarray(0, 300_000));
  const under = first.uploads.append(call, id, { offset: 0, body: sending.body });
  await sending.begun;
  const refused = second.uploads.append(call, id, piece(0, bytes));
  const advance = setInterval(() => (now += 500), 50);
  await expect(refused).rejects.toMatchObject({ code: 'UPLOAD_LOCKED' });
  clearInterval(advance);
  sending.letGo();
  expect((await under).offset).toBe(300_000);
  const done = await second.uploads.append(call, id, piece(300_000, bytes.subarray(300_000)));
  expect(done).toMatchObject({ status: 'finished', offset: 600_000 });
});

it('a server whose lease was taken over writes nothing, and leaves no bytes behind', async () => {
  const [first, second] = [startOne(), startOne()];
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
  expect(await blobFiles()).toBe(1);
});

it('what is left alone for seven days is removed with its bytes; what goes on is not', async () => {
  const { all, uploads } = startOne();
  const old = await uploads.create(call, announced(1_000_000));
  await uploads.append(call, old.id, piece(0, randomBytes(500_000)));
  now += 4 * 24 * 3_600_000;
  const young = await uploads.create(call, announced(1_000_000));
  await uploads.append(call, young.id, piece(0, randomBytes(500_000)));
  expect(await blobFiles()).toBe(2);
  now += 4 * 24 * 3_600_000;
  await expect(uploads.append(call, old.id, piece(500_000, randomBytes(1)))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await startTidying({ ...all, logger: pino({ level: 'silent' }) }).close();
  expect(await blobFiles()).toBe(1);
  const { items } = await uploads.list(call.caller, {});
  expect(items.map(({ id }) => id)).toEqual([young.id]);
});

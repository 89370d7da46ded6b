/** Contents that are used again while a sweep of another server removes what no version uses. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../local/ids.ts';
import { openFolderBlobs } from '../store/folder-blobs.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Commit, Store } from '../store/store.ts';
import { createContent, type Content, type ContentReference } from './content.ts';
import { contentCheck, versionPut } from './file-versions.ts';
import { serverCommit } from './jobs.ts';
import { commitKeeping } from './kept-contents.ts';
import { sweepBlobs } from './sweeping.ts';

const account = 'acc_1';
const masterKey = Buffer.alloc(32, 3);
const { signal } = new AbortController();

let folder: string;
let store: Store;
let content: Content;
const blobs = () => openFolderBlobs({ folder: join(folder, 'blobs'), masterKey });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-kept-'));
  store = await openSqliteStore({ folder, masterKey });
  await store.createAccount(account);
  content = createContent({ store, blobs: blobs(), nameKey: masterKey });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function received(text: string): Promise<ContentReference> {
  async function* once(): AsyncIterable<Uint8Array> {
    yield Buffer.from(text);
  }
  const arrived = await content.receive(account, once(), 10_000_000);
  await store.commit({ account }, serverCommit(account, Date.now(), [...arrived.operations()]));
  return arrived.reference;
}

/** As a copy of a file or an older version of it is written. */
function use(reference: ContentReference): Commit {
  const item = {
    type: 'file',
    name: 'a',
    parent: 'itm_root',
    versionId: newId('ver'),
    content: reference,
  } as const;
  return serverCommit(account, Date.now(), [versionPut('itm_1', item), contentCheck(reference)]);
}

/** A sweep that waits before it looks through the versions for the `nth` time. */
function sweepPausing(nth: number, pause: () => Promise<unknown>): Promise<number> {
  let looks = 0;
  const list: Store['list'] = async (scope, query) => {
    if (query.kind === 'version' && ++looks === nth) await pause();
    return store.list(scope, query);
  };
  return sweepBlobs({ store: { ...store, list }, blobs: blobs(), clock: Date.now }, { account }, signal);
}

describe.each([
  ['small', 'a few words'],
  ['large', 'x'.repeat(300_000)],
])('%s content', (_size, text) => {
  it('that is used again once a sweep has marked it stays, and the commit is not refused', async () => {
    const reference = await received(text);
    const swept = await sweepPausing(2, () => commitKeeping(store, { account }, use(reference)));
    expect(swept).toBe(0);
    const chunks = await Array.fromAsync(await content.read(account, reference));
    expect(Buffer.concat(chunks).toString()).toBe(text);
    expect(await sweepPausing(0, async () => undefined)).toBe(0);
  });

  it('that arrives again once a sweep has marked it stays', async () => {
    const reference = await received(text);
    await sweepPausing(2, async () => {
      expect(await received(text)).toEqual(reference);
      await commitKeeping(store, { account }, use(reference));
    });
    expect(await Array.fromAsync(await content.read(account, reference))).not.toEqual([]);
  });

  it('that a sweep has removed is refused in words, and nothing is written', async () => {
    const reference = await received(text);
    const using = use(reference);
    await sweepPausing(0, async () => undefined);
    await expect(commitKeeping(store, { account }, using)).rejects.toMatchObject({
      code: 'STATE_NOT_READY',
      message: expect.stringContaining('Send it again'),
    });
    expect(await store.count({ account }, { kind: 'version' })).toBe(0);
  });
});

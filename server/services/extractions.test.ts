/** Contents are extracted once, whatever asks for them again, until they are deleted for good. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExtractor } from '../extract/index.ts';
import type { Extractor } from '../extract/extract.ts';
import { openFolderBlobs } from '../store/folder-blobs.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Store } from '../store/store.ts';
import { createContent, type Content, type ContentReference } from './content.ts';
import { createExtractions, type Extractions } from './extractions.ts';
import { serverCommit } from './jobs.ts';
import { sweepBlobs, sweepFiles } from './sweeping.ts';

const account = 'acc_1';
const masterKey = Buffer.alloc(32, 3);
const { signal } = new AbortController();

let folder: string;
let store: Store;
let content: Content;
let extractor: Extractor;
let extractions: Extractions;
let extracted: string[];

const blobs = () => openFolderBlobs({ folder: join(folder, 'blobs'), masterKey });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-extractions-'));
  store = await openSqliteStore({ folder, masterKey });
  await store.createAccount(account);
  content = createContent({ store, blobs: blobs(), nameKey: masterKey });
  extractor = createExtractor();
  extracted = [];
  const counting: Extractor = {
    ...extractor,
    extract(request) {
      extracted.push(request.name);
      return extractor.extract(request);
    },
  };
  extractions = createExtractions({ store, content, extractor: counting, clock: Date.now });
});

afterEach(async () => {
  await extractor.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

async function receive(text: string): Promise<ContentReference> {
  const received = await content.receive(account, once(text), 10_000_000);
  await store.commit({ account }, serverCommit(account, Date.now(), [...received.operations()]));
  return received.reference;
}

const extract = (name: string, reference: ContentReference) =>
  extractions.extract(account, { name, content: reference }, signal);

describe('an extraction', () => {
  it('is the same the second time, and made once, also for two who ask at once', async () => {
    const reference = await receive('# Birds\n\nThe wren sings.\n'.repeat(40_000));
    const [one, other] = await Promise.all([extract('a.md', reference), extract('b.md', reference)]);
    expect(one).toEqual(other);
    expect(await extract('a.md', reference)).toEqual(one);
    expect(one).toMatchObject({ state: 'okay' });
    expect(extracted).toEqual(['a.md']);
  });

  it('is made again for another kind of name, and when it failed', async () => {
    const text = await receive('a,b\n1,2\n');
    await extract('t.txt', text);
    await extract('t.csv', text);
    expect(extracted).toEqual(['t.txt', 't.csv']);
    const empty = await receive('');
    await extract('e.txt', empty);
    await extract('e.txt', empty);
    expect(extracted).toHaveLength(4);
  });
});

describe('a sweep', () => {
  it('removes bytes without a version with what was extracted of them; new ones of the same content stand', async () => {
    const text = 'No version names it.';
    const reference = await receive(text);
    await extract('a.txt', reference);
    const sweeping = { store, blobs: blobs(), clock: Date.now };
    expect(await sweepBlobs(sweeping, { account }, signal)).toBe(1);
    expect(await store.rows({ account }, 'extraction', { limit: 10 })).toEqual([]);
    await expect(content.read(account, reference)).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
    await receive(text);
    const chunks = await Array.fromAsync(await content.read(account, reference));
    expect(Buffer.concat(chunks).toString()).toBe(text);
  });

  it('refuses a commit that counted on bytes which it removed meanwhile', async () => {
    const large = 'x'.repeat(300_000);
    await receive(large);
    const known = await content.receive(account, once(large), 10_000_000);
    await sweepBlobs({ store, blobs: blobs(), clock: Date.now }, { account }, signal);
    await expect(
      store.commit({ account }, serverCommit(account, Date.now(), [...known.operations()])),
    ).rejects.toMatchObject({ code: 'STATE_NOT_READY' });
  });

  it('removes files without a record once they are old enough, and no younger ones', async () => {
    const large = 'y'.repeat(300_000);
    const orphan = await content.receive(account, once(large), 10_000_000);
    expect(orphan.operations()).not.toEqual([]);
    const kept = await receive('z'.repeat(300_000));
    const sweeping = { store, blobs: blobs(), clock: Date.now };
    expect(await sweepFiles(sweeping, Date.now() - 3_600_000, signal)).toBe(0);
    expect(await sweepFiles(sweeping, Date.now() + 3_600_000, signal)).toBe(1);
    expect(await Array.fromAsync(await content.read(account, kept))).not.toEqual([]);
  });
});

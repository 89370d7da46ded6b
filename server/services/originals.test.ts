/** Counted along commits, files and versions are as many as when they are counted anew. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Put, Store } from '../store/store.ts';
import { createOriginals } from './originals.ts';

const author = { type: 'server', id: 'test' } as const;
const account = 'acc_1';
let folder: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-originals-'));
  store = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 3) });
  await store.createAccount(account);
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const content = (blob: string, size: number) => ({ blob, size, sha256: blob });
const blob = (id: string, state: string): Put => ({ op: 'put', kind: 'blob', id, state, payload: {} });
const version = (id: string, of: string, size: number, state = 'kept'): Put => {
  return { op: 'put', kind: 'version', id, state, payload: content(of, size) };
};
const file = (id: string, of: string, size: number, state = 'active'): Put => {
  const payload = { type: 'file', name: id, parent: 'itm_0', content: content(of, size) };
  return { op: 'put', kind: 'item', id, state, payload };
};

it('tells bytes that are away as files are put into the trash, get other bytes, are fetched, given up and deleted for good', async () => {
  const originals = createOriginals(store);
  const steps: [Put[], number, number][] = [
    [[blob('b1', 'remote'), version('v1', 'b1', 5), file('i1', 'b1', 5)], 1, 5],
    // Two files with the same bytes, and a folder.
    [[version('v2', 'b1', 5), file('i2', 'b1', 5)], 2, 10],
    [[{ op: 'put', kind: 'item', id: 'i3', state: 'active', payload: { type: 'folder' } }], 2, 10],
    [[file('i2', 'b1', 5, 'trashed')], 2, 10],
    // A newer version is here; the older one is away and no file's current one.
    [[blob('b2', 'kept'), version('v3', 'b2', 7), file('i1', 'b2', 7)], 1, 5],
    [[blob('b1', 'kept')], 0, 0],
    [[blob('b2', 'remote')], 1, 7],
    [[file('i2', 'b2', 7)], 2, 14],
    [[file('i1', 'b2', 7, 'purged'), version('v3', 'b2', 7, 'purged')], 1, 7],
    [[blob('b2', 'removing')], 0, 0],
  ];
  for (const [operations, files, bytes] of steps) {
    await store.commit({ account }, { author, at: 0, operations });
    expect(await originals.away(account)).toEqual({ files, bytes });
    const anew = createOriginals(store);
    expect(await anew.away(account)).toEqual({ files, bytes });
    expect(await originals.of(account)).toEqual(await anew.of(account));
  }
});

/** Cursors: a log that is not the one they were given out for is noticed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStore } from '../../store/sqlite/index.ts';
import type { Store } from '../../store/store.ts';
import { headCursor, isCurrent, readLog } from './log.ts';

const author = { type: 'server', id: 'test' } as const;
const scope = { account: 'acc_1', project: 'prj_1' };
let folder: string;
let store: Store;

const put = (id: string) => ({ op: 'put', kind: 'memory', id, state: 'active', payload: null }) as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-log-'));
  store = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 3) });
  await store.createAccount('acc_1');
  const operations = [{ op: 'create-project', project: 'prj_1' }] as const;
  await store.commit({ account: 'acc_1' }, { author, at: 0, operations });
  for (const id of ['mem_1', 'mem_2']) await store.commit(scope, { author, at: 0, operations: [put(id)] });
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

it('fit while the log goes on, and from its beginning', async () => {
  const cursor = await headCursor(store, scope, 'e');
  expect(cursor.seq).toBe(2);
  expect(await isCurrent(store, scope, 'e', cursor)).toBe(true);
  await store.commit(scope, { author, at: 0, operations: [put('mem_3')] });
  expect(await isCurrent(store, scope, 'e', cursor)).toBe(true);
  expect(await isCurrent(store, scope, 'e', { epoch: 'e', seq: 0, mark: '' })).toBe(true);
});

it.each([
  ['another epoch', { epoch: 'other' }],
  ['a head that is smaller', { seq: 99 }],
  ['another commit under the number', { mark: '0'.repeat(32) }],
])('do not fit after %s', async (_what, change) => {
  const cursor = await headCursor(store, scope, 'e');
  expect(await isCurrent(store, scope, 'e', { ...cursor, ...change })).toBe(false);
});

it('pages end where a request would get too large, counted in bytes, also within a commit', async () => {
  const from = await headCursor(store, scope, 'e');
  const long = (id: string) => ({ ...put(id), payload: '語'.repeat(700_000) });
  await store.commit(scope, { author, at: 0, operations: [long('mem_7'), long('mem_8'), put('mem_9')] });
  const first = await readLog(store, scope, from, 10);
  const idsOf = ({ commits }: typeof first) =>
    commits.flatMap(({ versions }) => versions.map(({ id }) => id));
  expect([idsOf(first), first.more]).toEqual([['mem_7'], true]);
  const second = await readLog(store, scope, first.cursor, 10);
  expect([idsOf(second), second.more]).toEqual([['mem_8', 'mem_9'], false]);
  expect(second.cursor).toEqual(await headCursor(store, scope, 'e'));
});

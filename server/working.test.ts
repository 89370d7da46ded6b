/** A job counts as under way from its claim to its end, whichever way it ends. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serverCommit } from './services/jobs.ts';
import { openSqliteStore } from './store/sqlite/index.ts';
import type { Store } from './store/store.ts';
import { watchJobs } from './working.ts';

const scope = { account: 'acc_1' };
let bare: Store;
let at: number;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ks-working-'));
  bare = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 3) });
  await bare.createAccount(scope.account);
  at = 1_000;
});
afterEach(() => bare.close());

test('a job that is done or given back ends it; one that waits, or that nobody holds, is none', async () => {
  const { store, idleMs } = watchJobs(bare, () => at);
  const queue = { op: 'enqueue', kind: 'extract', priority: 1, payload: {} } as const;
  const commit = serverCommit(scope.account, at, [
    { ...queue, id: 'one' },
    { ...queue, id: 'two' },
  ]);
  await store.commit(scope, commit);
  at += 500;
  expect(idleMs()).toBe(500);
  for (const [end, id] of [
    [() => store.commit(scope, serverCommit(scope.account, at, [{ op: 'dequeue', id: 'one' }])), 'one'],
    [() => store.releaseJob('two', 'me', at + 60_000), 'two'],
  ] as const) {
    expect((await store.claimJob(['extract'], 'me', at, 1_000))?.id).toBe(id);
    at += 10;
    expect(idleMs()).toBe(0);
    await end();
    at += 10;
    expect(idleMs()).toBe(10);
  }
  expect(await store.claimJob(['extract'], 'me', at, 1_000)).toBeUndefined();
  expect(idleMs()).toBe(10);
});

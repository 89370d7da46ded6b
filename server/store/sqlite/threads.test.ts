/** Calls to a thread are answered or refused, never left waiting. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { commitOf, memory } from '../suite/stage.suite.ts';
import { openSqliteStore } from './index.ts';

const masterKey = Buffer.alloc(32, 7);

function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'keepsake-threads-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

it('commits that were sent before a close are kept, and later ones are refused', async () => {
  using folder = temporaryFolder();
  const store = await openSqliteStore({ folder: folder.path, masterKey });
  await store.createAccount('acc_1');
  const sent = Array.from({ length: 600 }, (_, i) =>
    store.commit({ account: 'acc_1' }, commitOf([memory(`mem_${i}`)])),
  );
  await store.close();
  expect((await Promise.all(sent)).map(({ seq }) => seq)).toHaveLength(600);
  await expect(store.commit({ account: 'acc_1' }, commitOf([]))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  const again = await openSqliteStore({ folder: folder.path, masterKey });
  expect(await again.head({ account: 'acc_1' })).toBe(600);
  await again.close();
});

it('a writer that dies refuses the calls that wait, refuses later ones, and is reported', async () => {
  using folder = temporaryFolder();
  const workers: Worker[] = [];
  const remember = (worker: Worker) => workers.push(worker);
  process.on('worker', remember);
  const reported: Error[] = [];
  const onError = (error: Error) => reported.push(error);
  const store = await openSqliteStore({ folder: folder.path, masterKey, onError });
  process.off('worker', remember);
  await store.createAccount('acc_1');
  const waiting = Promise.allSettled(Array.from({ length: 10 }, () => store.probe()));
  await workers[0]?.terminate();
  for (const outcome of await waiting) expect(outcome).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
  await expect(store.probe()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(reported).toMatchObject([{ code: 'UNAVAILABLE' }]);
  expect(await store.accounts()).toEqual(['acc_1']);
  await store.close();
});

it('a reader that dies is replaced at the next call', async () => {
  using folder = temporaryFolder();
  const workers: Worker[] = [];
  const remember = (worker: Worker) => workers.push(worker);
  process.on('worker', remember);
  const store = await openSqliteStore({ folder: folder.path, masterKey });
  await store.createAccount('acc_1');
  expect(await store.count({ account: 'acc_1' }, { kind: 'memory' })).toBe(0);
  await workers[1]?.terminate();
  expect(await store.count({ account: 'acc_1' }, { kind: 'memory' })).toBe(0);
  process.off('worker', remember);
  expect(workers).toHaveLength(3);
  await store.close();
});

it('calls of one moment share the readers, and none of these outlives the store', async () => {
  using folder = temporaryFolder();
  const running = new Set<Worker>();
  let started = 0;
  const remember = (worker: Worker) => {
    started++;
    running.add(worker);
    worker.once('exit', () => running.delete(worker));
  };
  process.on('worker', remember);
  const store = await openSqliteStore({ folder: folder.path, masterKey });
  await store.createAccount('acc_1');
  const calls = Array.from({ length: 12 }, () => store.count({ account: 'acc_1' }, { kind: 'memory' }));
  expect(await Promise.all(calls)).toHaveLength(12);
  process.off('worker', remember);
  expect(started).toBe(3);
  await store.close();
  expect(running.size).toBe(0);
});

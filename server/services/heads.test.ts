/** Watching the heads of scopes: who is told, when, and what ends it. */
import { expect, test, vi } from 'vitest';
import { createHeads } from './heads.ts';

/** An overloaded computer takes long. */
const patience = { timeout: 30_000 };

const account = { account: 'acc_1' };
const project = { account: 'acc_1', project: 'prj_1' };

/** A store that knows heads alone. */
function headsOf(numbers: Record<string, number>) {
  const asked = { times: 0 };
  const head = (scope: { account: string; project?: string }): Promise<number> => {
    asked.times++;
    const found = numbers[scope.project ?? scope.account];
    return found === undefined ? Promise.reject(new Error('gone')) : Promise.resolve(found);
  };
  const commit = (scope: { account: string; project?: string }) => {
    const seq = (numbers[scope.project ?? scope.account] ?? 0) + 1;
    numbers[scope.project ?? scope.account] = seq;
    return Promise.resolve({ seq, results: [], replayed: false });
  };
  return { store: { head, commit }, asked };
}

function watcherOf(changed: () => Promise<void> = () => Promise.resolve()) {
  return { changed: vi.fn<() => Promise<void>>(changed), end: vi.fn<() => void>() };
}

test('a watcher is told at once and of each newer commit, and asks nothing once it has stopped', async () => {
  const numbers: Record<string, number> = { acc_1: 1, prj_1: 5 };
  const { store, asked } = headsOf(numbers);
  const { heads } = createHeads(store, { everyMs: 20 });
  const watcher = watcherOf();
  const other = watcherOf();
  const stops = [heads.watch(account, watcher), heads.watch(project, other)];
  await vi.waitUntil(() => watcher.changed.mock.calls.length === 1, patience);
  numbers['acc_1'] = 2;
  await vi.waitUntil(() => watcher.changed.mock.calls.length === 2, patience);
  expect(other.changed).toHaveBeenCalledTimes(1);
  for (const stop of stops) stop();
  const before = asked.times;
  heads.end();
  expect([asked.times, watcher.end.mock.calls.length]).toEqual([before, 0]);
});

test('commits of this server are told without waiting for the next look', async () => {
  const hour = 3_600_000;
  const { heads, store } = createHeads(headsOf({ acc_1: 1 }).store, { everyMs: hour });
  const watcher = watcherOf();
  heads.watch(account, watcher);
  await vi.waitUntil(() => watcher.changed.mock.calls.length === 1, patience);
  for (let told = 2; told < 5; told++) {
    await store.commit(account);
    await vi.waitUntil(() => watcher.changed.mock.calls.length === told, patience);
  }
  const late = watcherOf();
  heads.watch(account, late);
  await vi.waitUntil(() => late.changed.mock.calls.length === 1, patience);
  heads.end();
  expect(watcher.end).toHaveBeenCalledTimes(1);
});

test('one that asks for it is told again after a while without commits', async () => {
  let now = 0;
  const { heads } = createHeads(headsOf({ acc_1: 1 }).store, { everyMs: 20, now: () => now });
  const [watcher, other] = [watcherOf(), watcherOf()];
  heads.watch(account, { ...watcher, restMs: 1_000 });
  heads.watch(account, other);
  await vi.waitUntil(() => other.changed.mock.calls.length === 1, patience);
  now = 1_000;
  await vi.waitUntil(() => watcher.changed.mock.calls.length === 2, patience);
  expect(other.changed).toHaveBeenCalledTimes(1);
  heads.end();
});

test('one that is slow is not told twice at once, keeps nobody waiting, and hears afterwards of what it missed', async () => {
  const numbers: Record<string, number> = { acc_1: 1 };
  const { heads } = createHeads(headsOf(numbers).store, { everyMs: 20 });
  const first = Promise.withResolvers<void>();
  const slow = watcherOf(() => first.promise);
  const quick = watcherOf();
  heads.watch(account, slow);
  heads.watch(account, quick);
  await vi.waitUntil(() => quick.changed.mock.calls.length === 1, patience);
  numbers['acc_1'] = 2;
  await vi.waitUntil(() => quick.changed.mock.calls.length === 2, patience);
  expect(slow.changed).toHaveBeenCalledTimes(1);
  first.resolve();
  await vi.waitUntil(() => slow.changed.mock.calls.length === 2, patience);
  heads.end();
});

test('a scope that is gone, a watcher that fails, and the end of the server end it, each once', async () => {
  const { store } = headsOf({ acc_1: 1 });
  const { heads } = createHeads(store, { everyMs: 20 });
  const gone = watcherOf();
  const failing = watcherOf(() => Promise.reject(new Error('revoked')));
  const fine = watcherOf();
  heads.watch(project, gone);
  heads.watch(account, failing);
  heads.watch(account, fine);
  await vi.waitUntil(() => gone.end.mock.calls.length + failing.end.mock.calls.length === 2, patience);
  expect(fine.end).not.toHaveBeenCalled();
  heads.end();
  const late = watcherOf();
  heads.watch(account, late);
  for (const { end } of [gone, failing, fine, late]) expect(end).toHaveBeenCalledTimes(1);
});

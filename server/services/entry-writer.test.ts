/** Writers of entries on one store, as in several servers: what one has sent and not yet written is never taken for written. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import { createEntryWriter } from './entry-writer.ts';

const call = { caller: { type: 'owner', account: 'acc_1' } } as const;
const scope = { account: 'acc_1', project: 'prj_1' } as const;
const name = { namespace: 'n', key: 'list' } as const;
const append = (value: string) => ({ op: 'append', ...name, value }) as const;

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-entries-'));
  store = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 5) });
  await store.createAccount('acc_1');
  const author = { type: 'owner', id: 'acc_1' } as const;
  await store.commit(
    { account: 'acc_1' },
    { author, at: 0, operations: [{ op: 'create-project', project: 'prj_1' }] },
  );
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

it('loses nothing of either where another writer comes between two changes that were sent one after the other', async () => {
  const other = createEntryWriter({ store, clock: Date.now });
  await other.write(call, scope, append('first'));
  const { slow, sent } = slowWriter();
  const both = Promise.all([slow.write(call, scope, append('a')), slow.write(call, scope, append('b'))]);
  await expect.poll(() => sent.length).toBe(2);
  // It takes the version that the first of the two was made for, so that the second finds the version it expects.
  await other.write(call, scope, append('between'));
  for (const go of sent) go();
  await both;
  const entry = await store.find(scope, 'entry', `${name.namespace}/${name.key}`);
  const { value } = (entry as StoredRecord).payload as { value: string[] };
  expect(value.toSorted()).toEqual(['a', 'b', 'between', 'first']);
  expect(entry?.version).toBe(4);
});

it('refuses nothing because of a change before it that is refused itself', async () => {
  const other = createEntryWriter({ store, clock: Date.now });
  await other.write(call, scope, { op: 'set', ...name, value: 'old' });
  const { slow, sent } = slowWriter();
  const first = slow.write(call, scope, { op: 'set', ...name, value: 'a', version: 1 });
  const second = slow.write(call, scope, { op: 'set', ...name, value: 'b', version: 0 });
  await expect.poll(() => sent.length).toBe(2);
  await other.write(call, scope, { op: 'delete', ...name });
  for (const go of sent) go();
  await expect(first).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  expect((await second)?.payload).toMatchObject({ value: 'b' });
});

it('does not say that nothing is there to be deleted while the deletion before it may be refused', async () => {
  const other = createEntryWriter({ store, clock: Date.now });
  await other.write(call, scope, { op: 'set', ...name, value: 'old' });
  const { slow, sent } = slowWriter(1);
  const first = slow.write(call, scope, { op: 'delete', ...name, version: 1 });
  await expect.poll(() => sent.length).toBe(1);
  const second = slow.write(call, scope, { op: 'delete', ...name });
  await other.write(call, scope, { op: 'set', ...name, value: 'new' });
  for (const go of sent) go();
  await expect(first).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  expect((await second)?.state).toBe('deleted');
});

/** A writer whose first commits wait until they are let go. */
function slowWriter(held = 2) {
  const sent: (() => void)[] = [];
  const slow = createEntryWriter({
    clock: Date.now,
    store: {
      ...store,
      async commit(where, commit) {
        if (sent.length < held) await new Promise<void>((resolve) => void sent.push(resolve));
        return store.commit(where, commit);
      },
    },
  });
  return { slow, sent };
}

/** A link lets go of its drive only while no file would be left that does not open, whatever comes in the meantime. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOriginals } from '../../services/originals.ts';
import { openSqliteStore } from '../../store/sqlite/index.ts';
import type { Store } from '../../store/store.ts';
import { letGoOfDrive } from './changing.ts';
import { linkPut, requireLink } from './records.ts';

const author = { type: 'server', id: 'test' } as const;
const scope = { account: 'acc_1' };
const call = { caller: { type: 'owner', account: 'acc_1' } } as const;
const settings = {
  url: 'https://memory.example',
  deviceName: 'laptop',
  role: 'operator',
  all: false,
  drive: true,
  bringAll: true,
  paused: false,
  metered: false,
  bytesPerSecond: null,
} as const;

let folder: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-changing-'));
  store = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 3) });
  await store.createAccount('acc_1');
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A file whose bytes another server has. */
async function takeFile(): Promise<void> {
  const remote = { item: 'itm_1', version: 'ver_1', size: 5, sha256: 'a' };
  const content = { blob: 'blob_1', size: 5, sha256: 'a' };
  const item = { type: 'file', name: 'a.md', parent: 'itm_0', content };
  await store.commit(scope, {
    author,
    at: 0,
    operations: [
      { op: 'put', kind: 'blob', id: 'blob_1', state: 'remote', payload: { inline: false, remote } },
      { op: 'put', kind: 'item', id: 'itm_1', state: 'active', payload: item },
    ],
  });
}

/** @param ending what happens while the exchange comes to its end */
async function linked(id: string, ending: () => Promise<void>) {
  await store.commit(scope, { author, at: 0, operations: [linkPut(id, settings)] });
  let stored = await requireLink(store, scope, id);
  const carried: unknown[] = [];
  return {
    id,
    account: scope.account,
    settings: () => stored,
    adjust: (next: typeof stored) => void (stored = next),
    async carry() {
      carried.push(stored.payload.drive);
      if (stored.payload.drive === false) await ending();
    },
    projects: () => [],
    drive: () => undefined,
    carried,
  };
}

it('goes on as before when the last exchange brought a file that is not here', async () => {
  const dependencies = { store, clock: Date.now, originals: createOriginals(store) };
  const quiet = await linked('lnk_1', () => Promise.resolve());
  await letGoOfDrive(dependencies, call, quiet, 'keep');
  expect(quiet.carried).toEqual([false]);
  expect(await requireLink(store, scope, 'lnk_1')).toMatchObject({
    payload: { drive: false, bringAll: false },
  });

  const busy = await linked('lnk_2', takeFile);
  await expect(letGoOfDrive(dependencies, call, busy, 'keep')).rejects.toMatchObject({
    code: 'STATE_NOT_READY',
    details: { files: 1, bytes: 5 },
  });
  expect(busy.carried).toEqual([false, true]);
  expect(await requireLink(store, scope, 'lnk_2')).toMatchObject({ payload: settings });

  // From then on it is known before anything is ended; and what may be left is not asked about.
  await expect(letGoOfDrive(dependencies, call, busy, 'keep')).rejects.toMatchObject({
    code: 'STATE_NOT_READY',
  });
  expect(busy.carried).toEqual([false, true]);
  await letGoOfDrive(dependencies, call, busy, 'leave');
  expect(busy.carried).toEqual([false, true, false]);
});

/** Tidying costs an account that rests next to nothing, and lists the files of the store once, however many accounts it has. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { openFolderBlobs } from '../store/folder-blobs.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Store } from '../store/store.ts';
import { createSearchEngine } from '../search/index.ts';
import { openAccount } from './accounts/opening.ts';
import { startDriveJobs } from './drive-jobs.ts';

const masterKey = Buffer.alloc(32, 3);
const hour = 3_600_000;

it('goes through accounts that changed, and through files once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ks-tidying-'));
  const bare = await openSqliteStore({ folder, masterKey });
  let now = Date.now();
  const accounts = Array.from({ length: 30 }, (_, at) => `acc_${at}`);
  for (const account of accounts) {
    await bare.createAccount(account);
    await openAccount(bare, () => now, account);
  }
  const listed: string[] = [];
  const list: Store['list'] = (scope, query) => {
    listed.push(`${scope.account} ${query.kind}`);
    return bare.list(scope, query);
  };
  const files = openFolderBlobs({ folder: join(folder, 'blobs'), masterKey });
  let fileLists = 0;
  const blobs = {
    ...files,
    list: (before: number) => {
      fileLists++;
      return files.list(before);
    },
  };
  const store: Store = { ...bare, list };
  const dependencies = {
    store,
    blobs,
    search: createSearchEngine(),
    clock: () => now,
    logger: pino({ level: 'silent' }),
    retentionDays: 30,
    wakeIndexing: () => undefined,
  };
  /** A server that starts, does what is due and ends. */
  const round = async (...due: readonly string[]): Promise<string[]> => {
    listed.length = 0;
    fileLists = 0;
    const jobs = startDriveJobs(dependencies);
    await vi.waitFor(async () => {
      for (const id of due) {
        const record = await bare.get({ account: id === 'files' ? 'acc_0' : id }, 'tidied', id);
        expect(record?.updatedAt).toBe(now);
      }
    }, 60_000);
    await jobs.close();
    return [...listed];
  };
  expect(new Set((await round(...accounts, 'files')).map((one) => one.split(' ')[0])).size).toBe(30);
  expect(fileLists).toBe(1);
  now += 7 * hour;
  await bare.commit(
    { account: 'acc_7' },
    {
      author: { type: 'owner', id: 'acc_7' },
      at: now,
      operations: [{ op: 'put', kind: 'comment', id: 'com_1', state: 'kept', payload: {} }],
    },
  );
  const second = await round('acc_7', 'files');
  expect(fileLists).toBe(1);
  expect(new Set(second.map((one) => one.split(' ')[0]))).toEqual(new Set(['acc_7']));
  await bare.close();
  await rm(folder, { recursive: true, force: true });
});

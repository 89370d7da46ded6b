/** The SQLite driver of the store: one thread writes, two read lists, and quick look-ups run on the caller's thread. */
import { mkdirSync } from 'node:fs';
import type { Job, Store } from '../store.ts';
import { storeFailure } from './failures.ts';
import { openFiles, type Files, type FolderOptions } from './files.ts';
import { createLookUps } from './look-ups.ts';
import { rowToCommit, rowToRecord, rowToRevision } from './reads.ts';
import { createReaders, type Readers } from './readers.ts';
import { settingsOf } from './settings.ts';
import { startThread, type Thread } from './threads.ts';
import { toWireCommit, type ConnectionSettings, type WireJob, type WriterCalls } from './wire.ts';

export interface SqliteOptions {
  /** Made when missing. One process at a time may have it open; the caller sees to that. */
  readonly folder: string;
  /** 32 bytes. Keep it: without it nothing in the folder can be read. */
  readonly masterKey: Uint8Array;
  /** NORMAL loses acknowledged writes at a power cut; it exists as a control for tests. */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** False exists as a control for tests. */
  readonly encrypted?: boolean;
  /** Hears of failures that no call waits for, such as the end of the writer. */
  readonly onError?: (error: Error) => void;
}

export interface SqliteStore extends Store {
  /** What every open connection of every thread is set to. */
  settings(): Promise<ConnectionSettings[]>;
}

/**
 * Opens a data folder, brings it to the newest version, and finishes what a crash left.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE, STORAGE_FULL, UNAVAILABLE.
 */
export async function openSqliteStore(options: SqliteOptions): Promise<SqliteStore> {
  const { folder, masterKey, synchronous = 'FULL', encrypted = true, onError = () => undefined } = options;
  if (masterKey.length !== 32) throw new TypeError('a master key has 32 bytes');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings: FolderOptions = { folder, masterKey: new Uint8Array(masterKey), synchronous, encrypted };
  const writer = await startThread<WriterCalls>('store-writer', settings, onError);
  try {
    const files = openFiles(settings, 'query');
    const readers = createReaders(settings, onError);
    return createStore(writer, readers, files);
  } catch (error) {
    await writer.close();
    throw storeFailure(error, 'The data folder');
  }
}

function createStore(writer: Thread<WriterCalls>, readers: Readers, files: Files): SqliteStore {
  let closing: Promise<void> | undefined;
  return {
    commit: (scope, commit) => writer.call('commit', { scope, commit: toWireCommit(commit) }),
    ...createLookUps(files),
    list: async (scope, query) => (await readers.call('list', { scope, query })).map(rowToRecord),
    count: (scope, query) => readers.call('count', { scope, query }),
    revisions: async (scope, kind, id, limit) =>
      (await readers.call('revisions', { scope, kind, id, limit })).map(rowToRevision),
    changes: async (scope, after, limit) =>
      (await readers.call('changes', { scope, after, limit })).map(rowToCommit),
    rowsOf: (scope, space, keys) => readers.call('rowsOf', { scope, space, keys }),
    rows: (scope, space, range) => readers.call('rows', { scope, space, range }),
    createAccount: (account) => writer.call('createAccount', { account }),
    claimJob: async (kinds, owner, now, leaseMs) =>
      wireToJob(await writer.call('claimJob', { kinds, owner, now, leaseMs })),
    renewJob: (id, owner, now, leaseMs) => writer.call('renewJob', { id, owner, now, leaseMs }),
    releaseJob: (id, owner, retryAt) => writer.call('releaseJob', { id, owner, retryAt }),
    mark: (marks) => writer.call('mark', { marks }),
    marks: (account, names, window) =>
      writer.call('marks', { names: names.map((name) => ({ account, name, window })) }),
    probe: () => writer.call('probe', undefined),
    settings: async () => [
      ...(await writer.call('settings', undefined)),
      ...(await readers.settings()),
      ...settingsOf('caller', files),
    ],
    close() {
      closing ??= closeAll(writer, readers, files);
      return closing;
    },
  };
}

/** The writer goes last: the last connection to close a file moves the log into it. */
async function closeAll(writer: Thread<WriterCalls>, readers: Readers, files: Files): Promise<void> {
  await readers.close();
  files.close();
  await writer.close();
}

function wireToJob(job: WireJob | undefined): Job | undefined {
  return job === undefined ? undefined : { ...job, payload: JSON.parse(job.payload) as Job['payload'] };
}

/** The SQLite driver of the store: one thread writes, two read lists, and quick look-ups run on the caller's thread. */
import { mkdirSync } from 'node:fs';
import type { Job, Store } from '../store.ts';
import { storeFailure } from './failures.ts';
import { openFiles, type Files, type FolderOptions } from './files.ts';
import { createHistoryReads } from './history-reads.ts';
import { openSnapshot } from './copies.ts';
import { assertComplete } from './folder-filling.ts';
import { createLookUps } from './look-ups.ts';
import { rowToCommit, rowToRecord, rowToRevision } from './reads.ts';
import { createReaders, type Readers } from './readers.ts';
import { settingsOf } from './settings.ts';
import { catalogueSql } from './sql.ts';
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
  /** Opens a folder that is not filled to its end, too: whoever fills it compares it. */
  readonly underway?: boolean;
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
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE, STORAGE_FULL, UNAVAILABLE, and STATE_NOT_READY for a
 * folder that is being filled.
 */
export async function openSqliteStore(options: SqliteOptions): Promise<SqliteStore> {
  const { folder, masterKey, synchronous = 'FULL', encrypted = true, onError = () => undefined } = options;
  if (masterKey.length !== 32) throw new TypeError('a master key has 32 bytes');
  if (options.underway !== true) assertComplete(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings: FolderOptions = { folder, masterKey: new Uint8Array(masterKey), synchronous, encrypted };
  const writer = await startThread<WriterCalls>('store-writer', settings, onError);
  try {
    const files = openFiles(settings, 'query');
    const readers = createReaders(settings, onError);
    return createStore(settings, writer, readers, files);
  } catch (error) {
    await writer.close();
    throw storeFailure(error, 'The data folder');
  }
}

function createStore(
  settings: FolderOptions,
  writer: Thread<WriterCalls>,
  readers: Readers,
  files: Files,
): SqliteStore {
  let closing: Promise<void> | undefined;
  let pinned: Promise<unknown> | undefined;

  async function destroyProject(account: string, project: string): Promise<void> {
    await writer.call('destroyProject', { account, project });
    files.release(project);
    await readers.release(project);
    await writer.call('removeProject', { project });
  }

  return {
    async commit(scope, commit) {
      while (pinned !== undefined) await pinned;
      return writer.call('commit', { scope, commit: toWireCommit(commit) });
    },
    async snapshot(leftOut) {
      while (pinned !== undefined) await pinned;
      // What was sent to the writer before this is durable when it answers, and nothing is sent meanwhile.
      const opening = writer.call('probe', undefined).then(() => openSnapshot(settings, leftOut));
      pinned = opening.catch(() => undefined).finally(() => (pinned = undefined));
      return opening;
    },
    ...createLookUps(files),
    list: async (scope, query) => (await readers.call('list', { scope, query })).map(rowToRecord),
    count: (scope, query) => readers.call('count', { scope, query }),
    revisions: async (scope, kind, id, limit) =>
      (await readers.call('revisions', { scope, kind, id, limit })).map(rowToRevision),
    changes: async (scope, after, limit) =>
      (await readers.call('changes', { scope, after, limit })).map(rowToCommit),
    ...createHistoryReads(readers),
    rowsOf: (scope, space, keys) => readers.call('rowsOf', { scope, space, keys }),
    rows: (scope, space, range) => readers.call('rows', { scope, space, range }),
    putRows: (scope, rows) => writer.call('putRows', { scope, rows }),
    tally: (scope) => readers.call('tally', { scope }),
    size: (scope) => readers.call('size', { scope }),
    destroyProject,
    async destroyAccount(account) {
      const { connection } = files.catalogue;
      for (const { project } of connection.all<{ project: string }>(catalogueSql.projectsOf, account))
        await destroyProject(account, project);
      await writer.call('destroyAccount', { account });
    },
    scrub: (scope) => writer.call('scrub', { scope }),
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

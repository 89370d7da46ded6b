/** The SQLite driver of the store: a writer thread, reader threads, and look-ups on the caller's own thread. */
import { mkdirSync } from 'node:fs';
import type { Mark, MarkTotal, Store } from '../store.ts';
import type { FileOptions } from './open.ts';
import { openQueries, type Queries } from './queries.ts';
import { startThread, type Thread } from './threads.ts';

export interface SqliteOptions {
  /** Made when missing. One server at a time may have it open. */
  folder: string;
  /** 32 bytes, from which every key is derived or by which it is wrapped. */
  masterKey: Uint8Array;
  /** NORMAL loses acknowledged commits in a power cut; only a campaign's control uses it. */
  synchronous?: 'FULL' | 'NORMAL';
  /** False only where a test shows what encryption hides. */
  encrypted?: boolean;
}

const readerThreads = 2;

/**
 * Opens the store of a data folder.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const { folder, masterKey, synchronous = 'FULL', encrypted = true } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files: FileOptions = { folder, masterKey: new Uint8Array(masterKey), synchronous, encrypted };
  // Opened here first, so that a folder that cannot be opened says why before any thread starts.
  const inline = openQueries(files);
  const writer = startThread('store-writer', files);
  const readers = Array.from({ length: readerThreads }, () => startThread('store-reader', files));
  try {
    await writer.call('probe', Date.now());
  } catch (error) {
    inline.close();
    await Promise.all(readers.map((reader) => reader.close()));
    throw error;
  }
  return createStore(inline, writer, readers);
}

function createStore(
  inline: { queries: Queries; close(): void },
  writer: Thread,
  readers: readonly Thread[],
): Store {
  const { queries } = inline;
  let turn = 0;
  const read = <T>(method: keyof Queries, ...args: readonly unknown[]): Promise<T> =>
    (readers[turn++ % readers.length] as Thread).call<T>(method, ...args);

  return {
    commit: (scope, commit) => writer.call('commit', scope, commit),
    get: async (scope, kind, id) => queries.get(scope, kind, id),
    find: async (scope, kind, unique) => queries.find(scope, kind, unique),
    locate: async (locator) => queries.locate(locator),
    head: async (scope) => queries.head(scope),
    row: async (scope, space, key) => queries.row(scope, space, key),
    list: (scope, query) => read('list', scope, query),
    count: (scope, query) => read('count', scope, query),
    revisions: (scope, kind, id, limit) => read('revisions', scope, kind, id, limit),
    revision: (scope, kind, id, revision) => read('revision', scope, kind, id, revision),
    changes: (scope, after, limit) => read('changes', scope, after, limit),
    rows: (scope, space, range) => read('rows', scope, space, range),
    accounts: async () => queries.accounts(),
    createAccount: (account) => writer.call('createAccount', account),
    claimJob: (kinds, owner, now, leaseMs) => writer.call('claimJob', kinds, owner, now, leaseMs),
    renewJob: (id, owner, now, leaseMs) => writer.call('renewJob', id, owner, now, leaseMs),
    releaseJob: (id, owner, retryAt) => writer.call('releaseJob', id, owner, retryAt),
    mark: (marks: readonly Mark[]) => writer.call<MarkTotal[]>('mark', marks),
    marks: async (account, names, window) => queries.marks(account, names, window),
    probe: () => writer.call('probe', Date.now()),
    async close() {
      await Promise.all(readers.map((reader) => reader.close()));
      inline.close();
      await writer.close();
    },
  };
}

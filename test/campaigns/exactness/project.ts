/** A project on a real store with the engine beside it, and what scoring every passage of it would give. */
import { createSearchEngine } from '../../../server/search/index.ts';
import { createMirror, type Mirror } from '../../../server/search/exactness.suite.ts';
import type { IndexedRecord, IndexReader, SearchEngine } from '../../../server/search/search.ts';
import { indexReader, indexWriter } from '../../../server/services/index-reader.ts';
import { openSqliteStore } from '../../../server/store/sqlite/index.ts';
import type { Operation, Store } from '../../../server/store/store.ts';

export interface OpenProject {
  readonly engine: SearchEngine;
  readonly reader: IndexReader;
  /** Takes writes; they are committed by `commit`. */
  readonly mirror: Mirror;
  /** One commit of what was written since, as a round. */
  commit(round?: number): Promise<void>;
  /** Writes nothing of what was written since: it is there already. */
  forget(): void;
  /** Rounds that are committed, acknowledged or not. */
  rounds(): Promise<number>;
  merge(): Promise<void>;
  close(): Promise<void>;
}

const account = 'acc_01kan0000000000000000000ex';
const project = 'prj_01kan0000000000000000000ex';

/** Opens it, or makes it in an empty folder. */
export async function openProject(folder: string): Promise<OpenProject> {
  return openProjectOn(await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 5) }));
}

/** The same on a store, which is closed with it. */
export async function openProjectOn(store: Store): Promise<OpenProject> {
  const author = { type: 'owner', id: account } as const;
  const commit = (scope: { account: string; project?: string }, operations: Operation[]) =>
    store.commit(scope, { author, at: Date.now(), operations });
  if (!(await store.accounts()).includes(account)) {
    await store.createAccount(account);
    await commit({ account }, [{ op: 'create-project', project }]);
  }
  const scope = { account, project };
  const engine = createSearchEngine();
  const [reader, writer] = [indexReader(store, scope), indexWriter(store, scope, Date.now)];
  let pending: Operation[] = [];

  function add(record: IndexedRecord): void {
    const put = {
      op: 'put',
      kind: record.type,
      id: record.id,
      state: 'okay',
      payload: {},
      history: false,
    } as const;
    pending.push(put, ...engine.indexRecord(record));
  }

  const mirror = createMirror({
    put: add,
    remove: (id, type) => add({ id, type, title: '', updatedAt: 1, pieces: [] }),
  });
  return {
    engine,
    reader,
    mirror,
    async commit(round = 0) {
      const mark = {
        op: 'put',
        kind: 'round',
        id: 'round',
        state: 'okay',
        payload: { round },
        history: false,
      } as const;
      const operations = [mark, ...pending];
      pending = [];
      await commit(scope, operations);
    },
    forget() {
      pending = [];
    },
    async rounds() {
      const mark = await store.get(scope, 'round', 'round');
      return mark === undefined ? 0 : (mark.payload as { round: number }).round + 1;
    },
    merge: () => engine.merge(reader, writer, new AbortController().signal),
    async close() {
      await engine.close();
      await store.close();
    },
  };
}

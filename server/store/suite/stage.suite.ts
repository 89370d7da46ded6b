/** A store with one account and one project in it, for the tests of the suite. */
import type { Commit, CommitResult, Operation, Put, Repeat, Scope, Store } from '../store.ts';

export interface Driver {
  readonly store: Store;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<Store>;
  /** Closes the store and removes its data. */
  dispose(): Promise<void>;
}

export type OpenDriver = () => Promise<Driver>;

export const author = { type: 'key', id: 'key_1', name: 'laptop', client: 'claude' } as const;
export const noon = 1_790_000_000_000;

export interface Stage extends AsyncDisposable {
  readonly driver: Driver;
  readonly store: Store;
  readonly account: Scope;
  readonly project: Scope;
  /** Commits operations to the project, or to `scope`. */
  commit(
    operations: readonly Operation[],
    options?: { scope?: Scope; repeat?: Repeat; at?: number },
  ): Promise<CommitResult>;
}

export async function stageOf(open: OpenDriver): Promise<Stage> {
  const driver = await open();
  const { store } = driver;
  const account = { account: 'acc_1' };
  const project = { account: 'acc_1', project: 'prj_1' };
  await store.createAccount('acc_1');
  await store.commit(account, commitOf([{ op: 'create-project', project: 'prj_1' }]));
  return {
    driver,
    store,
    account,
    project,
    commit: (operations, { scope = project, repeat, at = noon } = {}) =>
      store.commit(scope, { ...commitOf(operations), at, ...(repeat === undefined ? {} : { repeat }) }),
    [Symbol.asyncDispose]: () => driver.dispose(),
  };
}

export function commitOf(operations: readonly Operation[]): Commit {
  return { author, at: noon, operations };
}

export function memory(id: string, more: Partial<Put> = {}): Put {
  return { op: 'put', kind: 'memory', id, state: 'active', payload: { name: id }, ...more };
}

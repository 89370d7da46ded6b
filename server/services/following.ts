/** Following live folders: after something changed its place, the files below it are attached and detached accordingly. */
import { newId } from '../../local/ids.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Operation, Scope, Store, StoredRecord } from '../store/store.ts';
import { createAncestry } from './ancestry.ts';
import { attach, attachmentsOf, detach, sourceOf } from './attachments.ts';
import { childrenOf, itemPayload } from './items.ts';
import { serverCommit } from './jobs.ts';
import { liveFoldersGuard, projectsAbove, readLiveFolders } from './live-folders.ts';
import { retryOnConflict, type Clock } from './records.ts';

export interface FollowingDependencies {
  readonly store: Store;
  readonly search: SearchEngine;
  readonly clock: Clock;
  /** Tells the indexing that there may be new jobs. */
  readonly wakeIndexing: () => void;
}

const atOnce = 50;

/** Attaches and detaches the files at and below an item as the live folders above them say. */
export async function followItem(
  dependencies: FollowingDependencies,
  scope: Scope,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const record = await dependencies.store.get(scope, 'item', id);
  if (record === undefined || (record.state !== 'active' && record.state !== 'root')) return;
  let waiting: string[] = [];
  const flush = async () => {
    const files = waiting;
    waiting = [];
    signal.throwIfAborted();
    if (files.length > 0) await retryOnConflict(() => settle(dependencies, scope, files));
  };
  for await (const file of filesBelow(dependencies.store, scope, record)) {
    waiting.push(file);
    if (waiting.length >= atOnce) await flush();
  }
  await flush();
}

async function* filesBelow(store: Store, scope: Scope, record: StoredRecord): AsyncGenerator<string> {
  if (itemPayload(record).type === 'file') yield record.id;
  else
    for await (const children of childrenOf(store, scope, record.id))
      for (const child of children) yield* filesBelow(store, scope, child);
}

/** In one commit, which is refused when folders became live, or changed their place, meanwhile. */
async function settle(
  dependencies: FollowingDependencies,
  scope: Scope,
  files: readonly string[],
): Promise<void> {
  const { store, clock, wakeIndexing } = dependencies;
  const live = await readLiveFolders(store, scope.account);
  const ancestry = createAncestry(store, scope);
  const operations: Operation[] = [];
  for (const id of files) {
    const path = await ancestry.pathTo(id);
    const record = path?.at(-1);
    if (record === undefined) continue;
    const wanted = await projectsAbove(live, ancestry, itemPayload(record).parent);
    const changes = await changesOf(dependencies, scope, record, wanted);
    if (changes.length > 0)
      operations.push({ op: 'check', kind: 'item', id, version: record.version }, ...changes);
  }
  if (operations.length === 0) return;
  operations.push(liveFoldersGuard(scope.account, live));
  await store.commit(scope, serverCommit(scope.account, clock(), operations));
  wakeIndexing();
}

async function changesOf(
  { store, search }: FollowingDependencies,
  { account }: Scope,
  record: StoredRecord,
  wanted: readonly string[],
): Promise<Operation[]> {
  const attachments = await attachmentsOf(store, account, record.id, ['active', 'excluded']);
  const known = new Set(attachments.map(({ payload }) => payload.projectId));
  const source = sourceOf({ id: record.id, payload: itemPayload(record) });
  const missing = wanted.filter((project) => !known.has(project));
  const left = attachments.filter(
    ({ state, payload }) =>
      state === 'active' && payload.own === false && !wanted.includes(payload.projectId),
  );
  const detached = await Promise.all(left.map((attachment) => detach(store, search, account, attachment)));
  return [...missing.flatMap((project) => attach(project, newId('doc'), source, false)), ...detached.flat()];
}

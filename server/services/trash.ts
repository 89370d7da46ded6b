/** The trash: what it holds, deleting for good, and what is deleted by itself after a time. */
import type { z } from 'zod';
import type { Item, operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import { purgePut } from './comments.ts';
import { itemPayload, noItem, viewItem } from './items.ts';
import { serverCommit } from './jobs.ts';
import { commitFor, listPage, retryOnConflict, type Clock } from './records.ts';

export interface TrashDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** Looks for jobs now. */
  readonly wake: () => void;
}

export interface Trash {
  list(
    caller: Caller,
    input: { page: number; page_size: number },
  ): Promise<z.output<typeof operations.listTrash.output>>;
  purge(call: Call, input: { itemId: string }): Promise<{ deleted: true; id: string }>;
  empty(call: Call): Promise<{ deleted: true; items: number }>;
}

const atOnce = 200;
const trashed = { kind: 'item', states: ['trashed'], order: 'changed' } as const;

/** The service of the trash. Only the owner calls it. */
export function createTrash({ store, clock, wake }: TrashDependencies): Trash {
  return {
    async list(caller, input) {
      requireOwner(caller);
      const query = { ...trashed, descending: true };
      return listPage(store, accountScope(caller), query, input, (record): Item => viewItem(record));
    },
    async purge(call, { itemId }) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      await retryOnConflict(async () => {
        const record = await store.get(scope, 'item', itemId);
        if (record?.state !== 'trashed' && record?.state !== 'purged') throw noItem(itemId);
        await commitFor(store, clock, call, scope, await purgeWhole(store, scope, [record]));
      });
      wake();
      return { deleted: true, id: itemId };
    },
    async empty(call) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      let items = 0;
      const commit = (more: Operation[]) => commitFor(store, clock, { caller: call.caller }, scope, more);
      for (let page = await nextTrashed(store, scope); page.length > 0;) {
        await retryOnConflict(async () => {
          const records = await stillTrashed(store, scope, page);
          return commit(await purgeWhole(store, scope, records));
        });
        items += page.length;
        page = await nextTrashed(store, scope);
      }
      wake();
      return { deleted: true, items };
    },
  };
}

function nextTrashed(store: Store, scope: Scope): Promise<StoredRecord[]> {
  return store.list(scope, { ...trashed, limit: atOnce });
}

async function stillTrashed(
  store: Store,
  scope: Scope,
  records: readonly StoredRecord[],
): Promise<StoredRecord[]> {
  const now = await Promise.all(records.map(({ id }) => store.get(scope, 'item', id)));
  return now.filter((record) => record?.state === 'trashed') as StoredRecord[];
}

/** What is deleted with its folder in one commit, as puts; more is left to the job. */
const mostAtOnce = 500;

/**
 * Empties items, and what lies below them with what is kept about each, in one commit: so that nothing moves out of a folder that is
 * being deleted. A folder that holds too much for that is emptied by the job.
 */
async function purgeWhole(
  store: Store,
  scope: Scope,
  records: readonly StoredRecord[],
): Promise<Operation[]> {
  const below: Put[] = [];
  for (const record of records)
    if (itemPayload(record).type === 'folder')
      below.push(...((await putsBelow(store, scope, record.id, mostAtOnce - below.length)) ?? []));
  return [...records.flatMap(purgeOperations), ...below];
}

/** @returns nothing when they are more than `most` */
async function putsBelow(store: Store, scope: Scope, id: string, most: number): Promise<Put[] | undefined> {
  const puts: Put[] = [];
  const open = [id];
  for (let folder = open.shift(); folder !== undefined; folder = open.shift()) {
    const query = {
      kind: 'item',
      parent: folder,
      states: ['active'],
      order: 'created',
      limit: most + 1,
    } as const;
    for (const child of await store.list(scope, query)) {
      puts.push(purgePut(child), ...(await aboutItem(store, scope, child.id)));
      if (puts.length > most) return undefined;
      if (itemPayload(child).type === 'folder') open.push(child.id);
    }
  }
  return puts;
}

/** The item is gone at once; a job then deletes what may be left below it, its versions and their bytes. */
export function purgeOperations(record: StoredRecord): Operation[] {
  const payload = { task: 'purge', item: record.id };
  return [purgePut(record), { op: 'enqueue', id: newId('job'), kind: 'drive', priority: 7, payload }];
}

/** Deletes what lies below a purged item, deepest first, and what is kept about each. */
export async function purgeBelow(
  store: Store,
  clock: Clock,
  scope: Scope,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const query = { kind: 'item', parent: id, states: ['active'], order: 'created', limit: atOnce } as const;
  for (let children = await store.list(scope, query); children.length > 0;) {
    signal.throwIfAborted();
    const folders = children.filter((child) => itemPayload(child).type === 'folder');
    for (const folder of folders) await purgeBelow(store, clock, scope, folder.id, signal);
    const puts = await Promise.all(
      children.map(async (child) => [purgePut(child), ...(await aboutItem(store, scope, child.id))]),
    );
    await store.commit(scope, serverCommit(scope.account, clock(), puts.flat()));
    children = await store.list(scope, query);
  }
  const own = await aboutItem(store, scope, id);
  if (own.length > 0) await store.commit(scope, serverCommit(scope.account, clock(), own));
}

/** Puts that empty an item's versions, comments, attributes, mark of favourites, and clashes of all these. */
export async function aboutItem(store: Store, scope: Scope, item: string): Promise<Put[]> {
  const listed = await Promise.all(
    (['version', 'comment', 'clash'] as const).map((kind) =>
      store.list(scope, { kind, parent: item, order: 'created', limit: 100_000 }),
    ),
  );
  const single = await Promise.all(
    (['attributes', 'favourite'] as const).map((kind) => store.get(scope, kind, item)),
  );
  const records = [...listed.flat(), ...single.filter((record) => record !== undefined)];
  return records.filter(({ state }) => state !== 'purged').map(purgePut);
}

/** Forgets bytes that arrived for versions which never came; a sweep then removes them. */
export async function purgeWaiting(
  store: Store,
  clock: Clock,
  scope: Scope,
  before: number,
): Promise<number> {
  const query = { kind: 'version', states: ['waiting'], order: 'created', limit: atOnce } as const;
  const old = (await store.list(scope, query)).filter(({ updatedAt }) => updatedAt < before);
  // Nothing is remembered of them: who has them may send them again.
  const forgotten = old.flatMap(({ kind, id }): Operation[] => [
    { op: 'check', kind, id, states: ['waiting'] },
    { op: 'erase', kind, id },
  ]);
  if (old.length > 0) await store.commit(scope, serverCommit(scope.account, clock(), forgotten));
  return old.length;
}

/** Purges what was trashed before `before`, and copies that were begun before it and never completed. */
export async function purgeOld(
  store: Store,
  clock: Clock,
  scope: Scope,
  before: { trashed: number; copying: number },
): Promise<number> {
  let purged = 0;
  for (const [state, limit] of Object.entries({ trashed: before.trashed, copying: before.copying })) {
    for (;;) {
      const page = await store.list(scope, { ...trashed, states: [state], limit: atOnce });
      const old = page.filter((record) => (itemPayload(record).trashedAt ?? record.updatedAt) < limit);
      if (old.length === 0) break;
      await store.commit(scope, serverCommit(scope.account, clock(), old.flatMap(purgeOperations)));
      purged += old.length;
    }
  }
  return purged;
}

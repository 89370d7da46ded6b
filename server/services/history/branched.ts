/** Memories and values with a choice of branch: calls that name one work on it, all others on the main line as before. */
import { newId } from '../../../local/ids.ts';
import { KeepsakeError, type WrittenMemory } from '../../../contract/index.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from '../caller.ts';
import type { Entries } from '../entries.ts';
import { decide, type Wish } from '../entry-changes.ts';
import {
  entryNotFound,
  entryOperations,
  isLive,
  knownEntry,
  uniqueOf,
  viewEntry,
  viewWritten,
} from '../entry-record.ts';
import type { Memories } from '../memories.ts';
import { checkedMemory } from '../memories/adding.ts';
import { updatedMemory } from '../memories/changing.ts';
import { memoryNotFound, memoryPayload, memoryPut, viewMemory } from '../memories/record.ts';
import { retryOnConflict, type Clock } from '../records.ts';
import { needsReview, reasonToHold } from '../review/settings.ts';
import type { BranchSpace } from './branch-space.ts';
import { requireBranch, type BranchRecord } from './points.ts';

export interface BranchedDependencies {
  store: Store;
  clock: Clock;
  space: BranchSpace;
}

interface Place {
  readonly scope: Required<Scope>;
  readonly branch: BranchRecord;
}

interface Named {
  readonly projectId: string;
  readonly branch?: string | undefined;
}

async function openBranch(store: Store, caller: Caller, input: Named, use: 'read' | 'write'): Promise<Place> {
  if (use === 'write') requireWrite(caller);
  const scope = await projectScope(store, caller, input.projectId);
  if (use === 'write' && (await needsReview(store, scope, caller))) throw cannotWait();
  return { scope, branch: await requireBranch(store, scope, input.branch as string, use) };
}

/** Retries unless the caller said for which version the change was made. */
function again<T>(version: number | undefined, attempt: () => Promise<T>): Promise<T> {
  return version === undefined ? retryOnConflict(attempt) : attempt();
}

export function branchedMemories(main: Memories, { store, space }: BranchedDependencies): Memories {
  async function require({ scope, branch }: Place, id: string): Promise<StoredRecord> {
    const record = await space.get(scope, branch, 'memory', id);
    if (record === undefined) throw memoryNotFound(id);
    return record;
  }

  return {
    ...main,
    async list(caller, input) {
      if (input.branch === undefined) return main.list(caller, input);
      const { scope, branch } = await openBranch(store, caller, input, 'read');
      const all = await space.list(scope, branch, 'memory');
      const fitting = all.filter(({ state }) => state === input.status);
      const { page, page_size } = input;
      const shown = fitting.slice((page - 1) * page_size, page * page_size);
      const records = await Promise.all(shown.map((version) => space.recordOf(scope, version)));
      return {
        items: records.map((record) => viewMemory(scope.project, record)),
        pagination: {
          page,
          page_size,
          total: fitting.length,
          total_pages: Math.ceil(fitting.length / page_size),
        },
      };
    },
    async get(caller, input) {
      if (input.branch === undefined) return main.get(caller, input);
      const place = await openBranch(store, caller, input, 'read');
      return viewMemory(place.scope.project, await require(place, input.memoryId));
    },
    async add(call, input) {
      if (input.branch === undefined) return main.add(call, input);
      const { scope, branch } = await openBranch(store, call.caller, input, 'write');
      const { payload, message, flags } = await checkedMemory(store, scope, input);
      if ((await reasonToHold(store, scope, call.caller, flags)) !== undefined) throw cannotWait();
      const put = memoryPut(newId('mem'), { payload, state: 'active' }, 'absent', message);
      return written(scope, await space.put(call, scope, branch, put));
    },
    async update(call, input) {
      if (input.branch === undefined) return main.update(call, input);
      const { scope, branch } = await openBranch(store, call.caller, input, 'write');
      return again(input.version, async () => {
        const current = await require({ scope, branch }, input.memoryId);
        const { flags = [], message, ...change } = await updatedMemory(store, scope, current, input);
        if ((await reasonToHold(store, scope, call.caller, flags)) !== undefined) throw cannotWait();
        const expect = { version: input.version ?? current.version };
        const put = memoryPut(current.id, change, expect, message);
        return written(scope, await space.put(call, scope, branch, put));
      });
    },
    async remove(call, input) {
      if (input.branch === undefined) return main.remove(call, input);
      const place = await openBranch(store, call.caller, input, 'write');
      await retryOnConflict(async () => {
        const current = await require(place, input.memoryId);
        if (current.state === 'deleted') return;
        const change = { payload: memoryPayload(current), state: 'deleted' } as const;
        const put = memoryPut(current.id, change, { version: current.version });
        await space.put(call, place.scope, place.branch, put);
      });
      return { deleted: true, id: input.memoryId };
    },
  };
}

export function branchedEntries(main: Entries, { store, clock, space }: BranchedDependencies): Entries {
  async function find(caller: Caller, input: Named & { namespace: string; key: string }) {
    const { scope, branch } = await openBranch(store, caller, input, 'read');
    const record = await space.findEntry(scope, branch, uniqueOf(input));
    return isLive(knownEntry(record), clock()) ? record : undefined;
  }

  /** @returns the record as written; undefined when there was nothing to do */
  async function change(call: Call, place: Named, wish: Wish): Promise<StoredRecord | undefined> {
    if ('ttl' in wish && wish.ttl !== undefined) throw endless();
    const { scope, branch } = await openBranch(store, call.caller, place, 'write');
    return again('version' in wish ? wish.version : undefined, async () => {
      const before = knownEntry(await space.findEntry(scope, branch, uniqueOf(wish)));
      const at = clock();
      const writing = decide(wish, before, at);
      if (writing === undefined) return undefined;
      return space.put(call, scope, branch, entryOperations(writing, at)[0]);
    });
  }

  return {
    ...main,
    async get(caller, input) {
      if (input.branch === undefined) return main.get(caller, input);
      const record = await find(caller, input);
      if (record === undefined) throw entryNotFound(input);
      return viewEntry(input.projectId, record);
    },
    async find(caller, input) {
      if (input.branch === undefined) return main.find(caller, input);
      const record = await find(caller, input);
      return record === undefined ? undefined : viewEntry(input.projectId, record);
    },
    async set(call, { branch, ...input }) {
      if (branch === undefined) return main.set(call, input);
      const { projectId, ...rest } = input;
      const record = await change(call, { projectId, branch }, { op: 'set', ...rest });
      return viewWritten(projectId, record as StoredRecord);
    },
    async remove(call, { branch, ...input }) {
      if (branch === undefined) return main.remove(call, input);
      const { projectId, namespace, key, version } = input;
      const record = await change(call, { projectId, branch }, { op: 'delete', namespace, key, version });
      return { namespace, key, deleted: record !== undefined };
    },
    async increment(call, { branch, ...input }) {
      if (branch === undefined) return main.increment(call, input);
      const { projectId, ...rest } = input;
      const record = await change(call, { projectId, branch }, { op: 'increment', ...rest });
      return viewEntry(projectId, record as StoredRecord);
    },
    async append(call, { branch, ...input }) {
      if (branch === undefined) return main.append(call, input);
      const { projectId, ...rest } = input;
      const record = await change(call, { projectId, branch }, { op: 'append', ...rest });
      return viewWritten(projectId, record as StoredRecord);
    },
  };
}

function endless(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'A value on a branch has no end, because its history would outlive it. Leave ttl out, or set it on the main line.',
  );
}

/** What is written on a branch is read there at once, so a key under review cannot write there. */
function cannotWait(): KeepsakeError {
  return new KeepsakeError(
    'FORBIDDEN',
    'This has to wait for a person, and a branch keeps nothing waiting. Write it on the main line, where it can be approved.',
  );
}

function written(scope: Required<Scope>, record: StoredRecord): WrittenMemory {
  return { ...viewMemory(scope.project, record), outcome: 'written' };
}

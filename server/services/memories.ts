/** Memories: short durable rules and facts, written by people and by their AI clients, each change a revision. */
import type { z } from 'zod';
import type { Memory, operations, WrittenMemory } from '../../contract/index.ts';
import type { StoredRecord } from '../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from './caller.ts';
import { recordDifference, recordHistory, requireRevision } from './history.ts';
import { createAdding } from './memories/adding.ts';
import { createMemoryChanges, updatedMemory } from './memories/changing.ts';
import { findMemories } from './memories/finding.ts';
import { memoryPayload, viewMemory } from './memories/record.ts';
import type { MemoryWriterDependencies } from './memories/writing.ts';
import { createTally } from './memories/tally.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Memories {
  list(caller: Caller, input: Input<'listMemories'>): Promise<Output<'listMemories'>>;
  /** Looks at up to 4,000 memories a page, so that one question holds no thread for long. */
  find(caller: Caller, input: Input<'findMemories'>): Promise<Output<'findMemories'>>;
  get(caller: Caller, input: Input<'getMemory'>): Promise<Memory>;
  /** A text that is written down already is not written again, unless the input says so. */
  add(call: Call, input: Input<'addMemory'>): Promise<WrittenMemory>;
  update(call: Call, input: Input<'updateMemory'>): Promise<WrittenMemory>;
  remove(call: Call, input: Input<'deleteMemory'>): Promise<Output<'deleteMemory'>>;
  history(caller: Caller, input: Input<'getMemoryHistory'>): Promise<Output<'getMemoryHistory'>>;
  diff(caller: Caller, input: Input<'diffMemory'>): Promise<Output<'diffMemory'>>;
  restore(call: Call, input: Input<'restoreMemory'>): Promise<WrittenMemory>;
}

export type MemoriesDependencies = MemoryWriterDependencies;

const diffFields = ['name', 'content', 'tags', 'source', 'supersedes', 'supersededBy'] as const;

/** The service of memories. Every method checks that the caller may reach the project. */
export function createMemories(dependencies: MemoriesDependencies): Memories {
  const { store } = dependencies;
  const tally = createTally(store);
  const changes = createMemoryChanges(dependencies);
  const { require, change } = changes;
  const add = createAdding(dependencies, changes);

  return {
    async list(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const { page, page_size, status } = input;
      const query = { kind: 'memory', states: [status], order: 'changed', descending: true } as const;
      const [records, total] = await Promise.all([
        store.list(scope, { ...query, offset: (page - 1) * page_size, limit: page_size }),
        tally(scope, status),
      ]);
      const items = records.map((record) => viewMemory(scope.project, record));
      return { items, pagination: { page, page_size, total, total_pages: Math.ceil(total / page_size) } };
    },
    async find(caller, input) {
      return findMemories(store, await projectScope(store, caller, input.projectId), input);
    },
    async get(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      return viewMemory(scope.project, await require(scope, input.memoryId));
    },
    add,
    update: (call, input) =>
      change(call, 'update', input, (current, scope) => updatedMemory(store, scope, current, input)),
    async remove(call, input) {
      requireWrite(call.caller);
      const current = await require(await projectScope(store, call.caller, input.projectId), input.memoryId);
      if (current.state === 'deleted') return { deleted: true, id: input.memoryId };
      const next = (record: StoredRecord) => ({ state: 'deleted', payload: memoryPayload(record) }) as const;
      const { outcome, review_id } = await change(call, 'delete', input, next);
      if (outcome !== 'held') return { deleted: true, id: input.memoryId };
      return { deleted: false, id: input.memoryId, ...(review_id === undefined ? {} : { review_id }) };
    },
    async history(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      return recordHistory(store, { scope, kind: 'memory', id: input.memoryId }, input.limit);
    },
    async diff(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      return recordDifference(store, { scope, kind: 'memory', id: input.memoryId }, input, diffFields);
    },
    restore: (call, input) =>
      change(call, 'restore', input, async (_current, scope) => {
        const record = { scope, kind: 'memory', id: input.memoryId } as const;
        const then = await requireRevision(store, record, input.revision);
        const { supersededBy: _gone, ...payload } = memoryPayload(then);
        const writer = payload.writer ?? then.author;
        return {
          state: 'active',
          payload: { ...payload, writer },
          message: `restored from ${input.revision}`,
        };
      }),
  };
}

/** Memories: short durable rules and facts, written by people and by their AI clients, each change a revision. */
import type { z } from 'zod';
import { KeepsakeError, type Memory, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from './caller.ts';
import { recordDifference, recordHistory, requireRevision } from './history.ts';
import {
  asJson,
  commitFor,
  listPage,
  retryOnConflict,
  typed,
  viewAuthor,
  viewTime,
  writtenRecord,
  type Clock,
} from './records.ts';

interface MemoryPayload {
  readonly name: string;
  readonly content: string;
  readonly tags: readonly string[];
}

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;

export interface Memories {
  list(
    caller: Caller,
    input: Input<'listMemories'>,
  ): Promise<z.output<typeof operations.listMemories.output>>;
  get(caller: Caller, input: Input<'getMemory'>): Promise<Memory>;
  add(call: Call, input: Input<'addMemory'>): Promise<Memory>;
  update(call: Call, input: Input<'updateMemory'>): Promise<Memory>;
  remove(call: Call, input: Input<'deleteMemory'>): Promise<{ deleted: true; id: string }>;
  history(
    caller: Caller,
    input: Input<'getMemoryHistory'>,
  ): Promise<z.output<typeof operations.getMemoryHistory.output>>;
  diff(caller: Caller, input: Input<'diffMemory'>): Promise<z.output<typeof operations.diffMemory.output>>;
  restore(call: Call, input: Input<'restoreMemory'>): Promise<Memory>;
}

export interface MemoriesDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
}

const diffFields = ['name', 'content', 'tags'] as const;

/** The service of memories. Every method checks that the caller may reach the project. */
export function createMemories({ store, search, clock }: MemoriesDependencies): Memories {
  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'memory', id);
    if (record === undefined) throw notFound(id);
    return record;
  }

  async function write(call: Call, scope: Required<Scope>, put: Put, before?: StoredRecord): Promise<Memory> {
    const at = clock();
    const commit = await commitFor(store, () => at, call, scope, [put, ...memoryRows(search, put, at)]);
    return view(scope.project, await writtenRecord(store, scope, { call, at, commit, put, before }));
  }

  /** Reads, changes and writes a memory; refused if `version` is given and no longer the current one. */
  async function change(
    call: Call,
    input: {
      projectId: string;
      memoryId: string;
      version?: number | undefined;
      message?: string | undefined;
    },
    next: (
      current: StoredRecord,
    ) => Promise<{ payload: MemoryPayload; state: string }> | { payload: MemoryPayload; state: string },
  ): Promise<Memory> {
    requireWrite(call.caller);
    const scope = await projectScope(store, call.caller, input.projectId);
    return retryOnConflictUnless(input.version !== undefined, async () => {
      const current = await require(scope, input.memoryId);
      const { payload, state } = await next(current);
      const put = putOf(
        input.memoryId,
        payload,
        state,
        { version: input.version ?? current.version },
        input.message,
      );
      return write(call, scope, put, current);
    });
  }

  return {
    async list(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const query = { kind: 'memory', states: [input.status], order: 'changed', descending: true } as const;
      return listPage(store, scope, query, input, (record) => view(scope.project, record));
    },
    async get(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      return view(scope.project, await require(scope, input.memoryId));
    },
    async add(call, input) {
      requireWrite(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const payload = {
        name: input.name ?? nameFrom(input.content),
        content: input.content,
        tags: input.tags,
      };
      return write(call, scope, putOf(newId('mem'), payload, 'active', 'absent', input.message));
    },
    update: (call, input) =>
      change(call, input, (current) => {
        if (current.state === 'deleted') throw notFound(input.memoryId);
        const { payload } = typed<MemoryPayload>(current);
        const content = input.content ?? payload.content;
        // A name that was made from the content follows it.
        const own = payload.name === nameFrom(payload.content) ? nameFrom(content) : payload.name;
        return {
          state: current.state,
          payload: { name: input.name ?? own, content, tags: input.tags ?? payload.tags },
        };
      }),
    async remove(call, input) {
      requireWrite(call.caller);
      const current = await require(await projectScope(store, call.caller, input.projectId), input.memoryId);
      if (current.state !== 'deleted') {
        await change(call, input, ({ payload }) => ({
          state: 'deleted',
          payload: payload as unknown as MemoryPayload,
        }));
      }
      return { deleted: true, id: input.memoryId };
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
      change(call, { ...input, message: `restored from ${input.revision}` }, async () => {
        const scope = { account: call.caller.account, project: input.projectId };
        const then = await requireRevision(
          store,
          { scope, kind: 'memory', id: input.memoryId },
          input.revision,
        );
        return { state: 'active', payload: then.payload as unknown as MemoryPayload };
      }),
  };
}

function retryOnConflictUnless<T>(strict: boolean, attempt: () => Promise<T>): Promise<T> {
  return strict ? attempt() : retryOnConflict(attempt);
}

function putOf(
  id: string,
  payload: MemoryPayload,
  state: string,
  expect: NonNullable<Put['expect']>,
  message?: string,
): Put {
  return {
    op: 'put',
    kind: 'memory',
    id,
    expect,
    state,
    payload: asJson(payload),
    ...(message === undefined ? {} : { message }),
  };
}

/** The memory's index rows; one that is not active has none, so that it is never recalled. */
export function memoryRows(
  search: SearchEngine,
  { id, state, payload }: Pick<Put, 'id' | 'state' | 'payload'>,
  at: number,
): Operation[] {
  const { name, content, tags } = payload as unknown as MemoryPayload;
  const pieces = state === 'active' ? [{ text: content, place: {} }] : [];
  return search.indexRecord({ id, type: 'memory', title: name, tags, updatedAt: at, pieces });
}

function view(project: string, stored: StoredRecord): Memory {
  const { payload } = typed<MemoryPayload>(stored);
  return {
    id: stored.id,
    project_id: project,
    name: payload.name,
    content: payload.content,
    tags: [...payload.tags],
    status: stored.state as Memory['status'],
    version: stored.version,
    revision: stored.revision,
    created_by: viewAuthor(stored.createdBy),
    updated_by: viewAuthor(stored.updatedBy),
    created_at: viewTime(stored.createdAt),
    updated_at: viewTime(stored.updatedAt),
  };
}

/** The first words of the content, as a title. */
function nameFrom(content: string): string {
  const line = content.split('\n', 1)[0] as string;
  if (line.length <= 80) return line;
  const cut = line.slice(0, 79);
  const space = cut.lastIndexOf(' ');
  return `${space > 40 ? cut.slice(0, space) : cut}…`;
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no memory ${id} in this project. List the memories to find its id.`,
  );
}

/** Writes of memories: one commit holds the memory, what it supersedes, the rows of all of them, and the conflicts it begins or ends. */
import { KeepsakeError, type WrittenMemory } from '../../../contract/index.ts';
import type { SearchEngine } from '../../search/search.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import { authorOf, type Call } from '../caller.ts';
import { commitFor, writtenRecord, type Clock } from '../records.ts';
import { duplicateGone, heldMemory } from '../review/proposals.ts';
import { conflictsOfMemory, settledConflicts } from './contradictions.ts';
import type { Similar } from './duplicates.ts';
import { memoryNotFound, memoryPayload, memoryPut, memoryRows, viewMemory } from './record.ts';

export interface MemoryWriting {
  readonly put: Put;
  readonly before?: StoredRecord | undefined;
  /** Ids of memories that it takes the place of. */
  readonly supersedes?: readonly string[];
  /** Written in the same commit, after the memory. */
  readonly also?: readonly Operation[];
  /** A conflict that is closed by `also`. */
  readonly resolves?: string | undefined;
  readonly similar?: readonly Similar[];
}

export interface MemoryWriter {
  /** @throws KeepsakeError VERSION_CONFLICT, NOT_FOUND or STATE_NOT_READY for a memory that cannot be superseded */
  write(call: Call, scope: Required<Scope>, writing: MemoryWriting): Promise<WrittenMemory>;
  /** Answers with a memory that is there already; a repeat of a write gets its own answer. */
  readonly keep: (call: Call, scope: Required<Scope>, similar: readonly Similar[]) => Promise<WrittenMemory>;
}

export interface MemoryWriterDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
}

export function createMemoryWriter({ store, search, clock }: MemoryWriterDependencies): MemoryWriter {
  /** A memory that leaves its place to another one. */
  async function superseded(
    scope: Scope,
    id: string,
    left: { by: string; at: number; resolves: string | undefined },
  ): Promise<Operation[]> {
    const record = await store.get(scope, 'memory', id);
    if (record === undefined || record.state === 'deleted') throw memoryNotFound(id);
    const payload = memoryPayload(record);
    if (record.state === 'superseded') {
      if (payload.supersededBy === left.by) return [];
      throw new KeepsakeError(
        'STATE_NOT_READY',
        `The memory ${id} is superseded already. Supersede the memory that took its place.`,
        { id, superseded_by: payload.supersededBy },
      );
    }
    return supersedeOperations({ store, search }, scope, record, left);
  }

  async function rest(
    scope: Scope,
    { put, before, supersedes = [], also = [], resolves }: MemoryWriting,
    call: Call,
    at: number,
  ) {
    const { id, state, payload } = put;
    const { content, writer } = memoryPayload({ payload });
    const isActive = state === 'active';
    const replaced = await Promise.all(
      supersedes.map((other) => superseded(scope, other, { by: id, at, resolves })),
    );
    const settled =
      before === undefined ? [] : await settledConflicts(store, scope, { id, content, isActive }, resolves);
    const begun = isActive ? await conflictsOfMemory(store, scope, { id, content, except: supersedes }) : [];
    const rows = memoryRows(search, put, at, { before, writer: writer ?? authorOf(call.caller) });
    return {
      begun,
      operations: withoutTwice([put, ...rows, ...replaced.flat(), ...settled, ...begun, ...also]),
    };
  }

  return {
    async write(call, scope, writing) {
      const at = clock();
      const { put, before, similar = [] } = writing;
      const { begun, operations } = await rest(scope, writing, call, at);
      const commit = await commitFor(store, () => at, call, scope, operations);
      if (commit.replayed && commit.results[0] === undefined) throw duplicateGone();
      if (commit.replayed && commit.results[0]?.kind === 'review')
        return heldMemory(store, scope, commit.results[0].id);
      const record = await writtenRecord(store, scope, { call, at, commit, put, before });
      const conflict_ids = begun.flatMap((one) => (one.op === 'put' ? [one.id] : []));
      return {
        ...viewMemory(scope.project, record),
        outcome: 'written',
        ...(similar.length === 0 ? {} : { similar: similar.map(viewSimilar) }),
        ...(conflict_ids.length === 0 ? {} : { conflict_ids }),
      };
    },
    async keep(call, scope, similar) {
      const [{ record }] = similar as [Similar];
      const answer: WrittenMemory = {
        ...viewMemory(scope.project, record),
        outcome: 'duplicate',
        similar: similar.map(viewSimilar),
      };
      if (call.repeat === undefined) return answer;
      // Also refuses a repeat key that was used for another body.
      const check = { op: 'check', kind: 'memory', id: record.id, states: ['active'] } as const;
      const commit = await commitFor(store, clock, call, scope, [check]);
      const [own] = commit.replayed ? commit.results : [];
      if (own === undefined) return answer;
      if (own.kind === 'review') return heldMemory(store, scope, own.id);
      const put = memoryPut(record.id, { payload: memoryPayload(record), state: 'active' }, 'present');
      const then = await writtenRecord(store, scope, { call, at: 0, commit, put });
      return { ...viewMemory(scope.project, then), outcome: 'written' };
    },
  };
}

/** A memory that leaves its place to `by`, without the rows by which it was recalled. */
export async function supersedeOperations(
  { store, search }: { store: Store; search: SearchEngine },
  scope: Scope,
  record: StoredRecord,
  { by, at, resolves }: { by: string; at: number; resolves?: string | undefined },
): Promise<Operation[]> {
  const earlier = memoryPayload(record);
  const payload = { ...earlier, supersededBy: by, writer: earlier.writer ?? record.updatedBy };
  const expect = { version: record.version };
  const put = memoryPut(record.id, { payload, state: 'superseded' }, expect, `superseded by ${by}`);
  const { id } = record;
  const gone = { id, content: payload.content, isActive: false };
  const settled = await settledConflicts(store, scope, gone, resolves);
  return [put, ...memoryRows(search, put, at), ...settled];
}

/** Each record once: a conflict between two memories of one commit would be closed by both. */
export function withoutTwice(operations: readonly Operation[]): Operation[] {
  const seen = new Set<string>();
  return operations.filter((one) => {
    if (one.op !== 'put') return true;
    const name = `${one.kind} ${one.id}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function viewSimilar({ record, resemblance }: Similar) {
  return { id: record.id, name: memoryPayload(record).name, resemblance };
}

/** Changes of memories: read, changed, and written or kept back for a person; tried again when somebody else came first. */
import type { z } from 'zod';
import { KeepsakeError, type Flag, type operations, type WrittenMemory } from '../../../contract/index.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { projectScope, requireWrite, type Call } from '../caller.ts';
import { checkTexts, withoutRepeats } from '../flags/flags.ts';
import { earlierAnswerTo, recordAt, retryOnConflict } from '../records.ts';
import { heldMemory, hold, type MemoryProposal } from '../review/proposals.ts';
import { readSettings, reasonToHold } from '../review/settings.ts';
import type { Similar } from './duplicates.ts';
import { memoryNotFound, memoryPayload, memoryPut, viewMemory, type MemoryChange } from './record.ts';
import { nameFrom } from '../../sync/core/fields.ts';
import { createMemoryWriter, type MemoryWriterDependencies } from './writing.ts';

/** A change of a memory, with what was noticed in its texts. */
interface Change extends MemoryChange {
  readonly message?: string | undefined;
  readonly flags?: readonly Flag[];
}

export type MemoryChanges = ReturnType<typeof createMemoryChanges>;

export function createMemoryChanges(dependencies: MemoryWriterDependencies) {
  const { store, clock } = dependencies;
  const writer = createMemoryWriter(dependencies);

  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'memory', id);
    if (record === undefined) throw memoryNotFound(id);
    return record;
  }

  /** Writes what is proposed, or keeps it back for a person. */
  async function carryOut(
    call: Call,
    scope: Required<Scope>,
    proposal: MemoryProposal,
    more: { flags?: readonly Flag[]; before?: StoredRecord; similar?: readonly Similar[] },
  ): Promise<WrittenMemory> {
    const { flags = [], before, similar = [] } = more;
    const reason = await reasonToHold(store, scope, call.caller, flags);
    if (reason !== undefined) {
      const { reviewId, kind, replayed } = await hold(store, clock, call, scope, { proposal, reason, flags });
      if (!replayed || kind === 'review') return heldMemory(store, scope, reviewId);
      // The call was made, and carried out, before review was turned on.
      return { ...viewMemory(scope.project, await require(scope, reviewId)), outcome: 'written' };
    }
    const { id, base, change, supersedes = [], message } = proposal;
    const expect = base === undefined ? 'absent' : { version: base };
    return writer.write(call, scope, {
      put: memoryPut(id, change, expect, message),
      before,
      supersedes,
      similar,
    });
  }

  /** Reads, changes and writes a memory; refused if `version` is given and no longer the current one. */
  async function change(
    call: Call,
    action: MemoryProposal['action'],
    input: { projectId: string; memoryId: string; version?: number | undefined },
    next: (current: StoredRecord, scope: Required<Scope>) => Promise<Change> | Change,
  ): Promise<WrittenMemory> {
    requireWrite(call.caller);
    const scope = await projectScope(store, call.caller, input.projectId);
    const attempt = async () => {
      const before = await require(scope, input.memoryId);
      const { flags = [], message, ...changed } = await next(before, scope);
      const base = input.version ?? before.version;
      const proposal = { target: 'memory', action, id: before.id, base, change: changed, message } as const;
      return carryOut(call, scope, proposal, { flags, before });
    };
    try {
      return await (input.version === undefined ? retryOnConflict(attempt) : attempt());
    } catch (error) {
      const isRefusal = error instanceof KeepsakeError && error.status < 500;
      const earlier = isRefusal ? await earlierAnswerTo(store, clock, call, scope) : undefined;
      const result = earlier?.results[0];
      if (result === undefined) throw error;
      if (result.kind === 'review') return heldMemory(store, scope, result.id);
      return { ...viewMemory(scope.project, await recordAt(store, scope, result)), outcome: 'written' };
    }
  }

  return { require, carryOut, change, keep: writer.keep };
}

type UpdateInput = z.output<typeof operations.updateMemory.input>;

/** A memory as an update leaves it. @throws KeepsakeError NOT_FOUND in the trash, STATE_NOT_READY when superseded */
export async function updatedMemory(
  store: Store,
  scope: Scope,
  current: StoredRecord,
  input: UpdateInput,
): Promise<Change> {
  const payload = memoryPayload(current);
  if (current.state === 'deleted') throw memoryNotFound(input.memoryId);
  if (current.state === 'superseded')
    throw new KeepsakeError(
      'STATE_NOT_READY',
      `The memory ${input.memoryId} is superseded. Change the one that took its place, or restore this one first.`,
      { id: input.memoryId, superseded_by: payload.supersededBy },
    );
  const { secrets } = await readSettings(store, scope);
  const { name, content, tags = payload.tags, message } = input;
  const { texts, flags } = await checkTexts(
    { name, content: content ?? payload.content, tags, message },
    secrets,
  );
  // A name that was made from the content follows it.
  const own = payload.name === nameFrom(payload.content) ? nameFrom(texts.content) : payload.name;
  const { writer: _writer, flags: earlier, ...kept } = payload;
  const noticed = content === undefined ? withoutRepeats([...(earlier ?? []), ...flags]) : flags;
  return {
    state: 'active',
    payload: {
      ...kept,
      name: texts.name ?? own,
      content: texts.content,
      tags: texts.tags,
      ...(input.source === undefined ? {} : { source: input.source }),
      ...(noticed.length === 0 ? {} : { flags: noticed }),
    },
    message: texts.message,
    flags,
  };
}

/** The inbox of conflicts: a person keeps one side, both, or writes the text anew. Nothing is decided without one. */
import type { z } from 'zod';
import { KeepsakeError, type Conflict, type operations } from '../../contract/index.ts';
import type { Operation, Scope, Store, StoredRecord } from '../store/store.ts';
import { projectScope, requireOwner, type Call, type Caller } from './caller.ts';
import { checkTexts } from './flags/flags.ts';
import { linkTo } from './hits.ts';
import { closeConflict, type ConflictPayload, type ConflictSide } from './memories/contradictions.ts';
import { memoryNotFound, memoryPayload, memoryPut, viewMemory } from './memories/record.ts';
import { nameFrom } from '../sync/core/fields.ts';
import {
  createMemoryWriter,
  supersedeOperations,
  type MemoryWriterDependencies,
} from './memories/writing.ts';
import { commitFor, listPage, retryOnConflict, typed, viewAuthor, viewTime } from './records.ts';
import { readSettings } from './review/settings.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Conflicts {
  list(caller: Caller, input: Input<'listConflicts'>): Promise<Output<'listConflicts'>>;
  get(caller: Caller, input: Input<'getConflict'>): Promise<Conflict>;
  resolve(call: Call, input: Input<'resolveConflict'>): Promise<Conflict>;
}

/** The service of conflicts; all of it is the owner's. */
export function createConflicts(dependencies: MemoryWriterDependencies): Conflicts {
  const { store, clock } = dependencies;
  const writer = createMemoryWriter(dependencies);
  const view = createView(store);

  async function ownScope(caller: Caller, project: string): Promise<Required<Scope>> {
    requireOwner(caller);
    return projectScope(store, caller, project);
  }

  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'conflict', id);
    if (record !== undefined) return record;
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no conflict ${id} in this project. List them for current ids.`,
    );
  }

  async function requireMemory(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'memory', id);
    if (record === undefined || record.state === 'deleted') throw memoryNotFound(id);
    return record;
  }

  /** The memory that stays, with its new text where one is given; the other memory leaves its place to it. */
  async function keepMemory(
    call: Call,
    scope: Required<Scope>,
    record: StoredRecord,
    kept: string,
    { other, resolution, content }: Decision,
  ): Promise<void> {
    const before = await requireMemory(scope, kept);
    const payload = memoryPayload(before);
    const supersedes = other?.memory === undefined ? [] : [other.memory];
    const text = content === undefined ? undefined : await checkedText(scope, content);
    const follows = payload.name === nameFrom(payload.content);
    const { writer: _writer, flags: _flags, ...rest } = payload;
    const said =
      text === undefined
        ? { ...payload, writer: payload.writer ?? before.updatedBy }
        : { ...rest, ...text, name: follows ? nameFrom(text.content) : payload.name };
    const all = [...new Set([...(payload.supersedes ?? []), ...supersedes])];
    const next = { ...said, ...(all.length === 0 ? {} : { supersedes: all }) };
    const put = memoryPut(
      kept,
      { payload: next, state: 'active' },
      { version: before.version },
      'conflict resolved',
    );
    const also = closeConflict(record, 'resolved', resolution);
    await writer.write(call, scope, { put, before, supersedes, also, resolves: record.id });
  }

  async function checkedText(scope: Scope, given: string) {
    const { secrets } = await readSettings(store, scope);
    const { texts, flags } = await checkTexts({ content: given }, secrets);
    return { content: texts.content, ...(flags.length === 0 ? {} : { flags }) };
  }

  async function resolveOnce(call: Call, input: Input<'resolveConflict'>): Promise<Conflict> {
    const scope = await ownScope(call.caller, input.projectId);
    const record = await require(scope, input.conflictId);
    const decision = decisionOf(record, input);
    if (record.state !== 'open' && !isDone(record, input)) throw closed(record);
    if (record.state === 'open') await carryOut(call, scope, record, decision);
    return view(scope, await require(scope, input.conflictId));
  }

  async function carryOut(
    call: Call,
    scope: Required<Scope>,
    record: StoredRecord,
    decision: Decision,
  ): Promise<void> {
    const { kept, other, resolution } = decision;
    const close = closeConflict(record, 'resolved', resolution);
    const commit = (operations: Operation[]) => commitFor(store, clock, call, scope, operations);
    const onlyClose =
      resolution === 'both' ||
      (resolution === 'keep' && kept?.memory !== undefined && other?.memory === undefined);
    if (onlyClose) await commit(close);
    else if (kept?.memory !== undefined) await keepMemory(call, scope, record, kept.memory, decision);
    else {
      const memory = await requireMemory(scope, other?.memory ?? '');
      const by = kept?.document ?? '';
      const left = await supersedeOperations(dependencies, scope, memory, {
        by,
        at: clock(),
        resolves: record.id,
      });
      await commit([...left, ...close]);
    }
  }

  return {
    async list(caller, input) {
      const scope = await ownScope(caller, input.projectId);
      const query = { kind: 'conflict', states: [input.status], order: 'changed', descending: true } as const;
      return listPage(store, scope, query, input, (record) => view(scope, record));
    },
    async get(caller, input) {
      const scope = await ownScope(caller, input.projectId);
      return view(scope, await require(scope, input.conflictId));
    },
    resolve: (call, input) => retryOnConflict(() => resolveOnce(call, input)),
  };
}

/** How a conflict is shown, with both sides as they are now. */
function createView(store: Store) {
  async function viewSide(scope: Required<Scope>, { memory, document, value, text = '' }: ConflictSide) {
    if (memory !== undefined) {
      const record = await store.get(scope, 'memory', memory);
      return { value, ...(record === undefined ? {} : { memory: viewMemory(scope.project, record) }) };
    }
    const id = document ?? '';
    const record = await store.get(scope, 'document', id);
    const { name = '' } = record === undefined ? {} : typed<{ name?: string }>(record).payload;
    return { value, document: { id, name, url: linkTo(scope.project, id), text } };
  }

  return async function view(scope: Required<Scope>, record: StoredRecord): Promise<Conflict> {
    const { subject, attribute, sides, resolution } = typed<ConflictPayload>(record).payload;
    const status = record.state as Conflict['status'];
    return {
      id: record.id,
      project_id: scope.project,
      status,
      subject,
      attribute,
      sides: await Promise.all(sides.map((side) => viewSide(scope, side))),
      ...(resolution === undefined ? {} : { resolution }),
      ...(status === 'resolved' ? { resolved_by: viewAuthor(record.updatedBy) } : {}),
      created_at: viewTime(record.createdAt),
      updated_at: viewTime(record.updatedAt),
    };
  };
}

interface Decision {
  readonly resolution: 'keep' | 'both' | 'edit';
  /** The side that stays, and the one that leaves its place to it. */
  readonly kept?: ConflictSide | undefined;
  readonly other?: ConflictSide | undefined;
  /** What the memory that stays says from now on. */
  readonly content?: string | undefined;
}

/** @throws KeepsakeError VALIDATION_ERROR for a decision that does not name a side, or no text to write */
function decisionOf(record: StoredRecord, { resolution, keep, content }: Input<'resolveConflict'>): Decision {
  if (resolution === 'both') return { resolution };
  const { sides } = typed<ConflictPayload>(record).payload;
  const kept = sides.find(({ memory, document }) => keep !== undefined && (memory ?? document) === keep);
  const other = sides.find((side) => side !== kept);
  if (kept === undefined)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `With "${resolution}", \`keep\` names a side of ${record.id}: the id of its memory or document.`,
    );
  if (resolution === 'keep') return { resolution, kept, other };
  if (content !== undefined && kept.memory !== undefined) return { resolution, kept, other, content };
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'With "edit", `keep` names the memory that stays and `content` what it says from now on.',
  );
}

/** Whether it was resolved in the same way before, as a repeated call finds it. */
function isDone(record: StoredRecord, { resolution }: Input<'resolveConflict'>): boolean {
  return record.state === 'resolved' && typed<ConflictPayload>(record).payload.resolution === resolution;
}

function closed({ id, state }: StoredRecord): KeepsakeError {
  return new KeepsakeError('STATE_NOT_READY', `The conflict ${id} is ${state} already.`, {
    id,
    status: state,
  });
}

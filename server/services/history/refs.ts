/** Snapshots, which name a point for ever, and branches. */
import type { z } from 'zod';
import { KeepsakeError, type Branch, type operations, type Snapshot } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from '../caller.ts';
import { asJson, commitFor, typed, viewAuthor, viewTime, writtenRecord, type Clock } from '../records.ts';
import { needsReview } from '../review/settings.ts';
import { requireBranch, resolveSeq, type BranchPayload, type SnapshotPayload } from './points.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Refs {
  snapshots(caller: Caller, input: Input<'listSnapshots'>): Promise<Output<'listSnapshots'>>;
  createSnapshot(call: Call, input: Input<'createSnapshot'>): Promise<Snapshot>;
  branches(caller: Caller, input: Input<'listBranches'>): Promise<Output<'listBranches'>>;
  createBranch(call: Call, input: Input<'createBranch'>): Promise<Branch>;
  branch(caller: Caller, input: Input<'getBranch'>): Promise<Branch>;
  deleteBranch(call: Call, input: Input<'deleteBranch'>): Promise<{ deleted: true; id: string }>;
}

const mostListed = 10_000;

export function createRefs({ store, clock }: { store: Store; clock: Clock }): Refs {
  async function create(call: Call, scope: Required<Scope>, put: Put): Promise<StoredRecord> {
    const at = clock();
    const commit = await commitFor(store, () => at, call, scope, [put]);
    return writtenRecord(store, scope, { call, at, commit, put });
  }

  async function opened(call: Call, projectId: string): Promise<Required<Scope>> {
    requireWrite(call.caller);
    const scope = await projectScope(store, call.caller, projectId);
    if (await needsReview(store, scope, call.caller)) throw cannotWait();
    return scope;
  }

  async function list<T extends { id: string }>(
    caller: Caller,
    input: { projectId: string; after?: string | undefined; limit: number },
    query: { kind: string; states: readonly string[] },
    view: (record: StoredRecord) => T,
  ): Promise<{ items: T[]; next: string | null }> {
    const scope = await projectScope(store, caller, input.projectId);
    const all = await store.list(scope, { ...query, order: 'created', descending: true, limit: mostListed });
    const { after, limit } = input;
    const rest = after === undefined ? all : all.filter(({ id }) => id < after);
    const items = rest.slice(0, limit).map(view);
    return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  return {
    snapshots: (caller, input) => list(caller, input, { kind: 'snapshot', states: ['kept'] }, viewSnapshot),
    async createSnapshot(call, { projectId, name, at, message }) {
      const scope = await opened(call, projectId);
      const payload: SnapshotPayload = { name, seq: await resolveSeq(store, scope, at), message };
      return viewSnapshot(await create(call, scope, refPut('snapshot', newId('snp'), 'kept', payload)));
    },
    branches: (caller, input) => list(caller, input, { kind: 'branch', states: [input.status] }, viewBranch),
    async createBranch(call, { projectId, name, from, message }) {
      const scope = await opened(call, projectId);
      const payload: BranchPayload = { name, base: await resolveSeq(store, scope, from), message };
      return viewBranch(await create(call, scope, refPut('branch', newId('brn'), 'active', payload)));
    },
    async branch(caller, { projectId, branch }) {
      const scope = await projectScope(store, caller, projectId);
      return viewBranch(await requireBranch(store, scope, branch, 'read'));
    },
    async deleteBranch(call, { projectId, branch }) {
      const scope = await opened(call, projectId);
      const { id, payload, version } = await requireBranch(store, scope, branch, 'read');
      const { unique: _free, ...put } = refPut('branch', id, 'deleted', payload);
      await commitFor(store, clock, call, scope, [{ ...put, expect: { version } }]);
      return { deleted: true, id };
    },
  };
}

/** A snapshot or branch, whose name no other of its kind may have. */
export function refPut(
  kind: 'snapshot' | 'branch',
  id: string,
  state: string,
  payload: SnapshotPayload | BranchPayload,
): Put {
  return { op: 'put', kind, id, state, unique: payload.name, payload: asJson(payload) };
}

function viewSnapshot(record: StoredRecord): Snapshot {
  const { name, seq, message } = typed<SnapshotPayload>(record).payload;
  return {
    id: record.id,
    name,
    seq,
    ...(message === undefined ? {} : { message }),
    created_by: viewAuthor(record.createdBy),
    created_at: viewTime(record.createdAt),
  };
}

export function viewBranch(record: Omit<StoredRecord, 'payload'> & { payload: unknown }): Branch {
  const { name, base, message } = record.payload as BranchPayload;
  return {
    id: record.id,
    name,
    status: record.state as Branch['status'],
    base_seq: base,
    ...(message === undefined ? {} : { message }),
    created_by: viewAuthor(record.createdBy),
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
}

/** Names and messages of snapshots and branches are read by others at once. */
function cannotWait(): KeepsakeError {
  return new KeepsakeError(
    'FORBIDDEN',
    'What this key writes waits for a person first, and snapshots and branches cannot wait. Ask the owner to make or delete them.',
  );
}

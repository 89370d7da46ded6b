/**
 * Writes that wait for a person. They are records of a kind of their own, which no face reads: nothing that is recalled,
 * listed, counted or exported as a memory or an entry can hold one.
 */
import { KeepsakeError, type Flag, type WrittenMemory } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { CommitAuthor, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import { authorOf, principalOf, type Call } from '../caller.ts';
import type { Wish } from '../entry-changes.ts';
import { memoryPayload, viewMemory, type MemoryChange } from '../memories/record.ts';
import { asJson, commitFor, typed, viewAuthor, viewTime, type Clock } from '../records.ts';
import type { HoldReason } from './settings.ts';

/** A change of a memory as it would be written. */
export interface MemoryProposal {
  readonly target: 'memory';
  readonly action: 'add' | 'update' | 'delete' | 'restore';
  readonly id: string;
  /** The version that it was made for; undefined for one that is added. */
  readonly base?: number | undefined;
  readonly change: MemoryChange;
  readonly supersedes?: readonly string[] | undefined;
  readonly message?: string | undefined;
}

/** A change of an entry, carried out on what stands there once it is approved. */
export interface EntryProposal {
  readonly target: 'entry';
  readonly action: 'set' | 'delete' | 'increment' | 'append' | 'restore';
  readonly wish: Wish;
}

export type Proposal = MemoryProposal | EntryProposal;

export interface ReviewPayload {
  readonly reason: HoldReason;
  /** What is proposed; gone once it is decided. */
  readonly proposal?: Proposal;
  /** What it is about, also once it is decided. */
  readonly about: About;
  readonly flags: readonly Flag[];
  readonly decidedBy?: CommitAuthor;
  readonly decidedAt?: number;
  /** The version of the memory or entry that an approval wrote. */
  readonly version?: number;
}

export interface About {
  readonly target: Proposal['target'];
  readonly action: Proposal['action'];
  readonly memory?: string;
  readonly namespace?: string;
  readonly key?: string;
}

export interface Held {
  readonly reviewId: string;
  readonly revision: string;
  readonly replayed: boolean;
  /** What an earlier commit under the same repeat key wrote, where that was no proposal. */
  readonly kind: string;
}

/** Keeps a write back. */
export async function hold(
  store: Store,
  clock: Clock,
  call: Call,
  scope: Scope,
  held: { proposal: Proposal; reason: HoldReason; flags: readonly Flag[] },
): Promise<Held> {
  const { proposal, reason, flags } = held;
  const payload: ReviewPayload = { reason, proposal, about: aboutOf(proposal), flags };
  const put: Put = {
    op: 'put',
    kind: 'review',
    id: newId('rvw'),
    parent: principalOf(call.caller),
    state: 'pending',
    expect: 'absent',
    payload: asJson(payload),
    history: false,
  };
  const { results, replayed } = await commitFor(store, clock, call, scope, [put]);
  const [result] = results;
  if (result === undefined) throw duplicateGone();
  return { reviewId: result.id, revision: result.revision, replayed, kind: result.kind };
}

/** For a repeat of a call that was answered with a memory that was there already. */
export function duplicateGone(): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    'This call was answered with a memory that was there already and has changed since. Search again, then add it with a new Idempotency-Key.',
  );
}

function aboutOf(proposal: Proposal): About {
  const { target, action } = proposal;
  if (proposal.target === 'memory') return { target, action, memory: proposal.id };
  const { namespace, key } = proposal.wish;
  return { target, action, namespace, key };
}

/** The record of a review once it is decided. What was proposed goes, with the revision that held it. */
export function decidedPut(
  record: StoredRecord,
  state: 'approved' | 'rejected',
  by: Call,
  at: number,
  version?: number,
): Put {
  const { proposal: _gone, ...rest } = typed<ReviewPayload>(record).payload;
  const payload = { ...rest, decidedBy: authorOf(by.caller), decidedAt: at, version };
  return {
    op: 'put',
    kind: 'review',
    id: record.id,
    ...(record.parent === undefined ? {} : { parent: record.parent }),
    state,
    expect: { version: record.version },
    payload: asJson(payload),
    history: false,
  };
}

/** The answer to a write of a memory that waits, also when the call is repeated after it was decided. */
export async function heldMemory(
  store: Store,
  scope: Required<Scope>,
  reviewId: string,
): Promise<WrittenMemory> {
  const review = await store.get(scope, 'review', reviewId);
  const { proposal, about } = review === undefined ? {} : typed<ReviewPayload>(review).payload;
  const current = await store.get(scope, 'memory', about?.memory ?? '');
  if (review !== undefined && proposal?.target === 'memory')
    return {
      ...viewProposed(scope.project, review, proposal, current),
      outcome: 'held',
      review_id: reviewId,
    };
  if (current !== undefined)
    return { ...viewMemory(scope.project, current), outcome: 'written', review_id: reviewId };
  throw new KeepsakeError('NOT_FOUND', `What this call wrote earlier was not approved (${reviewId}).`);
}

/** A memory as it would be, with the version that it is at. */
function viewProposed(
  project: string,
  review: StoredRecord,
  { id, change }: MemoryProposal,
  current: StoredRecord | undefined,
) {
  const { createdBy: writer, createdAt: at, revision } = review;
  const known = current ?? { version: 0, revision, createdAt: at, createdBy: writer };
  const { version, createdAt, createdBy } = known;
  const record: StoredRecord = {
    kind: 'memory',
    id,
    state: 'pending_review',
    version,
    revision: known.revision,
    seq: review.seq,
    createdAt,
    updatedAt: at,
    createdBy,
    updatedBy: writer,
    payload: asJson(change.payload),
  };
  return viewMemory(project, record);
}

/** A review as the API shows it; `current` is the memory as it is now. */
export function viewReview(project: string, record: StoredRecord, current?: StoredRecord) {
  const { reason, proposal, about, flags, decidedBy, decidedAt } = typed<ReviewPayload>(record).payload;
  const { target, action, memory, namespace, key } = about;
  return {
    id: record.id,
    project_id: project,
    status: record.state as 'pending' | 'approved' | 'rejected',
    target,
    action,
    reason,
    ...(memory === undefined ? {} : { memory_id: memory }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(key === undefined ? {} : { key }),
    ...(proposal === undefined ? {} : viewProposal(proposal)),
    ...(current === undefined ? {} : { current: viewMemory(project, current) }),
    flags: [...flags],
    written_by: viewAuthor(record.createdBy),
    ...(decidedBy === undefined ? {} : { decided_by: viewAuthor(decidedBy) }),
    created_at: viewTime(record.createdAt),
    ...(decidedAt === undefined ? {} : { decided_at: viewTime(decidedAt) }),
  };
}

function viewProposal(proposal: Proposal) {
  if (proposal.target === 'memory') {
    const { name, content, tags, source } = memoryPayload({ payload: asJson(proposal.change.payload) });
    const { supersedes, message } = proposal;
    return {
      proposed: {
        name,
        content,
        tags: [...tags],
        ...(supersedes === undefined ? {} : { supersedes: [...supersedes] }),
        ...(source === undefined ? {} : { source }),
      },
      ...(message === undefined ? {} : { message }),
    };
  }
  const { wish } = proposal;
  const value = wish.op === 'delete' ? undefined : wish.op === 'increment' ? wish.by : wish.value;
  return {
    ...(value === undefined ? {} : { value }),
    ...(wish.message === undefined ? {} : { message: wish.message }),
  };
}

/** Decisions on writes that wait: approved, with edits where a person makes them, or rejected; one by one or many at once. */
import type { z } from 'zod';
import { KeepsakeError, toKeepsakeError, type operations, type Review } from '../../../contract/index.ts';
import type { Scope, StoredRecord } from '../../store/store.ts';
import { projectScope, requireOwner, type Call, type Caller } from '../caller.ts';
import type { Entries } from '../entries.ts';
import { createMemoryWriter, type MemoryWriterDependencies } from '../memories/writing.ts';
import { commitFor, typed } from '../records.ts';
import { approveEntry, approveMemory } from './approving.ts';
import { decidedPut, viewReview, type ReviewPayload } from './proposals.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface DecisionsDependencies extends MemoryWriterDependencies {
  /** Where approved entries are written. */
  entries: Entries;
}

const decidedAtOnce = 50;

export function createDecisions(dependencies: DecisionsDependencies) {
  const { store, clock, entries } = dependencies;
  const writer = createMemoryWriter(dependencies);

  async function ownScope(caller: Caller, project: string): Promise<Required<Scope>> {
    requireOwner(caller);
    return projectScope(store, caller, project);
  }

  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'review', id);
    if (record !== undefined) return record;
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no review ${id} in this project. List them for current ids.`,
    );
  }

  /** Undefined when it was decided in the same way already, as a repeated call finds it. */
  async function pending(
    scope: Scope,
    id: string,
    state: 'approved' | 'rejected',
  ): Promise<StoredRecord | undefined> {
    const record = await require(scope, id);
    if (record.state === 'pending') return record;
    if (record.state === state) return undefined;
    throw new KeepsakeError('STATE_NOT_READY', `The review ${id} was ${record.state} already.`, {
      id,
      status: record.state,
    });
  }

  async function view(scope: Required<Scope>, record: StoredRecord): Promise<Review> {
    const { memory } = typed<ReviewPayload>(record).payload.about;
    const current = memory === undefined ? undefined : await store.get(scope, 'memory', memory);
    return viewReview(scope.project, record, current);
  }

  async function approve(call: Call, input: Input<'approveReview'>): Promise<Review> {
    const scope = await ownScope(call.caller, input.projectId);
    const record = await pending(scope, input.reviewId, 'approved');
    const proposal = record === undefined ? undefined : typed<ReviewPayload>(record).payload.proposal;
    if (record !== undefined && proposal?.target === 'memory')
      await approveMemory({ store, clock, writer }, { call, scope, record, proposal }, input);
    else if (record !== undefined && proposal?.target === 'entry')
      await approveEntry({ store, clock, entries }, { call, scope, record, proposal }, input);
    return view(scope, await require(scope, input.reviewId));
  }

  async function reject(call: Call, input: Input<'rejectReview'>): Promise<Review> {
    const scope = await ownScope(call.caller, input.projectId);
    const record = await pending(scope, input.reviewId, 'rejected');
    if (record !== undefined)
      await commitFor(store, clock, call, scope, [decidedPut(record, 'rejected', call, clock())]);
    return view(scope, await require(scope, input.reviewId));
  }

  async function pendingIds(scope: Scope, keyId: string | undefined): Promise<string[]> {
    const parent = keyId === undefined ? {} : { parent: keyId };
    const query = { kind: 'review', states: ['pending'], order: 'created', ...parent } as const;
    const ids: string[] = [];
    for (;;) {
      const page = await store.list(scope, { ...query, offset: ids.length, limit: 500 });
      ids.push(...page.map(({ id }) => id));
      if (page.length < 500) return ids;
    }
  }

  async function decide(
    { caller }: Call,
    { projectId, decision, review_ids, key_id }: Input<'decideReviews'>,
  ): Promise<Output<'decideReviews'>> {
    const scope = await ownScope(caller, projectId);
    const ids = review_ids ?? (await pendingIds(scope, key_id));
    const failed: Output<'decideReviews'>['failed'] = [];
    const one = async (reviewId: string): Promise<void> => {
      try {
        await (decision === 'approve' ? approve : reject)({ caller }, { projectId, reviewId });
      } catch (thrown) {
        const { code, message, status } = toKeepsakeError(thrown);
        if (status >= 500) throw thrown;
        failed.push({ id: reviewId, code, message });
      }
    };
    for (let at = 0; at < ids.length; at += decidedAtOnce)
      await Promise.all(ids.slice(at, at + decidedAtOnce).map(one));
    return { decided: ids.length - failed.length, failed };
  }

  return { ownScope, require, view, approve, reject, decide };
}

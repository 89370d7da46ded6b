/** Brings a whole project back to a point, as one new commit: readers see all of it or nothing, and nothing is rewritten. */
import type { z } from 'zod';
import type { operations } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { SearchEngine } from '../../search/search.ts';
import type { Operation, Put, Scope, Store, StoredRevision } from '../../store/store.ts';
import { projectScope, requireOwner, type Call } from '../caller.ts';
import type { Documents } from '../documents.ts';
import { beginConflicts, settledBy } from '../memories/agreeing.ts';
import { asJson, commitFor, retryOnConflict, typed, writtenRecord, type Clock } from '../records.ts';
import { resolveSeq } from './points.ts';
import { comparedPairs, compareStates } from './states.ts';
import { howChanged, isPresent, sourceOf, type HistoryKind } from './subjects.ts';
import { stateOperations } from './writing.ts';

type Input = z.output<typeof operations.restoreProjectTo.input>;
type Output = z.output<typeof operations.restoreProjectTo.output>;
type Counts = Pick<Output, 'added' | 'changed' | 'removed' | 'unavailable'>;

export interface Restoring {
  restore(call: Call, input: Input): Promise<Output>;
}

export interface RestoringDependencies {
  store: Store;
  search: SearchEngine;
  documents: Pick<Documents, 'restore' | 'remove'>;
  clock: Clock;
}

/** A document's way back; the bytes are of the drive, so each is a change of the account. */
interface DocumentStep {
  readonly id: string;
  /** The revision to attach it as; it is detached when there is none. */
  readonly revision: string | undefined;
}

interface Plan {
  readonly head: number;
  readonly counts: Counts;
  readonly operations: readonly Operation[];
  readonly documents: readonly DocumentStep[];
}

interface RestorationPayload extends Counts {
  readonly to: number;
}

const counted = { memory: 'memories', entry: 'entries', document: 'documents' } as const;
/** What must not be written between planning and the commit. */
const guarded = ['memory', 'entry'];

export function createRestoring(dependencies: RestoringDependencies): Restoring {
  const { store, clock } = dependencies;
  return {
    async restore(call, { projectId, to, dry_run }) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, projectId);
      const seq = await resolveSeq(store, scope, to);
      if (dry_run) {
        const { head, counts } = await plan(dependencies, scope, seq, true);
        return { dry_run, to_seq: seq, seq: head, ...counts };
      }
      const done = await retryOnConflict(() => restoreRecords(call, scope, seq));
      // A repeat would otherwise undo what happened to documents since.
      if (!done.replayed) {
        await restoreDocuments(dependencies, { caller: call.caller }, projectId, done.documents);
        await beginConflicts(dependencies, call, scope, done.operations);
      }
      const { to: toSeq, ...counts } = typed<RestorationPayload>(done.record).payload;
      return { dry_run, to_seq: toSeq, seq: done.record.seq, ...counts };
    },
  };

  async function restoreRecords(call: Call, scope: Required<Scope>, seq: number) {
    const at = clock();
    const { head, counts, operations, documents } = await plan(dependencies, scope, seq);
    const put: Put = {
      op: 'put',
      kind: 'restoration',
      id: newId('rst'),
      state: 'done',
      payload: asJson({ ...counts, to: seq } satisfies RestorationPayload),
      message: `restored to commit ${seq}`,
    };
    const guard: Operation = { op: 'unchanged', kinds: guarded, since: head };
    const settled = await settledBy(store, scope, operations);
    const commit = await commitFor(store, () => at, call, scope, [put, guard, ...operations, ...settled]);
    const record = await writtenRecord(store, scope, { call, at, commit, put });
    return { record, documents, operations, replayed: commit.replayed };
  }
}

/** What differs from the point, and the operations that undo it. */
async function plan(
  { store, search, clock }: RestoringDependencies,
  scope: Required<Scope>,
  seq: number,
  countOnly = false,
): Promise<Plan> {
  const at = clock();
  const head = await store.head(scope);
  const counts = noCounts();
  const steps: Operation[] = [];
  const documents: DocumentStep[] = [];
  const compared = await compareStates(store, scope, { seq: head }, { seq });
  for await (const { name, from, to } of comparedPairs(compared)) {
    const change = howChanged(from, to, at);
    if (change === undefined) continue;
    const next = isPresent(to, at) ? to : undefined;
    const kind = name.kind as HistoryKind;
    if (kind === 'document') {
      if (next !== undefined && !(await isKept(store, scope, next))) {
        counts.unavailable++;
        continue;
      }
      documents.push({ id: name.id, revision: next?.revision });
    } else if (!countOnly) {
      const message = `restored to commit ${seq}`;
      steps.push(...stateOperations(search, { kind, id: name.id, current: from, next, message }, at));
    }
    counts[change][counted[kind]]++;
  }
  return { head, counts, operations: steps, documents };
}

/** Whether a document's file and version are still there to be attached. */
async function isKept(store: Store, { account }: Scope, version: StoredRevision): Promise<boolean> {
  const { itemId, versionId } = sourceOf(version);
  const [item, bytes] = await Promise.all([
    store.get({ account }, 'item', itemId),
    store.get({ account }, 'version', versionId),
  ]);
  return item?.state === 'active' && bytes?.state === 'kept';
}

/**
 * One after the other, without the call's own repeat key: what is done already is not done again. Removals come first,
 * because a file that was detached and attached again is two documents, of which one at a time is attached.
 */
async function restoreDocuments(
  { documents }: RestoringDependencies,
  call: Call,
  projectId: string,
  steps: readonly DocumentStep[],
): Promise<void> {
  const removalsFirst = steps.toSorted(
    (a, b) => Number(a.revision !== undefined) - Number(b.revision !== undefined),
  );
  for (const { id, revision } of removalsFirst) {
    if (revision === undefined) await documents.remove(call, { projectId, documentId: id });
    else await documents.restore(call, { projectId, documentId: id, revision });
  }
}

function noCounts(): Counts {
  const none = () => ({ memories: 0, entries: 0, documents: 0 });
  return { added: none(), changed: none(), removed: none(), unavailable: 0 };
}

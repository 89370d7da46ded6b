/** The history of an entry: its log, what changed between two revisions, and an earlier value brought back. */
import type { z } from 'zod';
import { KeepsakeError, type WrittenEntry, type operations } from '../../contract/index.ts';
import type { Store } from '../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from './caller.ts';
import type { Wish } from './entry-changes.ts';
import { entryNotFound, isLive, knownEntry, uniqueOf, type EntryPayload } from './entry-record.ts';
import { recordDifference, recordHistory, requireRevision, type RecordName } from './history.ts';
import type { Clock } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface EntryHistory {
  history(caller: Caller, input: Input<'getEntryHistory'>): Promise<Output<'getEntryHistory'>>;
  diff(caller: Caller, input: Input<'diffEntry'>): Promise<Output<'diffEntry'>>;
  restore(call: Call, input: Input<'restoreEntry'>): Promise<WrittenEntry>;
}

/** @param change writes an entry */
export function createEntryHistory(
  { store, clock }: { store: Store; clock: Clock },
  change: (call: Call, projectId: string, wish: Wish) => Promise<WrittenEntry>,
): EntryHistory {
  /** The record whose history is asked for. What was removed keeps its history; what is over has none. */
  async function named(caller: Caller, input: Input<'getEntry'>): Promise<RecordName> {
    const scope = await projectScope(store, caller, input.projectId);
    const record = await store.find(scope, 'entry', uniqueOf(input));
    const known = knownEntry(record);
    if (record === undefined || known === undefined) throw entryNotFound(input);
    if (known.state !== 'deleted' && !isLive(known, clock())) throw entryNotFound(input);
    return { scope, kind: 'entry', id: record.id };
  }

  return {
    async history(caller, input) {
      return recordHistory(store, await named(caller, input), input.limit);
    },
    async diff(caller, input) {
      return recordDifference(store, await named(caller, input), input, ['value', 'expiresAt']);
    },
    async restore(call, { projectId, namespace, key, revision }) {
      requireWrite(call.caller);
      const record = await named(call.caller, { projectId, namespace, key });
      const { state, payload } = await requireRevision(store, record, revision);
      if (state !== 'active')
        throw new KeepsakeError(
          'STATE_NOT_READY',
          `Revision ${revision} is the removal of "${key}" and holds no value. Restore an earlier one.`,
        );
      const { value } = payload as unknown as EntryPayload;
      const message = `restored from ${revision}`;
      return change(call, projectId, { op: 'set', namespace, key, value, message });
    },
  };
}

/** An entry as it was before: its value and end, or removed when there was none. */
import type { Operation, StoredRecord, StoredRevision } from '../../store/store.ts';
import { entryOperations, isOver, knownEntry, type EntryPayload, type KnownEntry } from '../entry-record.ts';

/** @param before the revision to go back to; undefined when the entry did not exist */
export function entryRollback(
  current: StoredRecord,
  before: StoredRevision | undefined,
  at: number,
): readonly Operation[] {
  const known = knownEntry(current) as KnownEntry;
  const earlier = before?.state === 'active' ? (before.payload as unknown as EntryPayload) : undefined;
  const isBack = earlier !== undefined && !isOver(earlier.expiresAt, at);
  return entryOperations(
    {
      id: current.id,
      before: known,
      state: isBack ? 'active' : 'deleted',
      payload: isBack ? earlier : { ...known.payload, value: null, bytes: 0 },
      expect: { version: current.version },
      message: 'rolled back',
    },
    at,
  );
}

/** What it takes to give a memory or value of the main line another state: its revision, its rows, its index. */
import type { SearchEngine } from '../../search/search.ts';
import type { Operation, Put, StoredRevision } from '../../store/store.ts';
import { entryOperations, knownEntry, type EntryPayload } from '../entry-record.ts';
import { memoryPut, memoryRows, type MemoryPayload, type MemoryState } from '../memories/record.ts';
import { isPresent, type Version } from './subjects.ts';

/** The state that a record shall have. */
export interface Wanted {
  readonly kind: 'memory' | 'entry';
  readonly id: string;
  /** As the main line has it now. */
  readonly current: Version;
  /** What it shall hold; undefined removes it. */
  readonly next:
    | (Pick<StoredRevision, 'state' | 'payload'> & Partial<Pick<StoredRevision, 'author'>>)
    | undefined;
  readonly message: string;
  /** The revision that the new one takes in, besides the current one. */
  readonly other?: string | undefined;
}

/** The put comes first. */
export function stateOperations(search: SearchEngine, wanted: Wanted, at: number): [Put, ...Operation[]] {
  const { current, other } = wanted;
  const [put, ...rows] =
    wanted.kind === 'memory' ? memoryOperations(search, wanted, at) : valueOperations(wanted, at);
  const parents = [current?.revision, other].filter((revision) => revision !== undefined);
  return [{ ...put, parents }, ...rows];
}

function memoryOperations(
  search: SearchEngine,
  { id, current, next, message }: Wanted,
  at: number,
): [Put, ...Operation[]] {
  const payload = (next ?? current)?.payload as unknown as MemoryPayload;
  const state = (next?.state ?? 'deleted') as MemoryState;
  const put = memoryPut(id, { payload, state }, expectation(current), message);
  const before = current === undefined ? undefined : recordOf(current);
  return [put, ...memoryRows(search, put, at, { before, writer: next?.author })];
}

function valueOperations({ id, current, next, message }: Wanted, at: number): [Put, ...Operation[]] {
  const payload = (next ?? current)?.payload as unknown as EntryPayload;
  const before = current === undefined ? undefined : knownEntry(recordOf(current));
  const isNew = !isPresent(current, at);
  const live = { ...payload, createdAt: isNew ? at : (before?.payload.createdAt ?? at) };
  const removed = { ...payload, value: null, bytes: 0 };
  return entryOperations(
    {
      id,
      before,
      state: next === undefined ? 'deleted' : 'active',
      payload: next === undefined ? removed : live,
      expect: expectation(current),
      message,
    },
    at,
  );
}

/** A revision as far as a change of an entry needs its record. */
function recordOf(revision: StoredRevision) {
  const { at, author } = revision;
  return { ...revision, createdAt: at, updatedAt: at, createdBy: author, updatedBy: author };
}

function expectation(current: Version): NonNullable<Put['expect']> {
  return current === undefined ? 'absent' : { version: current.version };
}

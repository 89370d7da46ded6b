/** Revisions that are erased out of a record's history, while the record stays; and what is known of them afterwards. */
import type { SearchEngine } from '../../search/search.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import { entryOperations, knownEntry } from '../entry-record.ts';
import { memoryRows } from '../memories/record.ts';
import { asJson, type Clock } from '../records.ts';

/** Beside a record, under its id: names of revisions that were erased out of its history, by which copies elsewhere lose them, too. */
export const erasedRevisionsKind = 'erased-revisions';

interface PartPayload {
  /** Of the record. */
  readonly kind: string;
  readonly revisions: readonly string[];
}

interface PartDependencies {
  readonly store: Store;
  readonly search: SearchEngine;
  readonly clock: Clock;
}

/** What a record of this kind says. */
export function erasedPartOf({ payload }: Pick<StoredRecord, 'payload'>): PartPayload {
  return payload as unknown as PartPayload;
}

/** Remembers some, with those that were erased before. */
export async function erasedPart(
  store: Store,
  scope: Scope,
  { kind, id }: { readonly kind: string; readonly id: string },
  revisions: readonly string[],
): Promise<Put> {
  const before = await store.get(scope, erasedRevisionsKind, id);
  const known = before === undefined ? [] : erasedPartOf(before).revisions;
  const payload: PartPayload = { kind, revisions: [...new Set([...known, ...revisions])] };
  return {
    op: 'put',
    kind: erasedRevisionsKind,
    id,
    state: 'erased',
    payload: asJson(payload),
    history: false,
  };
}

/** What others wrote stays: the newest of it becomes the record again when the current revision goes. */
export async function partOfHistory(
  { store, search, clock }: PartDependencies,
  scope: Scope,
  record: StoredRecord,
  revisions: readonly string[],
): Promise<Operation[]> {
  const { kind, id } = record;
  const gone: Operation[] = [
    { op: 'erase', kind, id, revisions },
    await erasedPart(store, scope, record, revisions),
  ];
  if (!revisions.includes(record.revision)) return gone;
  const history = await store.revisions(scope, kind, id, 1_000_000);
  const before = history.find(({ revision }) => !revisions.includes(revision));
  if (before === undefined) return gone;
  const put: Put = {
    op: 'put',
    kind,
    id,
    state: before.state,
    payload: before.payload,
    expect: { version: record.version },
    parents: [before.revision, record.revision],
    message: 'later revisions were erased',
  };
  if (kind === 'memory')
    return [put, ...memoryRows(search, put, clock(), { before: record, writer: before.author }), ...gone];
  const current = knownEntry(record);
  const known = knownEntry({ ...record, state: before.state, payload: before.payload });
  if (kind !== 'entry' || known === undefined || current === undefined) return [put, ...gone];
  const state = before.state === 'active' ? 'active' : 'deleted';
  const writing = {
    id,
    before: current,
    state,
    payload: known.payload,
    expect: { version: record.version },
  } as const;
  return [...entryOperations(writing, clock()), ...gone];
}

/** What else holds text of records that go: conflicts and clashes they are a side of, and writes of them that wait or were decided. */
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { uniqueOf, type EntryName } from '../entry-record.ts';
import { idsOfConflict } from '../memories/contradictions.ts';
import { typed } from '../records.ts';
import type { ReviewPayload } from '../review/proposals.ts';
import { headsOnBranches } from './branches.ts';
import type { Doomed } from './doomed.ts';
import { everyRecord } from '../walking.ts';

/** Names of the entries among what goes, by project. */
export type EntryNames = ReadonlyMap<string, ReadonlySet<string>>;

export async function entryNames(
  store: Store,
  account: string,
  doomed: readonly Doomed[],
): Promise<EntryNames> {
  const names = new Map<string, Set<string>>();
  for (const { project, kind, id, revisions } of doomed) {
    if (kind !== 'entry' || project === undefined || revisions !== undefined) continue;
    const scope = { account, project };
    const record = await store.get(scope, kind, id);
    const known = record ?? (await headsOnBranches(store, scope, { kind, id }))[0];
    if (known === undefined) continue;
    const own = names.get(project) ?? new Set();
    names.set(project, own.add(uniqueOf(known.payload as unknown as EntryName)));
  }
  return names;
}

/** Entries that branches hold under the names of entries that go. */
export async function sameOnBranches(store: Store, account: string, names: EntryNames): Promise<Doomed[]> {
  const found: Doomed[] = [];
  for (const [project, own] of names)
    for (const unique of own)
      for (const { kind, id } of await headsOnBranches(
        store,
        { account, project },
        { kind: 'entry', unique },
      ))
        found.push({ project, kind, id });
  return found;
}

/** @param key a key all of whose proposals go, too */
export async function tracesOf(
  store: Store,
  scope: Required<Scope>,
  doomed: readonly Doomed[],
  { names, key }: { readonly names: ReadonlySet<string>; readonly key?: string | undefined },
): Promise<Doomed[]> {
  const { project } = scope;
  const own = doomed.filter((one) => one.project === project);
  const touched = new Set(own.map(({ id }) => id));
  const whole = new Set(own.filter(({ revisions }) => revisions === undefined).map(({ id }) => id));
  const found: Doomed[] = [];
  for await (const record of everyRecord(store, scope, { kind: 'conflict' }))
    if (idsOfConflict(record).some((id) => touched.has(id)))
      found.push({ project, kind: 'conflict', id: record.id });
  for (const id of touched)
    for await (const record of everyRecord(store, scope, { kind: 'clash', parent: id }))
      found.push({ project, kind: 'clash', id: record.id });
  if (key !== undefined)
    for await (const record of everyRecord(store, scope, { kind: 'clash' }))
      if (!touched.has(record.parent ?? '') && isSaidBy(record, key))
        found.push({ project, kind: 'clash', id: record.id });
  for await (const record of everyRecord(store, scope, { kind: 'review' }))
    if (record.parent === key || isAbout(record, whole, names))
      found.push({ project, kind: 'review', id: record.id });
  return found;
}

/** Whether a clash keeps what a key wrote, where the record's history does not. */
function isSaidBy(clash: StoredRecord, key: string): boolean {
  const { said = {} } = typed<{ said?: Record<string, { author: { id: string } }> }>(clash).payload;
  return Object.values(said).some(({ author }) => author.id === key);
}

function isAbout(review: StoredRecord, ids: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  const { memory, namespace, key } = typed<ReviewPayload>(review).payload.about;
  if (memory !== undefined) return ids.has(memory);
  return namespace !== undefined && key !== undefined && names.has(uniqueOf({ namespace, key }));
}

/** What one key wrote since a time, by record: found along the commits, and among what was approved of it. */
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { memoryPayload } from '../memories/record.ts';
import { typed } from '../records.ts';
import type { ReviewPayload } from './proposals.ts';
import { everyRecord } from '../walking.ts';

/** What a key did to one record: its revisions are those in the commits of the key and those of approvals. */
export interface Touched {
  readonly kind: string;
  readonly id: string;
  readonly revisions: Set<string>;
  readonly versions: Set<number>;
}

const commitsAtOnce = 500;

/** Everything that the key wrote into a project since then. */
export async function touchedBy(
  store: Store,
  scope: Required<Scope>,
  keyId: string,
  since: number,
): Promise<Touched[]> {
  const touched = new Map<string, Touched>();
  const touch = (kind: string, id: string): Touched => {
    const known = touched.get(`${kind} ${id}`) ?? { kind, id, revisions: new Set(), versions: new Set() };
    touched.set(`${kind} ${id}`, known);
    return known;
  };
  for (let after = 0; ;) {
    const commits = await store.changes(scope, after, commitsAtOnce);
    for (const { author, at, records } of commits) {
      if (author.type !== 'key' || author.id !== keyId || at < since) continue;
      for (const { kind, id, revision } of records) touch(kind, id).revisions.add(revision);
    }
    after = commits.at(-1)?.seq ?? after;
    if (commits.length < commitsAtOnce) break;
  }
  for await (const review of approvedOf(store, scope, keyId, since)) {
    const { about, version } = typed<ReviewPayload>(review).payload;
    const id = about.memory ?? (await store.find(scope, 'entry', `${about.namespace}/${about.key}`))?.id;
    if (id !== undefined && version !== undefined) touch(about.target, id).versions.add(version);
    if (about.memory === undefined) continue;
    for (const { id: other, revision } of await leftPlace(store, scope, about.memory))
      touch('memory', other).revisions.add(revision);
  }
  return [...touched.values()];
}

async function* approvedOf(
  store: Store,
  scope: Scope,
  keyId: string,
  since: number,
): AsyncGenerator<StoredRecord> {
  for await (const record of everyRecord(store, scope, {
    kind: 'review',
    parent: keyId,
    states: ['approved'],
  }))
    if (((record.payload as { decidedAt?: number }).decidedAt ?? 0) >= since) yield record;
}

/** Memories that left their place to a memory, as they did by its approval. */
async function leftPlace(
  store: Store,
  scope: Scope,
  memory: string,
): Promise<{ id: string; revision: string }[]> {
  const record = await store.get(scope, 'memory', memory);
  const ids = record === undefined ? [] : (memoryPayload(record).supersedes ?? []);
  const others = await Promise.all(ids.map((id) => store.get(scope, 'memory', id)));
  return others.flatMap((other) =>
    other?.state === 'superseded' && memoryPayload(other).supersededBy === memory
      ? [{ id: other.id, revision: other.revision }]
      : [],
  );
}

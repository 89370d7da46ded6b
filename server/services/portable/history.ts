/** The history of a project as lines: one per commit, with what it wrote of what people and their clients own. */
import type { CommitAuthor, Json, Scope, Store, StoredRevision } from '../../store/store.ts';
import { isOver, type EntryPayload } from '../entry-record.ts';
import { compareText } from './text.ts';

/** Kinds of records that are canonical in a project, besides documents, which are files. */
export const historyKinds = ['memory', 'conversation', 'message', 'entry'] as const;
export type HistoryKind = (typeof historyKinds)[number];

/** Who made a record, and when; where its first revision is not kept. */
export interface Origin {
  readonly at: number;
  readonly author: CommitAuthor;
}

export interface HistoryRecord {
  readonly kind: HistoryKind;
  readonly id: string;
  readonly state: string;
  readonly message?: string;
  /** Of conversations, of which only the newest revision is kept. */
  readonly created?: Origin;
  readonly payload: Json;
}

/** A line. Ids of revisions and version numbers are a server's own, so they are not part of it: order is. */
export interface HistoryCommit {
  readonly at: number;
  readonly author: CommitAuthor;
  readonly records: readonly HistoryRecord[];
}

const commitsAtOnce = 200;

/** Commits up to `head`, oldest first, of the main line. What was removed for good, and values that ended before `now`, are not among them. */
export async function* historyOf(
  store: Store,
  scope: Required<Scope>,
  { head, now }: { head: number; now: number },
): AsyncGenerator<HistoryCommit> {
  for (let after = 0; after < head;) {
    const commits = await store.changes(scope, after, commitsAtOnce);
    for (const { seq, at, author, records } of commits) {
      if (seq > head) return;
      const kept = await Promise.all(
        records
          .filter(({ kind, branch }) => branch === undefined && isHistoryKind(kind))
          .map(({ kind, id, revision }) => store.revision(scope, kind, id, revision)),
      );
      const there = kept.filter((one) => one !== undefined).filter((one) => !isGone(one, now));
      const found = await Promise.all(there.map((one) => lineOf(store, scope, one)));
      if (found.length > 0) yield { at, author, records: found };
    }
    const last = commits.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

export function isHistoryKind(kind: string): kind is HistoryKind {
  return (historyKinds as readonly string[]).includes(kind);
}

async function lineOf(store: Store, scope: Scope, revision: StoredRevision): Promise<HistoryRecord> {
  const { kind, id, state, message, payload } = revision;
  const created = kind === 'conversation' ? await originOf(store, scope, id) : undefined;
  return {
    kind: kind as HistoryKind,
    id,
    state,
    ...(message === undefined ? {} : { message }),
    ...(created === undefined ? {} : { created }),
    payload: sorted(payload),
  };
}

function isGone(revision: StoredRevision, now: number): boolean {
  if (['purged', 'expired'].includes(revision.state)) return true;
  return revision.kind === 'entry' && isOver((revision.payload as unknown as EntryPayload).expiresAt, now);
}

async function originOf(store: Store, scope: Scope, id: string): Promise<Origin | undefined> {
  const record = await store.get(scope, 'conversation', id);
  return record === undefined ? undefined : { at: record.createdAt, author: record.createdBy };
}

/** The same JSON whatever order its names were written in. */
export function sorted(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map((one: Json) => sorted(one));
  if (typeof value !== 'object' || value === null) return value ?? null;
  const names = Object.entries(value as Record<string, Json | undefined>).filter(
    ([, one]) => one !== undefined,
  );
  return Object.fromEntries(
    names.toSorted(([a], [b]) => compareText(a, b)).map(([name, one]) => [name, sorted(one)]),
  );
}

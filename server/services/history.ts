/** The history of one record: its log, and what changed between two revisions. */
import { diffWordsWithSpace } from 'diff';
import type { z } from 'zod';
import { KeepsakeError } from '../../contract/index.ts';
import type { difference, revision as revisionShape } from '../../contract/common.ts';
import type { Json, Scope, Store, StoredRevision } from '../store/store.ts';
import { viewAuthor, viewTime } from './records.ts';

type RevisionView = z.infer<typeof revisionShape>;
type Difference = z.infer<typeof difference>;

/** Longer texts are given whole: comparing them word by word takes too long. */
const maxComparedLength = 200_000;

/** Names one record. */
export interface RecordName {
  readonly scope: Scope;
  readonly kind: 'memory' | 'document' | 'entry';
  readonly id: string;
}

/** The revisions of a record, newest first. @throws KeepsakeError NOT_FOUND when it has none. */
export async function recordHistory(
  store: Store,
  { scope, kind, id }: RecordName,
  limit: number,
): Promise<{ items: RevisionView[] }> {
  const revisions = await store.revisions(scope, kind, id, limit);
  if (revisions.length > 0) return { items: revisions.map(viewRevision) };
  throw new KeepsakeError(
    'NOT_FOUND',
    `There is no ${kind} ${id} in this project. List them to find its id.`,
  );
}

/** One revision of a record. @throws KeepsakeError NOT_FOUND */
export async function requireRevision(
  store: Store,
  { scope, kind, id }: RecordName,
  revision: string,
): Promise<StoredRevision> {
  const found = await store.revision(scope, kind, id, revision);
  if (found !== undefined) return found;
  throw new KeepsakeError(
    'NOT_FOUND',
    `The ${kind} ${id} has no revision ${revision}. Read its history to find one.`,
  );
}

/** Which of the named fields differ between two revisions, texts word by word. */
export async function recordDifference(
  store: Store,
  record: RecordName,
  span: { from: string; to: string },
  fields: readonly string[],
): Promise<Difference> {
  const [from, to] = await Promise.all([
    requireRevision(store, record, span.from),
    requireRevision(store, record, span.to),
  ]);
  return { from: span.from, to: span.to, fields: revisionDifference(from, to, fields) };
}

type Compared = Pick<StoredRevision, 'payload' | 'state'> | undefined;

/** The same between two revisions at hand; a record that is not there has no fields. */
export function revisionDifference(
  from: Compared,
  to: Compared,
  fields: readonly string[],
): Difference['fields'] {
  const before = { ...(from?.payload as Record<string, Json>), status: from?.state ?? null };
  const after = { ...(to?.payload as Record<string, Json>), status: to?.state ?? null };
  return [...fields, 'status']
    .filter((field) => JSON.stringify(read(before, field)) !== JSON.stringify(read(after, field)))
    .map((field) => fieldDifference(field, read(before, field), read(after, field)));
}

function read(payload: Record<string, Json>, field: string): Json {
  return payload[field] ?? null;
}

function fieldDifference(field: string, before: Json, after: Json): Difference['fields'][number] {
  if (typeof before !== 'string' || typeof after !== 'string') return { field, before, after };
  if (before.length + after.length > maxComparedLength) return { field, before, after };
  const words = diffWordsWithSpace(before, after).map((part) => ({
    kind: part.added ? ('added' as const) : part.removed ? ('removed' as const) : ('same' as const),
    text: part.value,
  }));
  return { field, before, after, words };
}

/** A revision as the API shows it. */
export function viewRevision(stored: StoredRevision): RevisionView {
  return {
    revision: stored.revision,
    parents: [...stored.parents],
    version: stored.version,
    seq: stored.seq,
    author: viewAuthor(stored.author),
    time: viewTime(stored.at),
    ...(stored.message === undefined ? {} : { message: stored.message }),
    status: stored.state,
  };
}

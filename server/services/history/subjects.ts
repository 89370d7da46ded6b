/** What the history compares and restores: memories, values and documents, and when two of their versions are the same. */
import { isDeepStrictEqual } from 'node:util';
import { historyKinds } from '../../../contract/operations/history.ts';
import type { RecordChange } from '../../../contract/index.ts';
import type { RecordKey, StoredRevision } from '../../store/store.ts';
import type { DocumentPayload } from '../attachments.ts';
import { isLive, uniqueOf, type EntryPayload } from '../entry-record.ts';
import { revisionDifference } from '../history.ts';
import type { MemoryPayload } from '../memories/record.ts';

export type HistoryKind = (typeof historyKinds)[number];

/** One version of a record, or none. */
export type Version = StoredRevision | undefined;

const comparedFields: Record<HistoryKind, readonly string[]> = {
  memory: ['name', 'content', 'tags'],
  entry: ['value', 'expiresAt'],
  document: ['name', 'mediaType', 'size', 'versionId', 'passages', 'pages', 'reason'],
};

export function isHistoryKind(kind: string): kind is HistoryKind {
  return (historyKinds as readonly string[]).includes(kind);
}

/** Whether people see the record in this version; a value that is over by `now` is gone in every version. */
export function isPresent(version: Version, now: number): version is StoredRevision {
  if (version === undefined) return false;
  const { kind, state } = version;
  if (kind === 'memory') return state !== 'deleted';
  if (kind === 'document') return state !== 'removed';
  return isLive({ state, payload: version.payload as unknown as EntryPayload }, now);
}

/** Whether nobody could tell two versions of a record apart. */
export function isSame(one: Version, other: Version, now: number): boolean {
  if (!isPresent(one, now) || !isPresent(other, now)) return isPresent(one, now) === isPresent(other, now);
  if (one.revision === other.revision) return true;
  if (one.kind === 'document') return sourceOf(one).versionId === sourceOf(other).versionId;
  return one.state === other.state && isDeepStrictEqual(contentOf(one), contentOf(other));
}

/** When a value was made is no part of it, nor is who wrote a memory. */
function contentOf({ kind, payload }: StoredRevision): unknown {
  if (kind === 'memory') {
    const { writer: _writer, creator: _creator, ...content } = payload as unknown as MemoryPayload;
    return content;
  }
  const { createdAt: _createdAt, ...content } = payload as unknown as EntryPayload;
  return content;
}

export function sourceOf({ payload }: StoredRevision): DocumentPayload {
  return payload as unknown as DocumentPayload;
}

/** What people call the record. */
export function nameOf({ kind, payload }: StoredRevision): string {
  if (kind === 'entry') return uniqueOf(payload as unknown as EntryPayload);
  return (payload as unknown as MemoryPayload | DocumentPayload).name;
}

/** How a record changed between two versions; undefined when nobody could tell. */
export function howChanged(from: Version, to: Version, now: number): RecordChange['change'] | undefined {
  if (isSame(from, to, now)) return undefined;
  if (!isPresent(from, now)) return 'added';
  return isPresent(to, now) ? 'changed' : 'removed';
}

/** The same with what changed in it. */
export function changeOf(from: Version, to: Version, now: number): RecordChange | undefined {
  const change = howChanged(from, to, now);
  if (change === undefined) return undefined;
  const before = isPresent(from, now) ? from : undefined;
  const after = isPresent(to, now) ? to : undefined;
  const known = (after ?? before) as StoredRevision;
  return {
    kind: known.kind as HistoryKind,
    id: known.id,
    name: nameOf(known),
    change,
    from: before?.revision ?? null,
    to: after?.revision ?? null,
    fields: revisionDifference(before, after, comparedFields[known.kind as HistoryKind]),
  };
}

/** Names in the order of lists, and the cursor after one of them. */
export function cursorOf({ kind, id }: RecordKey): string {
  return `${kind}/${id}`;
}

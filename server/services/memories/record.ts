/** A memory as it is stored: its record, the rows by which it is found, and how the API shows it. */
import { KeepsakeError, type Flag, type Memory } from '../../../contract/index.ts';
import type { SearchEngine } from '../../search/search.ts';
import type { CommitAuthor, Operation, Put, StoredRecord } from '../../store/store.ts';
import { asJson, typed, viewAuthor, viewTime } from '../records.ts';
import { shapeRows } from './duplicates.ts';
import { topicRows } from './contradictions.ts';

export interface MemorySource {
  readonly session?: string | undefined;
  readonly document_id?: string | undefined;
  readonly place?: string | undefined;
}

export interface MemoryPayload {
  readonly name: string;
  readonly content: string;
  readonly tags: readonly string[];
  readonly source?: MemorySource | undefined;
  /** Ids of memories that this one took the place of. */
  readonly supersedes?: readonly string[] | undefined;
  /** Id of the memory or document that took its place; in the state `superseded` alone. */
  readonly supersededBy?: string | undefined;
  readonly flags?: readonly Flag[] | undefined;
  /** Who wrote this text, and who the first one, where that is not who made the commit: what was approved in a review. */
  readonly writer?: CommitAuthor | undefined;
  readonly creator?: CommitAuthor | undefined;
}

export type MemoryState = 'active' | 'superseded' | 'deleted';

export interface MemoryChange {
  readonly payload: MemoryPayload;
  readonly state: MemoryState;
}

export function memoryPayload(record: Pick<StoredRecord, 'payload'>): MemoryPayload {
  return record.payload as unknown as MemoryPayload;
}

export function memoryPut(
  id: string,
  { payload, state }: MemoryChange,
  expect: NonNullable<Put['expect']>,
  message?: string,
): Put {
  return {
    op: 'put',
    kind: 'memory',
    id,
    expect,
    state,
    payload: asJson(payload),
    ...(message === undefined ? {} : { message }),
  };
}

/**
 * Rows by which a memory is searched, and noticed when something like it or against it is written. One that is not active
 * has none, so that it is never recalled. Rows of an earlier content (`before`) go.
 *
 * @param writer shown with what a search finds
 */
export function memoryRows(
  search: SearchEngine,
  { id, state, payload }: Pick<Put, 'id' | 'state' | 'payload'>,
  at: number,
  { before, writer }: { before?: StoredRecord | undefined; writer?: CommitAuthor | undefined } = {},
): Operation[] {
  const { name, content, tags, flags, writer: approved } = memoryPayload({ payload });
  const isActive = state === 'active';
  const place = placeOf(approved ?? writer, flags);
  const indexed = search.indexRecord({
    id,
    type: 'memory',
    title: name,
    tags,
    updatedAt: at,
    pieces: isActive ? [{ text: content, place }] : [],
  });
  const earlier = before === undefined ? undefined : memoryPayload(before).content;
  const gone =
    earlier === undefined || earlier === content
      ? []
      : [...shapeRows(id, earlier, false), ...topicRows(id, earlier, false)];
  return [...indexed, ...gone, ...shapeRows(id, content, isActive), ...topicRows(id, content, isActive)];
}

function placeOf(writer: CommitAuthor | undefined, flags: readonly Flag[] | undefined) {
  return {
    ...(writer === undefined ? {} : { written_by: nameOfAuthor(writer) }),
    ...(flags === undefined || flags.length === 0 ? {} : { flags: flagWords(flags) }),
  };
}

/** What a writer goes by: the key's description or the client's own name; the owner is `owner`. */
export function nameOfAuthor({ type, name, client }: Pick<CommitAuthor, 'type' | 'name' | 'client'>): string {
  if (type === 'owner') return client === undefined ? 'owner' : `owner (${client})`;
  return name ?? client ?? type;
}

/** Flags as short words, such as `secret: github_token, redacted`. */
export function flagWords(flags: readonly Flag[]): string[] {
  return flags.map(({ kind, what, redacted }) => `${kind}: ${what}${redacted ? ', redacted' : ''}`);
}

export function viewMemory(project: string, stored: StoredRecord): Memory {
  const { payload } = typed<MemoryPayload>(stored);
  const { source, supersedes, supersededBy, flags, writer, creator } = payload;
  return {
    id: stored.id,
    project_id: project,
    name: payload.name,
    content: payload.content,
    tags: [...payload.tags],
    status: stored.state as Memory['status'],
    version: stored.version,
    revision: stored.revision,
    created_by: viewAuthor(creator ?? stored.createdBy),
    updated_by: viewAuthor(stored.updatedBy),
    written_by: viewAuthor(writer ?? stored.updatedBy),
    ...(source === undefined ? {} : { source: { ...source } }),
    ...(supersedes === undefined || supersedes.length === 0 ? {} : { supersedes: [...supersedes] }),
    ...(supersededBy === undefined ? {} : { superseded_by: supersededBy }),
    ...(flags === undefined || flags.length === 0 ? {} : { flags: [...flags] }),
    created_at: viewTime(stored.createdAt),
    updated_at: viewTime(stored.updatedAt),
  };
}

export function memoryNotFound(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no memory ${id} in this project. List the memories to find its id.`,
  );
}

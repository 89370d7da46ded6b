/** Records as files that people read: Markdown with front matter, and JSON for values. */
import type { ConversationPayload, MessagePayload } from '../appending.ts';
import type { EntryPayload } from '../entry-record.ts';
import { viewTime } from '../records.ts';
import type { HistoryCommit, HistoryRecord } from './history.ts';
import { fileNameOf, slugOf } from './text.ts';

interface MemoryPayload {
  readonly name: string;
  readonly content: string;
  readonly tags: readonly string[];
}

/** Counts records by their kind. */
export function createCounts(): { next(kind: string): number } {
  const counts = new Map<string, number>();
  return {
    next(kind) {
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      return count;
    },
  };
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Messages or memories in one folder, so that a commit writes only small ones. */
const perFolder = 100;

/** When a record was first written, and how many others of its kind before it: where it stands for ever. */
export interface Place {
  readonly first: number;
  readonly ordinal: number;
}

/**
 * The file that a revision makes of its record; undefined when there is none of it any more.
 */
export function fileOf(
  record: HistoryRecord,
  commit: Pick<HistoryCommit, 'at' | 'author'>,
  place: Place,
): TextFile | undefined {
  if (record.state === 'deleted') return undefined;
  if (record.kind === 'memory') return memoryFile(record, commit, place);
  if (record.kind === 'message') return messageFile(record);
  if (record.kind === 'conversation') return conversationFile(record);
  return entryFile(record);
}

function memoryFile(
  { id, state, payload }: HistoryRecord,
  { at, author }: Pick<HistoryCommit, 'at' | 'author'>,
  { first, ordinal }: Place,
): TextFile {
  const { name, content, tags } = payload as unknown as MemoryPayload;
  const front = {
    id,
    name,
    tags,
    status: state,
    created: viewTime(first),
    updated: viewTime(at),
    author: author.name ?? author.type,
    ...(author.client === undefined ? {} : { client: author.client }),
  };
  const slug = slugOf(name);
  const path = `memories/${digits(folderOf(ordinal))}/${slug === '' ? '' : `${slug}-`}${id}.md`;
  return { path, text: withFrontMatter(front, content) };
}

function messageFile({ id, payload }: HistoryRecord): TextFile {
  const { conversation, position, role, name, content, blocks, time } = payload as unknown as MessagePayload;
  const front = {
    id,
    position,
    role,
    ...(name === undefined ? {} : { name }),
    time: viewTime(time),
    ...(blocks === undefined ? {} : { blocks }),
  };
  const path = `conversations/${conversation}/${digits(folderOf(position))}/${digits(position)}-${role}.md`;
  return { path, text: withFrontMatter(front, content) };
}

function conversationFile({ id, payload }: HistoryRecord): TextFile {
  const { title, externalId, messages, summary } = payload as unknown as ConversationPayload;
  const front = { id, title, ...(externalId === undefined ? {} : { external_id: externalId }), messages };
  return { path: `conversations/${id}/conversation.md`, text: withFrontMatter(front, summary?.text ?? '') };
}

function entryFile({ payload }: HistoryRecord): TextFile {
  const { namespace, key, value } = payload as unknown as EntryPayload;
  const path = `values/${fileNameOf(namespace)}/${fileNameOf(key)}.json`;
  return { path, text: `${JSON.stringify(value, null, 2)}\n` };
}

function folderOf(position: number): number {
  return Math.floor(position / perFolder) * perFolder;
}

function digits(position: number): string {
  return String(position).padStart(6, '0');
}

/** Each value as JSON, which is YAML too. */
function withFrontMatter(front: Readonly<Record<string, unknown>>, body: string): string {
  const lines = Object.entries(front).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n\n${body}\n`;
}

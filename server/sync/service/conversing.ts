/** Conversations and messages as the server writes them: messages at its positions, counted, and found by search. */
import type { SearchEngine } from '../../search/search.ts';
import {
  conversationPut,
  messagePut,
  messageRows,
  type ConversationPayload,
  type MessagePayload,
} from '../../services/appending.ts';
import { typed } from '../../services/records.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import type { Version } from '../core/version.ts';
import { expectation, lastPuts, madeElsewhere, type Line } from './lines.ts';

interface Said {
  readonly conversations: readonly Line[];
  readonly messages: readonly Line[];
}

/** Messages hold their positions already; each conversation that gets some counts them in the same commit. */
export async function conversationOperations(
  { store, search }: { store: Store; search: SearchEngine },
  scope: Scope,
  { conversations, messages }: Said,
  at: number,
): Promise<Operation[]> {
  const byId = new Map(conversations.map((line) => [(line.versions[0] as Version).id, line]));
  const added = Map.groupBy(messages, ({ versions }) => conversationOf(versions.at(-1) as Version));
  const operations: Operation[] = [];
  for (const id of new Set([...byId.keys(), ...added.keys()])) {
    const line = byId.get(id) ?? { before: await store.get(scope, 'conversation', id), versions: [] };
    const puts = (added.get(id) ?? []).flatMap(messagePuts);
    const rest = await countedConversation({ store, search }, scope, { id, line, puts }, at);
    operations.push(...puts, ...rest);
  }
  return operations;
}

function conversationOf({ payload }: Version): string {
  return (payload as unknown as MessagePayload).conversation;
}

/** Only the last version of a message holds its place and its external name. */
function messagePuts({ before, versions }: Line): Put[] {
  return versions.map((version, n) => {
    const { unique, ...put } = messagePut(version.id, version.payload as unknown as MessagePayload);
    const holds = n === versions.length - 1 && unique !== undefined ? { unique } : {};
    return { ...put, ...holds, expect: expectation(before, n), ...madeElsewhere(version) };
  });
}

interface Writing {
  readonly id: string;
  readonly line: Line;
  /** Of its messages, each at the position it shall have. */
  readonly puts: readonly Put[];
}

type Deps = { readonly store: Store; readonly search: SearchEngine };

/** The conversation with its count, and the rows by which its messages are found. */
export async function countedConversation(
  { store, search }: Deps,
  scope: Scope,
  { id, line, puts }: Writing,
  at: number,
): Promise<Operation[]> {
  const { before, versions } = line;
  if (versions.length === 0 && puts.length === 0) return [];
  const old = before === undefined ? undefined : typed<ConversationPayload>(before).payload;
  const news = lastPuts(puts);
  const messages = Math.max(old?.messages ?? 0, ...news.map((put) => positionOf(put) + 1));
  const written = await conversationPuts(store, scope, line, { id, messages, first: old?.first, at });
  const tip = written.at(-1);
  if (tip === undefined) return [];
  const rows = await rowsOf({ store, search }, scope, { before, tip, news, count: old?.messages ?? 0 }, at);
  return [...written, ...rows];
}

interface Counts {
  readonly id: string;
  readonly messages: number;
  readonly first: number | undefined;
  readonly at: number;
}

async function conversationPuts(
  store: Store,
  scope: Scope,
  { before, versions }: Line,
  { id, messages, first, at }: Counts,
): Promise<Put[]> {
  const counts = { messages, ...(first === undefined ? {} : { first }) };
  if (versions.length > 0)
    return versions.map((version, n) => {
      const payload = { ...(version.payload as unknown as ConversationPayload), ...counts };
      const { unique, ...put } = conversationPut(id, payload, expectation(before, n));
      const holds = n === versions.length - 1 && unique !== undefined ? { unique } : {};
      return { ...put, ...holds, state: version.state, ...madeElsewhere(version) };
    });
  if (before === undefined) return [];
  const payload = { ...typed<ConversationPayload>(before).payload, ...counts };
  const [newest] = await store.revisions(scope, 'conversation', id, 1);
  // What was said more is no edit of the conversation: it keeps its revision.
  const { revision, updatedBy: author, version } = before;
  const put = conversationPut(id, payload, { version });
  return [{ ...put, state: before.state, revision, parents: newest?.parents ?? [], author, at }];
}

interface Found {
  readonly before: StoredRecord | undefined;
  readonly tip: Put;
  readonly news: readonly Put[];
  /** How many messages were there. */
  readonly count: number;
}

async function rowsOf(
  { store, search }: Deps,
  scope: Scope,
  { before, tip, news, count }: Found,
  at: number,
): Promise<Operation[]> {
  const { id, state, payload } = tip;
  const { title, first = 0 } = payload as unknown as ConversationPayload;
  if (state !== 'active')
    return search.indexRecord({ id, type: 'message', title: '', updatedAt: at, pieces: [] });
  const isAppended =
    (before?.state ?? 'active') === 'active' && news.every((put) => positionOf(put) >= count);
  if (isAppended) return messageRows(search, { id, title, from: count, append: true }, inOrder(news), at);
  const query = { kind: 'message', parent: id, order: 'sort', limit: 1_000_000 } as const;
  const all = new Map<string, Pick<Put, 'id' | 'payload'>>();
  for (const one of [...(await store.list(scope, query)), ...news]) all.set(one.id, one);
  const kept = inOrder([...all.values()]).filter((one) => positionOf(one) >= first);
  return messageRows(search, { id, title, from: first, append: false }, kept, at);
}

function positionOf({ payload }: Pick<Put, 'payload'>): number {
  return (payload as unknown as MessagePayload).position;
}

function inOrder<P extends Pick<Put, 'payload'>>(puts: readonly P[]): P[] {
  return puts.toSorted((one, other) => positionOf(one) - positionOf(other));
}

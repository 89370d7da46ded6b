/** Messages of conversations: appended at dense positions, each once, whoever else appends at the same time. */
import type { z } from 'zod';
import { KeepsakeError, type ContentBlock, type Message, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { IndexedPiece, SearchEngine } from '../search/search.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import type { Call } from './caller.ts';
import { asJson, commitFor, typed, viewAuthor, viewTime, type Clock } from './records.ts';

type AppendInput = z.output<typeof operations.appendMessages.input>;
type NewMessage = AppendInput['messages'][number];

export interface ConversationPayload {
  readonly title: string;
  readonly externalId?: string | undefined;
  /** How many were appended; those before `first` were removed by retention. */
  readonly messages: number;
  readonly first?: number | undefined;
  readonly summary?: { readonly text: string; readonly upTo: number; readonly at: number } | undefined;
  readonly retentionDays?: number | undefined;
}

export interface MessagePayload {
  readonly conversation: string;
  readonly position: number;
  readonly role: Message['role'];
  readonly name?: string | undefined;
  readonly content: string;
  readonly blocks?: readonly ContentBlock[] | undefined;
  readonly time: number;
  readonly externalId?: string | undefined;
}

export interface ConversationsDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
}

/** Tries before other processes that append to the same conversation are too many. */
const maxTries = 200;

export interface Appending {
  readonly append: (call: Call, scope: Required<Scope>, input: AppendInput) => Promise<Message[]>;
  /** Work on one conversation follows other work on it. */
  readonly inTurn: <T>(id: string, work: () => Promise<T>) => Promise<T>;
}

/** @param require the record of an active conversation */
export function createAppending(
  { store, search, clock }: ConversationsDependencies,
  require: (scope: Scope, id: string) => Promise<StoredRecord>,
): Appending {
  /** Appends to one conversation follow each other here, so that only other processes can be in the way. */
  const queues = new Map<string, Promise<unknown>>();

  function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = queues.get(id) ?? Promise.resolve();
    const turn = (async () => {
      await before.catch(() => undefined);
      return work();
    })();
    const settled = turn
      .catch(() => undefined)
      .finally(() => queues.get(id) === settled && queues.delete(id));
    queues.set(id, settled);
    return turn;
  }

  async function appendOnce(call: Call, scope: Required<Scope>, input: AppendInput): Promise<Message[]> {
    const current = await require(scope, input.conversationId);
    const { known, added } = await sortOut(scope, input);
    if (added.length === 0) return inOrder(known);
    const at = clock();
    const { payload } = typed<ConversationPayload>(current);
    const messages = added.map((message, index) => putOf(current.id, payload.messages + index, message, at));
    const next = { ...payload, messages: payload.messages + messages.length };
    const operations: Operation[] = [
      ...messages,
      { ...conversationPut(current.id, next, { version: current.version }) },
      ...messageRows(
        search,
        { id: current.id, title: payload.title, from: payload.messages, append: true },
        messages,
        at,
      ),
    ];
    const commit = await commitFor(store, () => at, call, scope, operations);
    const written = await Promise.all(
      commit.results
        .filter(({ kind }) => kind === 'message')
        .map(({ id }) => store.get(scope, 'message', id) as Promise<StoredRecord>),
    );
    return inOrder([...known, ...written]);
  }

  /** Messages whose `external_id` is there already are not appended again. */
  async function sortOut(scope: Scope, { conversationId, messages }: AppendInput) {
    const known: StoredRecord[] = [];
    const added: NewMessage[] = [];
    const seen = new Set<string>();
    for (const message of messages) {
      const id = message.external_id;
      const found =
        id === undefined ? undefined : await store.find(scope, 'message', messageName(conversationId, id));
      if (found !== undefined) known.push(found);
      else if (id === undefined || !seen.has(id)) added.push(message);
      if (id !== undefined) seen.add(id);
    }
    return { known, added };
  }

  return {
    inTurn,
    append: (call, scope, input) =>
      inTurn(input.conversationId, async () => {
        for (let tries = 1; ; tries++) {
          try {
            return await appendOnce(call, scope, input);
          } catch (error) {
            const raced = error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT';
            if (!raced || tries === maxTries) throw error;
          }
        }
      }),
  };
}

/** Each once: the answer to a repeat holds messages that are known by now. */
function inOrder(records: readonly StoredRecord[]): Message[] {
  const messages = new Map(records.map((record) => [record.id, viewMessage(record)]));
  return [...messages.values()].sort((one, other) => one.position - other.position);
}

export function conversationPut(
  id: string,
  payload: ConversationPayload,
  expect: NonNullable<Put['expect']>,
): Put {
  return {
    op: 'put',
    kind: 'conversation',
    id,
    state: 'active',
    expect,
    payload: asJson(payload),
    history: false,
    ...(payload.externalId === undefined ? {} : { unique: payload.externalId }),
  };
}

function putOf(conversation: string, position: number, message: NewMessage, at: number): Put {
  const { role, name, blocks, external_id: externalId } = message;
  const content = message.content ?? textOfBlocks(blocks ?? []);
  const time = message.time === undefined ? at : Date.parse(message.time);
  return messagePut(newId('msg'), { conversation, position, role, name, content, blocks, time, externalId });
}

/** A new message, as it is kept. */
export function messagePut(id: string, payload: MessagePayload): Put {
  const { conversation, position, externalId } = payload;
  return {
    op: 'put',
    kind: 'message',
    id,
    parent: conversation,
    state: 'active',
    expect: 'absent',
    sort: messageSort(position),
    payload: asJson(payload),
    ...(externalId === undefined ? {} : { unique: messageName(conversation, externalId) }),
  };
}

/** What messages of a conversation are listed by. */
export function messageSort(position: number): string {
  return String(position).padStart(10, '0');
}

/** The texts among blocks: what is searched, and read where blocks are not known. */
function textOfBlocks(blocks: readonly ContentBlock[]): string {
  const texts = blocks.map((block) => {
    if (block.type === 'text' || block.type === 'tool_result') return block.text;
    return block.type === 'reference' ? (block.title ?? block.uri) : '';
  });
  return texts
    .filter((text) => text !== '')
    .join('\n\n')
    .slice(0, 100_000);
}

export function messageName(conversation: string, externalId: string): string {
  return `${conversation} ${externalId}`;
}

/** Rows that make messages of a conversation findable, beside those it has or (without `append`) instead of them. */
export function messageRows(
  search: SearchEngine,
  conversation: { id: string; title: string; from: number; append: boolean },
  messages: readonly Pick<Put, 'id' | 'payload'>[],
  at: number,
): Operation[] {
  if (messages.length === 0) return [];
  const pieces = messages.map((put): IndexedPiece => {
    const { position, role, name, content, time } = put.payload as unknown as MessagePayload;
    const place = {
      message: { id: put.id, role, position, time: viewTime(time), ...(name === undefined ? {} : { name }) },
    };
    return { text: content, author: name ?? role, role, time, place };
  });
  return search.indexRecord({ ...conversation, type: 'message', updatedAt: at, pieces });
}

export function viewMessage(record: StoredRecord): Message {
  const { conversation, position, role, name, content, blocks, time, externalId } =
    typed<MessagePayload>(record).payload;
  return {
    id: record.id,
    conversation_id: conversation,
    position,
    role,
    ...(name === undefined ? {} : { name }),
    content,
    ...(blocks === undefined ? {} : { blocks: [...blocks] }),
    time: viewTime(time),
    ...(externalId === undefined ? {} : { external_id: externalId }),
    created_by: viewAuthor(record.createdBy),
  };
}

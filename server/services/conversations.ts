/** Conversations: messages are appended at dense positions, each once, and found like everything else. */
import type { z } from 'zod';
import { KeepsakeError, type Conversation, type Message, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { IndexedPiece, SearchEngine } from '../search/search.ts';
import type { Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from './caller.ts';
import { asJson, commitFor, listPage, typed, viewAuthor, viewTime, type Clock } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;

interface ConversationPayload {
  readonly title: string;
  readonly externalId?: string | undefined;
  readonly messages: number;
}

interface MessagePayload {
  readonly conversation: string;
  readonly position: number;
  readonly role: Message['role'];
  readonly name?: string | undefined;
  readonly content: string;
  readonly time: number;
  readonly externalId?: string | undefined;
}

type NewMessage = Input<'appendMessages'>['messages'][number];

export interface Conversations {
  list(
    caller: Caller,
    input: Input<'listConversations'>,
  ): Promise<z.output<typeof operations.listConversations.output>>;
  create(call: Call, input: Input<'createConversation'>): Promise<Conversation>;
  get(caller: Caller, input: Input<'getConversation'>): Promise<Conversation>;
  remove(call: Call, input: Input<'deleteConversation'>): Promise<{ deleted: true; id: string }>;
  append(call: Call, input: Input<'appendMessages'>): Promise<{ items: Message[] }>;
  read(caller: Caller, input: Input<'readMessages'>): Promise<{ items: Message[]; total: number }>;
}

export interface ConversationsDependencies {
  store: Store;
  search: SearchEngine;
  clock: Clock;
}

/** Tries before other processes that append to the same conversation are too many. */
const maxTries = 200;

/** The service of conversations. Every method checks that the caller may reach the project. */
export function createConversations({ store, search, clock }: ConversationsDependencies): Conversations {
  /** Appends to one conversation follow each other here, so that only other processes can be in the way. */
  const queues = new Map<string, Promise<unknown>>();

  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'conversation', id);
    if (record === undefined || record.state !== 'active') throw notFound(id);
    return record;
  }

  function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(id) ?? Promise.resolve()).then(work, work);
    queues.set(id, turn);
    const done = () => {
      if (queues.get(id) === turn) queues.delete(id);
    };
    turn.then(done, done);
    return turn;
  }

  async function appendOnce(
    call: Call,
    scope: Required<Scope>,
    input: Input<'appendMessages'>,
  ): Promise<Message[]> {
    const current = await require(scope, input.conversationId);
    const { known, added } = await sortOut(scope, input);
    const at = clock();
    const { payload } = typed<ConversationPayload>(current);
    const messages = added.map((message, index) => putOf(current.id, payload.messages + index, message, at));
    const next = { ...payload, messages: payload.messages + messages.length };
    const operations: Operation[] = [
      ...messages,
      { ...conversationPut(current.id, next, { version: current.version }) },
      ...indexRows(search, current.id, payload, messages, at),
    ];
    const commit = await commitFor(store, () => at, call, scope, operations);
    const written = await Promise.all(
      commit.results
        .filter(({ kind }) => kind === 'message')
        .map(({ id }) => store.get(scope, 'message', id) as Promise<StoredRecord>),
    );
    return [...known, ...written].map(viewMessage).sort((one, other) => one.position - other.position);
  }

  /** Messages whose `external_id` is there already are not appended again. */
  async function sortOut(scope: Scope, { conversationId, messages }: Input<'appendMessages'>) {
    const known: StoredRecord[] = [];
    const added: NewMessage[] = [];
    const seen = new Set<string>();
    for (const message of messages) {
      const id = message.external_id;
      const found =
        id === undefined ? undefined : await store.find(scope, 'message', uniqueOf(conversationId, id));
      if (found !== undefined) known.push(found);
      else if (id === undefined || !seen.has(id)) added.push(message);
      if (id !== undefined) seen.add(id);
    }
    return { known, added };
  }

  return {
    async list(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const query = { kind: 'conversation', states: ['active'], order: 'changed', descending: true } as const;
      return listPage(store, scope, query, input, (record) => view(scope.project, record));
    },
    async create(call, input) {
      requireWrite(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const { title, external_id: externalId } = input;
      const find = async () =>
        externalId === undefined ? undefined : store.find(scope, 'conversation', externalId);
      const existing = await find();
      if (existing !== undefined && existing.state === 'active') return view(scope.project, existing);
      const put = conversationPut(newId('conv'), { title, externalId, messages: 0 }, 'absent');
      try {
        const { results } = await commitFor(store, clock, call, scope, [put]);
        return view(scope.project, await require(scope, results[0]?.id ?? put.id));
      } catch (error) {
        // Somebody else began it at the same moment.
        const other =
          error instanceof KeepsakeError && error.code === 'DRIVE_ITEM_CONFLICT' ? await find() : undefined;
        if (other === undefined) throw error;
        return view(scope.project, other);
      }
    },
    async get(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      return view(scope.project, await require(scope, input.conversationId));
    },
    async remove(call, input) {
      requireWrite(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const id = input.conversationId;
      await inTurn(id, async () => {
        const current = await require(scope, id);
        const { payload } = typed<ConversationPayload>(current);
        const put = {
          ...conversationPut(id, { ...payload, externalId: undefined }, { version: current.version }),
          state: 'deleted',
        };
        const rows = search.indexRecord({ id, type: 'message', title: '', updatedAt: clock(), pieces: [] });
        await commitFor(store, clock, call, scope, [put, ...rows]);
      });
      return { deleted: true, id };
    },
    async append(call, input) {
      requireWrite(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const items = await inTurn(input.conversationId, async () => {
        for (let tries = 1; ; tries++) {
          try {
            return await appendOnce(call, scope, input);
          } catch (error) {
            const raced = error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT';
            if (!raced || tries === maxTries) throw error;
          }
        }
      });
      return { items };
    },
    async read(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const record = await require(scope, input.conversationId);
      const total = typed<ConversationPayload>(record).payload.messages;
      const { first, end } = spanOf(input, total);
      const records = await store.list(scope, {
        kind: 'message',
        parent: record.id,
        order: 'sort',
        offset: first,
        limit: Math.max(0, end - first),
      });
      return { items: records.map(viewMessage), total };
    },
  };
}

/** The positions to read: the last ones unless told where from. */
function spanOf(
  { after, before, limit }: Input<'readMessages'>,
  total: number,
): { first: number; end: number } {
  const end = Math.min(total, before ?? total);
  if (after === undefined) return { first: Math.max(0, end - limit), end };
  return { first: after + 1, end: Math.min(end, after + 1 + limit) };
}

function conversationPut(id: string, payload: ConversationPayload, expect: NonNullable<Put['expect']>): Put {
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
  const { role, name, content, external_id: externalId } = message;
  const time = message.time === undefined ? at : Date.parse(message.time);
  const payload: MessagePayload = { conversation, position, role, name, content, time, externalId };
  return {
    op: 'put',
    kind: 'message',
    id: newId('msg'),
    parent: conversation,
    state: 'active',
    expect: 'absent',
    sort: String(position).padStart(10, '0'),
    payload: asJson(payload),
    ...(externalId === undefined ? {} : { unique: uniqueOf(conversation, externalId) }),
  };
}

function uniqueOf(conversation: string, externalId: string): string {
  return `${conversation} ${externalId}`;
}

function indexRows(
  search: SearchEngine,
  id: string,
  { title, messages: from }: ConversationPayload,
  messages: readonly Put[],
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
  return search.indexRecord({ id, type: 'message', title, updatedAt: at, pieces, from, append: true });
}

function view(project: string, record: StoredRecord): Conversation {
  const { payload } = typed<ConversationPayload>(record);
  return {
    id: record.id,
    project_id: project,
    title: payload.title,
    ...(payload.externalId === undefined ? {} : { external_id: payload.externalId }),
    messages: payload.messages,
    created_by: viewAuthor(record.createdBy),
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
}

function viewMessage(record: StoredRecord): Message {
  const { conversation, position, role, name, content, time, externalId } =
    typed<MessagePayload>(record).payload;
  return {
    id: record.id,
    conversation_id: conversation,
    position,
    role,
    ...(name === undefined ? {} : { name }),
    content,
    time: viewTime(time),
    ...(externalId === undefined ? {} : { external_id: externalId }),
    created_by: viewAuthor(record.createdBy),
  };
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no conversation ${id} in this project. List them for current ids.`,
  );
}

/** Conversations: messages are appended at dense positions, each once, and found like everything else. */
import type { z } from 'zod';
import { KeepsakeError, type Conversation, type Message, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import {
  conversationPut,
  createAppending,
  viewMessage,
  type ConversationPayload,
  type ConversationsDependencies,
} from './appending.ts';
import type { Scope, Store, StoredRecord } from '../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from './caller.ts';
import { indexReader } from './index-reader.ts';
import { commitFor, retryOnConflict, listPage, typed, viewAuthor, viewTime } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;

export interface Conversations {
  list(
    caller: Caller,
    input: Input<'listConversations'>,
  ): Promise<z.output<typeof operations.listConversations.output>>;
  create(call: Call, input: Input<'createConversation'>): Promise<Conversation>;
  get(caller: Caller, input: Input<'getConversation'>): Promise<Conversation>;
  /** By id or by the client's name for it. */
  find(caller: Caller, input: { projectId: string; name: string }): Promise<Conversation | undefined>;
  update(call: Call, input: Input<'updateConversation'>): Promise<Conversation>;
  search(
    caller: Caller,
    input: Input<'searchMessages'>,
  ): Promise<z.output<typeof operations.searchMessages.output>>;
  remove(call: Call, input: Input<'deleteConversation'>): Promise<{ deleted: true; id: string }>;
  append(call: Call, input: Input<'appendMessages'>): Promise<{ items: Message[] }>;
  read(caller: Caller, input: Input<'readMessages'>): Promise<{ items: Message[]; total: number }>;
}

/** Reads of a conversation that is appended to faster than it is read. */
const mostReads = 5;

/** The service of conversations. Every method checks that the caller may reach the project. */
export function createConversations({ store, search, clock }: ConversationsDependencies): Conversations {
  async function require(scope: Scope, id: string): Promise<StoredRecord> {
    const record = await store.get(scope, 'conversation', id);
    if (record === undefined || record.state !== 'active') throw notFound(id);
    return record;
  }

  const { append, inTurn } = createAppending({ store, search, clock }, require);

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
      const retentionDays = input.retention_days ?? undefined;
      const find = async () =>
        externalId === undefined ? undefined : store.find(scope, 'conversation', externalId);
      const existing = await find();
      if (existing !== undefined && existing.state === 'active') return view(scope.project, existing);
      const put = conversationPut(newId('conv'), { title, externalId, messages: 0, retentionDays }, 'absent');
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
    async find(caller, { projectId, name }) {
      const scope = await projectScope(store, caller, projectId);
      const record = isId(name)
        ? await store.get(scope, 'conversation', name)
        : await store.find(scope, 'conversation', name);
      return record?.state === 'active' ? view(scope.project, record) : undefined;
    },
    update: (call, input) => updateConversation({ store, search, clock }, inTurn, require, call, input),
    async search(caller, { projectId, conversationId, query, limit }) {
      const scope = await projectScope(store, caller, projectId);
      const record = await require(scope, conversationId);
      const filters = { types: ['message'], records: [record.id] } as const;
      const hits = await search.search([indexReader(store, scope)], { text: query, limit, ...filters });
      const found = hits.map(async ({ ordinal, score }) => {
        const at = { kind: 'message', parent: record.id, order: 'sort', offset: ordinal, limit: 1 } as const;
        return (await store.list(scope, at)).map((one) => ({ ...viewMessage(one), score }));
      });
      return { items: (await Promise.all(found)).flat() };
    },
    async remove(call, input) {
      requireWrite(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const id = input.conversationId;
      const remove = async () => {
        const current = await store.get(scope, 'conversation', id);
        if (current === undefined) throw notFound(id);
        if (current.state === 'deleted') return;
        const { payload } = typed<ConversationPayload>(current);
        const put = {
          ...conversationPut(id, { ...payload, externalId: undefined }, { version: current.version }),
          state: 'deleted',
        };
        const rows = search.indexRecord({ id, type: 'message', title: '', updatedAt: clock(), pieces: [] });
        await commitFor(store, clock, call, scope, [put, ...rows]);
      };
      await inTurn(id, () => retryOnConflict(remove));
      return { deleted: true, id };
    },
    async append(call, input) {
      requireWrite(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      return { items: await append(call, scope, input) };
    },
    async read(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      for (let tries = 1; ; tries++) {
        const read = await readOnce(store, scope, await require(scope, input.conversationId), input);
        if (read.isWhole || tries === mostReads) return { items: read.items, total: read.total };
      }
    },
  };
}

/** What was appended since the conversation was read shifts what is read of it: then it is not whole. */
async function readOnce(
  store: Store,
  scope: Scope,
  record: StoredRecord,
  input: Input<'readMessages'>,
): Promise<{ items: Message[]; total: number; isWhole: boolean }> {
  const { messages: total, first: oldest = 0 } = typed<ConversationPayload>(record).payload;
  const { first, end } = spanOf(input, oldest, total);
  const limit = Math.max(0, end - first);
  // From the nearer end: passing over messages costs.
  const descending = first > total - end;
  const offset = descending ? total - end : first;
  const query = { kind: 'message', parent: record.id, order: 'sort', descending, offset, limit } as const;
  const items = (await store.list(scope, query)).map(viewMessage);
  if (descending) items.reverse();
  const isWhole = limit === 0 || (items[0]?.position === first && items.at(-1)?.position === end - 1);
  return { items, total, isWhole };
}

/** The positions to read: the last ones unless told where from. */
function spanOf(
  { after, before, limit }: Input<'readMessages'>,
  oldest: number,
  total: number,
): { first: number; end: number } {
  const end = Math.min(total, before ?? total);
  if (after === undefined) return { first: Math.max(oldest, end - limit), end };
  const first = Math.max(oldest, after + 1);
  return { first, end: Math.min(end, first + limit) };
}

/** Changes title, summary and retention. Messages that are indexed keep the title they were appended under. */
async function updateConversation(
  { store, clock }: ConversationsDependencies,
  inTurn: <T>(id: string, work: () => Promise<T>) => Promise<T>,
  require: (scope: Scope, id: string) => Promise<StoredRecord>,
  call: Call,
  input: Input<'updateConversation'>,
): Promise<Conversation> {
  requireWrite(call.caller);
  const scope = await projectScope(store, call.caller, input.projectId);
  const { conversationId: id, title, summary, retention_days: days } = input;
  const change = async () => {
    const current = await require(scope, id);
    const { payload } = typed<ConversationPayload>(current);
    const at = clock();
    const next: ConversationPayload = {
      ...payload,
      ...(title === undefined ? {} : { title }),
      ...(days === undefined ? {} : { retentionDays: days ?? undefined }),
      ...(summary === undefined ? {} : { summary: summaryOf(summary, payload.messages, at) }),
    };
    await commitFor(store, () => at, call, scope, [conversationPut(id, next, { version: current.version })]);
    return view(scope.project, await require(scope, id));
  };
  return inTurn(id, () => retryOnConflict(change));
}

function summaryOf(text: string, upTo: number, at: number): ConversationPayload['summary'] {
  return text === '' ? undefined : { text, upTo, at };
}

function isId(name: string): boolean {
  return /^conv_[0-9a-z]{26}$/.test(name);
}

/** A conversation without a title goes by its day. */
function untitled(at: number): string {
  return `Conversation of ${viewTime(at).slice(0, 10)}`;
}

function view(project: string, record: StoredRecord): Conversation {
  const { payload } = typed<ConversationPayload>(record);
  return {
    id: record.id,
    project_id: project,
    title: payload.title === '' ? untitled(record.createdAt) : payload.title,
    ...(payload.externalId === undefined ? {} : { external_id: payload.externalId }),
    messages: payload.messages,
    first: payload.first ?? 0,
    ...(payload.summary === undefined ? {} : { summary: viewSummary(payload.summary) }),
    retention_days: payload.retentionDays ?? null,
    created_by: viewAuthor(record.createdBy),
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
}

function viewSummary({ text, upTo, at }: NonNullable<ConversationPayload['summary']>) {
  return { text, up_to: upTo, updated_at: viewTime(at) };
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no conversation ${id} in this project. List them for current ids.`,
  );
}

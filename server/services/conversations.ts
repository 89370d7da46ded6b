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
import type { Scope, StoredRecord } from '../store/store.ts';
import { projectScope, requireWrite, type Call, type Caller } from './caller.ts';
import { commitFor, retryOnConflict, listPage, typed, viewAuthor, viewTime } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;

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
      const record = await require(scope, input.conversationId);
      const total = typed<ConversationPayload>(record).payload.messages;
      const { first, end } = spanOf(input, total);
      // From the nearer end: passing over messages costs.
      const descending = first > total - end;
      const records = await store.list(scope, {
        kind: 'message',
        parent: record.id,
        order: 'sort',
        descending,
        offset: descending ? total - end : first,
        limit: Math.max(0, end - first),
      });
      const items = records.map(viewMessage);
      return { items: descending ? items.reverse() : items, total };
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
    created_by: viewAuthor(record.createdBy),
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no conversation ${id} in this project. List them for current ids.`,
  );
}

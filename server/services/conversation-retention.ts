/** Removes messages of conversations whose time is over, with their text and what was found of them. */
import type { Logger } from 'pino';
import { KeepsakeError } from '../../contract/index.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Job, Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import {
  conversationPut,
  messageName,
  messageRows,
  messageSort,
  type ConversationPayload,
  type MessagePayload,
} from './appending.ts';
import { serverCommit, startJobs } from './jobs.ts';
import { asJson, retryOnConflict, typed, type Clock } from './records.ts';
import { everyPage, everyRecord } from './walking.ts';

export interface RetentionOptions {
  store: Store;
  search: SearchEngine;
  clock: Clock;
  logger: Logger;
}

export interface Retention {
  /** One look at every conversation of every project. */
  sweep(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const dayMs = 86_400_000;
const atOnce = 500;
const everyMs = 600_000;
const pollMs = 60_000;
const jobId = 'conversation-retention';

/**
 * Looks every ten minutes, on one server of a store at a time: it is a job that stays in the queue. A message is over the
 * set number of days after it was appended.
 */
export function startRetention({ store, search, clock, logger }: RetentionOptions): Retention {
  async function sweep(signal?: AbortSignal): Promise<void> {
    for (const account of await store.accounts())
      for await (const { id } of everyRecord(store, { account }, { kind: 'project', states: ['active'] }))
        await sweepProject({ account, project: id }, signal);
  }

  async function sweepProject(scope: Required<Scope>, signal?: AbortSignal): Promise<void> {
    const query = { kind: 'conversation', states: ['active'] };
    for await (const page of everyPage(store, scope, query, atOnce))
      for (const { id, payload } of page.map((record) => typed<ConversationPayload>(record))) {
        signal?.throwIfAborted();
        if (payload.retentionDays !== undefined) await retryOnConflict(() => sweepOne(scope, id));
      }
  }

  async function sweepOne(scope: Required<Scope>, id: string): Promise<void> {
    const record = await store.get(scope, 'conversation', id);
    if (record === undefined || record.state !== 'active') return;
    const { payload } = typed<ConversationPayload>(record);
    const { retentionDays, first = 0, messages } = payload;
    if (retentionDays === undefined) return;
    const at = clock();
    const query = { kind: 'message', parent: id, order: 'sort', offset: first } as const;
    const kept = await store.list(scope, { ...query, limit: Math.max(1, messages - first) });
    const end = kept.findIndex(({ createdAt }) => createdAt > at - retentionDays * dayMs);
    const over = end === -1 ? kept : kept.slice(0, end);
    if (over.length === 0) return;
    const next = first + over.length;
    const conversation = { id, title: payload.title, from: next, append: false };
    const left = kept.slice(over.length);
    const rows =
      left.length > 0
        ? messageRows(search, conversation, left, at)
        : search.indexRecord({ id, type: 'message', title: '', updatedAt: at, pieces: [] });
    const put = conversationPut(id, { ...payload, first: next }, { version: record.version });
    await store.commit(scope, serverCommit(scope.account, at, [...over.map(expired), put, ...rows]));
  }

  const run = (_job: Job, signal: AbortSignal) => sweep(signal);
  const jobs = startJobs({
    store,
    clock,
    logger,
    kind: jobId,
    concurrency: 1,
    againMs: everyMs,
    pollMs,
    run,
  });
  const asked = ask(store, clock)
    .then(jobs.wake)
    .catch((error: unknown) =>
      logger.error({ err: error }, 'the removal of messages could not be asked for'),
    );
  return {
    sweep,
    async close() {
      await asked;
      await jobs.close();
    },
  };
}

/** Puts the job into the queue of a store once and for all: asked for again, it would begin anew beside who is at it. */
async function ask(store: Store, clock: Clock): Promise<void> {
  const [account] = await store.accounts();
  if (account === undefined || (await store.get({ account }, 'tidied', jobId)) !== undefined) return;
  const enqueue: Operation = { op: 'enqueue', id: jobId, kind: jobId, priority: 5, payload: {} };
  const put: Put = {
    op: 'put',
    kind: 'tidied',
    id: jobId,
    state: 'asked',
    payload: {},
    expect: 'absent',
    history: false,
  };
  await store.commit({ account }, serverCommit(account, clock(), [put, enqueue])).catch((error: unknown) => {
    // Another server was faster.
    if (!(error instanceof KeepsakeError && error.code === 'VERSION_CONFLICT')) throw error;
  });
}

/** Keeps its place and the client's id, so that it is not appended again; nothing of what was said. */
function expired(record: StoredRecord): Put {
  const { conversation, position, role, externalId } = typed<MessagePayload>(record).payload;
  return {
    op: 'put',
    kind: 'message',
    id: record.id,
    parent: conversation,
    state: 'expired',
    expect: { version: record.version },
    sort: messageSort(position),
    history: false,
    payload: asJson({ conversation, position, role, content: '', time: 0, externalId }),
    ...(externalId === undefined ? {} : { unique: messageName(conversation, externalId) }),
  };
}

/** Builds a project's index anew from what is canonical: memories, messages and the bytes of documents. */
import type { IndexState } from '../../contract/index.ts';
import { indexFormat, manifestId, type SearchEngine } from '../search/search.ts';
import type { Job, ListQuery, Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { messageRows, type ConversationPayload } from './appending.ts';
import { projectScope, requireOwner, type Call, type Caller } from './caller.ts';
import { manifestPut } from './index-reader.ts';
import { reindexDocument, type IndexingDependencies } from './indexing.ts';
import { serverCommit, startJobs, type Jobs } from './jobs.ts';
import { inLanes } from './lanes.ts';
import { memoryRows } from './memories/record.ts';
import { asJson, commitFor, retryOnConflict, typed, viewTime, type Clock } from './records.ts';
import { everyPage } from './walking.ts';

export interface Reindexing {
  ask(call: Call, input: { projectId: string }): Promise<IndexState>;
  state(caller: Caller, input: { projectId: string }): Promise<IndexState>;
  start(): Jobs;
}

interface Progress {
  readonly done: number;
  readonly total: number;
  /** Of the index that is there, or being built. */
  readonly format: number;
}

/** With a project that is new, so that an index of a format to come is known to be older. */
export function newIndexPut(project: string): Put {
  return progressPut(project, 'done', { done: 0, total: 0 });
}

function progressPut(project: string, state: string, progress: Omit<Progress, 'format'>): Put {
  const payload = asJson({ ...progress, format: indexFormat } satisfies Progress);
  return { op: 'put', kind: 'reindexing', id: project, state, payload, history: false };
}

/** What starts it. */
function askOperations(project: string, total: number): Operation[] {
  return [
    progressPut(project, 'running', { done: 0, total }),
    { op: 'enqueue', id: `reindex_${project}`, kind: 'reindex', priority: 9, payload: { project } },
  ];
}

/** Memories in one commit. */
const memoriesAtOnce = 100;
/** Messages in one commit; those of a longer conversation are found again commit by commit. */
const messagesAtOnce = 2_000;
const conversationsAtOnce = 100;
const documentsAtOnce = 100;

/**
 * Everything stays findable meanwhile, as it was: each record's rows are replaced in one commit, unless the record
 * changed, and what it then has is newer anyway.
 */
export function createReindexing(dependencies: IndexingDependencies): Reindexing {
  const { store, search, clock, logger } = dependencies;

  async function view({ account, project }: Required<Scope>): Promise<IndexState> {
    const record = await store.get({ account }, 'reindexing', project);
    // As after restoring a backup, which holds no index: the start of the server asks for one.
    if (record === undefined) return { status: 'reindexing', done: 0, total: 0 };
    const { done, total, format } = typed<Progress>(record).payload;
    const status = record.state === 'running' || format !== indexFormat ? 'reindexing' : 'okay';
    return { status, done, total, updated_at: viewTime(record.updatedAt) };
  }

  async function run(job: Job, signal: AbortSignal): Promise<void> {
    const { project } = job.payload as { project: string };
    const scope = { account: job.account, project };
    const total = await countOf(store, scope);
    let done = 0;
    const report = async (more: number, state = 'running') => {
      signal.throwIfAborted();
      done += more;
      const put = progressPut(project, state, { done, total: Math.max(done, total) });
      await store.commit({ account: job.account }, serverCommit(job.account, clock(), [put]));
    };
    const writing = { store, search, clock, scope };
    for await (const records of pagesOf(store, scope, 'memory', memoriesAtOnce)) {
      await retryOnConflict(() => writeMemories(writing, records));
      await report(records.length);
    }
    for await (const records of pagesOf(store, scope, 'conversation', conversationsAtOnce)) {
      for (const { id } of records) await retryOnConflict(() => writeConversation(writing, id));
      await report(records.length);
    }
    for await (const records of pagesOf(store, scope, 'document', documentsAtOnce))
      await inLanes(records, dependencies.concurrency, async ({ id }) => {
        await reindexDocument(dependencies, scope, id, signal).catch((error: unknown) => {
          signal.throwIfAborted();
          logger.error(
            { err: error, document: id },
            'a document could not be indexed again; it stays as it was',
          );
        });
        await report(1);
      });
    await report(0, 'done');
  }

  let jobs: Jobs | undefined;
  return {
    async ask(call, input) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const { account, project } = scope;
      const operations = askOperations(project, await countOf(store, scope));
      await commitFor(store, clock, call, { account }, operations);
      jobs?.wake();
      return view(scope);
    },
    state: async (caller, input) => view(await projectScope(store, caller, input.projectId)),
    start() {
      const started = startJobs({ store, clock, logger, kind: 'reindex', concurrency: 1, run });
      jobs = started;
      const looked = askForOld(store, clock)
        .then((asked) => {
          if (asked > 0) logger.info({ projects: asked }, 'indexes of an older format are built anew');
          started.wake();
        })
        .catch((error: unknown) => logger.error({ err: error }, 'older indexes could not be looked for'));
      const close = async (): Promise<void> => {
        await looked;
        await started.close();
      };
      return { ...started, close };
    },
  };
}

/** Asks for every project whose index is of another format; returns how many. */
async function askForOld(store: Store, clock: Clock): Promise<number> {
  let asked = 0;
  for (const account of await store.accounts()) {
    for await (const projects of pagesOf(store, { account }, 'project', projectsAtOnce)) {
      for (const { id } of projects) {
        const known = await store.get({ account }, 'reindexing', id);
        if (known !== undefined && typed<Progress>(known).payload.format === indexFormat) continue;
        await store.commit({ account }, serverCommit(account, clock(), askOperations(id, 0)));
        asked++;
      }
    }
  }
  return asked;
}

const projectsAtOnce = 100;

const kinds = {
  project: ['active', 'deleted'],
  memory: ['active'],
  conversation: ['active'],
  document: ['okay'],
} as const;
type Kind = keyof typeof kinds;

async function countOf(store: Store, scope: Scope): Promise<number> {
  const counted = ['memory', 'conversation', 'document'] as const;
  const counts = counted.map((kind) => store.count(scope, { kind, states: kinds[kind] }));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** All records of a kind, oldest first: what is made meanwhile comes last, so that none is passed over. */
async function* pagesOf(
  store: Store,
  scope: Scope,
  kind: Kind,
  limit: number,
): AsyncGenerator<StoredRecord[]> {
  yield* everyPage(store, scope, { kind, states: kinds[kind] }, limit);
}

/** What writing rows of an index anew needs. */
export interface Writing {
  readonly store: Store;
  readonly search: SearchEngine;
  readonly clock: () => number;
  readonly scope: Required<Scope>;
}

/** Rows alone would go unnoticed: with the list of segments written again, every reader takes up all of it anew. */
async function commitRows({ store, clock, scope }: Writing, operations: readonly Operation[]): Promise<void> {
  const manifest = await store.get(scope, 'index', manifestId);
  const put = manifestPut({ value: manifest?.payload ?? {}, replaces: manifest?.version });
  await store.commit(scope, serverCommit(scope.account, clock(), [...operations, put]));
}

async function writeMemories(writing: Writing, listed: readonly StoredRecord[]): Promise<void> {
  const { store, search, scope } = writing;
  const records = await Promise.all(listed.map(({ id }) => store.get(scope, 'memory', id)));
  const operations = records.flatMap((record) =>
    record === undefined
      ? []
      : [unchanged(record), ...memoryRows(search, record, record.updatedAt, { writer: record.updatedBy })],
  );
  await commitRows(writing, operations);
}

/** Indexes a conversation anew from its messages. */
export async function writeConversation(writing: Writing, id: string): Promise<void> {
  const { store, search, scope } = writing;
  const record = await store.get(scope, 'conversation', id);
  if (record === undefined || record.state !== 'active') return;
  const { title, messages, first = 0 } = typed<ConversationPayload>(record).payload;
  for (let offset = first; offset < messages; offset += messagesAtOnce) {
    const query: ListQuery = { kind: 'message', parent: id, order: 'sort', offset, limit: messagesAtOnce };
    const page = await store.list(scope, query);
    const conversation = { id, title, from: offset, append: offset > first };
    const rows = messageRows(search, conversation, page, record.updatedAt);
    await commitRows(writing, [unchanged(record), ...rows]);
  }
}

/** Refuses the commit when the record was changed since it was read. */
function unchanged({ kind, id, version }: StoredRecord): Operation {
  return { op: 'check', kind, id, version };
}

/** Projects: created, described, deleted and restored by their owner; read by the keys that reach them. */
import type { z } from 'zod';
import { KeepsakeError, type operations, type Project } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, projectScope, requireOwner, type Call, type Caller } from './caller.ts';
import { readMark } from './activity/events.ts';
import { changedRelay } from './project-changes.ts';
import { newIndexPut } from './reindexing.ts';
import {
  asJson,
  commitFor,
  listPage,
  retryOnConflict,
  typed,
  viewTime,
  writtenRecord,
  type Clock,
} from './records.ts';
import { countedDocuments, countOf, type Tallies } from './tallies.ts';

interface ProjectPayload {
  readonly name: string;
  readonly description: string;
}

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Projects {
  list(caller: Caller, input: Input<'listProjects'>): Promise<Output<'listProjects'>>;
  create(call: Call, input: Input<'createProject'>): Promise<Project>;
  get(caller: Caller, input: Input<'getProject'>): Promise<Project>;
  update(call: Call, input: Input<'updateProject'>): Promise<Project>;
  archive(call: Call, input: Input<'archiveProject'>): Promise<Project>;
  remove(call: Call, input: Input<'deleteProject'>): Promise<{ deleted: true; id: string }>;
  restore(call: Call, input: Input<'restoreProject'>): Promise<Project>;
  overview(caller: Caller, input: Input<'getProjectOverview'>): Promise<Output<'getProjectOverview'>>;
  changes(caller: Caller, input: Input<'listChanges'>): Promise<Output<'listChanges'>>;
}

export interface ProjectsDependencies {
  store: Store;
  clock: Clock;
  tallies: Tallies;
}

/** The service of projects. */
export function createProjects({ store, clock, tallies }: ProjectsDependencies): Projects {
  async function view(caller: Caller, stored: StoredRecord): Promise<Project> {
    const tally = await tallies.of({ account: caller.account, project: stored.id });
    const [read] = await store.marks(caller.account, [readMark(stored.id)], 0);
    const { payload } = typed<ProjectPayload>(stored);
    return {
      id: stored.id,
      name: payload.name,
      description: payload.description,
      status: stored.state as Project['status'],
      document_count: countOf(tally, 'document', countedDocuments),
      memory_count: countOf(tally, 'memory', ['active']),
      conversation_count: countOf(tally, 'conversation', ['active']),
      entry_count: countOf(tally, 'entry', ['active']),
      last_activity_at: viewTime(Math.max(tally.at, stored.updatedAt, read?.at ?? 0)),
      created_at: viewTime(stored.createdAt),
      updated_at: viewTime(stored.updatedAt),
    };
  }

  async function require(scope: Scope, id: string, states: readonly string[]): Promise<StoredRecord> {
    const record = await store.get(scope, 'project', id);
    if (record === undefined || !states.includes(record.state)) throw notFound(id);
    return record;
  }

  function change(
    call: Call,
    id: string,
    from: readonly string[],
    next: (payload: ProjectPayload) => { state: string; payload: ProjectPayload },
  ): Promise<StoredRecord> {
    requireOwner(call.caller);
    const scope = accountScope(call.caller);
    return retryOnConflict(async () => {
      const at = clock();
      const before = await require(scope, id, from);
      const { state, payload } = next(typed<ProjectPayload>(before).payload);
      const put: Put = {
        op: 'put',
        kind: 'project',
        id,
        state,
        payload: asJson(payload),
        expect: { version: before.version },
      };
      const told = isSame(payload, typed<ProjectPayload>(before).payload) ? [] : [changedRelay(id)];
      const commit = await commitFor(store, () => at, call, scope, [put, ...told]);
      return writtenRecord(store, scope, { call, at, commit, put, before });
    });
  }

  async function move(call: Call, id: string, from: readonly string[], state: string): Promise<Project> {
    return view(call.caller, await change(call, id, from, (payload) => ({ state, payload })));
  }

  return {
    list: (caller, input) => listProjects(store, caller, input, (record) => view(caller, record)),
    async create(call, input) {
      requireOwner(call.caller);
      const at = clock();
      const id = newId('prj');
      const scope = accountScope(call.caller);
      const payload = asJson({ name: input.name, description: input.description });
      const put: Put = { op: 'put', kind: 'project', id, state: 'active', payload, expect: 'absent' };
      const commit = await commitFor(store, () => at, call, scope, [
        { op: 'create-project', project: id },
        put,
        newIndexPut(id),
      ]);
      return view(call.caller, await writtenRecord(store, scope, { call, at, commit, put }));
    },
    async get(caller, input) {
      await projectScope(store, caller, input.projectId);
      return view(caller, await require(accountScope(caller), input.projectId, ['active']));
    },
    async update(call, input) {
      const record = await change(call, input.projectId, ['active'], ({ name, description }) => ({
        state: 'active',
        payload: { name: input.name ?? name, description: input.description ?? description },
      }));
      return view(call.caller, record);
    },
    archive: (call, input) => move(call, input.projectId, ['active'], 'archived'),
    async remove(call, input) {
      await move(call, input.projectId, ['active', 'archived'], 'deleted');
      return { deleted: true, id: input.projectId };
    },
    restore: (call, input) => move(call, input.projectId, ['archived', 'deleted'], 'active'),
    async overview(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const record = await require(accountScope(caller), input.projectId, ['active']);
      return {
        ...(await contentsOf(store, scope)),
        project: await view(caller, record),
        default_for_writes: isDefault(caller, record.id),
      };
    },
    changes: (caller, input) => listChanges(store, caller, input),
  };
}

function isSame(one: ProjectPayload, other: ProjectPayload): boolean {
  return one.name === other.name && one.description === other.description;
}

async function listChanges(
  store: Store,
  caller: Caller,
  input: Input<'listChanges'>,
): Promise<Output<'listChanges'>> {
  const scope = await projectScope(store, caller, input.projectId);
  const commits = await store.changes(scope, input.after, input.limit);
  // Asked for afterwards: a head that is older than the commits beside it would count back.
  return { changes: commits.map(viewCommit), head: await store.head(scope) };
}

/** The owner sees every project; a key those of its set that still exist. */
async function listProjects(
  store: Store,
  caller: Caller,
  input: Input<'listProjects'>,
  view: (record: StoredRecord) => Promise<Project>,
): Promise<Output<'listProjects'>> {
  const scope = accountScope(caller);
  if (caller.type === 'owner') {
    return listPage(
      store,
      scope,
      { kind: 'project', states: [input.status], order: 'created', descending: true },
      input,
      view,
    );
  }
  const ids = input.status === 'active' ? caller.projects : [];
  const records = await Promise.all(ids.map((id) => store.get(scope, 'project', id)));
  const active = records.filter((record) => record?.state === 'active') as StoredRecord[];
  const { page, page_size } = input;
  const shown = active
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
    .slice((page - 1) * page_size, page * page_size);
  const pagination = {
    page,
    page_size,
    total: active.length,
    total_pages: Math.ceil(active.length / page_size),
  };
  return { items: await Promise.all(shown.map(view)), pagination };
}

/** The newest documents and memories of a project, in short. */
async function contentsOf(
  store: Store,
  scope: Scope,
): Promise<Pick<Output<'getProjectOverview'>, 'documents' | 'recent_memories'>> {
  const newest = { order: 'changed', descending: true } as const;
  const [documents, memories] = await Promise.all([
    store.list(scope, { kind: 'document', states: countedDocuments, ...newest, limit: 20 }),
    store.list(scope, { kind: 'memory', states: ['active'], ...newest, limit: 10 }),
  ]);
  const recent_memories = memories.map((memory) => {
    const { name } = typed<{ name: string }>(memory).payload;
    return { id: memory.id, name, updated_at: viewTime(memory.updatedAt) };
  });
  return { documents: documents.map(overviewDocument), recent_memories };
}

function isDefault(caller: Caller, project: string): boolean {
  return caller.type === 'key' && caller.defaultProject === project;
}

function overviewDocument(record: StoredRecord) {
  const { name, pages } = typed<{ name: string; pages?: number }>(record).payload;
  return { id: record.id, name, status: record.state, ...(pages === undefined ? {} : { pages }) };
}

/** Not what the server keeps for itself, such as the list of index segments, nor what is aside on a branch. */
function isPublic({ kind, branch }: { kind: string; branch?: string }): boolean {
  return kind !== 'index' && branch === undefined;
}

function viewCommit(
  commit: Awaited<ReturnType<Store['changes']>>[number],
): Output<'listChanges'>['changes'][number] {
  const { type, id, client } = commit.author;
  return {
    seq: commit.seq,
    time: viewTime(commit.at),
    author: { type, ...(type === 'key' ? { key_id: id } : {}), ...(client === undefined ? {} : { client }) },
    records: commit.records.filter(isPublic).map((record) => ({
      kind: record.kind,
      id: record.id,
      version: record.version,
      revision: record.revision,
      status: record.state,
    })),
  };
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `There is no project ${id}. List the projects to find its id.`);
}

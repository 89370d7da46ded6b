/** Documents: drive files attached to projects. Attaching asks for extraction; `indexing.ts` does it. */
import type { z } from 'zod';
import { KeepsakeError, type Document, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Operation, Put, Relay, Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, projectScope, requireOwner, type Call, type Caller } from './caller.ts';
import { recordDifference, recordHistory, requireRevision } from './history.ts';
import { asJson, commitFor, listPage, retryOnConflict, typed, viewTime, type Clock } from './records.ts';
import type { ItemPayload } from './drive.ts';

/** What every state of a document knows. */
export interface DocumentSource {
  readonly itemId: string;
  readonly versionId: string;
  readonly name: string;
  readonly mediaType?: string;
  readonly size: number;
}

/** Facts that come with the states okay and error. */
export type DocumentPayload = DocumentSource & {
  readonly passages?: number;
  readonly pages?: number;
  readonly title?: string;
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly retry?: boolean;
};

/** The payload of an `extract` job. */
export interface ExtractJob {
  readonly project: string;
  readonly document: string;
  readonly versionId: string;
}

interface AttachmentPayload {
  readonly projectId: string;
  readonly itemId: string;
}

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Documents {
  list(caller: Caller, input: Input<'listDocuments'>): Promise<Output<'listDocuments'>>;
  get(caller: Caller, input: Input<'getDocument'>): Promise<Document>;
  add(call: Call, input: Input<'addDocuments'>): Promise<Output<'addDocuments'>>;
  remove(call: Call, input: Input<'removeDocument'>): Promise<{ deleted: true; id: string }>;
  retry(call: Call, input: Input<'retryDocument'>): Promise<Document>;
  history(caller: Caller, input: Input<'getDocumentHistory'>): Promise<Output<'getDocumentHistory'>>;
  diff(caller: Caller, input: Input<'diffDocument'>): Promise<Output<'diffDocument'>>;
  restore(call: Call, input: Input<'restoreDocument'>): Promise<Document>;
  /** What attaches a file to projects and, when it is a new version, indexes it again wherever it is attached. */
  attachOperations(caller: Caller, projects: readonly string[], file: AttachedFile): Promise<Operation[]>;
  /** What detaches files everywhere, and the projects that this concerns. */
  detachOperations(
    account: string,
    items: readonly string[],
  ): Promise<{ operations: Operation[]; projects: string[] }>;
  /** The id of the document that an item is in a project. */
  idOf(account: string, project: string, item: string): Promise<string>;
  /** Tells the indexing that there may be new jobs. */
  wake(): void;
}

export interface AttachedFile {
  readonly id: string;
  readonly payload: ItemPayload;
  readonly isNewVersion: boolean;
}

const shownStates = ['pending', 'running', 'okay', 'error'] as const;
const diffFields = ['name', 'mediaType', 'size', 'versionId', 'passages', 'pages', 'reason'] as const;

/** The service of documents. `wake` is called whenever there may be something to extract. */
export function createDocuments({
  store,
  clock,
  search,
  wake,
}: {
  store: Store;
  clock: Clock;
  search: SearchEngine;
  wake: () => void;
}): Documents {
  async function require(
    scope: Required<Scope>,
    id: string,
    states: readonly string[] = shownStates,
  ): Promise<StoredRecord> {
    const record = await store.get(scope, 'document', id);
    if (record === undefined || !states.includes(record.state)) throw notFound(id);
    return record;
  }

  async function getView(caller: Caller, project: string, id: string): Promise<Document> {
    const scope = await projectScope(store, caller, project);
    return viewDocument(project, await require(scope, id));
  }

  async function attachments(account: string, item: string): Promise<StoredRecord[]> {
    return store.list(
      { account },
      { kind: 'attachment', parent: item, states: ['active'], order: 'created', limit: 10_000 },
    );
  }

  async function detachOperations(account: string, items: readonly string[]) {
    const found = (await Promise.all(items.map((item) => attachments(account, item)))).flat();
    const projects = [...new Set(found.map((record) => typed<AttachmentPayload>(record).payload.projectId))];
    const detached = await Promise.all(found.map((record) => detach(store, search, account, record)));
    return { operations: detached.flat(), projects };
  }

  async function attachOperations(
    caller: Caller,
    projects: readonly string[],
    file: AttachedFile,
  ): Promise<Operation[]> {
    for (const project of projects) await projectScope(store, caller, project);
    const existing = await attachments(caller.account, file.id);
    const attached = existing.map((record) => ({
      id: record.id,
      project: typed<AttachmentPayload>(record).payload.projectId,
    }));
    const source = sourceOf(file);
    const again = file.isNewVersion ? attached.flatMap(({ id, project }) => index(project, id, source)) : [];
    const added = projects.filter((project) => !attached.some((other) => other.project === project));
    return [...again, ...added.flatMap((project) => attach(project, newId('doc'), file.id, source))];
  }

  return {
    async list(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const states = input.status === undefined ? shownStates : [input.status];
      const query = { kind: 'document', states, order: 'created', descending: true } as const;
      return listPage(store, scope, query, input, (record) => viewDocument(scope.project, record));
    },
    get: (caller, input) => getView(caller, input.projectId, input.documentId),
    async add(call, input) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      await retryOnConflict(async () => {
        const files = await Promise.all(input.item_ids.map((id) => requireFile(store, scope, id)));
        const added = await Promise.all(
          files.map((file) => attachOperations(call.caller, [input.projectId], file)),
        );
        const checks = files.map(
          (file) => ({ op: 'check', kind: 'item', id: file.id, states: ['active'] }) as const,
        );
        await commitFor(store, clock, call, scope, [...checks, ...added.flat()]);
      });
      wake();
      const ids = await Promise.all(
        input.item_ids.map((item) => this.idOf(call.caller.account, input.projectId, item)),
      );
      return { items: await Promise.all(ids.map((id) => getView(call.caller, input.projectId, id))) };
    },
    async remove(call, input) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      const record = await store.get(scope, 'attachment', input.documentId);
      if (record === undefined || typed<AttachmentPayload>(record).payload.projectId !== input.projectId)
        throw notFound(input.documentId);
      if (record.state === 'active') {
        await commitFor(store, clock, call, scope, await detach(store, search, call.caller.account, record));
      }
      return { deleted: true, id: input.documentId };
    },
    async retry(call, input) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const { payload } = typed<DocumentPayload>(await require(scope, input.documentId));
      await commitFor(
        store,
        clock,
        call,
        accountScope(call.caller),
        index(scope.project, input.documentId, onlySource(payload)),
      );
      wake();
      return getView(call.caller, input.projectId, input.documentId);
    },
    async history(caller, input) {
      return recordHistory(
        store,
        await projectScope(store, caller, input.projectId),
        'document',
        input.documentId,
        input.limit,
      );
    },
    async diff(caller, input) {
      return recordDifference(
        store,
        await projectScope(store, caller, input.projectId),
        'document',
        input.documentId,
        input,
        diffFields,
      );
    },
    async restore(call, input) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const then = await requireRevision(store, scope, 'document', input.documentId, input.revision);
      const source = onlySource(then.payload as unknown as DocumentPayload);
      const operations = attach(scope.project, input.documentId, source.itemId, source);
      await commitFor(store, clock, call, accountScope(call.caller), operations);
      wake();
      return getView(call.caller, input.projectId, input.documentId);
    },
    attachOperations,
    detachOperations,
    async idOf(account, project, item) {
      const record = await store.find({ account }, 'attachment', `${project}/${item}`);
      if (record === undefined) throw notFound(item);
      return record.id;
    },
    wake,
  };
}

/** Attaches an item: the account knows where it is attached, the project knows its document, a job extracts it. */
function attach(project: string, id: string, itemId: string, source: DocumentSource): Operation[] {
  const put: Put = {
    op: 'put',
    kind: 'attachment',
    id,
    parent: itemId,
    state: 'active',
    unique: `${project}/${itemId}`,
    payload: asJson({ projectId: project, itemId }),
    history: false,
  };
  return [put, ...index(project, id, source)];
}

/** Makes a document pending and asks for its extraction. */
function index(project: string, id: string, source: DocumentSource): Operation[] {
  const put: Put = { op: 'put', kind: 'document', id, state: 'pending', payload: asJson(source) };
  const relay: Relay = { op: 'relay', id: newId('job'), project, operations: [put] };
  const job: ExtractJob = { project, document: id, versionId: source.versionId };
  return [
    relay,
    {
      op: 'enqueue',
      id: `${id}:${source.versionId}`,
      kind: 'extract',
      priority: priorityOf(source.size),
      payload: asJson(job),
    },
  ];
}

/** Small files first, so that none waits behind a huge one. */
function priorityOf(size: number): number {
  return Math.ceil(Math.log2(size + 1));
}

/** Detaches one attachment: the document stays in the project's history, and is no longer found. */
async function detach(
  store: Store,
  search: SearchEngine,
  account: string,
  attachment: StoredRecord,
): Promise<Operation[]> {
  const { projectId, itemId } = typed<AttachmentPayload>(attachment).payload;
  const document = await store.get({ account, project: projectId }, 'document', attachment.id);
  const gone: Put = {
    op: 'put',
    kind: 'attachment',
    id: attachment.id,
    parent: itemId,
    state: 'detached',
    payload: attachment.payload,
    history: false,
    expect: { version: attachment.version },
  };
  if (document === undefined) return [gone];
  const { name, versionId } = typed<DocumentPayload>(document).payload;
  const removed: Put = {
    op: 'put',
    kind: 'document',
    id: document.id,
    state: 'removed',
    payload: document.payload,
  };
  const rows = search.indexRecord({
    id: document.id,
    type: 'document',
    title: name,
    updatedAt: 0,
    pieces: [],
  });
  const relay: Relay = { op: 'relay', id: newId('job'), project: projectId, operations: [removed, ...rows] };
  return [gone, relay, { op: 'dequeue', id: `${document.id}:${versionId}` }];
}

async function requireFile(store: Store, scope: Scope, id: string): Promise<AttachedFile> {
  const record = await store.get(scope, 'item', id);
  if (record === undefined || record.state !== 'active') {
    throw new KeepsakeError('NOT_FOUND', `There is no file ${id} in the drive. It may be in the trash.`);
  }
  const { payload } = typed<ItemPayload>(record);
  if (payload.type === 'folder')
    throw new KeepsakeError('VALIDATION_ERROR', `${id} is a folder. Attach the files in it.`);
  return { id, payload, isNewVersion: false };
}

function sourceOf({ id, payload }: AttachedFile): DocumentSource {
  return {
    itemId: id,
    versionId: payload.versionId as string,
    name: payload.name,
    size: payload.content?.size ?? 0,
    ...(payload.mediaType === undefined ? {} : { mediaType: payload.mediaType }),
  };
}

/** A document's payload without what its extraction found. */
export function onlySource({ itemId, versionId, name, size, mediaType }: DocumentSource): DocumentSource {
  return { itemId, versionId, name, size, ...(mediaType === undefined ? {} : { mediaType }) };
}

function viewDocument(project: string, record: StoredRecord): Document {
  const { payload } = typed<DocumentPayload>(record);
  const base = {
    id: record.id,
    project_id: project,
    item_id: payload.itemId,
    name: payload.name,
    ...(payload.mediaType === undefined ? {} : { media_type: payload.mediaType }),
    size: payload.size,
    version_id: payload.versionId,
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
  if (record.state === 'okay') {
    return {
      ...base,
      status: 'okay',
      passages: payload.passages ?? 0,
      ...(payload.pages === undefined ? {} : { pages: payload.pages }),
    };
  }
  if (record.state === 'error') {
    const { reason = '', reasonCode = 'crashed', retry = true } = payload;
    return { ...base, status: 'error', reason, reason_code: reasonCode, retry };
  }
  return { ...base, status: record.state === 'running' ? 'running' : 'pending' };
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no document ${id} in this project. List the documents to find its id.`,
  );
}

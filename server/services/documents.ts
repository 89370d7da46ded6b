/** Documents: drive files attached to projects. Attaching asks for extraction; `indexing.ts` does it. */
import type { z } from 'zod';
import { KeepsakeError, type Document, type operations } from '../../contract/index.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Operation, Scope, Store, StoredRecord } from '../store/store.ts';
import {
  attach,
  attachmentName,
  attachOperations,
  detach,
  attachmentsBelow,
  attachmentsOf,
  detachAll,
  indexOperations,
  onlySource,
  type AttachedFile,
  type AttachmentPayload,
  type DocumentPayload,
  type DocumentSource,
} from './attachments.ts';
import {
  attachItems,
  detachFolder,
  documentsAfter,
  documentsBefore,
  dropLiveFolders,
  listFolders,
  retryFailed,
  viewFolder,
} from './attaching.ts';
import { accountScope, projectScope, requireOwner, type Call, type Caller } from './caller.ts';
import { recordDifference, recordHistory, requireRevision } from './history.ts';
import { requireItem } from './items.ts';
import { commitFor, listPage, typed, viewTime, type Clock } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Documents {
  list(caller: Caller, input: Input<'listDocuments'>): Promise<Output<'listDocuments'>>;
  get(caller: Caller, input: Input<'getDocument'>): Promise<Document>;
  add(call: Call, input: Input<'addDocuments'>): Promise<Output<'addDocuments'>>;
  /** By file, what the same call to `add` attached before and nobody detached since; undefined when there was none. */
  addedBefore(call: Call, input: Input<'addDocuments'>): Promise<ReadonlyMap<string, string> | undefined>;
  remove(call: Call, input: Input<'removeDocument'>): Promise<{ deleted: true; id: string }>;
  retry(call: Call, input: Input<'retryDocument'>): Promise<Document>;
  retryAll(call: Call, input: Input<'retryDocuments'>): Promise<{ retried: number }>;
  folders(caller: Caller, input: Input<'listAttachedFolders'>): Promise<Output<'listAttachedFolders'>>;
  removeFolder(call: Call, input: Input<'removeAttachedFolder'>): Promise<{ deleted: true; id: string }>;
  history(caller: Caller, input: Input<'getDocumentHistory'>): Promise<Output<'getDocumentHistory'>>;
  diff(caller: Caller, input: Input<'diffDocument'>): Promise<Output<'diffDocument'>>;
  restore(call: Call, input: Input<'restoreDocument'>): Promise<Document>;
  /** What attaches a file to projects and, when it is a new version, indexes it again wherever it is attached. */
  attachOperations(caller: Caller, projects: readonly string[], file: AttachedFile): Promise<Operation[]>;
  /** What detaches an item, and all below it, everywhere, and the projects that this concerns. */
  detachOperations(
    account: string,
    item: { id: string; type: 'file' | 'folder' },
  ): Promise<{ operations: Operation[]; projects: string[] }>;
  /** The id of the document that an item is in a project. */
  idOf(account: string, project: string, item: string): Promise<string>;
  /** Tells the indexing that there may be new jobs. */
  wake(): void;
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

  const idOf = async (account: string, project: string, item: string): Promise<string> => {
    const record = await store.find({ account }, 'attachment', attachmentName(project, item));
    if (record === undefined) throw notFound(item);
    return record.id;
  };

  return {
    async list(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      const states = input.status === undefined ? shownStates : [input.status];
      const query = { kind: 'document', states, order: 'created', descending: true } as const;
      return listPage(store, scope, query, input, (record) => viewDocument(scope.project, record));
    },
    get: (caller, input) => getView(caller, input.projectId, input.documentId),
    async add(call, input) {
      const { files, folders, commit } = await attachItems(store, clock, call, input);
      wake();
      const scope = { account: call.caller.account, project: input.projectId };
      const itemIds = files.map(({ id }) => id);
      const ids = [...(await documentsAfter(store, scope, itemIds, commit)).values()];
      const items = await Promise.all(ids.map((id) => getView(call.caller, input.projectId, id)));
      return { items, folders: folders.map(viewFolder) };
    },
    addedBefore: (call, input) => documentsBefore(store, clock, call, input),
    remove: (call, input) => removeDocument({ store, search, clock }, call, input),
    async retry(call, input) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const { payload } = typed<DocumentPayload>(await require(scope, input.documentId));
      const operations = indexOperations(scope.project, input.documentId, onlySource(payload));
      await commitFor(store, clock, call, accountScope(call.caller), operations);
      wake();
      return getView(call.caller, input.projectId, input.documentId);
    },
    async retryAll(call, input) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const retried = await retryFailed(store, clock, call, scope);
      wake();
      return { retried };
    },
    folders: (caller, input) => listFolders(store, caller, input.projectId),
    async removeFolder(call, input) {
      await detachFolder(store, clock, call, input);
      wake();
      return { deleted: true, id: input.itemId };
    },
    ...documentHistory(store),
    async restore(call, input) {
      requireOwner(call.caller);
      const scope = await projectScope(store, call.caller, input.projectId);
      const then = await requireRevision(
        store,
        { scope, kind: 'document', id: input.documentId },
        input.revision,
      );
      const source = onlySource(then.payload as unknown as DocumentPayload);
      await requireItem(store, accountScope(call.caller), source.itemId);
      const operations = [...versionChecks(source), ...attach(scope.project, input.documentId, source)];
      await commitFor(store, clock, call, accountScope(call.caller), operations);
      wake();
      return getView(call.caller, input.projectId, input.documentId);
    },
    attachOperations: (caller, projects, file) => attachOperations(store, caller, projects, file),
    detachOperations: (account, item) => detachItem(store, search, account, item),
    idOf,
    wake,
  };
}

async function removeDocument(
  { store, search, clock }: { store: Store; search: SearchEngine; clock: Clock },
  call: Call,
  input: Input<'removeDocument'>,
): Promise<{ deleted: true; id: string }> {
  requireOwner(call.caller);
  const scope = accountScope(call.caller);
  const record = await store.get(scope, 'attachment', input.documentId);
  const attachment = record === undefined ? undefined : typed<AttachmentPayload>(record);
  if (attachment?.payload.projectId !== input.projectId) throw notFound(input.documentId);
  if (attachment.state === 'active') {
    const operations = await detach(store, search, call.caller.account, attachment, 'excluded');
    await commitFor(store, clock, call, scope, operations);
  }
  return { deleted: true, id: input.documentId };
}

/** Refuses what was deleted for good, or moved to the trash, meanwhile. */
function versionChecks({ itemId, versionId }: DocumentSource): Operation[] {
  return [
    { op: 'check', kind: 'item', id: itemId, states: ['active'] },
    { op: 'check', kind: 'version', id: versionId, states: ['kept'] },
  ];
}

function documentHistory(store: Store): Pick<Documents, 'history' | 'diff'> {
  return {
    async history(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      return recordHistory(store, { scope, kind: 'document', id: input.documentId }, input.limit);
    },
    async diff(caller, input) {
      const scope = await projectScope(store, caller, input.projectId);
      return recordDifference(store, { scope, kind: 'document', id: input.documentId }, input, diffFields);
    },
  };
}

/** What detaches an item, and all below it, everywhere, and the projects that this concerns. */
export async function detachItem(
  store: Store,
  search: SearchEngine,
  account: string,
  { id, type }: { id: string; type: 'file' | 'folder' },
): Promise<{ operations: Operation[]; projects: string[] }> {
  if (type === 'file') return detachAll(store, search, account, await attachmentsOf(store, account, id));
  const below = await detachAll(store, search, account, await attachmentsBelow(store, account, id));
  const folders = await dropLiveFolders(store, account, id);
  const projects = [...new Set([...below.projects, ...folders.projects])];
  return { operations: [...below.operations, ...folders.operations], projects };
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

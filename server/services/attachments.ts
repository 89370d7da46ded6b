/** Attachments: which drive items are documents of which projects, and the operations that attach and detach them. */
import { newId } from '../../local/ids.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Operation, Put, Relay, Store } from '../store/store.ts';
import { projectScope, type Caller } from './caller.ts';
import type { ItemPayload } from './items.ts';
import { asJson, typed, type RecordOf } from './records.ts';

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

/** Kept in the account under the document's id. */
export interface AttachmentPayload {
  readonly projectId: string;
  readonly itemId: string;
}

/** A file as attaching needs it. */
export interface AttachedFile {
  readonly id: string;
  readonly payload: ItemPayload;
  readonly isNewVersion: boolean;
}

/** What attaches a file to projects and, when it is a new version, indexes it again wherever it is attached. */
export async function attachOperations(
  store: Store,
  caller: Caller,
  projects: readonly string[],
  file: AttachedFile,
): Promise<Operation[]> {
  for (const project of projects) await projectScope(store, caller, project);
  const attached = (await attachmentsOf(store, caller.account, file.id)).map(({ id, payload }) => ({
    id,
    project: payload.projectId,
  }));
  const source = sourceOf(file);
  const again = file.isNewVersion
    ? attached.flatMap(({ id, project }) => indexOperations(project, id, source))
    : [];
  const added = projects.filter((project) => !attached.some((other) => other.project === project));
  return [...again, ...added.flatMap((project) => attach(project, newId('doc'), source))];
}

/** What detaches files everywhere, and the projects that this concerns. */
export async function detachOperations(
  store: Store,
  search: SearchEngine,
  account: string,
  items: readonly string[],
): Promise<{ operations: Operation[]; projects: string[] }> {
  const found = (await Promise.all(items.map((item) => attachmentsOf(store, account, item)))).flat();
  const projects = [...new Set(found.map(({ payload }) => payload.projectId))];
  const detached = await Promise.all(found.map((record) => detach(store, search, account, record)));
  return { operations: detached.flat(), projects };
}

async function attachmentsOf(store: Store, account: string, item: string) {
  const query = {
    kind: 'attachment',
    parent: item,
    states: ['active'],
    order: 'created',
    limit: 10_000,
  } as const;
  return (await store.list({ account }, query)).map((record) => typed<AttachmentPayload>(record));
}

/** Attaches an item: the account knows where it is attached, the project knows its document, a job extracts it. */
export function attach(project: string, id: string, source: DocumentSource): Operation[] {
  const put: Put = {
    op: 'put',
    kind: 'attachment',
    id,
    parent: source.itemId,
    state: 'active',
    unique: attachmentName(project, source.itemId),
    payload: asJson({ projectId: project, itemId: source.itemId }),
    history: false,
  };
  return [put, ...indexOperations(project, id, source)];
}

/** Makes a document pending and asks for its extraction. */
export function indexOperations(project: string, id: string, source: DocumentSource): Operation[] {
  const put: Put = { op: 'put', kind: 'document', id, state: 'pending', payload: asJson(source) };
  const relay: Relay = { op: 'relay', id: newId('job'), project, operations: [put] };
  const job: ExtractJob = { project, document: id, versionId: source.versionId };
  return [
    relay,
    {
      op: 'enqueue',
      id: `${id}:${source.versionId}`,
      kind: extractKind(source.size),
      priority: priorityOf(source.size),
      payload: asJson(job),
    },
  ];
}

/** What no two attachments of an account share. */
export function attachmentName(project: string, item: string): string {
  return `${project}/${item}`;
}

/** Files so large have a queue of their own, so that they never hold all who work on jobs. */
const hugeFileBytes = 1_048_576;

export const extractKinds = { small: 'extract', huge: 'extract-huge' } as const;

function extractKind(size: number): string {
  return size > hugeFileBytes ? extractKinds.huge : extractKinds.small;
}

/** Small files first, so that none waits behind a huge one. */
function priorityOf(size: number): number {
  return Math.ceil(Math.log2(size + 1));
}

/** Detaches one attachment: the document stays in the project's history, and is no longer found. */
export async function detach(
  store: Store,
  search: SearchEngine,
  account: string,
  attachment: RecordOf<AttachmentPayload>,
): Promise<Operation[]> {
  const { projectId, itemId } = attachment.payload;
  const document = await store.get({ account, project: projectId }, 'document', attachment.id);
  const gone: Put = {
    op: 'put',
    kind: 'attachment',
    id: attachment.id,
    parent: itemId,
    state: 'detached',
    payload: asJson(attachment.payload),
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

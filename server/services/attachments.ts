/** Attachments: which drive items are documents of which projects, and the operations that attach and detach them. */
import { newId } from '../../local/ids.ts';
import type { SearchEngine } from '../search/search.ts';
import type { Operation, Put, Relay, Store } from '../store/store.ts';
import { createAncestry } from './ancestry.ts';
import { projectScope, type Caller } from './caller.ts';
import type { ItemPayload } from './items.ts';
import { hasLiveFolders, liveFoldersGuard, projectsAbove, readLiveFolders } from './live-folders.ts';
import { changedRelay } from './project-changes.ts';
import { asJson, typed, type RecordOf } from './records.ts';
import { everyRecord } from './walking.ts';

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
  /** False for a file that is attached only because a folder above it is. */
  readonly own?: boolean;
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
  const { account } = caller;
  const attachments = await attachmentsOf(store, account, file.id, ['active', 'excluded']);
  const active = attachments.filter(({ state }) => state === 'active');
  const source = sourceOf(file);
  const again = file.isNewVersion
    ? active.flatMap(({ id, payload }) => indexOperations(payload.projectId, id, source))
    : [];
  const owned = active.filter(({ payload }) => payload.own === false && projects.includes(payload.projectId));
  const live = await readLiveFolders(store, account);
  const inherited = hasLiveFolders(live)
    ? await projectsAbove(live, createAncestry(store, { account }), file.payload.parent)
    : [];
  const isNew = (project: string) => !active.some(({ payload }) => payload.projectId === project);
  const isKnown = (project: string) =>
    projects.includes(project) || attachments.some(({ payload }) => payload.projectId === project);
  return [
    ...again,
    ...owned.flatMap(({ id, payload }) => [
      attachmentPut(id, { ...payload, own: true }),
      changedRelay(payload.projectId),
    ]),
    ...projects.filter(isNew).flatMap((project) => attach(project, newId('doc'), source)),
    ...inherited
      .filter((project) => !isKnown(project))
      .flatMap((project) => attach(project, newId('doc'), source, false)),
    liveFoldersGuard(account, live),
  ];
}

/** What detaches attachments, and the projects that this concerns. */
export async function detachAll(
  store: Store,
  search: SearchEngine,
  account: string,
  attachments: readonly RecordOf<AttachmentPayload>[],
): Promise<{ operations: Operation[]; projects: string[] }> {
  const projects = [...new Set(attachments.map(({ payload }) => payload.projectId))];
  const detached = await Promise.all(attachments.map((record) => detach(store, search, account, record)));
  return { operations: detached.flat(), projects };
}

/** Where a file is attached. */
export async function attachmentsOf(
  store: Store,
  account: string,
  item: string,
  states: readonly string[] = ['active'],
): Promise<RecordOf<AttachmentPayload>[]> {
  const query = { kind: 'attachment', parent: item, states, order: 'created', limit: 10_000 } as const;
  return (await store.list({ account }, query)).map((record) => typed<AttachmentPayload>(record));
}

/** The attachments of all files below a folder: few are attached, however many the folder holds. */
export async function attachmentsBelow(
  store: Store,
  account: string,
  folder: string,
): Promise<RecordOf<AttachmentPayload>[]> {
  const ancestry = createAncestry(store, { account });
  const found: RecordOf<AttachmentPayload>[] = [];
  for await (const one of everyRecord(store, { account }, { kind: 'attachment', states: ['active'] })) {
    const record = typed<AttachmentPayload>(one);
    const path = await ancestry.pathTo(record.payload.itemId);
    if (path?.some(({ id }) => id === folder) === true) found.push(record);
  }
  return found;
}

function attachmentPut(id: string, payload: AttachmentPayload): Put {
  return {
    op: 'put',
    kind: 'attachment',
    id,
    parent: payload.itemId,
    state: 'active',
    unique: attachmentName(payload.projectId, payload.itemId),
    payload: asJson(payload),
    history: false,
  };
}

/** Attaches an item: the account knows where it is attached, the project knows its document, a job extracts it. */
export function attach(project: string, id: string, source: DocumentSource, own = true): Operation[] {
  const payload = { projectId: project, itemId: source.itemId, ...(own ? {} : { own }) };
  return [attachmentPut(id, payload), ...indexOperations(project, id, source)];
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

/**
 * Detaches one attachment: the document stays in the project's history, and is no longer found. Excluded is what its
 * live folder does not attach again.
 */
export async function detach(
  store: Store,
  search: SearchEngine,
  account: string,
  attachment: RecordOf<AttachmentPayload>,
  state: 'detached' | 'excluded' = 'detached',
): Promise<Operation[]> {
  const { projectId, itemId } = attachment.payload;
  const document = await store.get({ account, project: projectId }, 'document', attachment.id);
  const gone: Put = {
    op: 'put',
    kind: 'attachment',
    id: attachment.id,
    parent: itemId,
    state,
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

/** A file as its documents name it. */
export function sourceOf({ id, payload }: Pick<AttachedFile, 'id' | 'payload'>): DocumentSource {
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

/** Attaching files and folders to projects, and detaching folders; what many documents of a project ask for at once. */
import { KeepsakeError } from '../../contract/index.ts';
import type { CommitResult, Operation, Scope, Store, StoredRecord } from '../store/store.ts';
import { createAncestry } from './ancestry.ts';
import {
  attachmentName,
  attachOperations,
  indexOperations,
  onlySource,
  type AttachmentPayload,
  type DocumentPayload,
} from './attachments.ts';
import { accountScope, projectScope, requireOwner, type Call, type Caller } from './caller.ts';
import { itemPayload, requireItem } from './items.ts';
import { followOperation, liveFoldersPut, readLiveFolders } from './live-folders.ts';
import { changedRelay } from './project-changes.ts';
import { commitFor, earlierAnswerTo, retryOnConflict, typed, type Clock } from './records.ts';

/** Attaches files, and makes folders live, in one commit, which a repeat of the call gets again. */
export function attachItems(
  store: Store,
  clock: Clock,
  call: Call,
  { projectId, item_ids }: { projectId: string; item_ids: readonly string[] },
): Promise<{ files: StoredRecord[]; folders: StoredRecord[]; commit: CommitResult }> {
  requireOwner(call.caller);
  const scope = accountScope(call.caller);
  return retryOnConflict(async () => {
    await projectScope(store, call.caller, projectId);
    const records = await Promise.all([...new Set(item_ids)].map((id) => requireItem(store, scope, id)));
    const files = records.filter((record) => itemPayload(record).type === 'file');
    const folders = records.filter((record) => itemPayload(record).type === 'folder');
    const checks = records.map(
      ({ id }) => ({ op: 'check', kind: 'item', id, states: ['active', 'root'] }) as const,
    );
    const attached: Operation[][] = [];
    for (const record of files) {
      const file = { id: record.id, payload: itemPayload(record), isNewVersion: false };
      attached.push(await attachOperations(store, call.caller, [projectId], file));
    }
    const live = await makeLive(store, call.caller.account, projectId, folders);
    const operations = [...checks, ...attached.flat(), ...live];
    return { files, folders, commit: await commitFor(store, clock, call, scope, operations) };
  });
}

/**
 * By file, the documents that files are after `attachItems`. A repeat is answered for those that it attached the first time, and
 * that nobody detached since.
 */
export async function documentsAfter(
  store: Store,
  { account, project }: Required<Scope>,
  files: readonly string[],
  { replayed, results }: CommitResult,
): Promise<Map<string, string>> {
  const made = replayed ? results.filter(({ kind }) => kind === 'attachment') : [];
  const earlier = await Promise.all(made.map(({ id }) => store.get({ account }, 'attachment', id)));
  const found = await Promise.all(
    files.map(async (file) => {
      const mine = earlier.find(
        (record) => record !== undefined && isOf(typed<AttachmentPayload>(record).payload, project, file),
      );
      return mine ?? store.find({ account }, 'attachment', attachmentName(project, file));
    }),
  );
  const ids = files.map((file, n) => [file, found[n]] as const);
  return new Map(
    ids.flatMap(([file, record]) => (record?.state === 'active' ? [[file, record.id] as const] : [])),
  );
}

/** What a call attached when it was made before, as `documentsAfter`; undefined when it was not. Attaches nothing. */
export async function documentsBefore(
  store: Store,
  clock: Clock,
  call: Call,
  { projectId, item_ids }: { projectId: string; item_ids: readonly string[] },
): Promise<Map<string, string> | undefined> {
  const earlier = await earlierAnswerTo(store, clock, call, accountScope(call.caller));
  if (earlier === undefined) return undefined;
  return documentsAfter(store, { account: call.caller.account, project: projectId }, item_ids, earlier);
}

function isOf({ projectId, itemId }: AttachmentPayload, project: string, item: string): boolean {
  return projectId === project && itemId === item;
}

async function makeLive(
  store: Store,
  account: string,
  project: string,
  folders: readonly StoredRecord[],
): Promise<Operation[]> {
  if (folders.length === 0) return [];
  const live = await readLiveFolders(store, account);
  const added = folders.map(({ id }) => [id, [...new Set([...(live.folders[id] ?? []), project])]] as const);
  const put = liveFoldersPut(account, live, { ...live.folders, ...Object.fromEntries(added) });
  return [...folders.map(({ id }) => followOperation(id)), put, changedRelay(project)];
}

/** The live folders of a project. */
export async function listFolders(
  store: Store,
  caller: Caller,
  project: string,
): Promise<{ items: { item_id: string; name: string }[] }> {
  requireOwner(caller);
  const { account } = await projectScope(store, caller, project);
  const { folders } = await readLiveFolders(store, account);
  const ids = Object.keys(folders).filter((id) => folders[id]?.includes(project) === true);
  const records = await Promise.all(ids.map((id) => store.get({ account }, 'item', id)));
  return { items: records.flatMap((record) => (record === undefined ? [] : [viewFolder(record)])) };
}

/** An attached folder as the API shows it. */
export function viewFolder(record: StoredRecord): { item_id: string; name: string } {
  return { item_id: record.id, name: itemPayload(record).name };
}

/** A folder of a project is live no more; a job detaches the files that were attached because of it. */
export async function detachFolder(
  store: Store,
  clock: Clock,
  call: Call,
  { projectId, itemId }: { projectId: string; itemId: string },
): Promise<void> {
  requireOwner(call.caller);
  const { account } = await projectScope(store, call.caller, projectId);
  await retryOnConflict(async () => {
    const live = await readLiveFolders(store, account);
    const projects = live.folders[itemId] ?? [];
    if (!projects.includes(projectId)) throw notAttached(itemId);
    const left = projects.filter((project) => project !== projectId);
    const put = liveFoldersPut(account, live, { ...live.folders, [itemId]: left });
    await commitFor(store, clock, call, { account }, [put, followOperation(itemId), changedRelay(projectId)]);
  });
}

/** What makes a folder, and those below it, live no more, and the projects that this concerns. */
export async function dropLiveFolders(
  store: Store,
  account: string,
  folder: string,
): Promise<{ operations: Operation[]; projects: string[] }> {
  const live = await readLiveFolders(store, account);
  const ancestry = createAncestry(store, { account });
  const kept: Record<string, readonly string[]> = {};
  const projects = new Set<string>();
  for (const [id, attached] of Object.entries(live.folders)) {
    const isBelow = (await ancestry.pathTo(id))?.some((above) => above.id === folder) ?? false;
    if (isBelow) for (const project of attached) projects.add(project);
    else kept[id] = attached;
  }
  if (Object.keys(live.folders).length === 0) return { operations: [], projects: [] };
  return { operations: [liveFoldersPut(account, live, kept)], projects: [...projects] };
}

const batch = 100;

/** Asks for the extraction of every document that failed; returns how many. */
export async function retryFailed(
  store: Store,
  clock: Clock,
  call: Call,
  scope: Required<Scope>,
): Promise<number> {
  const failed: StoredRecord[] = [];
  const query = { kind: 'document', states: ['error'], order: 'created', limit: 1_000 } as const;
  for (let page = await store.list(scope, query); page.length > 0;) {
    failed.push(...page);
    if (page.length < query.limit) break;
    page = await store.list(scope, { ...query, offset: failed.length });
  }
  for (let at = 0; at < failed.length; at += batch) {
    const operations = failed.slice(at, at + batch).flatMap((record) => {
      const source = onlySource(typed<DocumentPayload>(record).payload);
      return indexOperations(scope.project, record.id, source);
    });
    await commitFor(store, clock, { caller: call.caller }, accountScope(call.caller), operations);
  }
  return failed.length;
}

function notAttached(id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `The folder ${id} is not attached to this project. List the attached folders to find its id.`,
  );
}

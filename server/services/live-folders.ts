/** Live folders: those attached to projects, so that every file below them is. One record of the account names all. */
import { newId } from '../../local/ids.ts';
import type { Operation, Put, Store } from '../store/store.ts';
import type { Ancestry } from './ancestry.ts';
import { asJson, typed } from './records.ts';

/** Projects by folder. */
type FolderProjects = Readonly<Record<string, readonly string[]>>;

interface LiveFoldersPayload {
  readonly folders: FolderProjects;
}

export interface LiveFolders {
  readonly folders: FolderProjects;
  /** Of the record. */
  readonly version: number;
}

const kind = 'live-folders';

/** The live folders of an account. */
export async function readLiveFolders(store: Store, account: string): Promise<LiveFolders> {
  const record = await store.get({ account }, kind, account);
  if (record === undefined) return { folders: {}, version: 0 };
  return { folders: typed<LiveFoldersPayload>(record).payload.folders, version: record.version };
}

/** Writes which folders are live; also with the same ones, when a folder changes its place. */
export function liveFoldersPut(account: string, { version }: LiveFolders, folders: FolderProjects): Put {
  const kept = Object.fromEntries(Object.entries(folders).filter(([, projects]) => projects.length > 0));
  const expect = version === 0 ? 'absent' : { version };
  const payload = asJson({ folders: kept } satisfies LiveFoldersPayload);
  return { op: 'put', kind, id: account, state: 'kept', history: false, payload, expect };
}

/** Refuses a commit that was made for other live folders, or for folders in other places. */
export function liveFoldersGuard(account: string, live: LiveFolders): Operation {
  if (live.version === 0) return liveFoldersPut(account, live, {});
  return { op: 'check', kind, id: account, version: live.version };
}

export function hasLiveFolders({ folders }: LiveFolders): boolean {
  return Object.keys(folders).length > 0;
}

/** The projects to which a live folder at or above `folder` attaches what it holds. */
export async function projectsAbove(
  { folders }: LiveFolders,
  ancestry: Ancestry,
  folder: string | null,
): Promise<string[]> {
  const path = folder === null ? undefined : await ancestry.pathTo(folder);
  return [...new Set((path ?? []).flatMap(({ id }) => folders[id] ?? []))];
}

/** What follows when an item comes to another place, or a folder becomes live or ceases to be: its files are looked through. */
export function followOperation(item: string): Operation {
  const payload = { task: 'follow', item };
  return { op: 'enqueue', id: newId('job'), kind: 'drive', priority: 5, payload };
}

/** What stands in the commit that puts an item into another place. */
export async function placeChanged(
  store: Store,
  account: string,
  item: { id: string; type: 'file' | 'folder' },
): Promise<Operation[]> {
  const live = await readLiveFolders(store, account);
  if (!hasLiveFolders(live)) return [];
  if (item.type === 'file') return [followOperation(item.id)];
  return [followOperation(item.id), liveFoldersPut(account, live, live.folders)];
}

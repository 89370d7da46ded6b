/** Files and folders of the drive as lines: where they stand, their versions, and what is said about them. */
import type { CommitAuthor, Json, Scope, Store, StoredRecord } from '../../store/store.ts';
import { createAncestry } from '../ancestry.ts';
import type { AttachmentPayload } from '../attachments.ts';
import type { ContentReference } from '../content.ts';
import { childrenOf, itemPayload, rootItem } from '../items.ts';
import { readLiveFolders } from '../live-folders.ts';
import { typed } from '../records.ts';
import { sorted } from './history.ts';
import { compareText } from './text.ts';
import { everyRecord } from '../walking.ts';

export interface VersionLine {
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
  readonly at: number;
  readonly author: CommitAuthor;
}

/** A comment, an attribute or a mark as favourite. */
export interface NoteLine {
  readonly kind: 'comment' | 'attributes' | 'favourite';
  readonly id: string;
  readonly at: number;
  readonly author: CommitAuthor;
  readonly state: string;
  readonly payload: Json;
}

export interface ItemLine {
  readonly id: string;
  readonly type: 'file' | 'folder';
  /** Names from the root down. */
  readonly path: readonly string[];
  readonly mediaType?: string;
  readonly at: number;
  readonly author: CommitAuthor;
  /** Oldest first; the last one is the file's own. */
  readonly versions: readonly VersionLine[];
  readonly notes: readonly NoteLine[];
}

export interface DocumentLine {
  readonly id: string;
  readonly item: string;
  /** False for what is attached because a folder above it is. */
  readonly own: boolean;
  readonly at: number;
  readonly author: CommitAuthor;
}

/** The file of a version in an archive. */
export function versionPath(
  item: Pick<ItemLine, 'id' | 'path' | 'versions'>,
  version: Pick<VersionLine, 'id'>,
): string {
  if (version.id === item.versions.at(-1)?.id) return `files/${item.path.join('/')}`;
  return `versions/${item.id}/${version.id}/${item.path.at(-1) ?? ''}`;
}

/** Everything in the drive that is not in the trash, folders before what they hold. */
export async function* allItems(store: Store, account: string): AsyncGenerator<ItemLine> {
  yield* below(store, { account }, rootItem(account), []);
}

async function* below(
  store: Store,
  scope: Scope,
  folder: string,
  path: readonly string[],
): AsyncGenerator<ItemLine> {
  for await (const children of childrenOf(store, scope, folder, 200)) {
    for (const child of children) {
      const at = [...path, itemPayload(child).name];
      yield await itemLine(store, scope, child, at);
      if (itemPayload(child).type === 'folder') yield* below(store, scope, child.id, at);
    }
  }
}

/** The files that a project has as documents, its live folders, and the folders above them. */
export async function* itemsOfProject(store: Store, scope: Required<Scope>): AsyncGenerator<ItemLine> {
  const account = { account: scope.account };
  const ancestry = createAncestry(store, account);
  const found = new Map<string, { record: StoredRecord; path: string[] }>();
  const take = async (id: string): Promise<void> => {
    const records = (await ancestry.pathTo(id))?.slice(1) ?? [];
    const names = records.map((record) => itemPayload(record).name);
    records.forEach((record, at) => found.set(record.id, { record, path: names.slice(0, at + 1) }));
  };
  for await (const { item } of documentsOf(store, scope)) await take(item);
  for (const folder of await liveFoldersOf(store, scope)) await take(folder);
  const inOrder = [...found.values()].toSorted((one, other) =>
    compareText(one.path.join('\0'), other.path.join('\0')),
  );
  for (const { record, path } of inOrder) yield itemLine(store, account, record, path);
}

export async function liveFoldersOf(store: Store, scope: Required<Scope>): Promise<string[]> {
  const { folders } = await readLiveFolders(store, scope.account);
  const ids = Object.keys(folders).filter((id) => folders[id]?.includes(scope.project) === true);
  return ids.toSorted(compareText);
}

/** What is attached to a project. */
export async function* documentsOf(store: Store, scope: Required<Scope>): AsyncGenerator<DocumentLine> {
  const query = { kind: 'attachment', states: ['active'] };
  for await (const record of everyRecord(store, { account: scope.account }, query)) {
    const { id, payload, createdAt, createdBy } = typed<AttachmentPayload>(record);
    if (payload.projectId === scope.project)
      yield { id, item: payload.itemId, own: payload.own !== false, at: createdAt, author: createdBy };
  }
}

async function itemLine(
  store: Store,
  scope: Scope,
  record: StoredRecord,
  path: readonly string[],
): Promise<ItemLine> {
  const { type, mediaType, versionId } = itemPayload(record);
  const versions = type === 'file' ? await versionLines(store, scope, record.id) : [];
  const current = versions.findIndex(({ id }) => id === versionId);
  const inOrder =
    current === -1 ? versions : [...versions.toSpliced(current, 1), ...versions.slice(current, current + 1)];
  return {
    id: record.id,
    type,
    path,
    ...(mediaType === undefined ? {} : { mediaType }),
    at: record.createdAt,
    author: record.createdBy,
    versions: inOrder,
    notes: await noteLines(store, scope, record.id),
  };
}

async function versionLines(store: Store, scope: Scope, item: string): Promise<VersionLine[]> {
  const query = {
    kind: 'version',
    parent: item,
    states: ['kept'],
    order: 'created',
    limit: 100_000,
  } as const;
  return (await store.list(scope, query)).map((record) => {
    const { sha256, size } = typed<ContentReference>(record).payload;
    return { id: record.id, sha256, size, at: record.createdAt, author: record.createdBy };
  });
}

async function noteLines(store: Store, scope: Scope, item: string): Promise<NoteLine[]> {
  const query = {
    kind: 'comment',
    parent: item,
    states: ['active'],
    order: 'created',
    limit: 10_000,
  } as const;
  const [comments, ...marks] = await Promise.all([
    store.list(scope, query),
    store.get(scope, 'attributes', item),
    store.get(scope, 'favourite', item),
  ]);
  return [...comments, ...marks.filter((one) => one !== undefined)].map((record) => ({
    kind: record.kind as NoteLine['kind'],
    id: record.id,
    at: record.updatedAt,
    author: record.updatedBy,
    state: record.state,
    payload: sorted(record.payload),
  }));
}

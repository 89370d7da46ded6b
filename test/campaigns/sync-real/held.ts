/** What one side holds of all that is synced, as lines: two sides are the same when their lines have the same hash. */
import { createHash } from 'node:crypto';
import type { Response } from 'undici';
import { KeepsakeError, type Client, type Item } from '../../../contract/index.ts';

type Owner = Client<Response>;

export interface Held {
  /** One per record, in order; the same on every side. */
  readonly lines: readonly string[];
  readonly hash: string;
  /** What active memories say, by id. */
  readonly memories: ReadonlyMap<string, string>;
  /** Keys of entries. */
  readonly entries: readonly string[];
  /** How many messages each conversation that was read has. */
  readonly conversations: ReadonlyMap<string, number>;
  /** Files and folders that are not in the trash, by id. */
  readonly items: ReadonlyMap<string, Item>;
  readonly trashed: readonly Item[];
  /** By file, the document that it is. */
  readonly documents: ReadonlyMap<string, string>;
}

/** Where the entries of a campaign are. */
export const namespace = 'stock';

/** Conversations that are read each time, which are those that somebody adds to. */
const newestConversations = 4;

/** @param how `whole` also reads older conversations, of which else the titles count alone */
export async function readHeld(owner: Owner, projectId: string, how?: 'whole'): Promise<Held> {
  const lines: string[] = [];
  const [memories, entries, conversations, drive, documents] = await Promise.all([
    readMemories(owner, projectId, lines),
    readEntries(owner, projectId, lines),
    readConversations(owner, projectId, lines, how === 'whole' ? Infinity : newestConversations),
    readDrive(owner, lines),
    readDocuments(owner, projectId, lines),
  ]);
  lines.sort();
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
  return { lines, hash, memories, entries, conversations, ...drive, documents };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly pagination: { readonly total_pages: number };
}

async function allOf<T>(read: (page: { page: number; page_size: number }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const { items, pagination } = await read({ page, page_size: 100 });
    all.push(...items);
    if (page >= pagination.total_pages) return all;
  }
}

async function readMemories(owner: Owner, projectId: string, lines: string[]) {
  const all = await allOf((page) => owner.listMemories({ projectId, ...page }));
  for (const { id, revision, name, content, tags } of all)
    lines.push(JSON.stringify(['memory', id, revision, name, content, tags]));
  return new Map(all.map(({ id, content }) => [id, content]));
}

async function readEntries(owner: Owner, projectId: string, lines: string[]): Promise<string[]> {
  const { items } = await owner.listEntries({ projectId, namespace, limit: 1_000 });
  const keys = items.map(({ key }) => key);
  for (let at = 0; at < keys.length; at += 100) {
    const asked = keys.slice(at, at + 100).map((key) => ({ namespace, key }));
    const read = await owner.readEntries({ projectId, keys: asked });
    for (const entry of read.items)
      if (entry !== null) lines.push(JSON.stringify(['entry', entry.key, entry.revision, entry.value]));
  }
  return keys;
}

async function readConversations(owner: Owner, projectId: string, lines: string[], most: number) {
  const all = await allOf((page) => owner.listConversations({ projectId, ...page }));
  const counts = new Map<string, number>();
  for (const { id, title } of all) lines.push(JSON.stringify(['conversation', id, title]));
  // Ids are in the order in which conversations began.
  const newest = all
    .map(({ id }) => id)
    .toSorted()
    .toReversed()
    .slice(0, most);
  for (const conversationId of newest) {
    const read = await owner.readMessages({ projectId, conversationId, after: -1, limit: 200 });
    counts.set(conversationId, read.total);
    for (const { id, position, content } of read.items)
      lines.push(JSON.stringify(['message', id, position, content]));
  }
  return counts;
}

/** Files and folders that are not in the trash, folders before what they hold; of the whole drive unless a folder is named. */
export async function allItems(owner: Owner, below?: string): Promise<Item[]> {
  const { items: drives } = await owner.listDrives({});
  const all: Item[] = [];
  const open = [below ?? drives[0]?.root_item_id ?? ''];
  for (let itemId = open.pop(); itemId !== undefined; itemId = open.pop()) {
    const folder = itemId;
    const children = await allOf((page) => owner.listChildren({ itemId: folder, ...page })).catch(ifGone);
    all.push(...children);
    open.push(...children.filter(({ type }) => type === 'folder').map(({ id }) => id));
  }
  return all;
}

/** A folder may go while its drive is read. */
function ifGone(error: unknown): Item[] {
  if (error instanceof KeepsakeError && error.code === 'NOT_FOUND') return [];
  throw error;
}

async function readDrive(owner: Owner, lines: string[]) {
  const items = new Map((await allItems(owner)).map((item) => [item.id, item]));
  for (const { id, type, parent_id, name, sha256 = '' } of items.values()) {
    // The top of a drive is each side's own.
    const parent = items.has(parent_id ?? '') ? parent_id : 'top';
    lines.push(JSON.stringify(['item', id, type, parent, name, sha256]));
  }
  const trashed = await allOf((page) => owner.listTrash(page));
  for (const { id, name, sha256 = '' } of trashed) lines.push(JSON.stringify(['trashed', id, name, sha256]));
  return { items, trashed };
}

async function readDocuments(owner: Owner, projectId: string, lines: string[]) {
  const all = await allOf((page) => owner.listDocuments({ projectId, ...page }));
  for (const { item_id } of all) lines.push(JSON.stringify(['document', item_id]));
  return new Map(all.map(({ item_id, id }) => [item_id, id]));
}

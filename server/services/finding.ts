/** Finding files and folders by name, the latest ones and the favourites; never what lies in the trash. */
import type { FoundItem } from '../../contract/operations/drive-finding.ts';
import type { Scope, Store, StoredRecord } from '../store/store.ts';
import { createAncestry, type Ancestry } from './ancestry.ts';
import { isFavourite } from './attributes.ts';
import { accountScope, requireOwner, type Caller } from './caller.ts';
import { itemPayload, requireFolder, viewItem } from './items.ts';
import { foldName } from '../sync/core/names.ts';

interface FindInput {
  readonly name: string;
  readonly folder_id?: string | undefined;
  readonly type?: 'file' | 'folder' | undefined;
  readonly page: number;
  readonly page_size: number;
}

export interface Finding {
  find(
    caller: Caller,
    input: FindInput,
  ): Promise<{
    items: FoundItem[];
    pagination: { page: number; page_size: number; total: number; total_pages: number };
  }>;
  /** The first few whose name begins with or else holds a text, for who is typing. */
  quick(caller: Caller, name: string, limit: number): Promise<FoundItem[]>;
  recent(caller: Caller, input: { limit: number }): Promise<{ items: FoundItem[] }>;
  favourites(caller: Caller): Promise<{ items: FoundItem[] }>;
}

/** Of more names than this that match, the rest is left out. */
const mostMatches = 20_000;
const recentAtOnce = 200;
const mostFavourites = 1_000;

/** The service of finding. Only the owner calls it. */
export function createFinding({ store }: { store: Store }): Finding {
  return {
    async find(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      if (input.folder_id !== undefined) await requireFolder(store, scope, input.folder_id);
      const matches = await matchesOf(store, scope, input);
      const { page, page_size } = input;
      const shown = matches.slice((page - 1) * page_size, page * page_size);
      const total = matches.length;
      return {
        items: await Promise.all(shown.map((match) => viewFound(store, scope, match))),
        pagination: { page, page_size, total, total_pages: Math.ceil(total / page_size) },
      };
    },
    async quick(caller, name, limit) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const matches = await matchesOf(store, scope, { name }, limit * 4);
      return Promise.all(matches.slice(0, limit).map((match) => viewFound(store, scope, match)));
    },
    async recent(caller, { limit }) {
      requireOwner(caller);
      return { items: await recentFiles(store, accountScope(caller), limit) };
    },
    async favourites(caller) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const query = {
        kind: 'favourite',
        states: ['active'],
        order: 'changed',
        limit: mostFavourites,
      } as const;
      const marks = await store.list(scope, query);
      const records = await Promise.all(marks.map(({ id }) => store.get(scope, 'item', id)));
      const standing = await onlyStanding(
        createAncestry(store, scope),
        records.filter((record) => record !== undefined),
      );
      return { items: await Promise.all(standing.map((match) => viewFound(store, scope, match))) };
    },
  };
}

interface Match {
  readonly record: StoredRecord;
  /** From the root to the item. */
  readonly path: readonly StoredRecord[];
}

/** Prefixes first, each by name. */
async function matchesOf(
  store: Store,
  scope: Scope,
  { name, folder_id, type }: Pick<FindInput, 'name' | 'folder_id' | 'type'>,
  most = mostMatches,
): Promise<Match[]> {
  const contains = foldName(name);
  // What is in the trash names no parent, nor does the drive itself.
  const query = { kind: 'item', placed: true, contains, order: 'sort', limit: most } as const;
  // A list sorts by type and name; the digit of the type may be what matched.
  const named = (await store.list(scope, query)).filter((record) => {
    const payload = itemPayload(record);
    return (type === undefined || payload.type === type) && foldName(payload.name).includes(contains);
  });
  const standing = await onlyStanding(createAncestry(store, scope), named);
  const below =
    folder_id === undefined
      ? standing
      : standing.filter(
          ({ record, path }) => record.id !== folder_id && path.some(({ id }) => id === folder_id),
        );
  const begins = ({ record }: Match) => foldName(itemPayload(record).name).startsWith(contains);
  return [...below.filter(begins), ...below.filter((match) => !begins(match))];
}

async function onlyStanding(ancestry: Ancestry, records: readonly StoredRecord[]): Promise<Match[]> {
  const matches: Match[] = [];
  for (const record of records) {
    const above =
      record.state === 'active' ? await ancestry.pathTo(itemPayload(record).parent ?? '') : undefined;
    if (above !== undefined) matches.push({ record, path: [...above, record] });
  }
  return matches;
}

async function recentFiles(store: Store, scope: Scope, limit: number): Promise<FoundItem[]> {
  const query = { kind: 'item', states: ['active'], order: 'changed', descending: true } as const;
  const ancestry = createAncestry(store, scope);
  const found: Match[] = [];
  for (let offset = 0; found.length < limit; offset += recentAtOnce) {
    const page = await store.list(scope, { ...query, offset, limit: recentAtOnce });
    const files = page.filter((record) => itemPayload(record).type === 'file');
    found.push(...(await onlyStanding(ancestry, files)));
    if (page.length < recentAtOnce) break;
  }
  return Promise.all(found.slice(0, limit).map((match) => viewFound(store, scope, match)));
}

async function viewFound(store: Store, scope: Scope, { record, path }: Match): Promise<FoundItem> {
  const folders = path.slice(1, -1).map((folder) => itemPayload(folder).name);
  const favourite = await isFavourite(store, scope, record.id);
  return { ...viewItem(record), favourite, path: folders.join('/') };
}

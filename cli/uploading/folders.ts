/** The drive's side of a tree: folders, made where they are missing, and what each holds, read once. */
import type { Response } from 'undici';
import type { Client, Item } from '../../contract/index.ts';

export interface DriveFolder {
  readonly id: string;
  /** The file or folder of that name, as the drive compares names. */
  find(name: string): Item | undefined;
  /** Notes what an upload or deletion has changed. */
  note(item: Item): void;
  forget(item: Item): void;
  all(): Item[];
}

export interface DriveFolders {
  /** The folder at these names below the top, made with those above it when missing. */
  at(names: readonly string[]): Promise<DriveFolder>;
  /** The same, if it is there. */
  find(names: readonly string[]): Promise<DriveFolder | undefined>;
  /** Forgets what is known of a folder and all below it. */
  forget(names: readonly string[]): void;
}

/** Folders below the drive's folder `topId`. */
export function createFolders(client: Client<Response>, topId: string): DriveFolders {
  const known = new Map<string, Promise<DriveFolder | undefined>>();
  const keyOf = (names: readonly string[]): string => names.map(fold).join('/');

  function open(names: readonly string[], make: boolean): Promise<DriveFolder | undefined> {
    const key = keyOf(names);
    const before = known.get(key) ?? Promise.resolve(undefined);
    const folder = before.then(
      (there) => there ?? look(names, make),
      () => look(names, make),
    );
    known.set(key, folder);
    return folder;
  }

  async function look(names: readonly string[], make: boolean): Promise<DriveFolder | undefined> {
    if (names.length === 0) return readFolder(client, topId);
    const above = await open(names.slice(0, -1), make);
    const name = names.at(-1) ?? '';
    const there = above?.find(name);
    if (there?.type === 'folder') return readFolder(client, there.id);
    if (above === undefined || !make) return undefined;
    const made = await client.createFolder({ itemId: above.id, name });
    above.note(made);
    return createFolder(made.id, []);
  }

  return {
    at: async (names) => (await open(names, true)) as DriveFolder,
    find: (names) => open(names, false),
    forget(names) {
      const key = keyOf(names);
      for (const other of known.keys())
        if (other === key || key === '' || other.startsWith(`${key}/`)) known.delete(other);
    },
  };
}

async function readFolder(client: Client<Response>, id: string): Promise<DriveFolder> {
  const items: Item[] = [];
  for (let page = 1; ; page++) {
    const found = await client.listChildren({ itemId: id, page, page_size: 100 });
    items.push(...found.items);
    if (page >= found.pagination.total_pages) return createFolder(id, items);
  }
}

function createFolder(id: string, items: readonly Item[]): DriveFolder {
  const byName = new Map(items.map((item) => [fold(item.name), item]));
  return {
    id,
    find: (name) => byName.get(fold(name)),
    note: (item) => void byName.set(fold(item.name), item),
    forget: ({ name }) => void byName.delete(fold(name)),
    all: () => [...byName.values()],
  };
}

/** Names that the drive holds to be the same: composed, without case. */
function fold(name: string): string {
  return name.normalize('NFKC').toLocaleLowerCase('en-US').normalize('NFC');
}

/** What was dropped or chosen, with the folders it stands in, and how those folders come into the drive. */
import type { FileTarget } from '../data/abilities.ts';
import { client, readRootFolder } from '../data/client.ts';
import { inLanes } from '../drive/lanes.ts';
import type { UploadQueue } from './queue.ts';

export interface DroppedFile {
  readonly file: File;
  /** The folders that were dropped with it, outermost first. */
  readonly folders: readonly string[];
}

export interface Dropped {
  readonly files: readonly DroppedFile[];
  /** Also those that hold nothing. */
  readonly folders: readonly (readonly string[])[];
}

/** Reads a drop; it has to be begun while the drop is handled, since what was dropped is gone afterwards. */
export async function readDropped({ items, files }: DataTransfer): Promise<Dropped> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return { files: [...files].map((file) => ({ file, folders: [] })), folders: [] };
  const found = { files: [] as DroppedFile[], folders: [] as string[][] };
  for (const entry of entries) await readEntry(entry, [], found);
  return found;
}

/** Files of a field that chooses folders. */
export function readChosen(files: readonly File[]): Dropped {
  const all = files.map((file) => ({ file, folders: file.webkitRelativePath.split('/').slice(0, -1) }));
  return { files: all, folders: [] };
}

async function readEntry(
  entry: FileSystemEntry,
  folders: readonly string[],
  found: { files: DroppedFile[]; folders: string[][] },
): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.files.push({ file, folders });
    return;
  }
  const inside = [...folders, entry.name];
  found.folders.push(inside);
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives a hundred at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await readEntry(one, inside, found);
  }
}

const foldersAtOnce = 4;

/**
 * Makes the folders, in the given folder or at the top of the drive, uses those that are there already, and sends the files into
 * them; with a project, the files become documents of it.
 *
 * @throws KeepsakeError
 */
export async function addDropped(
  queue: UploadQueue,
  { folderId = '', projectId }: FileTarget,
  { files, folders }: Dropped,
): Promise<void> {
  const top = folderId === '' ? await readRootFolder() : folderId;
  const paths = [...folders, ...files.map((one) => one.folders)].flatMap((path) =>
    path.map((_, at) => path.slice(0, at + 1)),
  );
  const ids = new Map([['', top]]);
  const wanted = [...new Map(paths.map((path) => [path.join('/'), path])).values()];
  const deepest = Math.max(0, ...wanted.map(({ length }) => length));
  for (let depth = 1; depth <= deepest; depth++)
    await inLanes(
      wanted.filter(({ length }) => length === depth),
      foldersAtOnce,
      async (path) => {
        const parent = ids.get(path.slice(0, -1).join('/')) ?? top;
        ids.set(path.join('/'), await folderNamed(parent, path.at(-1) ?? ''));
      },
    );
  queue.addTo(
    files.map(({ file, folders: path }) => ({
      file,
      to: {
        folderId: ids.get(path.join('/')) ?? top,
        ...(projectId === undefined ? {} : { projectId }),
      },
    })),
  );
}

async function folderNamed(itemId: string, name: string): Promise<string> {
  const there = await client.createFolder({ itemId, name, on_conflict: 'skip' });
  if (there.type === 'folder') return there.id;
  // A file has that name.
  return (await client.createFolder({ itemId, name, on_conflict: 'rename' })).id;
}

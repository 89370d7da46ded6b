/** Renames on disk as renames in the drive: folders by what identifies them on disk, files by their bytes. */
import type { DriveFolders } from './folders.ts';
import { refusal, type MirrorOptions } from './mirror-options.ts';
import { keyOf, type MirroredFile, type MirrorState } from './mirror-state.ts';
import { hashFile } from './transfer.ts';
import type { LocalFile, LocalTree } from './tree.ts';

type Moving = Pick<MirrorOptions, 'client' | 'state' | 'onEvent' | 'folder'>;

/** Folders that stand elsewhere now: moved with all they hold, by one request each. */
export async function moveFolders(options: Moving, folders: DriveFolders, tree: LocalTree): Promise<void> {
  const { state, onEvent } = options;
  const here = new Set(tree.folders.map((folder) => keyOf(folder.names)));
  for (const { names, identity } of tree.folders) {
    if (state.folders.has(keyOf(names))) continue;
    const gone = [...state.folders].filter(([key]) => !here.has(key));
    // Nothing is gone when a tree is new, which may be huge.
    if (gone.length === 0) return;
    const [oldKey, before] = gone.find(([, folder]) => folder.identity === identity) ?? [];
    if (oldKey === undefined || before === undefined) continue;
    if (!(await moveItem(options, folders, before.item, names))) continue;
    remember(state, tree, names, oldKey);
    onEvent({ what: 'moved', path: names.join('/'), item: before.item });
  }
}

/** Moves what the state knows of a folder, and of all below it, to its new place. */
function remember(state: MirrorState, tree: LocalTree, names: readonly string[], oldKey: string): void {
  const isBelow = (path: readonly string[]) => names.every((name, at) => path[at] === name);
  const rename = <T>(map: Map<string, T>, path: readonly string[], change: (value: T) => T): void => {
    const from = keyOf(path.slice(names.length), oldKey);
    const value = map.get(from);
    if (value === undefined) return;
    map.delete(from);
    map.set(keyOf(path), change(value));
  };
  for (const folder of tree.folders)
    if (isBelow(folder.names))
      rename(state.folders, folder.names, (value) => ({ ...value, depth: folder.names.length }));
  for (const file of tree.files)
    if (isBelow(file.folders)) rename(state.files, [...file.folders, file.name], (value) => value);
}

/** A new file with the bytes of one that is gone is that one. @returns its item when it was moved */
export async function moveFile(
  options: Moving,
  folders: DriveFolders,
  file: LocalFile,
  vanished: Map<string, MirroredFile>,
): Promise<string | undefined> {
  const { state } = options;
  const path = [...file.folders, file.name];
  const isCandidate = [...vanished.values()].some(({ size, item }) => size === file.size && item !== '');
  if (state.files.has(keyOf(path)) || !isCandidate) return undefined;
  const sha256 = await hashFile(file.path);
  const [oldKey, before] =
    [...vanished].find(([, other]) => other.sha256 === sha256 && other.item !== '') ?? [];
  if (oldKey === undefined || before === undefined) return undefined;
  vanished.delete(oldKey);
  if (!(await moveItem(options, folders, before.item, path))) {
    vanished.set(oldKey, before);
    return undefined;
  }
  state.files.delete(oldKey);
  state.files.set(keyOf(path), { ...before, size: file.size, mtimeMs: file.mtimeMs });
  return before.item;
}

/** False when the drive does not let it: it is then added anew, and the old one removed. */
async function moveItem(
  { client }: Moving,
  folders: DriveFolders,
  itemId: string,
  names: readonly string[],
): Promise<boolean> {
  try {
    const folder = await folders.at(names.slice(0, -1));
    const name = names.at(-1) ?? '';
    let item = await client.getItem({ itemId });
    if (item.trashed_at !== undefined) return false;
    if (item.parent_id !== folder.id) item = await client.moveItem({ itemId, parent_id: folder.id });
    if (item.name !== name) item = await client.renameItem({ itemId, name });
    folder.note(item);
    return true;
  } catch (error) {
    refusal(error);
    return false;
  }
}

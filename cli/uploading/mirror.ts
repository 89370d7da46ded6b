/**
 * Makes a folder of the drive what a folder on disk is: one pass compares the two and does what is missing. Starts,
 * restarts and changes all go through it, so that nothing depends on having seen every change as it happened.
 */
import { lstat } from 'node:fs/promises';
import { KeepsakeError, toKeepsakeError } from '../../contract/index.ts';
import { createFolders, type DriveFolders } from './folders.ts';
import { refusal, type MirrorOptions } from './mirror-options.ts';
import { moveFile, moveFolders } from './mirror-moves.ts';
import { keyOf, type MirroredFile, type MirrorState } from './mirror-state.ts';
import { hashFile } from './transfer.ts';
import { identityOf, readTree, type LocalFile, type LocalTree } from './tree.ts';

/** How long a file must have been left alone: it may still be written. */
export const settleMs = 1_500;
const filesAtOnce = 4;

/**
 * @param isFirst compares with what the drive holds, instead of with what the state remembers of it
 * @returns whether everything is done; false when some files are still being written
 */
export async function mirrorOnce(options: MirrorOptions, isFirst: boolean): Promise<boolean> {
  const { client, folder, state } = options;
  const top = await lstat(folder).catch(() => undefined);
  if (top === undefined) throw folderGone(folder);
  const tree = await readTree(folder);
  const isOther = identityOf(top) !== state.identity;
  if (isOther && tree.files.length === 0 && state.files.size > 0) throw folderGone(folder);
  state.identity = identityOf(top);
  const folders = createFolders(client, state.item);
  await moveFolders(options, folders, tree);
  await makeFolders(options, folders, tree);
  const vanished = vanishedFiles(state, tree);
  const { changed, isSettled } = await changedFiles(options, folders, tree, isFirst);
  const waiting = changed.values();
  const lanes = Array.from({ length: filesAtOnce }, async () => {
    for (const file of waiting) await putFile(options, folders, file, vanished);
  });
  const broken = (await Promise.allSettled(lanes)).find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw toKeepsakeError(broken.reason);
  // A file that is still written may be the new place of one that is gone; and what cannot be read is not gone.
  if (!isSettled || tree.unreadable.length > 0) return isSettled;
  for (const [key, { item }] of vanished) await removeItem(options, key, item);
  await removeFolders(options, tree);
  return true;
}

async function makeFolders({ state }: MirrorOptions, folders: DriveFolders, tree: LocalTree): Promise<void> {
  for (const { names, identity } of tree.folders) {
    const key = keyOf(names);
    if (state.folders.has(key)) continue;
    const made = await folders.at(names).catch(refusal);
    if (!(made instanceof KeepsakeError))
      state.folders.set(key, { item: made.id, identity, depth: names.length });
  }
}

function vanishedFiles(state: MirrorState, tree: LocalTree): Map<string, MirroredFile> {
  const here = new Set(tree.files.map((file) => keyOf([...file.folders, file.name])));
  return new Map([...state.files].filter(([key]) => !here.has(key)));
}

async function changedFiles(
  { state }: MirrorOptions,
  folders: DriveFolders,
  tree: LocalTree,
  isFirst: boolean,
): Promise<{ changed: LocalFile[]; isSettled: boolean }> {
  const changed: LocalFile[] = [];
  let isSettled = true;
  for (const file of tree.files) {
    const known = state.files.get(keyOf([...file.folders, file.name]));
    const isSame = known?.size === file.size && known.mtimeMs === file.mtimeMs;
    if (isSame && !(isFirst && (await hasLeft(folders, file, known)))) continue;
    const since = Date.now() - Math.max(file.mtimeMs, file.ctimeMs);
    // A time in the future says nothing.
    if (since >= 0 && since < settleMs) isSettled = false;
    else changed.push(file);
  }
  return { changed, isSettled };
}

/** Whether the drive no longer holds the file as the state remembers it. */
async function hasLeft(folders: DriveFolders, file: LocalFile, known: MirroredFile): Promise<boolean> {
  const folder = await folders.find(file.folders);
  const item = folder?.find(file.name);
  return item?.id !== known.item || item.sha256 !== known.sha256;
}

async function putFile(
  options: MirrorOptions,
  folders: DriveFolders,
  file: LocalFile,
  vanished: Map<string, MirroredFile>,
): Promise<void> {
  const { client, transfers, state, projectId, onEvent } = options;
  const { path, size, mtimeMs } = file;
  const key = keyOf([...file.folders, file.name]);
  try {
    const moved = await moveFile(options, folders, file, vanished);
    if (moved) return onEvent({ what: 'moved', path, item: moved });
    const { change, item, documentId } = await transfers.put(
      await folders.at(file.folders),
      file,
      () => undefined,
    );
    if (documentId === undefined) await client.addDocuments({ projectId, item_ids: [item.id] });
    state.files.set(key, { item: item.id, size, mtimeMs, sha256: item.sha256 ?? '' });
    if (change !== 'unchanged')
      onEvent({ what: change === 'new' ? 'added' : 'changed', path, item: item.id });
  } catch (error) {
    if (isGone(error)) return;
    const { message } = refusal(error);
    const item = state.files.get(key)?.item ?? '';
    state.files.set(key, { item, size, mtimeMs, sha256: await hashOrNone(path), refused: message });
    onEvent({ what: 'refused', path, reason: message });
  }
}

/** Deleted between the look at it and now: the next pass sees it. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function hashOrNone(path: string): Promise<string> {
  return hashFile(path).catch(() => '');
}

async function removeItem(
  { client, state, onEvent }: MirrorOptions,
  key: string,
  item: string,
): Promise<void> {
  if (item !== '') {
    await client.deleteItem({ itemId: item }).then(
      () => onEvent({ what: 'removed', item }),
      (error: unknown) => void refusal(error),
    );
  }
  state.files.delete(key);
}

/** Folders that are gone from disk go to the trash once they hold nothing, the innermost first. */
async function removeFolders({ client, state, onEvent }: MirrorOptions, tree: LocalTree): Promise<void> {
  const here = new Set(tree.folders.map(({ names }) => keyOf(names)));
  const gone = [...state.folders].filter(([key]) => !here.has(key));
  for (const [key, { item }] of gone.toSorted(([, a], [, b]) => b.depth - a.depth)) {
    const held = await client.listChildren({ itemId: item, page_size: 1 }).catch(refusal);
    if (!(held instanceof KeepsakeError) && held.pagination.total === 0)
      await client.deleteItem({ itemId: item }).then(() => onEvent({ what: 'removed', item }), refusal);
    state.folders.delete(key);
  }
}

function folderGone(folder: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `The folder ${folder} is not there, or its disk is not mounted. Nothing is removed from the drive.`,
  );
}

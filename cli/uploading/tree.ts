/** The files and folders below a path on this computer, without what is ignored. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rulesOf, type IgnoreRules } from './ignoring.ts';

export interface LocalFile {
  /** On this computer. */
  readonly path: string;
  /** Names of the folders from the top down to its own; none for a file at the top. */
  readonly folders: readonly string[];
  readonly name: string;
  readonly size: number;
  /** When its bytes changed, in milliseconds since 1970. */
  readonly mtimeMs: number;
  /** When anything about it changed. */
  readonly ctimeMs: number;
}

export interface LocalFolder {
  /** The names that lead to it from the top. */
  readonly names: readonly string[];
  /** What stays the same when it is renamed. */
  readonly identity: string;
}

export interface LocalTree {
  readonly files: LocalFile[];
  /** Every folder, the one above before those below. */
  readonly folders: LocalFolder[];
  /** Paths of folders that could not be read. */
  readonly unreadable: string[];
}

/** What a folder holds, in order of names. Links are left out: they may lead out of the tree, or round in circles. */
export async function readTree(folder: string): Promise<LocalTree> {
  const tree: LocalTree = { files: [], folders: [], unreadable: [] };
  await collect(folder, [], await rulesOf(folder), tree);
  return tree;
}

async function collect(
  folder: string,
  names: readonly string[],
  rules: IgnoreRules,
  tree: LocalTree,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) tree.unreadable.push(folder);
  for (const entry of (entries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const inside = [...names, entry.name];
    if (rules.ignores(inside.join('/'), entry.isDirectory())) continue;
    if (!entry.isDirectory() && !entry.isFile()) continue;
    // It may be gone by now, which is no fault.
    const found = await lstat(path).catch(() => undefined);
    if (found?.isFile()) {
      const { size, mtimeMs, ctimeMs } = found;
      tree.files.push({ path, folders: names, name: entry.name, size, mtimeMs, ctimeMs });
    }
    if (!found?.isDirectory()) continue;
    tree.folders.push({ names: inside, identity: identityOf(found) });
    await collect(path, inside, await rules.within(path, inside.join('/')), tree);
  }
}

export function identityOf({ dev, ino }: { dev: number; ino: number }): string {
  return `${dev}:${ino}`;
}

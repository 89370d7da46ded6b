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
}

export interface LocalTree {
  readonly files: LocalFile[];
  /** Every folder, the one above before those below, as the names that lead to it. */
  readonly folders: (readonly string[])[];
}

/** What a folder holds, in order of names. Links are left out: they may lead out of the tree, or round in circles. */
export async function readTree(folder: string): Promise<LocalTree> {
  const tree: LocalTree = { files: [], folders: [] };
  await collect(folder, [], await rulesOf(folder), tree);
  return tree;
}

async function collect(
  folder: string,
  names: readonly string[],
  rules: IgnoreRules,
  tree: LocalTree,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const inside = [...names, entry.name];
    if (rules.ignores(inside.join('/'), entry.isDirectory())) continue;
    if (entry.isDirectory()) {
      tree.folders.push(inside);
      await collect(path, inside, await rules.within(path, inside.join('/')), tree);
    } else if (entry.isFile()) {
      // It may be gone by now, which is no fault.
      const found = await lstat(path).catch(() => undefined);
      if (found !== undefined) tree.files.push({ path, folders: names, name: entry.name, size: found.size });
    }
  }
}

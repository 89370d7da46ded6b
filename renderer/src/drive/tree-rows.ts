/** The rows of the tree of folders: those that are open are read, and stand with what is in them in one list. */
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Place } from './actions.ts';
import { foldersQuery, type Folders } from './queries.ts';

export interface FolderRow {
  readonly folder: Place;
  readonly level: number;
  readonly isOpen: boolean;
  /** It is known to have no folders in it. */
  readonly isLeaf: boolean;
  /** Among those of the same folder: from 1, and how many. */
  readonly position: number;
  readonly siblings: number;
}

/** That a folder has more folders than are shown. */
export interface MoreRow {
  readonly moreOf: string;
  readonly level: number;
}

export type TreeRow = FolderRow | MoreRow;

export const isFolderRow = (row: TreeRow | undefined): row is FolderRow =>
  row !== undefined && 'folder' in row;

export const idOfRow = (row: TreeRow) => (isFolderRow(row) ? row.folder.id : `more ${row.moreOf}`);

/** What is shown of a tree. @param read the folders in a folder, once they are read */
export function treeRows(
  top: Place,
  isOpen: (id: string) => boolean,
  read: (id: string) => Folders | undefined,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (folder: Place, level: number, position: number, siblings: number): void => {
    const opened = isOpen(folder.id);
    const inside = opened ? read(folder.id) : undefined;
    const isLeaf = inside !== undefined && inside.folders.length === 0;
    rows.push({ folder, level, isOpen: opened, isLeaf, position, siblings });
    if (inside === undefined) return;
    for (const [at, one] of inside.folders.entries()) add(one, level + 1, at + 1, inside.folders.length);
    if (inside.hasMore) rows.push({ moreOf: folder.id, level: level + 1 });
  };
  add(top, 1, 1, 1);
  return rows;
}

interface Toggled {
  readonly isOpen: boolean;
  /** The folder that was shown then. */
  readonly at: string | undefined;
}

/** Which folders were opened and closed stays known while other screens are shown. */
let lastToggled: ReadonlyMap<string, Toggled> = new Map();

/** @param path the ids of the folders from the root to the one that is shown: the way to it is open, unless it was closed since */
export function useTreeRows(top: Place, path: readonly string[]) {
  const [toggled, setToggled] = useState(lastToggled);
  const here = path.at(-1);
  const above = new Set(path.slice(0, -1));
  const isOpen = (id: string): boolean => {
    const last = toggled.get(id);
    if (above.has(id)) return last?.isOpen !== false || last.at !== here;
    return last?.isOpen ?? id === top.id;
  };
  const toggle = (id: string, open: boolean) => {
    lastToggled = new Map([...toggled, [id, { isOpen: open, at: here }]]);
    setToggled(lastToggled);
  };
  const opened = [...new Set([top.id, ...above, ...toggled.keys()])].filter(isOpen);
  const read = useQueries({
    queries: opened.map(foldersQuery),
    combine: (results) => new Map(results.map(({ data }, at) => [opened[at], data])),
  });
  return { rows: treeRows(top, isOpen, (id) => read.get(id)), toggle };
}

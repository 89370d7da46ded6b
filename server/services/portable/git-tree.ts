/** The files of a git repository from commit to commit: only folders that changed are written again. */
import { gitObject, treeContent, type GitObject } from './git-objects.ts';

type Node = { readonly id: string } | GitFolder;

/** A folder; its id is known until something below it changes. */
class GitFolder {
  readonly entries = new Map<string, Node>();
  id: string | undefined;
}

export interface GitTree {
  set(path: string, blob: string): void;
  remove(path: string): void;
  /** The objects of all folders that changed; the last one is the root. */
  write(): GitObject[];
  readonly rootId: string;
}

export function createGitTree(): GitTree {
  const root = new GitFolder();

  /** The folders from the root down to the file's, which all have to be written again. */
  function foldersTo(path: string): { folders: { folder: GitFolder; name: string }[]; name: string } {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    root.id = undefined;
    const folders = [{ folder: root, name: '' }];
    let folder = root;
    for (const part of parts) {
      const known = folder.entries.get(part);
      const next = known instanceof GitFolder ? known : new GitFolder();
      folder.entries.set(part, next);
      next.id = undefined;
      folders.push({ folder: next, name: part });
      folder = next;
    }
    return { folders, name };
  }

  function write(folder: GitFolder, written: GitObject[]): string {
    if (folder.id !== undefined) return folder.id;
    const entries = [...folder.entries].map(([name, node]) => {
      const isFolder = node instanceof GitFolder;
      return { name, isFolder, id: isFolder ? write(node, written) : node.id };
    });
    const object = gitObject('tree', treeContent(entries));
    written.push(object);
    folder.id = object.id;
    return object.id;
  }

  return {
    set(path, blob) {
      const { folders, name } = foldersTo(path);
      folders.at(-1)?.folder.entries.set(name, { id: blob });
    },
    remove(path) {
      const { folders, name } = foldersTo(path);
      folders.at(-1)?.folder.entries.delete(name);
      // Git keeps no empty folders.
      for (let at = folders.length - 1; at > 0; at--) {
        const one = folders[at];
        if (one?.folder.entries.size === 0) folders[at - 1]?.folder.entries.delete(one.name);
      }
    },
    write() {
      const written: GitObject[] = [];
      write(root, written);
      return written;
    },
    get rootId() {
      return root.id ?? '';
    },
  };
}

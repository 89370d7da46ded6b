/**
 * What a mirror remembers of a folder between its passes and starts. Paths stand in it as hashes alone: names of files
 * are nothing that a settings folder should tell.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface MirroredFile {
  readonly item: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
  /** Why the drive would not take it; it is tried again when it changes, or at the next start. */
  readonly refused?: string;
}

export interface MirroredFolder {
  readonly item: string;
  readonly identity: string;
  readonly depth: number;
}

export interface MirrorState {
  /** Of the folder on disk: another one in its place, such as an empty mount point, removes nothing. */
  identity: string;
  /** The folder of the drive. */
  item: string;
  readonly files: Map<string, MirroredFile>;
  readonly folders: Map<string, MirroredFolder>;
}

/** The key of a path; `from` is the key of the folder that the names lead from. */
export function keyOf(names: readonly string[], from = ''): string {
  return names.reduce(
    (above, name) => createHash('sha256').update(`${above}/${name}`).digest('hex').slice(0, 32),
    from,
  );
}

/** The state at a path; nothing when there is none, or none that can be read. */
export async function loadState(path: string): Promise<MirrorState | undefined> {
  try {
    const { identity, item, files, folders } = JSON.parse(await readFile(path, 'utf8')) as {
      identity: string;
      item: string;
      files: [string, MirroredFile][];
      folders: [string, MirroredFolder][];
    };
    return { identity, item, files: new Map(files), folders: new Map(folders) };
  } catch {
    return undefined;
  }
}

export async function saveState(path: string, state: MirrorState): Promise<void> {
  const { identity, item, files, folders } = state;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = JSON.stringify({ identity, item, files: [...files], folders: [...folders] });
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

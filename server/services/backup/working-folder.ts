/**
 * Where whoever has the lease puts together what goes into a folder of backups. Everything is moved in from there, and
 * what goes is moved out to there; whoever comes next removes it. So a server that was thought gone and goes on changes
 * nothing more: what it would move from is not there.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { newId } from '../../../local/ids.ts';

export interface WorkingFolder extends AsyncDisposable {
  /** Of the backups. */
  readonly folder: string;
  /** Its own, in that. */
  readonly path: string;
  /** Takes a file of the backups away. */
  remove(file: string): Promise<void>;
}

const prefix = '.working-';

/** Takes the folder over from whoever had it. @throws ENOENT when it is not there */
export async function takeFolder(folder: string): Promise<WorkingFolder> {
  const path = join(folder, `${prefix}${newId('bak')}`);
  await mkdir(path, { mode: 0o700 });
  for (const name of await readdir(folder))
    if (name.startsWith(prefix) && name !== basename(path)) await removeWhole(join(folder, name));
  return {
    folder,
    path,
    async remove(file) {
      const away = join(path, newId('bak'));
      await rename(file, away);
      await rm(away);
    },
    [Symbol.asyncDispose]: () => removeWhole(path),
  };
}

/** Also while somebody still writes into it. */
function removeWhole(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 20 });
}

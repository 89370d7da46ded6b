/** A data folder that is being filled, marked by a file until it is complete. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writePrivateFile } from '../../../local/private-file.ts';
import type { CopiedScope, Filling } from '../copying.ts';
import { beingFilled, notEmpty } from '../underway.ts';
import type { CopierCalls, CopierOptions } from './copier.ts';
import { syncFolder } from './files.ts';
import { startThread, type Thread } from './threads.ts';

const markName = 'filling.json';

/** @throws KeepsakeError STATE_NOT_READY for a folder that is being filled */
export function assertComplete(folder: string): void {
  if (existsSync(join(folder, markName))) throw beingFilled(`The data folder ${folder}`);
}

/**
 * Opens a folder to be filled, or the rest of one; the caller holds its lock.
 *
 * @param masterKey 32 bytes, under which the folder is kept from then on
 */
export function openFolderFilling(folder: string, masterKey: Uint8Array, encrypted = true): Filling {
  const path = join(folder, markName);
  let mark = readIfThere(path);
  let thread: Promise<Thread<CopierCalls>> | undefined;

  function filler(): Promise<Thread<CopierCalls>> {
    const key = new Uint8Array(masterKey);
    const leftOut = { spaces: [], kinds: [] };
    const data: CopierOptions = {
      folder,
      masterKey: key,
      encrypted,
      synchronous: 'FULL',
      mode: 'fill',
      leftOut,
    };
    thread ??= startThread<CopierCalls>('store-copier', data, () => undefined);
    return thread;
  }

  async function stop(): Promise<void> {
    const open = await thread?.catch(() => undefined);
    thread = undefined;
    await open?.close();
  }

  const nameOf = ({ name }: CopiedScope) => ({ scope: name });
  return {
    get mark() {
      return mark;
    },
    async begin(note) {
      if (mark === undefined && ['catalogue.db', 'projects'].some((name) => existsSync(join(folder, name))))
        throw notEmpty(`The data folder ${folder}`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writePrivateFile(path, note);
      syncFolder(folder);
      mark = note;
    },
    place: async (scope) => (await filler()).call('place', nameOf(scope)),
    write: async (scope, lines) => (await filler()).call('fill', { ...nameOf(scope), lines }),
    async settle() {
      await (await filler()).call('settle', undefined);
      await stop();
    },
    async finish() {
      rmSync(path, { force: true });
      syncFolder(folder);
      mark = undefined;
    },
    async empty() {
      await stop();
      for (const suffix of ['', '-wal', '-shm'])
        rmSync(join(folder, `catalogue.db${suffix}`), { force: true });
      rmSync(join(folder, 'projects'), { recursive: true, force: true });
      await this.finish();
    },
    close: stop,
  };
}

/** What can be made again and nobody needs after an uninstall: the bridge's cache, and files that executables unpacked. */
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../bridge/answer-cache.ts';
import { entryUrl } from '../local/entries.ts';

export interface Leftovers {
  /** Folders that were there and are gone. */
  readonly removed: readonly string[];
  /** Folders that are in use: that of the program which runs, and others that the system holds. */
  readonly left: readonly string[];
}

/** As the executable names them: version and content, and what a first start that broke off left. */
const unpacked = /^\d+\.\d+\.\d+[\w.+-]*-[0-9a-f]{16}(?:\.[0-9a-f]{12}(?:\.old)?)?$/;

/** @param running the folder of the program which runs; nothing is taken from under it */
export function removeLeftovers(
  env: NodeJS.ProcessEnv = process.env,
  running: string = dirname(dirname(fileURLToPath(entryUrl('keepsake')))),
): Leftovers {
  const bridge = cacheFolder(env);
  const base = dirname(bridge);
  const names = listIfThere(base).filter((name) => unpacked.test(name) || join(base, name) === bridge);
  const removed: string[] = [];
  const left: string[] = [];
  for (const folder of names.map((name) => join(base, name)))
    (folder !== running && remove(folder) ? removed : left).push(folder);
  return { removed, left };
}

function listIfThere(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Windows refuses while a program of the folder runs. */
function remove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

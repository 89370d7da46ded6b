/** The folders of one test's processes and their environment, without a keychain. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepsakePaths, preparePaths, type Paths } from '../../local/paths.ts';
import { createVault } from '../../local/vault.ts';

export interface Home extends AsyncDisposable {
  readonly folder: string;
  readonly paths: Paths;
  readonly passphraseFile: string;
  /** The whole environment of a process. */
  readonly env: Record<string, string>;
}

// The usual cost of opening a vault would be paid by every process of every test; tests of local pay it.
const quick = { memory: 64, passes: 1 };

/**
 * Made for one test; `await using` removes it.
 *
 * @param more besides the usual environment
 * @param vault one that opens quickly, or none yet, so that the first process makes the usual one
 */
export async function createHome(
  more: Record<string, string> = {},
  vault: 'quick' | 'none' = 'quick',
): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'ks-'));
  const passphraseFile = join(folder, 'passphrase');
  const passphrase = randomBytes(24).toString('base64');
  await writeFile(passphraseFile, passphrase, { mode: 0o600 });
  const env = {
    ...ofThisRun(),
    KEEPSAKE_HOME: folder,
    KEEPSAKE_NO_KEYCHAIN: '1',
    KEEPSAKE_PASSPHRASE_FILE: passphraseFile,
    XDG_RUNTIME_DIR: folder,
    ...more,
  };
  const paths = keepsakePaths(env);
  preparePaths(paths);
  if (vault === 'quick') createVault(paths.configFolder, passphrase, quick);
  return {
    folder,
    paths,
    passphraseFile,
    env,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What every process of this run of the tests inherits: where programs, temporary files and compiled sources are. */
export function ofThisRun(): Record<string, string> {
  const { PATH = '', TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return {
    PATH,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
  };
}

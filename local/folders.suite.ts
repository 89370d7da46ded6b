/** Folders of their own for the tests of local. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { keepsakePaths, preparePaths, type Paths } from './paths.ts';

export interface Folders {
  readonly home: string;
  readonly paths: Paths;
  /** An environment without a keychain, with a passphrase file. */
  readonly env: NodeJS.ProcessEnv;
}

/** Made for one test and removed after it. */
export function newFolders(): Folders {
  const home = mkdtempSync(join(tmpdir(), 'ksl-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const passphrase = join(home, 'passphrase');
  writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 });
  const env = { KEEPSAKE_HOME: home, KEEPSAKE_NO_KEYCHAIN: '1', KEEPSAKE_PASSPHRASE_FILE: passphrase };
  const paths = keepsakePaths(env);
  preparePaths(paths);
  return { home, paths, env };
}

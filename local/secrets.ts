/** Where secrets live: the system's keychain, or, where there is none, a vault behind a passphrase. Never a plain file. */
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { KeepsakeError } from '../contract/errors.ts';
import { openKeychain } from './keychain.ts';
import { keysFile } from './master-key.ts';
import type { Paths } from './paths.ts';
import { readIfThere, writePrivateFile } from './private-file.ts';
import { openVault, vaultFile } from './vault.ts';

export interface Secrets {
  readonly kind: 'keychain' | 'passphrase';
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** Also when there is none of that name. */
  delete(name: string): Promise<void>;
}

export interface SecretsOptions {
  paths: Paths;
  env?: NodeJS.ProcessEnv;
  /** Asks at a terminal; left out where nobody can be asked. */
  askPassphrase?: (() => Promise<string>) | undefined;
  /** Whether a passphrase file may be made when nothing else is there. */
  allowNewPassphraseFile?: boolean;
  /** The secret that is wanted: a keychain that has it needs no other trial. */
  proof?: string;
  /** Tells the person something important. */
  say?: (text: string) => void;
}

/** The secret of a connection, by its name. */
export function connectionSecret(connection: string): string {
  return `connection:${connection}`;
}

/**
 * Opens the secrets of this computer.
 *
 * @throws KeepsakeError SECRETS_UNAVAILABLE when there is neither a keychain nor a passphrase.
 */
export async function openSecrets(options: SecretsOptions): Promise<Secrets> {
  const { paths, env = process.env } = options;
  const named = env['KEEPSAKE_PASSPHRASE_FILE'];
  // Once a vault is in use it stays so: a keychain that turns up later does not hold what is in it.
  const withoutKeychain = env['KEEPSAKE_NO_KEYCHAIN'] === '1' || existsSync(vaultFile(paths.configFolder));
  const keychain = withoutKeychain
    ? undefined
    : await openKeychain(paths, options.proof).catch(() => undefined);
  if (keychain !== undefined) return keychain;
  return openVault(paths.configFolder, await findPassphrase(options, named));
}

async function findPassphrase(options: SecretsOptions, named: string | undefined): Promise<string> {
  const { paths, askPassphrase, allowNewPassphraseFile = false, say } = options;
  if (named !== undefined && named !== '') return readPassphraseFile(resolve(named), paths);
  const own = passphraseFile(paths);
  if (readIfThere(own) !== undefined) return readPassphraseFile(own, paths);
  if (askPassphrase !== undefined) return askPassphrase();
  if (!allowNewPassphraseFile) {
    throw new KeepsakeError(
      'SECRETS_UNAVAILABLE',
      'This computer has no keychain that works, and no passphrase is given. Write one into a file that only you can read and name it in KEEPSAKE_PASSPHRASE_FILE.',
    );
  }
  if (existsSync(keysFile(paths.dataFolder))) throw keychainGone(paths);
  writePrivateFile(own, `${randomBytes(32).toString('base64')}\n`);
  say?.(aboutPassphraseFile(own));
  return readPassphraseFile(own, paths);
}

/** A new passphrase would open nothing: the data folder's key is where it was made, and cannot be reached from here. */
function keychainGone(paths: Paths): KeepsakeError {
  return new KeepsakeError(
    'SECRETS_UNAVAILABLE',
    `The key of ${paths.dataFolder} was put into a keychain that does not answer now. Unlock it or log in at the desktop; if it is lost, run \`keepsake doctor --recover\` with KEEPSAKE_PASSPHRASE_FILE set.`,
  );
}

/** Where a passphrase is kept when nobody named a file. */
export function passphraseFile(paths: Paths): string {
  return join(paths.configFolder, 'passphrase');
}

function aboutPassphraseFile(path: string): string {
  return [
    'This computer has no keychain, so a passphrase was made and written to',
    `  ${path}`,
    'It protects your memory if the data folder alone is copied, backed up or lost. It does NOT protect it from',
    'whoever can read that file as you. To keep it elsewhere: move the file, and name it in KEEPSAKE_PASSPHRASE_FILE.',
  ].join('\n');
}

/** @throws KeepsakeError SECRETS_UNAVAILABLE for a file that others can read, that lies beside the data, or that is empty. */
function readPassphraseFile(path: string, paths: Paths): string {
  const text = readIfThere(path)?.trim();
  if (text === undefined)
    throw unusable(path, 'does not exist. Make it, or name another one in KEEPSAKE_PASSPHRASE_FILE.');
  if (text === '') throw unusable(path, 'is empty. Write a passphrase into it.');
  if (process.platform !== 'win32' && !isPrivate(statSync(path), process.getuid?.())) {
    throw unusable(path, `can be read by others. Run: chmod 600 ${path}`);
  }
  if (isWithin(paths.dataFolder, path))
    throw unusable(path, 'lies in the data folder, which it has to protect. Move it elsewhere.');
  return text;
}

/**
 * Whether a file can be read by one person alone; or by the group of one who does not own it, as a container gets a
 * secret that its orchestrator mounts: owned by root, for the group that the container alone is in.
 */
export function isPrivate({ mode, uid }: { mode: number; uid: number }, own: number | undefined): boolean {
  return (mode & 0o077) === 0 || (uid === 0 && own !== 0 && (mode & 0o037) === 0);
}

/** By where they really are, links followed. */
function isWithin(folder: string, path: string): boolean {
  if (!existsSync(folder)) return false;
  const way = relative(realpathSync(folder), realpathSync(path));
  return !way.startsWith('..') && !isAbsolute(way);
}

function unusable(path: string, why: string): KeepsakeError {
  return new KeepsakeError('SECRETS_UNAVAILABLE', `The passphrase file ${path} ${why}`);
}

/**
 * The key bundle of a backup folder: which backups there are and the only keys to their files. Everything else in the
 * folder is worth nothing without it, and a backup exists from the moment on that the bundle names it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { KeepsakeError } from '../../../contract/index.ts';
import { damaged, writeWhole, type SealedFile } from './sealed-files.ts';
import type { WorkingFolder } from './working-folder.ts';

export interface BackedUpScope extends SealedFile {
  /** `catalogue`, or a project's id. */
  readonly name: string;
  /** In the folder `files`. */
  readonly file: string;
}

/** An encrypted content of a file of the drive, as the data folder keeps it. */
export interface BackedUpBlob {
  readonly name: string;
  readonly bytes: number;
}

export interface BackedUp {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly records: number;
  readonly scopes: readonly BackedUpScope[];
  readonly blobs: readonly BackedUpBlob[];
  readonly verifiedAt?: number;
}

export interface Bundle {
  readonly version: 1;
  /** Of the data folder, 32 bytes in base64: what is restored goes on under it. */
  readonly masterKey: string;
  /** False for a data folder of a test that shows what encryption hides. */
  readonly encrypted: boolean;
  /** Oldest first. */
  readonly backups: readonly BackedUp[];
}

export const bundleName = 'bundle.age';

export function scopeFile(folder: string, file: string): string {
  return join(folder, 'files', file);
}

export function blobFile(folder: string, name: string): string {
  return join(folder, 'blobs', name.slice(0, 2), name);
}

/** The bundle, or nothing in a folder without backups. @throws KeepsakeError VALIDATION_ERROR, DATA_FOLDER_UNREADABLE */
export async function readBundle(folder: string, identity: string): Promise<Bundle | undefined> {
  const sealed = await readIfThere(join(folder, bundleName));
  if (sealed === undefined) return undefined;
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  let text: string;
  try {
    text = await decrypter.decrypt(sealed, 'text');
  } catch (error) {
    throw notForUs(error);
  }
  const bundle = JSON.parse(text) as Bundle;
  if (bundle.version === 1) return bundle;
  throw new KeepsakeError(
    'DATA_FOLDER_NEWER',
    'These backups were made by a newer Keepsake. Update Keepsake to restore them.',
  );
}

/** Replaces the bundle, whole: before that nothing changed, after it everything. */
export async function writeBundle(
  working: WorkingFolder,
  bundle: Bundle,
  recipients: readonly string[],
): Promise<void> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(JSON.stringify(bundle));
  await writeWhole(working, join(working.folder, bundleName), once(sealed));
}

/**
 * Keeps an identity under a passphrase, as `age -p` does, so that backups need the passphrase only to be opened. Each has
 * a file of its own, named by its public key: that of the passphrase before stays until no bundle needs it.
 */
export async function writeIdentity(
  working: WorkingFolder,
  identity: string,
  passphrase: string,
): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  const path = join(working.folder, identityName(await identityToRecipient(identity)));
  await writeWhole(working, path, once(await encrypter.encrypt(identity)));
}

/** Removes the identities that are not these recipients'. */
export async function removeIdentities(working: WorkingFolder, kept: readonly string[]): Promise<void> {
  const names = new Set(kept.map(identityName));
  for (const name of await identitiesIn(working.folder))
    if (!names.has(name)) await working.remove(join(working.folder, name));
}

/** @throws KeepsakeError VALIDATION_ERROR when the passphrase does not fit, NOT_FOUND when there is no identity */
export async function readIdentity(folder: string, passphrase: string): Promise<string> {
  const names = await identitiesIn(folder);
  if (names.length === 0)
    throw new KeepsakeError(
      'NOT_FOUND',
      `${folder} holds no backups that a passphrase opens. Name the age identity that they were made for (--identity FILE).`,
    );
  let failure: unknown;
  for (const name of names) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    try {
      const identity = (await decrypter.decrypt(await readFile(join(folder, name)), 'text')).trim();
      await readBundle(folder, identity);
      return identity;
    } catch (error) {
      failure = error;
    }
  }
  const message = 'The passphrase does not open these backups. Type it again.';
  throw new KeepsakeError('VALIDATION_ERROR', message, undefined, failure);
}

function identityName(recipient: string): string {
  return `identity-${recipient.slice(4, 20)}.age`;
}

async function identitiesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^identity-\w+\.age$/.test(name)).sort();
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw damaged(error);
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function notForUs(cause: unknown): KeepsakeError {
  const message =
    'The key bundle of this backup folder cannot be opened with this key, or is damaged. Use the passphrase or identity that it was made for.';
  return new KeepsakeError('VALIDATION_ERROR', message, undefined, cause);
}

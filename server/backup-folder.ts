/** Backup folders for the command line, which opens them without a running server: on another computer, for instance. */
import type { Backup } from '../contract/index.ts';
import { KeepsakeError } from '../contract/index.ts';
import { viewBackup } from './services/backup/backups.ts';
import { readBundle, readIdentity, type BackedUp } from './services/backup/bundle.ts';
import { restoreBackup, verifyBackup } from './services/backup/restoring.ts';
import { restoreShared, type SharedPlace } from './restore-shared.ts';

export interface BackupFolder {
  /** Newest first. */
  readonly backups: readonly Backup[];
  /** Of the data folder that was backed up, 32 bytes. */
  readonly masterKey: Buffer;
  /** The backup with an id, else the newest one not later than a time, else the newest. @throws KeepsakeError NOT_FOUND */
  choose(wanted: { id?: string | undefined; at?: string | undefined }): Backup;
  restore(
    id: string,
    into: string,
    report: (done: number, total: number) => void,
    finish: (folder: string) => Promise<void>,
  ): Promise<void>;
  /** Into an empty database that servers will share, under the same master key; see `restoreShared`. */
  restoreShared(
    id: string,
    place: Omit<SharedPlace, 'masterKey'>,
    report: (done: number, total: number) => void,
  ): Promise<void>;
  /** Restores it to a place of its own, compares everything, and removes it. @throws KeepsakeError DATA_FOLDER_UNREADABLE */
  verify(id: string, report: (done: number, total: number) => void): Promise<void>;
}

/** Opens a folder with a passphrase or an age identity. @throws KeepsakeError VALIDATION_ERROR, NOT_FOUND */
export async function openBackupFolder(
  folder: string,
  key: { passphrase: string } | { identity: string },
): Promise<BackupFolder> {
  const identity = 'identity' in key ? key.identity : await readIdentity(folder, key.passphrase);
  const bundle = await readBundle(folder, identity);
  if (bundle === undefined)
    throw new KeepsakeError(
      'NOT_FOUND',
      `${folder} holds no backups. Name the folder that bundle.age is in.`,
    );
  const find = (id: string): BackedUp => {
    const found = bundle.backups.find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no backup ${id} in ${folder}. \`--list\` shows which there are.`,
    );
  };
  const signal = new AbortController().signal;
  const masterKey = Buffer.from(bundle.masterKey, 'base64');
  const backups = bundle.backups.map(viewBackup).toReversed();
  return {
    backups,
    masterKey,
    choose({ id, at }) {
      if (id !== undefined) return viewBackup(find(id));
      const found = backups.find(({ created_at }) => at === undefined || created_at <= at);
      if (found !== undefined) return found;
      throw new KeepsakeError('NOT_FOUND', `${folder} holds no backup that is as old as that.`);
    },
    restore: (id, into, report, finish) =>
      restoreBackup({ folder, bundle, backup: find(id) }, into, report, signal, finish),
    restoreShared: (id, place, report) =>
      restoreShared({ folder, bundle, backup: find(id) }, { ...place, masterKey }, report, signal),
    verify: (id, report) => verifyBackup({ folder, bundle, backup: find(id) }, report, signal),
  };
}

/** Where backups go and whom they are encrypted to, as a record of the account. */
import { mkdir, stat } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { z } from 'zod';
import { KeepsakeError, type BackupSettings, type operations } from '../../../contract/index.ts';
import type { Put, Store } from '../../store/store.ts';
import { asJson, typed } from '../records.ts';
import { readBundle, removeIdentities, writeBundle, writeIdentity } from './bundle.ts';
import { takeFolder } from './working-folder.ts';

/** What the record holds; it is encrypted with the catalogue. */
export interface KeptSettings {
  /** Nothing while no backups are made. */
  readonly folder?: string | undefined;
  readonly everyHours?: number | undefined;
  readonly keep: number;
  /** Public keys of the owner. */
  readonly recipients: readonly string[];
  /** The server's own age identity, with which it reads the bundle to rewrite it. */
  readonly identity: string;
  /** Folders of earlier settings: deletion reaches their backups, too. */
  readonly former: readonly string[];
  readonly madeAt?: number | undefined;
}

export async function readSettings(store: Store, account: string): Promise<KeptSettings | undefined> {
  const record = await store.get({ account }, 'backup-settings', account);
  return record === undefined ? undefined : typed<KeptSettings>(record).payload;
}

export function settingsPut(account: string, settings: KeptSettings): Put {
  const payload = asJson(settings);
  return { op: 'put', kind: 'backup-settings', id: account, state: 'kept', history: false, payload };
}

/** Checks the folder, makes it when it is missing, and puts the passphrase's identity beside the one before. */
export async function newSettings(
  before: KeptSettings | undefined,
  input: z.output<typeof operations.setBackupSettings.input>,
  dataFolder: string,
): Promise<KeptSettings & { readonly folder: string }> {
  const folder = await requireFolder(input.folder, dataFolder);
  const identity = before?.identity ?? (await generateX25519Identity());
  const recipients = [...(input.recipients ?? [])];
  await requireOwn(folder, identity);
  const isSame = before?.folder === folder && before.recipients.length > 0;
  if (input.passphrase !== undefined) {
    const own = await generateX25519Identity();
    await using working = await takeFolder(folder);
    await writeIdentity(working, own, input.passphrase);
    recipients.push(await identityToRecipient(own));
  } else if (recipients.length === 0 && isSame) recipients.push(...before.recipients);
  if (recipients.length === 0) throw withoutKey();
  const former = [before?.folder, ...(before?.former ?? [])].filter(
    (one) => one !== undefined && one !== folder,
  );
  return {
    folder,
    everyHours: input.every_hours,
    keep: input.keep,
    recipients,
    identity,
    former: [...new Set(former as string[])],
    madeAt: isSame ? before.madeAt : undefined,
  };
}

/** Once the settings are kept: backups that are there open with the new keys from now on, and with the old ones no more. */
export async function applySettings(settings: KeptSettings & { readonly folder: string }): Promise<void> {
  const { folder, identity, recipients } = settings;
  await using working = await takeFolder(folder);
  const bundle = await readBundle(folder, identity);
  if (bundle !== undefined) await writeBundle(working, bundle, await allRecipients(settings));
  await removeIdentities(working, recipients);
}

/** Another Keepsake's backups are never written over. */
async function requireOwn(folder: string, identity: string): Promise<void> {
  try {
    await readBundle(folder, identity);
  } catch (error) {
    throw refused('holds the backups of another Keepsake, which this one cannot open', error);
  }
}

/** The server's own key, and those of the owner. */
export async function allRecipients({ identity, recipients }: KeptSettings): Promise<string[]> {
  return [await identityToRecipient(identity), ...recipients];
}

export function viewSettings(settings: KeptSettings | undefined): BackupSettings {
  return {
    ...(settings?.folder === undefined ? {} : { folder: settings.folder }),
    ...(settings?.everyHours === undefined ? {} : { every_hours: settings.everyHours }),
    keep: settings?.keep ?? 7,
    recipients: [...(settings?.recipients ?? [])],
  };
}

async function requireFolder(wanted: string, dataFolder: string): Promise<string> {
  const folder = normalize(wanted);
  if (!isAbsolute(wanted)) throw refused('needs an absolute path, such as /media/disk/keepsake');
  if (`${folder}/`.startsWith(`${normalize(dataFolder)}/`)) throw refused('lies in the data folder itself');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (error) {
    throw refused('cannot be made or used by the server', error);
  }
  throw refused('is a file');
}

function refused(why: string, cause?: unknown): KeepsakeError {
  const message = `The folder for backups ${why}. Name another folder.`;
  return new KeepsakeError('VALIDATION_ERROR', message, undefined, cause);
}

function withoutKey(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'Backups are encrypted: give a passphrase, or the public key of an age identity that you keep.',
  );
}

/** `keepsake restore` and `keepsake verify`: backups without a running server. */
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { KeepsakeError } from '../../contract/index.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { adoptMasterKey } from '../../local/master-key.ts';
import { keepsakePaths } from '../../local/paths.ts';
import type { BackupFolder } from '../../server/backup-folder.ts';
import { readGivenFile } from '../given-file.ts';
import type { Output } from '../output.ts';
import { readSecret } from '../secret-input.ts';
import { openOwnSecrets } from '../session.ts';

export interface RestoreOptions {
  backup?: string;
  at?: string;
  identity?: string;
}

export interface RestorePlace {
  /** Address of a database; the data folder of this computer when left out. */
  store?: string;
  blobs?: string;
}

export async function restore(
  folder: string,
  options: RestoreOptions & RestorePlace,
  output: Output,
): Promise<void> {
  if (options.store === undefined) return restoreHere(folder, options, output);
  return restoreShared(folder, options, options.store, output);
}

/** Into a database that servers will share, with secrets from the environment as those servers have them. */
async function restoreShared(
  folder: string,
  options: RestoreOptions & RestorePlace,
  url: string,
  output: Output,
): Promise<void> {
  const { opened, id, created_at } = await open(folder, options);
  const { adoptSharedKey } = await import('../commands/shared-store.ts');
  const store = { url, ...(await adoptSharedKey(process.env, opened.masterKey)) };
  const { dataFolder } = keepsakePaths();
  const bar = output.progress('restoring');
  await opened
    .restoreShared(id, { dataFolder, store, blobs: options.blobs }, (done, all) => bar.update(done, all))
    .finally(() => bar.end());
  output.result({ id, created_at, verified: true }, [
    `Restored ${id} of ${created_at} into the database, read it all again and compared it: it is complete.`,
    'Start the servers with the same master key; the search index is built anew in the background.',
  ]);
}

async function restoreHere(folder: string, options: RestoreOptions, output: Output): Promise<void> {
  const paths = keepsakePaths();
  const secrets = await openOwnSecrets(paths, { say: output.say });
  await requireEmpty(paths.dataFolder);
  const { opened, id, created_at } = await open(folder, options);
  let recoveryCode = '';
  const bar = output.progress('restoring');
  const finish = async (building: string): Promise<void> => {
    recoveryCode = await adoptMasterKey({ dataFolder: building, masterKey: opened.masterKey, secrets });
  };
  await opened
    .restore(id, paths.dataFolder, (done, all) => bar.update(done, all), finish)
    .finally(() => bar.end());
  output.result({ id, created_at, data_folder: paths.dataFolder, recovery_code: recoveryCode }, [
    `Restored ${id} of ${created_at} into ${paths.dataFolder}.`,
    'Start Keepsake as usual; the search index is built anew in the background.',
    `New recovery code, shown this once: ${recoveryCode}`,
  ]);
}

export async function verify(folder: string, options: RestoreOptions, output: Output): Promise<void> {
  const { opened, id, created_at } = await open(folder, options);
  const bar = output.progress('verifying');
  await opened.verify(id, (done, all) => bar.update(done, all)).finally(() => bar.end());
  output.result({ id, created_at, verified: true }, [`${id} of ${created_at} was restored and is complete.`]);
}

async function open(
  given: string,
  options: RestoreOptions,
): Promise<{ opened: BackupFolder; id: string; created_at: string }> {
  const { openBackupFolder } = await import('../../server/backup-folder.ts');
  const key =
    options.identity === undefined
      ? { passphrase: await readSecret('Passphrase of the backups') }
      : { identity: identityIn(await readGivenFile(options.identity)) };
  const opened = await openBackupFolder(resolve(given), key);
  const { id, created_at } = opened.choose({ id: options.backup, at: timeOf(options.at) });
  return { opened, id, created_at };
}

/** Files of age-keygen have comments beside the key. */
function identityIn(text: string): string {
  const line = text.split('\n').find((one) => one.startsWith('AGE-SECRET-KEY-1'));
  if (line !== undefined) return line.trim();
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'The file of --identity holds no age identity (AGE-SECRET-KEY-1…).',
  );
}

function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new KeepsakeError('VALIDATION_ERROR', `"${text}" is no time. Write it like 2026-11-20T18:00:00Z.`);
}

const ownFiles = ['server.lock', 'server.pid'];

/** Nothing is restored over data, or below a server that runs. */
async function requireEmpty(dataFolder: string): Promise<void> {
  lockDataFolder(dataFolder).release();
  const there = (await readdir(dataFolder)).filter((name) => !/^server\.(lock|pid)/.test(name));
  if (there.length > 0)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `${dataFolder} holds data, and nothing is ever restored over it. Move the folder away first.`,
    );
  for (const name of ownFiles) await rm(join(dataFolder, name), { force: true });
}

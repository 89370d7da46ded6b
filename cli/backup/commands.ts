/** `keepsake backup`. */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KeepsakeError, type BackupState } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { readSecret } from '../secret-input.ts';
import { openSession, type Session } from '../session.ts';

export interface SetBackupOptions {
  every?: number;
  keep: number;
  recipient?: string[];
}

export async function setBackups(folder: string, options: SetBackupOptions, output: Output): Promise<void> {
  const { client } = await openSession();
  const passphrase =
    options.recipient === undefined ? await readSecret('Passphrase for the backups') : undefined;
  const settings = await client.setBackupSettings({
    folder: resolve(folder),
    keep: options.keep,
    ...(options.every === undefined ? {} : { every_hours: options.every }),
    ...(options.recipient === undefined ? { passphrase } : { recipients: options.recipient }),
  });
  const when =
    options.every === undefined ? 'when you run `keepsake backup now`' : `every ${options.every} hours`;
  output.result(settings, [
    `Backups go to ${settings.folder ?? ''} ${when}; the newest ${settings.keep} are kept.`,
    'Without the passphrase or identity nobody can restore them, you neither. Keep it somewhere else.',
  ]);
}

export async function unsetBackups(output: Output): Promise<void> {
  const { client } = await openSession();
  output.result(await client.unsetBackupSettings({}), [
    'No more backups are made. Those that are there stay.',
  ]);
}

export async function makeBackup(output: Output): Promise<void> {
  const { client } = await openSession();
  await client.createBackup({});
  await waitFor(client, 'backing up', output);
  const [made] = (await client.listBackups({})).items;
  output.result(made, [
    `Made ${made?.id ?? 'a backup'}: ${made?.records ?? 0} records, ${made?.files ?? 0} files, ${made?.bytes ?? 0} bytes.`,
  ]);
}

export async function listBackups(output: Output): Promise<void> {
  const { client } = await openSession();
  const { items } = await client.listBackups({});
  const lines = items.map(
    ({ id, created_at, records, files, bytes, verified_at }) =>
      `${id}  ${created_at}  ${records} records, ${files} files, ${bytes} bytes${verified_at === undefined ? '' : `, verified ${verified_at}`}`,
  );
  output.result(items, lines.length === 0 ? ['No backups yet. Make one with `keepsake backup now`.'] : lines);
}

export async function verifyBackup(wanted: string | undefined, output: Output): Promise<void> {
  const { client } = await openSession();
  const backupId = wanted ?? (await client.listBackups({})).items[0]?.id;
  if (backupId === undefined)
    throw new KeepsakeError('NOT_FOUND', 'There is no backup yet. Make one with `keepsake backup now`.');
  await client.verifyBackup({ backupId });
  await waitFor(client, 'verifying', output);
  output.result({ id: backupId, verified: true }, [`${backupId} was restored and is complete.`]);
}

const pollMs = 200;

/** Until nothing is under way; Ctrl-C cancels it. @throws KeepsakeError what went wrong */
async function waitFor(client: Session['client'], label: string, output: Output): Promise<BackupState> {
  const bar = output.progress(label);
  const stop = new AbortController();
  const interrupted = once(process, 'SIGINT', { signal: stop.signal }).then(
    () => true,
    () => false,
  );
  try {
    for (;;) {
      const state = await client.getBackupState({});
      if (state.problem !== undefined) throw new KeepsakeError('UNAVAILABLE', state.problem);
      if (state.status === 'idle') return state;
      bar.update(state.done, state.total);
      if (await Promise.race([interrupted, setTimeout(pollMs, false)])) {
        await client.cancelBackup({});
        throw new KeepsakeError('UNAVAILABLE', 'It was cancelled, and nothing of it stays.');
      }
    }
  } finally {
    stop.abort();
    bar.end();
  }
}

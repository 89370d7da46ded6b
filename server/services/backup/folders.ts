/** Permanent deletion in every backup folder that the server knows, and what it could not reach. */
import type { Store } from '../../store/store.ts';
import type { ErasedInBackups, ErasingInBackups } from '../erasure/erasures.ts';
import { readBundle, writeBundle, type BackedUp } from './bundle.ts';
import { eraseInBackup } from './erasing.ts';
import { removeUnneeded } from './making.ts';
import { allRecipients, readSettings, type KeptSettings } from './settings.ts';
import { takeFolder } from './working-folder.ts';

/**
 * Rewrites the backups in reach, which are of all accounts and set by who runs the server. A folder whose disk is away is
 * named as out of reach, to them alone by its path.
 */
export async function eraseInFolders(
  store: Store,
  account: string,
  erasing: ErasingInBackups,
  signal: AbortSignal,
): Promise<ErasedInBackups> {
  const [operator = account] = await store.accounts();
  const settings = await readSettings(store, operator);
  const folders = settings === undefined ? [] : [settings.folder, ...settings.former];
  const rewritten: string[] = [];
  const outOfReach: string[] = [];
  for (const folder of folders) {
    if (settings === undefined || folder === undefined) continue;
    const done = await eraseInFolder(folder, settings, erasing, signal).catch(() => {
      signal.throwIfAborted();
      return undefined;
    });
    const where = account === operator ? `in ${folder}` : 'of the server';
    if (done === undefined) outOfReach.push(`Backups ${where}, which could not be reached or opened.`);
    else rewritten.push(...done);
  }
  return { rewritten, outOfReach };
}

/** @returns ids of what was rewritten; nothing when there is no bundle to open */
async function eraseInFolder(
  folder: string,
  settings: KeptSettings,
  { target, plan, erased }: ErasingInBackups,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  // Read first, for a folder that is not there cannot be taken.
  const isThere = (await readBundle(folder, settings.identity)) !== undefined;
  await using working = isThere ? await takeFolder(folder) : undefined;
  const bundle = await readBundle(folder, settings.identity);
  // A folder that is set and was never used holds nothing; a former one without a bundle was moved.
  if (bundle === undefined || working === undefined)
    return folder === settings.folder && settings.madeAt === undefined ? [] : undefined;
  const project = target.type === 'project' ? target.id : undefined;
  const account = target.type === 'account' ? target.id : undefined;
  const backups: BackedUp[] = [];
  const rewritten: string[] = [];
  for (const backup of bundle.backups) {
    const next = await eraseInBackup(
      working,
      backup,
      { doomed: plan.doomed, project, account, erased },
      signal,
    );
    backups.push(next ?? backup);
    if (next !== undefined) rewritten.push(backup.id);
  }
  const next = { ...bundle, backups };
  if (rewritten.length > 0) await writeBundle(working, next, await allRecipients(settings));
  await removeUnneeded(working, next);
  return rewritten;
}

/** Restores a backup, of either kind of store, into an empty database that servers will share, and compares it. */
import pino from 'pino';
import { openBlobs, openFilling, openStore } from './open-store.ts';
import type { ServerOptions } from './options.ts';
import { compareWith, fillFrom, type OpenedBackup } from './services/backup/restoring.ts';
import type { Report } from './services/backup/making.ts';
import { beingFilled, restoringMark } from './store/underway.ts';

/** Where to. `masterKey` is that of the backup: contents are named under it. */
export type SharedPlace = Required<Pick<ServerOptions, 'dataFolder' | 'masterKey'>> & {
  readonly store: NonNullable<ServerOptions['store']>;
  readonly blobs: ServerOptions['blobs'];
};

const silent = pino({ level: 'silent' });

/**
 * Fills it, reads it again, and only then lets servers open it. What an attempt that was cut off left is taken away first.
 *
 * @throws KeepsakeError VALIDATION_ERROR when the database holds something or the blobs are another store's,
 * DATA_FOLDER_UNREADABLE when the backup is damaged or what was restored differs from it, STATE_NOT_READY when a
 * migration fills it, UNAVAILABLE
 */
export async function restoreShared(
  opened: OpenedBackup,
  place: SharedPlace,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const filling = await openFilling(place, silent);
  try {
    if (filling.mark === restoringMark) await filling.empty();
    else if (filling.mark !== undefined) throw beingFilled('The database');
    const blobs = await openBlobs(place);
    await fillFrom(opened, { filling, blobs }, report, signal);
    const store = await openStore(place, silent, true);
    try {
      await compareWith(opened.backup, { store, blobs }, signal);
    } finally {
      await store.close();
    }
    await filling.finish();
  } finally {
    await filling.close();
  }
}

/** Opens the store that a server is started on. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { KeepsakeError } from '../contract/index.ts';
import { typeId } from '../local/ids.ts';
import type { ServerOptions } from './options.ts';
import { listSpace } from './services/entry-record.ts';
import { topicSpace } from './services/memories/contradictions.ts';
import { shapeSpace } from './services/memories/duplicates.ts';
import { openBlobPlace, parseBlobPlace } from './store/blob-places.ts';
import type { BlobStore } from './store/blobs.ts';
import type { Filling, LeftOut, Snapshot } from './store/copying.ts';
import { openFolderBlobs } from './store/folder-blobs.ts';
import type { WallState } from './store/postgres/wall.ts';
import type { BlobNameKeys } from './store/sealed-content.ts';
import { openSnapshot } from './store/sqlite/copies.ts';
import { openFolderFilling } from './store/sqlite/folder-filling.ts';
import { openSqliteStore } from './store/sqlite/index.ts';
import type { Store } from './store/store.ts';

/** What says where a store is, and where the bytes of its files are. */
export type StorePlace = Pick<ServerOptions, 'dataFolder' | 'masterKey' | 'encrypted' | 'store' | 'blobs'>;

/** Spaces of rows whose keys are made of content, which a shared database may not show. */
const hidden = { heads: [shapeSpace, topicSpace], whole: [listSpace] } as const;

/**
 * @param underway opens a store that is being filled, too
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE, UNAVAILABLE, VALIDATION_ERROR, STATE_NOT_READY for a
 * store that is being filled.
 */
export async function openStore(options: StorePlace, logger: Logger, underway = false): Promise<Store> {
  const { dataFolder: folder, masterKey, store } = options;
  if (store === undefined) return openSqliteStore({ folder, masterKey, underway, ...encryptionOf(options) });
  // Loaded here, so that a server of one computer starts without it.
  const { openPostgresStore } = await import('./store/postgres/index.ts');
  const { requireWall = false, ...address } = store;
  return openPostgresStore({
    ...address,
    masterKey,
    hidden,
    underway,
    onError: warnOf(logger),
    onOutdated: () =>
      logger.error('a newer server changed the database: this one refuses everything, update and restart it'),
    onWall: (state) => hearOfWall(state, requireWall, logger),
  });
}

/**
 * Opens a moment of a store that nobody else writes to, and of a data folder nothing besides: it takes less memory than
 * the store, which has to be brought to the newest tables before.
 */
export async function openMoment(options: StorePlace, leftOut: LeftOut, logger: Logger): Promise<Snapshot> {
  const { dataFolder: folder, masterKey, encrypted = true, store } = options;
  if (store === undefined)
    return openSnapshot({ folder, masterKey, encrypted, synchronous: 'FULL' }, leftOut);
  const opened = await openStore(options, logger, true);
  try {
    const snapshot = await opened.snapshot(leftOut);
    const close = async () => {
      await snapshot.close();
      await opened.close();
    };
    return { ...snapshot, close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Opens an empty store to be filled, or the rest of one. @throws KeepsakeError as `openStore` does */
export async function openFilling(options: StorePlace, logger: Logger): Promise<Filling> {
  const { dataFolder, masterKey, store, encrypted } = options;
  if (store === undefined) return openFolderFilling(dataFolder, masterKey, encrypted);
  const { openPostgresFilling } = await import('./store/postgres/filling.ts');
  const { requireWall: _, ...address } = store;
  return openPostgresFilling({ ...address, masterKey, hidden, onError: warnOf(logger) });
}

function warnOf(logger: Logger): (error: Error) => void {
  return (error) => logger.warn({ err: error }, 'a connection to the database ended');
}

function encryptionOf({ encrypted }: StorePlace) {
  return encrypted === undefined ? {} : { encrypted };
}

/** Opens the place for bytes of files: the one that was named, or the data folder's. @throws KeepsakeError VALIDATION_ERROR, UNAVAILABLE */
export function openBlobs(
  { blobs, dataFolder, masterKey, encrypted = true }: StorePlace,
  nameKeys?: BlobNameKeys,
): Promise<BlobStore> {
  const keys = { masterKey, encrypted, nameKeys };
  if (blobs !== undefined) return openBlobPlace(parseBlobPlace(blobs), keys);
  return Promise.resolve(openFolderBlobs({ folder: join(dataFolder, 'blobs'), ...keys }));
}

const openings: Readonly<Record<NonNullable<WallState['open']>, string>> = {
  engine: 'its engine has none that Keepsake can use',
  off: 'it is not on: stop servers of earlier versions, then let who owns the database run `keepsake prepare-database`',
  bypassed: 'the role of this server passes it by: give servers a role without SUPERUSER and BYPASSRLS',
};
const ownsTables =
  'the role of this server owns the tables and could take it away: give servers a role that owns nothing (`keepsake prepare-database --role`)';

/** @throws KeepsakeError VALIDATION_ERROR when a wall is required that does not stand. */
function hearOfWall({ open, isOwner }: WallState, isRequired: boolean, logger: Logger): void {
  const why = open === undefined ? (isOwner ? ownsTables : undefined) : openings[open];
  if (why === undefined) return logger.info('row-level security of the database is on');
  if (!isRequired) return logger.warn(`row-level security of the database: ${why}`);
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `Row-level security of the database is required (KEEPSAKE_ROW_SECURITY), but ${why}.`,
  );
}

/** The id of a store's first account: servers that start at once on an empty store make the same one. */
export function firstAccountId(masterKey: Uint8Array): string {
  const digest = createHash('sha256').update('keepsake first account\n').update(masterKey).digest('hex');
  return typeId('acc', digest.slice(0, 32));
}

/** The two stores of a migration: the data folder of this computer and a PostgreSQL, one from and one to. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KeepsakeError } from '../../contract/index.ts';
import { lockDataFolder } from '../../local/lock.ts';
import { adoptMasterKey, keysFile, openMasterKey } from '../../local/master-key.ts';
import { keepsakePaths } from '../../local/paths.ts';
import type { MigratedStore } from '../../server/migration.ts';
import { openOwnSecrets } from '../session.ts';
import { readSharedStore } from '../commands/shared-store.ts';

export interface Places {
  readonly from: string;
  readonly to: string;
  readonly fromBlobs?: string;
  readonly toBlobs?: string;
}

export interface OpenedPlaces {
  readonly from: MigratedStore;
  readonly to: MigratedStore;
  /** Makes a new recovery code for a data folder that was filled; none for a database. */
  recoveryCode(): Promise<string | undefined>;
  release(): void;
}

const ownFolder = 'folder';

/**
 * Opens the keys of both and takes the lock of the data folder, so that no server of this computer writes to it.
 *
 * @throws KeepsakeError VALIDATION_ERROR, SECRETS_UNAVAILABLE, DATA_FOLDER_IN_USE
 */
export async function openPlaces(places: Places, say: (line: string) => void): Promise<OpenedPlaces> {
  assertPlaces(places);
  const { from, to, fromBlobs, toBlobs } = places;
  const paths = keepsakePaths();
  const { dataFolder } = paths;
  assertApart(join(dataFolder, 'blobs'), places);
  const { masterKey, ownerToken: _, ...shared } = await readSharedStore(process.env);
  const secrets = await openOwnSecrets(paths, { say });
  const lock = lockDataFolder(dataFolder);
  try {
    // A folder that was moved away still opens: what wraps its key stays.
    if (to === ownFolder && !existsSync(keysFile(dataFolder)))
      await adoptMasterKey({ dataFolder, masterKey: randomBytes(32), secrets });
    const own = await openMasterKey({ dataFolder, secrets });
    const storeAt = (place: string, blobs: string | undefined): MigratedStore =>
      place === ownFolder
        ? { dataFolder, masterKey: own.masterKey, blobs }
        : { dataFolder, masterKey, store: { url: place, ...shared }, blobs };
    return {
      from: storeAt(from, fromBlobs),
      to: storeAt(to, toBlobs),
      recoveryCode: async () =>
        to === ownFolder ? adoptMasterKey({ dataFolder, masterKey: own.masterKey, secrets }) : undefined,
      release: () => lock.release(),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function assertPlaces({ from, to }: Places): void {
  const folders = [from, to].filter((place) => place === ownFolder).length;
  const databases = [from, to].filter((place) => /^postgres(ql)?:\/\//.test(place)).length;
  if (folders === 1 && databases === 1) return;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'One of --from and --to is `folder`, the data folder of this computer, and the other one postgres://USER@HOST/DATABASE.',
  );
}

/** Sweeping removes what no record of a store names, so two stores never share a place. */
function assertApart(usual: string, { from, fromBlobs, toBlobs }: Places): void {
  const usualPlace = pathToFileURL(usual).href;
  if ((fromBlobs ?? usualPlace) !== (toBlobs ?? usualPlace)) return;
  const option = from === ownFolder ? '--to-blobs' : '--from-blobs';
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `Both stores would keep the bytes of files in one place. Name by ${option} where the servers on PostgreSQL keep them: file:///FOLDER or s3://BUCKET/PREFIX.`,
  );
}

/** Backups as people use them: settings, making, checking, a schedule, and one thing at a time. */
import { access } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { z } from 'zod';
import {
  KeepsakeError,
  type Backup,
  type BackupSettings,
  type BackupState,
  type operations,
} from '../../../contract/index.ts';
import type { BlobStore } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from '../caller.ts';
import type { ErasedBackups } from '../erasure/erasures.ts';
import { serverCommit } from '../jobs.ts';
import { commitFor, viewTime, type Clock } from '../records.ts';
import { readBundle, writeBundle, type BackedUp, type Bundle } from './bundle.ts';
import { eraseInFolders } from './folders.ts';
import { makeBackup, removeUnneeded } from './making.ts';
import { verifyBackup } from './restoring.ts';
import type { Held } from './held.ts';
import type { Lease } from './lease.ts';
import { createSchedule, isDue } from './schedule.ts';
import { createWorks, type Works } from './works.ts';
import {
  allRecipients,
  applySettings,
  newSettings,
  readSettings,
  settingsPut,
  viewSettings,
  type KeptSettings,
} from './settings.ts';
import { takeFolder } from './working-folder.ts';

export interface BackupsDependencies {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dataFolder: string;
  readonly masterKey: Uint8Array;
  readonly encrypted: boolean;
}

export interface Backups extends ErasedBackups {
  settings(caller: Caller): Promise<BackupSettings>;
  set(call: Call, input: z.output<typeof operations.setBackupSettings.input>): Promise<BackupSettings>;
  unset(call: Call): Promise<BackupSettings>;
  list(caller: Caller): Promise<{ items: Backup[] }>;
  make(caller: Caller): Promise<BackupState>;
  verify(caller: Caller, input: { backupId: string }): Promise<BackupState>;
  state(caller: Caller): Promise<BackupState>;
  cancel(caller: Caller): Promise<BackupState>;
  close(): Promise<void>;
}

/** The service of backups. Only the owner calls it. */
export function createBackups(dependencies: BackupsDependencies): Backups {
  const { store, clock, logger } = dependencies;
  const works = createWorks(dependencies.lease, logger);

  async function make(account: string, own: Held): Promise<void> {
    const settings = await requireSettings(store, account);
    await using working = await takeFolder(settings.folder);
    const bundle = (await readBundle(settings.folder, settings.identity)) ?? emptyBundle(dependencies);
    const place = { working, keep: settings.keep, recipients: await allRecipients(settings) };
    try {
      const next = await makeBackup(dependencies, place, bundle, own);
      await removeUnneeded(working, next.bundle);
    } catch (error) {
      await removeUnneeded(working, bundle).catch(() => undefined);
      throw error;
    }
    const now = (await readSettings(store, account)) ?? settings;
    const put = settingsPut(account, { ...now, madeAt: clock() });
    await store.commit({ account }, serverCommit(account, clock(), [put]));
  }

  async function verify(account: string, id: string, own: Held): Promise<void> {
    const settings = await requireSettings(store, account);
    const { folder, identity } = settings;
    await using working = await takeFolder(folder);
    const bundle = await readBundle(folder, identity);
    const backup = bundle?.backups.find((one) => one.id === id);
    if (bundle === undefined || backup === undefined) throw noBackup(id);
    await verifyBackup({ folder, bundle, backup }, own.report, own.signal);
    const backups = bundle.backups.map((one) => (one.id === id ? { ...one, verifiedAt: clock() } : one));
    await writeBundle(working, { ...bundle, backups }, await allRecipients(settings));
  }

  async function state(account: string): Promise<BackupState> {
    const madeAt = (await readSettings(store, account))?.madeAt;
    return { ...(await works.state()), ...(madeAt === undefined ? {} : { last_made_at: viewTime(madeAt) }) };
  }

  const schedule = createSchedule({
    store,
    clock,
    logger,
    make: (account) =>
      works.begin('running', async (own) => {
        // Another server may have made it meanwhile.
        if (isDue(await readSettings(store, account), clock())) await make(account, own);
      }),
  });

  return {
    exclusive: (signal, work) => works.exclusive('erasing', work, { signal }),
    erase: (account, erasing, signal) => eraseInFolders(store, account, erasing, signal),
    ...settingsMethods(dependencies, works),
    async list(caller) {
      requireOwner(caller);
      const settings = await readSettings(store, caller.account);
      if (settings?.folder === undefined) return { items: [] };
      const bundle = await readBundle(settings.folder, settings.identity);
      return { items: (bundle?.backups ?? []).map(viewBackup).toReversed() };
    },
    async make(caller) {
      requireOwner(caller);
      await requireSettings(store, caller.account);
      await works.begin('running', (own) => make(caller.account, own));
      return state(caller.account);
    },
    async verify(caller, { backupId }) {
      requireOwner(caller);
      await requireSettings(store, caller.account);
      await works.begin('verifying', (own) => verify(caller.account, backupId, own));
      return state(caller.account);
    },
    async state(caller) {
      requireOwner(caller);
      return state(caller.account);
    },
    async cancel(caller) {
      requireOwner(caller);
      await works.cancel();
      return state(caller.account);
    },
    async close() {
      await schedule.close();
      await works.close();
    },
  };
}

/** Reading and writing the settings. */
function settingsMethods(
  { store, clock, dataFolder }: BackupsDependencies,
  works: Works,
): Pick<Backups, 'settings' | 'set' | 'unset'> {
  return {
    async settings(caller) {
      requireOwner(caller);
      return viewSettings(await readSettings(store, caller.account));
    },
    async set(call, input) {
      requireOwner(call.caller);
      const { account } = call.caller;
      const change = async (): Promise<BackupSettings> => {
        // Not as a repeat: its hash would be kept, and could be tried against passphrases.
        const settings = await newSettings(await readSettings(store, account), input, dataFolder);
        await commitFor(store, clock, { caller: call.caller }, { account }, [settingsPut(account, settings)]);
        await applySettings(settings);
        return viewSettings(settings);
      };
      return works.exclusive('changing settings', change, { waitMs: settingsWaitMs });
    },
    async unset(call) {
      requireOwner(call.caller);
      const { account } = call.caller;
      const before = await readSettings(store, account);
      if (before === undefined) return viewSettings(undefined);
      const former = [
        ...new Set([...(before.folder === undefined ? [] : [before.folder]), ...before.former]),
      ];
      const settings: KeptSettings = { ...before, folder: undefined, everyHours: undefined, former };
      await commitFor(store, clock, call, accountScope(call.caller), [settingsPut(account, settings)]);
      return viewSettings(settings);
    },
  };
}

const settingsWaitMs = 30_000;

type SettingsInUse = KeptSettings & { readonly folder: string };

/** @throws KeepsakeError STATE_NOT_READY, UNAVAILABLE when the folder's disk is away */
async function requireSettings(store: Store, account: string): Promise<SettingsInUse> {
  const settings = await readSettings(store, account);
  if (settings?.folder === undefined)
    throw new KeepsakeError(
      'STATE_NOT_READY',
      'No folder for backups is set. Set one with `keepsake backup set FOLDER`.',
    );
  try {
    await access(settings.folder);
  } catch (error) {
    const message = 'The folder for backups cannot be reached. Connect its disk, or set another folder.';
    throw new KeepsakeError('UNAVAILABLE', message, undefined, error);
  }
  return { ...settings, folder: settings.folder };
}

function emptyBundle({ masterKey, encrypted }: BackupsDependencies): Bundle {
  return { version: 1, masterKey: Buffer.from(masterKey).toString('base64'), encrypted, backups: [] };
}

/** A backup as the API shows it. */
export function viewBackup({ id, at, records, scopes, blobs, verifiedAt }: BackedUp): Backup {
  const sum = (all: readonly { bytes: number }[]) => all.reduce((total, { bytes }) => total + bytes, 0);
  return {
    id,
    created_at: viewTime(at),
    records,
    files: blobs.length,
    bytes: sum(scopes) + sum(blobs),
    ...(verifiedAt === undefined ? {} : { verified_at: viewTime(verifiedAt) }),
  };
}

function noBackup(id: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `There is no backup ${id} in the folder. List the backups.`);
}

/** The PostgreSQL driver of the store: many servers on one database, none of which remembers what another needs. */
import type { Store } from '../store.ts';
import { createCommits } from './commits.ts';
import { openDatabase, type Database, type DatabaseOptions } from './database.ts';
import { assertComplete } from './filling.ts';
import { createErasing } from './erasing.ts';
import { createFence, type Fence } from './fence.ts';
import { migrateDatabase } from './migrations.ts';
import { createHistoryReads } from './history-reads.ts';
import { createQueue } from './queue.ts';
import { createReads } from './reads.ts';
import type { HiddenKeys } from './row-sealing.ts';
import { createScopes, type Scopes } from './scopes.ts';
import { createScopeKeys, type ScopeKeys } from './sealing.ts';
import { createSizes } from './sizes.ts';
import { openSnapshot } from './snapshot.ts';
import { writeSql } from './sql.ts';
import { steps as ownSteps, type Step } from './tables.ts';
import { hasPolicies, wallState, type WallState } from './wall.ts';
import { walled, type Walled } from './walled.ts';

export interface PostgresOptions extends Omit<DatabaseOptions, 'onError'> {
  /** 32 bytes, the same for all servers. Without it nothing in the database can be read. */
  readonly masterKey: Uint8Array;
  /** Those that came after it, the newest first: any of them may wrap a scope's key. */
  readonly newerKeys?: readonly Uint8Array[] | undefined;
  /** Spaces whose keys hold content; none when left out. */
  readonly hidden?: HiddenKeys;
  /** Opens a database that is not filled to its end, too: whoever fills it compares it. */
  readonly underway?: boolean;
  /** Hears of connections that broke while nobody used them. */
  readonly onError?: (error: Error) => void;
  /** Hears, once, that a newer server changed the database in a way that this one cannot live with. */
  readonly onOutdated?: () => void;
  /** The steps that the tables are made by; Keepsake's own when left out. */
  readonly steps?: readonly Step[];
  /** Hears how far the database itself keeps accounts apart; what it throws ends the opening. */
  readonly onWall?: (state: WallState) => void;
}

/**
 * Opens the database and brings it to the newest tables.
 *
 * Once a newer server has changed them so that this one cannot live with it, everything is refused with UNAVAILABLE.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE when the master key is another than that of the
 * database, STATE_NOT_READY for one that is being filled, VALIDATION_ERROR, UNAVAILABLE, INTERNAL.
 */
export async function openPostgresStore({
  masterKey,
  newerKeys = [],
  hidden = { heads: [], whole: [] },
  underway = false,
  onError = () => undefined,
  onOutdated = () => undefined,
  onWall = () => undefined,
  steps = ownSteps,
  ...options
}: PostgresOptions): Promise<Store> {
  const masterKeys = [...newerKeys, masterKey];
  if (masterKeys.some(({ length }) => length !== 32)) throw new TypeError('a master key has 32 bytes');
  const connections = openDatabase({ ...options, onError });
  const fence = createFence(connections, steps.length, onOutdated);
  const keys = createScopeKeys(masterKeys, hidden);
  const beginning = beginOn(connections, { fence, keys, steps, underway, onWall });
  const { database, scopes } = await beginning.catch(async (error: unknown) => {
    fence.close();
    await connections.close();
    throw error;
  });
  fence.watch();
  const commits = createCommits({ database, fence, scopes, keys });
  let closing: Promise<void> | undefined;
  let pinned: Promise<unknown> | undefined;
  return {
    async commit(scope, commit) {
      while (pinned !== undefined) await pinned;
      return commits.commit(scope, commit);
    },
    async snapshot(leftOut) {
      while (pinned !== undefined) await pinned;
      const opening = openSnapshot(database, scopes, leftOut);
      pinned = opening.catch(() => undefined).finally(() => (pinned = undefined));
      return opening;
    },
    ...createReads(database, scopes),
    ...createHistoryReads(database, scopes),
    ...createSizes(database, scopes),
    ...createErasing(database, scopes),
    ...createQueue(database, scopes),
    async createAccount(account) {
      const key = keys.create(account, account, await scopes.first());
      const place = { account, scope: account, across: 'scopes' } as const;
      await database.within(place).run(writeSql.createAccount, [account, key]);
    },
    close() {
      fence.close();
      closing ??= commits.settled().then(() => database.close());
      return closing;
    },
  };
}

interface Beginning extends Required<Pick<PostgresOptions, 'steps' | 'underway' | 'onWall'>> {
  readonly fence: Fence;
  readonly keys: ScopeKeys;
}

async function beginOn(
  connections: Database,
  { fence, keys, steps, underway, onWall }: Beginning,
): Promise<{ database: Walled; scopes: Scopes }> {
  await migrateDatabase(connections, steps);
  onWall(await wallState(connections));
  const database = walled(fence.around(connections), await hasPolicies(connections));
  const scopes = createScopes(database, keys);
  await scopes.assertReadable();
  if (!underway) await assertComplete(database.outside);
  return { database, scopes };
}

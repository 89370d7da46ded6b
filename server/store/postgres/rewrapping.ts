/** A new master key: the key of every scope is wrapped anew, while servers go on. */
import { copyListSql } from './copy-sql.ts';
import { openDatabase } from './database.ts';
import type { PostgresOptions } from './index.ts';
import { createScopeKeys, type WrappedScope } from './sealing.ts';
import { writeSql } from './sql.ts';
import { hasPolicies } from './wall.ts';
import { walled, type Walled } from './walled.ts';

export interface Rewrapped {
  /** Keys of accounts and projects in the database. */
  readonly keys: number;
  /** How many of them were wrapped under another than the newest master key. */
  readonly rewrapped: number;
}

/**
 * Wraps what is under an older master key under the newest. Each key is one small write, so it can be broken off at any
 * point and run again; every server has to know all of the master keys before.
 *
 * @throws KeepsakeError DATA_FOLDER_UNREADABLE when a key is under none of them, UNAVAILABLE, INTERNAL
 */
export async function rewrapKeys({
  masterKey,
  newerKeys = [],
  ...address
}: Omit<PostgresOptions, 'hidden' | 'onWall'>): Promise<Rewrapped> {
  const connections = openDatabase({ onError: () => undefined, ...address });
  const keys = createScopeKeys([...newerKeys, masterKey], { heads: [], whole: [] });
  try {
    const database = walled(connections, await hasPolicies(connections));
    let rewrapped = 0;
    for (;;) {
      const scopes = await database.within({ across: 'scopes' }).query<WrappedScope>(copyListSql.scopes);
      let found = 0;
      // In order: accounts that are made meanwhile follow the first scope, and projects their account.
      for (const one of scopes) if (await rewrapOne(database, keys.rewrap(one), one)) found++;
      rewrapped += found;
      // What was made meanwhile beside a key that was old then is found by going over all of them again.
      if (found === 0) return { keys: scopes.length, rewrapped };
    }
  } finally {
    await connections.close();
  }
}

async function rewrapOne(database: Walled, key: Buffer | undefined, one: WrappedScope): Promise<boolean> {
  if (key === undefined) return false;
  const values = [one.scope, Buffer.from(one.wrapped_key), key];
  await database.within({ account: one.account }).run(writeSql.rewrap, values);
  return true;
}

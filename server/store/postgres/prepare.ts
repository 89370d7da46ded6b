/** What who owns a database does for servers that own nothing in it: tables, their wall, and the rights of a role. */
import pg from 'pg';
import { KeepsakeError } from '../../../contract/index.ts';
import type { DatabaseAddress } from './address.ts';
import { openDatabase } from './database.ts';
import { isRefusal } from './failures.ts';
import { prepareDatabase } from './migrations.ts';
import { steps } from './tables.ts';
import { grantsTo } from './wall.ts';

export interface Preparation extends DatabaseAddress {
  /** The role that servers connect with; none gets rights when left out. */
  readonly role?: string | undefined;
}

/**
 * Running it again changes nothing.
 *
 * @returns whether the engine keeps accounts apart
 * @throws KeepsakeError VALIDATION_ERROR when there is no such role or this one may not do it, DATA_FOLDER_NEWER,
 * UNAVAILABLE, INTERNAL.
 */
export async function preparePostgres({ role, ...address }: Preparation): Promise<boolean> {
  const database = openDatabase({ ...address, connections: 1, onError: () => undefined });
  try {
    return await prepareDatabase(
      database,
      steps,
      role === undefined ? [] : grantsTo(pg.escapeIdentifier(role)),
    );
  } catch (error) {
    // 42704: no such object.
    throw role !== undefined && isRefusal(error, ['42704']) ? noRole(role, error) : error;
  } finally {
    await database.close();
  }
}

function noRole(role: string, cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `The database has no role ${role}. Make it first: CREATE ROLE with LOGIN and a password, without SUPERUSER and BYPASSRLS.`,
    undefined,
    cause,
  );
}

/** The store that servers of tests run on: `KEEPSAKE_TEST_STORE=postgres` puts them on a PostgreSQL of their own. */
import process from 'node:process';
import { afterAll, type TestContext } from 'vitest';
import type { DatabaseAddress } from '../../server/store/postgres/address.ts';
import { findComponent } from './component.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';

const isOnPostgres = process.env['KEEPSAKE_TEST_STORE'] === 'postgres';
const databases = new Map<string, Promise<string>>();
let server: Promise<PostgresServer> | undefined;

/** The database of a data folder, the same at every start; nothing where the folder's own files are the store. */
export async function testStore(dataFolder: string): Promise<DatabaseAddress | undefined> {
  if (!isOnPostgres) return undefined;
  server ??= startPostgres(findComponent('postgresql') ?? '');
  const database = databases.get(dataFolder) ?? (await server).prepared();
  databases.set(dataFolder, database);
  return { url: await database };
}

/** Skips a test that opens the files of a data folder where the store is none. */
export function needsFiles(context: TestContext): void {
  if (isOnPostgres) context.skip('looks into the files of SQLite, and the store is PostgreSQL');
}

if (isOnPostgres) afterAll(async () => (await server)?.[Symbol.asyncDispose]());

/**
 * Brings a database to the newest tables. Servers that know fewer steps go on as long as they can live with what was done;
 * of those that cannot, none writes any more when it is done.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { KeepsakeError } from '../../../contract/index.ts';
import { transactionSql, type Database, type Statements } from './database.ts';
import { isRefusal } from './failures.ts';
import { lookEveryMs } from './fence.ts';
import { readSql } from './read-sql.ts';
import { versionSql } from './sql.ts';
import { versionTables, type Step } from './tables.ts';
import { hasPolicies, isRaised, lowering, policies, raising, wallSql } from './wall.ts';
import { walled, type Places } from './walled.ts';

/** Until all servers have looked, also those that are slow at it. */
const noticedMs = 4 * lookEveryMs;

const noTable = ['42P01'];
const noRight = ['42501'];
// An engine that does not know policies, or not of this kind: unsupported, bad syntax, unknown words.
const noPolicies = ['0A000', '42601', '42704', '42883'];

interface Versions {
  readonly version: number;
  readonly oldest: number;
}

/**
 * Servers that start at once make each step once. One that knows fewer steps than were made leaves them as they are, and
 * a role that may not change tables goes on where nothing is to be done.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER when a later Keepsake changed the tables in a way that this one cannot live with,
 * VALIDATION_ERROR when this role may not bring them up to date.
 */
export async function migrateDatabase(database: Database, steps: readonly Step[]): Promise<void> {
  try {
    const { version: found, oldest } = (await versionOf(database)) ?? (await beginVersions(database));
    if (oldest > steps.length) throw newer(found, steps.length);
    for (const [version, step] of steps.entries()) {
      if (version < found) continue;
      if (step.kind === 'contract') await sendAway(database, version, step.oldest);
      await takeStep(database, version, step);
    }
    await makePolicies(database);
  } catch (error) {
    throw isRefusal(error, noRight) ? notOwner(error) : error;
  }
}

/**
 * Makes the tables and their wall, puts it into effect, and lets a role use them that owns nothing. For who owns the
 * database; running it again changes nothing. Servers older than the wall must have been stopped.
 *
 * @param grants the statements that give the role its rights; none when left out
 * @returns whether the engine has row-level security
 * @throws KeepsakeError as `migrateDatabase`
 */
export async function prepareDatabase(
  database: Database,
  steps: readonly Step[],
  grants: readonly string[] = [],
): Promise<boolean> {
  await migrateDatabase(database, steps);
  const hasWall = await hasPolicies(database);
  try {
    await database.transaction(async (statements) => {
      await statements.run(transactionSql.waitBriefly);
      for (const statement of [...(hasWall ? raising : []), ...grants]) await statements.run(statement);
    });
  } catch (error) {
    throw isRefusal(error, noRight) ? notOwner(error) : error;
  }
  return hasWall;
}

async function beginVersions(database: Database): Promise<Versions> {
  for (const table of versionTables) await database.run(table);
  await database.run(versionSql.begin);
  await database.run(versionSql.beginOldest);
  return (await versionOf(database)) ?? { version: 0, oldest: 0 };
}

/** The wall holds for the tables' owner too, and is lowered for a step that reads or changes rows. */
async function takeStep(database: Database, version: number, { statements }: Step): Promise<void> {
  await database.transaction(async (within) => {
    if (!(await isAt(within, version))) return;
    await within.run(transactionSql.waitBriefly);
    const isLowered = statements.some(concernsRows) && (await isRaised(within));
    for (const statement of isLowered ? [...lowering, ...statements, ...raising] : statements)
      await within.run(statement);
    await within.run(versionSql.advance, [version + 1]);
  });
}

function concernsRows(statement: string): boolean {
  return !/^\s*(CREATE|ALTER|DROP)\b/i.test(statement);
}

/** Tells servers that know fewer steps to stop, and waits for what they are writing. */
async function sendAway(database: Database, version: number, oldest: number): Promise<void> {
  const isDone = await database.transaction(async (within) => {
    if (!(await isAt(within, version))) return true;
    await within.run(versionSql.announce, [oldest]);
    return false;
  });
  if (isDone) return;
  await passCommits(database);
  await wait(noticedMs);
}

/** A commit that takes its scope's lock later sees the announcement; one that has it is waited for. */
async function passCommits(database: Database): Promise<void> {
  const within = walled(database, await hasPolicies(database));
  let last: string | undefined = '';
  while (last !== undefined) {
    const after: string = last;
    last = await within.transaction((places) => passSome(places, after));
  }
}

/** The last of the scopes whose commits were waited for. */
async function passSome(places: Places, after: string): Promise<string | undefined> {
  const some = await places
    .within({ across: 'scopes' })
    .query<{ scope: string; account: string }>(versionSql.scopesAfter, [after]);
  const passing = [...Map.groupBy(some, ({ account }) => account)].map(([account, of]) =>
    places.within({ account }).query(versionSql.passScopes, [of.map(({ scope }) => scope)]),
  );
  await Promise.all(passing);
  return some.at(-1)?.scope;
}

/** Whether a step is still to be made; until the transaction ends, nobody else makes it. */
async function isAt(statements: Statements, version: number): Promise<boolean> {
  const [row] = await statements.query<{ version: number }>(versionSql.lock);
  return row?.version === version;
}

/** Puts them into effect at once in an empty database; on an older one, servers that know nothing of them may run. */
async function makePolicies(database: Database): Promise<void> {
  if ((await database.query(wallSql.made)).length > 0) return;
  const once = (work: (statements: Statements) => Promise<number>) =>
    database.transaction(async (statements) => {
      await statements.query(versionSql.lock);
      if ((await statements.query(wallSql.made)).length > 0) return;
      await statements.run(wallSql.note, [await work(statements)]);
    });
  try {
    await once(async (statements) => {
      await statements.run(transactionSql.waitBriefly);
      const isEmpty = (await statements.query(readSql.anyScope)).length === 0;
      for (const statement of [...policies, ...(isEmpty ? raising : [])]) await statements.run(statement);
      return 1;
    });
  } catch (error) {
    if (!isRefusal(error, noPolicies)) throw error;
    await once(() => Promise.resolve(0));
  }
}

async function versionOf(database: Database): Promise<Versions | undefined> {
  try {
    return (await database.query<Versions>(versionSql.read))[0];
  } catch (error) {
    if (isRefusal(error, noTable)) return undefined;
    throw error;
  }
}

function notOwner(cause: unknown): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The tables of this database have to be made or brought up to date, and its role may not do that. Let who owns the database run `keepsake prepare-database` of this version, then start again.',
    undefined,
    cause,
  );
}

function newer(version: number, known: number): KeepsakeError {
  return new KeepsakeError(
    'DATA_FOLDER_NEWER',
    `The database was changed by a newer Keepsake (version ${version}, this one knows ${known}) in a way that this one cannot work with. Update Keepsake, or restore a copy of the database from before.`,
  );
}

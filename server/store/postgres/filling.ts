/** A database that is being filled by the lines of a copy: each piece in one transaction with the place behind it. */
import type { CopiedScope, CopyPlace, Filling } from '../copying.ts';
import { beingFilled, filledByAnother, notEmpty } from '../underway.ts';
import { openDatabase, type Statements } from './database.ts';
import { planLines, type FilledTo, type FillingKeys } from './fill-lines.ts';
import type { PostgresOptions } from './index.ts';
import { migrateDatabase } from './migrations.ts';
import { readSql } from './read-sql.ts';
import type { KnownScope } from './scopes.ts';
import { createScopeKeys, type ScopeKeys } from './sealing.ts';
import { fillSql, goneSql } from './sql.ts';
import { steps } from './tables.ts';
import { hasPolicies } from './wall.ts';
import { walled, type Walled } from './walled.ts';

const what = 'The database';

/** @throws KeepsakeError STATE_NOT_READY for a database that is being filled */
export async function assertComplete(database: Statements): Promise<void> {
  if ((await noteOf(database, '')) !== undefined) throw beingFilled(what);
}

async function noteOf(database: Statements, scope: string): Promise<string | undefined> {
  return (await database.query<{ note: string }>(fillSql.note, [scope]))[0]?.note;
}

/**
 * Opens a database to be filled, or the rest of one.
 *
 * @throws KeepsakeError as `openPostgresStore` does
 */
export async function openPostgresFilling({
  masterKey,
  newerKeys = [],
  hidden = { heads: [], whole: [] },
  onError = () => undefined,
  ...options
}: PostgresOptions): Promise<Filling> {
  const connections = openDatabase({ ...options, onError });
  try {
    await migrateDatabase(connections, steps);
    const mark = await noteOf(connections, '');
    const keys = createScopeKeys([...newerKeys, masterKey], hidden);
    return createFilling(walled(connections, await hasPolicies(connections)), keys, mark);
  } catch (error) {
    await connections.close();
    throw error;
  }
}

function createFilling(database: Walled, scopeKeys: ScopeKeys, found: string | undefined): Filling {
  const keys = fillingKeys(database, scopeKeys);
  const reached = new Map<string, Reached>();
  let mark = found;

  async function reachedIn({ name }: CopiedScope): Promise<Reached> {
    const known = reached.get(name);
    if (known !== undefined) return known;
    const note = (await noteOf(database.outside, name)) ?? '';
    const before: Reached = { note, place: note === '' ? undefined : (JSON.parse(note) as CopyPlace) };
    reached.set(name, before);
    return before;
  }

  return {
    get mark() {
      return mark;
    },
    async begin(note) {
      await database.transaction(async (places) => {
        const statements = places.within({ across: 'scopes' });
        const scopes = mark === undefined ? await statements.query(readSql.anyScope) : [];
        if (scopes.length > 0) throw notEmpty(what);
        await places.outside.run(fillSql.begin, [note]);
      });
      mark = note;
    },
    place: async (scope) => (await reachedIn(scope)).place,
    async write(scope, lines) {
      const before = await reachedIn(scope);
      const planned = await planLines(lines, before, keys);
      const { to } = planned;
      const note = to.place === undefined ? before.note : JSON.stringify(to.place);
      await database.transaction(async (places) => {
        await places.outside.run(fillSql.reach, [scope.name]);
        if ((await places.outside.run(fillSql.advance, [scope.name, note, before.note])) === 0)
          throw filledByAnother();
        await planned.send(places);
      });
      reached.set(scope.name, { ...to, note });
    },
    settle: async () => void (await database.outside.run(fillSql.settle)),
    async finish() {
      await database.outside.run(fillSql.finish);
      mark = undefined;
    },
    async empty() {
      await emptyDatabase(database);
      await this.finish();
      reached.clear();
    },
    close: () => database.close(),
  };
}

/** How far a scope is, and how the database says it. */
interface Reached extends FilledTo {
  readonly note: string;
}

const mostKnown = 10_000;

/** Keys of the scopes filled last. */
function fillingKeys(database: Walled, keys: ScopeKeys): FillingKeys {
  const known = new Map<string, KnownScope>();
  const keep = (scope: string, account: string, wrapped: Uint8Array): KnownScope => {
    const made = { scope, account, seal: keys.seal(wrapped, account, scope) };
    known.set(scope, made);
    return made;
  };
  return {
    create(account, scope) {
      const wrapped = keys.create(account, scope, undefined);
      keep(scope, account, wrapped);
      return wrapped;
    },
    async of(scope) {
      const before = known.get(scope);
      if (before !== undefined) return before;
      const [row] = await database
        .within({ across: 'scopes' })
        .query<{ account: string; wrapped_key: Buffer }>(readSql.scope, [scope]);
      if (row === undefined) throw new Error('a copy names a scope that it does not make');
      // Made ones are in the database by now.
      if (known.size >= mostKnown) known.clear();
      return keep(scope, row.account, row.wrapped_key);
    },
  };
}

/** A part at a time, so that no statement takes long; a scope goes when nothing of it is left. */
async function emptyDatabase(database: Walled): Promise<void> {
  const last = [fillSql.emptyLocators, fillSql.emptyJobs, fillSql.emptyMarks, fillSql.emptyScope];
  const scopes = await database
    .within({ across: 'scopes' })
    .query<{ scope: string; account: string }>(fillSql.scopes);
  for (const { scope, account } of scopes) {
    const statements = database.within({ account, scope });
    for (const sql of goneSql.contents) while ((await statements.run(sql, [scope])) > 0);
    for (const sql of last) await statements.run(sql, [scope]);
  }
}

/** Row-level security: whatever a statement asks for, the database shows and changes what its place stands for alone. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../server/store/postgres/database.ts';
import { openPostgresStore } from '../../server/store/postgres/index.ts';
import { preparePostgres } from '../../server/store/postgres/prepare.ts';
import { walledTables, type Place, type WallState } from '../../server/store/postgres/wall.ts';
import { walled, type Walled } from '../../server/store/postgres/walled.ts';
import type { Operation, Store } from '../../server/store/store.ts';
import { needs } from '../harness/component.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';

const masterKey = Buffer.alloc(32, 9);
const author = { type: 'key', id: 'key_1', name: 'key' } as const;
let server: PostgresServer;
let url: string;
let store: Store;
let database: Database;
let places: Walled;

beforeEach(async (context) => {
  if (server !== undefined) return;
  server = await startPostgres(needs(context, 'postgresql'));
  url = await server.prepared();
  store = await openPostgresStore({ url, masterKey });
  database = openDatabase({ url, onError: () => undefined });
  places = walled(database, true);
  for (const one of ['1', '2']) await fill(`acc_${one}`, `prj_${one}`);
});
afterAll(async () => {
  await store?.close();
  await database?.close();
  await server?.[Symbol.asyncDispose]();
});

const commit = (scope: { account: string; project?: string }, operations: readonly Operation[]) =>
  store.commit(scope, {
    author,
    at: 1_790_000_000_000,
    operations,
    repeat: { principal: 'key_1', key: `k ${scope.project}`, bodyHash: 'a' },
  });

/** Something in every table. */
async function fill(account: string, project: string): Promise<void> {
  const put = (id: string, more: object = {}) =>
    ({ op: 'put', kind: 'memory', id, state: 'active', payload: {}, ...more }) as const;
  await store.createAccount(account);
  await commit({ account }, [
    { op: 'create-project', project },
    put(`key_${account}`, { locator: `key:${account}` }),
    { op: 'enqueue', id: `job_${account}`, kind: 'x', priority: 1, payload: {} },
  ]);
  await commit({ account, project }, [
    put(`mem_${project}`),
    { op: 'row', space: 's', key: 'k', value: Buffer.from('v') },
  ]);
  await store.commit(
    { account, project },
    { author, at: 1, operations: [put(`mem_b${project}`, { branch: { id: 'brn_1', base: 1 } })] },
  );
}

const of = (table: string) => (['jobs', 'scopes'].includes(table) ? 'account' : 'scope');
const seen = (table: string, place: Place) =>
  places.within(place).query<{ scope: string }>(`SELECT DISTINCT ${of(table)} AS scope FROM ${table}`);
const scopesIn = async (table: string, place: Place) =>
  (await seen(table, place)).map(({ scope }) => scope).toSorted();

describe.each(walledTables)('%s', (table) => {
  const ofAccount = ['scopes', 'locators', 'jobs'].includes(table);
  const mine = { account: 'acc_1', scope: ofAccount ? 'acc_1' : 'prj_1' };
  const others = { account: 'acc_2', scope: ofAccount ? 'acc_2' : 'prj_2' };

  it('shows and changes nothing without a place, of another account, or of a scope of another', async () => {
    const before = await scopesIn(table, others);
    expect(before.length).toBeGreaterThan(0);
    const wrong: Place[] = [{}, mine, { account: 'acc_1', scope: others.scope }, { scope: others.scope }];
    for (const place of wrong) {
      const statements = places.within(place);
      const where = `WHERE ${of(table)} = ANY($1::text[])`;
      expect(await statements.query(`SELECT 1 FROM ${table} ${where}`, [before])).toEqual([]);
      expect(await statements.run(`DELETE FROM ${table} ${where}`, [before])).toBe(0);
      expect(await statements.run(`UPDATE ${table} SET ${of(table)} = 'prj_1' ${where}`, [before])).toBe(0);
    }
    // Not even what is one's own may be given away.
    await expect(
      places.within(mine).run(`UPDATE ${table} SET ${of(table)} = $1`, [others.scope]),
    ).rejects.toMatchObject({ code: 'INTERNAL', cause: { code: '42501' } });
    expect(await scopesIn(table, others)).toEqual(before);
    // Nor does a connection without any setting at all.
    expect(await database.query(`SELECT 1 FROM ${table}`)).toEqual([]);
  });

  it('crosses accounts by its own name alone', async () => {
    const names = ['scopes', 'locators', 'jobs', 'repeats', 'gone'] as const;
    const own = table === 'scopes' ? ['scopes', 'gone'] : [table];
    for (const across of names) {
      const found = await scopesIn(table, { across });
      expect(found.some((scope) => scope.endsWith('_1'))).toBe(own.includes(across));
      expect(found.some((scope) => scope.endsWith('_2'))).toBe(own.includes(across));
    }
  });
});

describe('what crosses accounts', () => {
  it('changes nothing but what its name is for', async () => {
    const refused = [
      [{ across: 'scopes' }, `DELETE FROM scopes`],
      [{ across: 'scopes' }, `UPDATE scopes SET seq = 0`],
      [{ across: 'locators' }, `DELETE FROM locators`],
      [{ across: 'jobs' }, `DELETE FROM jobs`],
      [{ across: 'repeats' }, `UPDATE repeats SET at = 0`],
    ] as const;
    for (const [place, sql] of refused) expect(await places.within(place).run(sql)).toBe(0);
  });

  it('empties a scope only when no account has it any more', async () => {
    const gone = places.within({ scope: 'prj_2', across: 'gone' });
    expect(await gone.run(`DELETE FROM records WHERE scope = $1`, ['prj_2'])).toBe(0);
    await store.destroyProject('acc_1', 'prj_2');
    expect(await scopesIn('records', { account: 'acc_2', scope: 'prj_2' })).toEqual(['prj_2']);
    await server.run(url, `DELETE FROM scopes WHERE scope = 'prj_2'`);
    expect(await gone.run(`DELETE FROM records WHERE scope = $1`, ['prj_2'])).toBeGreaterThan(0);
  });

  it('does not outlive its transaction', async () => {
    await places.within({ across: 'scopes' }).query(`SELECT 1 FROM scopes`);
    expect(await database.query(`SELECT 1 FROM scopes`)).toEqual([]);
  });
});

describe('opening says how far the database keeps accounts apart', () => {
  const stateOf = async (address: string): Promise<WallState | undefined> => {
    let state: WallState | undefined;
    const opened = await openPostgresStore({ url: address, masterKey, onWall: (found) => (state = found) });
    await opened.createAccount('acc_1');
    expect(await opened.accounts()).toEqual(['acc_1']);
    await opened.close();
    return state;
  };
  const asServer = (address: string) => address.replace('//keepsake@', '//keepsake_server@');

  it('by a role that owns nothing, that owns the tables, that passes everything by', async () => {
    expect(await stateOf(await server.prepared())).toEqual({ isOwner: false });
    const owned = await server.database();
    expect(await stateOf(owned)).toEqual({ open: 'bypassed', isOwner: true });
    await server.run(owned, `CREATE ROLE owner_of_all LOGIN; GRANT ALL ON SCHEMA public TO owner_of_all`);
    const byOwner = await server.database();
    await server.run(byOwner, `GRANT ALL ON SCHEMA public TO owner_of_all`);
    expect(await stateOf(byOwner.replace('//keepsake@', '//owner_of_all@'))).toEqual({ isOwner: true });
  });

  it('leaves it off where servers of an earlier version may run, until it is prepared', async () => {
    const address = await server.prepared();
    await stateOf(address);
    const tables = walledTables.map((table) => `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    const dropped = `DO $$ DECLARE p record; BEGIN FOR p IN SELECT * FROM pg_policies LOOP
      EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename); END LOOP; END $$`;
    await server.run(address, `${tables.join(';')}; ${dropped}; DELETE FROM versions WHERE one = 2`);
    await expect(stateOf(address)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('keepsake prepare-database') as string,
    });
    const administrator = address.replace('//keepsake_server@', '//keepsake@');
    await stateOf(administrator);
    expect(await stateOf(address)).toEqual({ open: 'off', isOwner: false });
    expect(await preparePostgres({ url: administrator })).toBe(true);
    expect(await stateOf(address)).toEqual({ isOwner: false });
  });

  it('goes on without it on an engine that refuses policies', async () => {
    const address = await server.database();
    await server.run(
      address,
      `CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no such thing' USING ERRCODE = '0A000'; END $$;
      CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE POLICY') EXECUTE FUNCTION refuse()`,
    );
    expect(await preparePostgres({ url: address, role: 'keepsake_server' })).toBe(false);
    expect(await stateOf(asServer(address))).toEqual({ open: 'engine', isOwner: false });
  });

  it('refuses an empty database that the role may not fill, and a role that is not there', async () => {
    const address = await server.database();
    await expect(stateOf(asServer(address))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(preparePostgres({ url: address, role: 'nobody "else"' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('no role nobody "else"') as string,
    });
  });
});

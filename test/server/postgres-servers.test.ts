/** Several servers on one PostgreSQL: one order, one winner, nothing lost when the database ends, nothing readable. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { KeepsakeError } from '../../contract/index.ts';
import type { Snapshot } from '../../server/store/copying.ts';
import { openPostgresStore } from '../../server/store/postgres/index.ts';
import { openFolderFilling } from '../../server/store/sqlite/folder-filling.ts';
import { openSqliteStore } from '../../server/store/sqlite/index.ts';
import type { Commit, Operation, Put, Store } from '../../server/store/store.ts';
import { needs } from '../harness/component.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';

const masterKey = Buffer.alloc(32, 9);
const account = { account: 'acc_1' };
const project = { account: 'acc_1', project: 'prj_1' };
const canary = 'quince-canary-7431';
let server: PostgresServer;
let stores: [Store, Store];
let database: string;

beforeEach(async (context) => {
  server ??= await startPostgres(needs(context, 'postgresql'));
  database = await server.prepared();
  const open = () =>
    openPostgresStore({ url: database, masterKey, hidden: { heads: ['topics'], whole: ['names'] } });
  stores = [await open(), await open()];
  await stores[0].createAccount('acc_1');
  await stores[0].commit(account, commitOf([{ op: 'create-project', project: 'prj_1' }]));
  return async () => void (await Promise.all(stores.map((store) => store.close())));
});
afterAll(() => server?.[Symbol.asyncDispose]());

const author = { type: 'key', id: 'key_1', name: canary } as const;
const commitOf = (operations: readonly Operation[], more: Partial<Commit> = {}): Commit => ({
  author,
  at: 1_790_000_000_000,
  operations,
  ...more,
});
const memory = (id: string, more: Partial<Put> = {}): Put => ({
  op: 'put',
  kind: 'memory',
  id,
  state: 'active',
  payload: { text: canary },
  ...more,
});
const both = <T>(count: number, work: (store: Store, i: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, i) => work(stores[i % 2] as Store, i)));

describe('two servers on one database', () => {
  it('give their commits one order without gaps', async () => {
    const commits = await both(400, (store, i) => store.commit(project, commitOf([memory(`mem_${i}`)])));
    const seqs = commits.map((one) => (one.status === 'fulfilled' ? one.value.seq : 0));
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  });

  it('let one of them win what only one can have', async () => {
    await stores[0].commit(project, commitOf([memory('mem_1')]));
    const winners = (outcomes: PromiseSettledResult<unknown>[], code: string) => {
      const refusals = outcomes.filter((one) => one.status === 'rejected');
      for (const { reason } of refusals) expect(reason).toMatchObject({ code });
      return outcomes.length - refusals.length;
    };
    const sameVersion = await both(20, (store) =>
      store.commit(project, commitOf([memory('mem_1', { expect: { version: 1 } })])),
    );
    expect(winners(sameVersion, 'VERSION_CONFLICT')).toBe(1);
    const sameName = await both(20, (store, i) =>
      store.commit(project, commitOf([memory(`mem_n${i}`, { unique: 'tea' })])),
    );
    expect(winners(sameName, 'DRIVE_ITEM_CONFLICT')).toBe(1);
    const sameProject = await both(20, (store) =>
      store.commit(account, commitOf([{ op: 'create-project', project: 'prj_2' }])),
    );
    expect(winners(sameProject, 'VERSION_CONFLICT')).toBe(1);
  });

  it('do not give one locator to two accounts', async () => {
    const accounts = Array.from({ length: 10 }, (_, i) => `acc_l${i}`);
    for (const one of accounts) await stores[0].createAccount(one);
    const taken = await both(10, (store, i) =>
      store.commit({ account: accounts[i] as string }, commitOf([memory('key_1', { locator: 'key:1' })])),
    );
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await stores[1].locate('key:1'))?.record.id).toBe('key_1');
  });

  it('apply a repeated commit once, whichever of them it reaches', async () => {
    const repeat = { principal: 'key_1', key: 'k', bodyHash: 'a' };
    const answers = await both(40, (store) => store.commit(project, commitOf([memory('mem_1')], { repeat })));
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect((await stores[0].get(project, 'memory', 'mem_1'))?.version).toBe(1);
    expect(await stores[1].head(project)).toBe(1);
  });

  it('pass relays and plain commits of one project without waiting for each other for ever', async () => {
    const mixed = await both(120, (store, i) =>
      i % 3 === 0
        ? store.commit(project, commitOf([memory(`mem_${i}`)]))
        : store.commit(
            account,
            commitOf([
              memory(`att_${i}`),
              { op: 'relay', id: `job_${i}`, project: 'prj_1', operations: [memory(`mem_${i}`)] },
            ]),
          ),
    );
    expect(mixed.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await stores[0].count(project, { kind: 'memory' })).toBe(120);
    expect(await stores[1].head(project)).toBe(120);
  });
});

describe('a database that ends under load', () => {
  it('loses nothing that was acknowledged, and a commit sent again with its key stands once', async () => {
    const written = new Set<string>();
    const write = async (i: number) => {
      const id = `mem_${i}`;
      const repeat = { principal: 'key_1', key: id, bodyHash: id };
      for (;;) {
        try {
          await (stores[i % 2] as Store).commit(project, commitOf([memory(id)], { repeat }));
          return void written.add(id);
        } catch (error) {
          if (!(error instanceof KeepsakeError) || error.code !== 'UNAVAILABLE') throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    };
    const work = Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let i = lane; i < 400; i += 8) await write(i);
      }),
    );
    for (let kills = 0; kills < 3; kills++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await server.kill();
      await server.start();
    }
    await work;
    expect(written.size).toBe(400);
    const all = await stores[0].list(project, { kind: 'memory', order: 'created', limit: 1_000 });
    expect(all.map(({ version }) => version)).toEqual(Array.from({ length: 400 }, () => 1));
    const commits = await stores[1].changes(project, 0, 1_000);
    expect(commits.map(({ seq }) => seq)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  });
});

describe('who administers the database', () => {
  it('reads no content: not of records, names, authors, messages, rows or jobs', async () => {
    const named = memory('mem_1', { sort: canary, unique: canary, message: canary });
    await stores[0].commit(
      project,
      commitOf([named, { op: 'row', space: 's', key: 'k', value: Buffer.from(canary) }]),
    );
    await stores[0].commit(
      account,
      commitOf([{ op: 'enqueue', id: 'job_1', kind: 'x', priority: 1, payload: { canary } }]),
    );
    const dump = await server.dump(database);
    expect(dump).toContain('mem_1');
    expect(dump).not.toContain(canary);
    expect(dump).not.toContain(Buffer.from(canary).toString('hex'));
    expect((await stores[1].get(project, 'memory', 'mem_1'))?.payload).toEqual({ text: canary });
  });

  it('reads no hash of content at the head of a key, by which rows are found, listed and cleared all the same', async () => {
    const row = (key: string, value: string | null) =>
      ({ op: 'row', space: 'topics', key, value: value === null ? null : Buffer.from(value) }) as const;
    const keys = ['hash-of-tea mem_1', 'hash-of-tea mem_2', 'hash-of-soup mem_1', 'plain'];
    await stores[0].commit(project, commitOf(keys.map((key) => row(key, key))));
    await stores[1].putRows(project, [
      { space: 'topics', key: 'hash-of-tea mem_3', value: Buffer.from('3') },
    ]);
    const found = async (range: object) =>
      (await stores[1].rows(project, 'topics', { limit: 9, ...range })).map(({ key }) => key);
    expect(await found({ prefix: 'hash-of-tea ', after: 'hash-of-tea mem_1' })).toEqual([
      'hash-of-tea mem_2',
      'hash-of-tea mem_3',
    ]);
    expect((await found({})).toSorted()).toEqual([...keys, 'hash-of-tea mem_3'].toSorted());
    const [value] = await stores[1].rowsOf(project, 'topics', ['hash-of-soup mem_1']);
    expect(Buffer.from(value ?? []).toString()).toBe('hash-of-soup mem_1');
    const dump = await server.dump(database);
    for (const text of ['hash-of', Buffer.from('hash-of').toString('hex')]) expect(dump).not.toContain(text);
    await stores[0].commit(
      project,
      commitOf([{ op: 'clear', space: 'topics', prefix: 'hash-of-tea ' }, row('plain', null)]),
    );
    expect(await found({})).toEqual(['hash-of-soup mem_1']);
  });

  it('reads no key that is content, by which rows are found, and listed in order, all the same', async () => {
    const keys = ['house/cellar', 'house/attic', 'house/é', 'car/tyres'];
    const rows = keys.map((key) => ({ space: 'names', key, value: Buffer.from(key) }));
    await stores[0].commit(project, commitOf(rows.map((row) => ({ op: 'row', ...row }))));
    const found = async (range: object) =>
      (await stores[1].rows(project, 'names', { limit: 9, ...range })).map(({ key }) => key);
    expect(await found({})).toEqual(['car/tyres', 'house/attic', 'house/cellar', 'house/é']);
    expect(await found({ prefix: 'house/', after: 'house/attic', limit: 1 })).toEqual(['house/cellar']);
    expect(Buffer.from((await stores[1].row(project, 'names', 'car/tyres')) ?? []).toString()).toBe(
      'car/tyres',
    );
    const dump = await server.dump(database);
    for (const text of ['house/', Buffer.from('house/').toString('hex')]) expect(dump).not.toContain(text);
    // Whichever server writes, the other one's next list knows, and so does one that lists for the first time.
    const change = (key: string, value: Buffer | null): Operation => ({
      op: 'row',
      space: 'names',
      key,
      value,
    });
    await stores[0].commit(project, commitOf([change('house/é', null)]));
    expect(await found({ prefix: 'house/' })).toEqual(['house/attic', 'house/cellar']);
    await stores[0].commit(
      project,
      commitOf([change('house/bath', Buffer.from('b')), change('bike', Buffer.from('c'))]),
    );
    await stores[0].commit(project, commitOf([change('house/attic', Buffer.from('new'))]));
    expect(await found({ prefix: 'house/' })).toEqual(['house/attic', 'house/bath', 'house/cellar']);
    expect(await found({ after: 'car/tyres', limit: 2 })).toEqual(['house/attic', 'house/bath']);
    expect(await found({ after: 'c', limit: 2 })).toEqual(['car/tyres', 'house/attic']);
    const [attic] = await stores[1].rows(project, 'names', { prefix: 'house/a', limit: 1 });
    expect(Buffer.from(attic?.value ?? []).toString()).toBe('new');
    await stores[0].commit(
      project,
      commitOf([{ op: 'clear', space: 'names', prefix: '' }, change('tent', Buffer.from('t'))]),
    );
    expect(await found({})).toEqual(['tent']);
    await stores[0].commit(project, commitOf([change('tent', null)]));
    expect(await found({})).toEqual([]);
  });

  it('cannot move a sealed value to another record without it being noticed', async () => {
    await stores[0].commit(project, commitOf([memory('mem_1'), memory('mem_2')]));
    await server.run(
      database,
      `UPDATE revisions SET sealed = (SELECT sealed FROM revisions WHERE id = 'mem_1') WHERE id = 'mem_2'`,
    );
    await expect(stores[1].get(project, 'memory', 'mem_2')).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNREADABLE',
    });
  });
});

it('a copy goes on from any place, also among rows whose keys have no order in the database', async () => {
  const rows = ['names', 'plain', 'topics'].flatMap((space) =>
    ['d e', 'a b', 'c d', 'b c'].map((key) => ({ op: 'row' as const, space, key, value: Buffer.from(key) })),
  );
  await stores[0].commit(project, commitOf(rows));
  const snapshot = await stores[1].snapshot({ spaces: [], kinds: [] });
  const keysFrom = async (place: number): Promise<string[]> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of snapshot.read('prj_1', { table: 'rows', rows: place })) pieces.push(piece);
    const lines = Buffer.concat(pieces).toString().split('\n');
    const end = lines.findIndex((line) => line.startsWith('{"table":"heads"'));
    return lines.slice(1, end).map((line) => (JSON.parse(line) as string[]).slice(1, 3).join(' '));
  };
  const all = await keysFrom(0);
  expect(all).toEqual(rows.map(({ space, key }) => `${space} ${key}`).toSorted());
  for (const [place] of all.entries()) expect(await keysFrom(place)).toEqual(all.slice(place));
  expect((await snapshot.measure('prj_1')).rows.rows).toBe(all.length);
  await snapshot.close();
});

it('a snapshot fills a folder of SQLite, which then holds the same, line by line', async () => {
  const sorted = (i: number) => ({
    sort: `name ${i}`,
    unique: `name ${i}`,
    message: i % 2 === 0 ? 'why' : undefined,
  });
  for (let i = 0; i < 30; i++) {
    const { message, ...names } = sorted(i);
    await stores[0].commit(
      project,
      commitOf([memory(`mem_${i}`, { ...names, ...(message && { message }) })]),
    );
  }
  const branch = { id: 'brn_1', base: 30 };
  await stores[0].commit(project, commitOf([memory('mem_1', { unique: 'side', branch })]));
  const value = Buffer.from([0, 255, 7]);
  await stores[0].commit(account, commitOf([memory('key_1', { locator: 'key:1', parent: 'p' })]));
  await stores[0].commit(
    account,
    commitOf([
      { op: 'row', space: 's', key: 'k', value },
      { op: 'relay', id: 'job_r', project: 'prj_1', operations: [memory('mem_r')] },
      { op: 'enqueue', id: 'job_1', kind: 'x', priority: 1, payload: { project: 'prj_1' } },
    ]),
  );
  const folder = mkdtempSync(join(tmpdir(), 'ks-filled-'));
  const lines = async (of: Snapshot) => {
    const scopes: string[] = [];
    for (const { name } of of.scopes) {
      const pieces: Uint8Array[] = [];
      for await (const piece of of.read(name)) pieces.push(piece);
      scopes.push(Buffer.concat(pieces).toString());
    }
    await of.close();
    return scopes;
  };
  const snapshot = await stores[1].snapshot({ spaces: [], kinds: [] });
  const filling = openFolderFilling(folder, masterKey);
  await filling.begin('filling');
  for (const scope of snapshot.scopes)
    for await (const piece of snapshot.read(scope.name)) await filling.write(scope, piece);
  await filling.settle();
  await filling.finish();
  const filled = await openSqliteStore({ folder, masterKey });
  expect(await lines(await filled.snapshot({ spaces: [], kinds: [] }))).toEqual(await lines(snapshot));
  expect((await filled.find(project, 'memory', 'name 7'))?.id).toBe('mem_7');
  await filled.close();
  rmSync(folder, { recursive: true });
});

/** Servers of two releases on one database: which go on, which stop, and that nothing is written past a change. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/index.ts';
import { steps as own, type Step } from '../../server/store/postgres/tables.ts';
import type { Commit, Put, Store } from '../../server/store/store.ts';
import { needs } from '../harness/component.ts';
import { eventsOf } from '../harness/events.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';
import { masterKey, startTestServer } from './running.ts';

const account = { account: 'acc_1' };
let server: PostgresServer | undefined;
let url: string;
let opened: Store[];

beforeEach(async (context) => {
  server ??= await startPostgres(needs(context, 'postgresql'));
  url = await server.owned();
  opened = [];
  return async () => void (await Promise.all(opened.map((store) => store.close())));
});
afterAll(() => server?.[Symbol.asyncDispose]());

/** A release that adds a column, and one that counts commits where no server writes any more that does not know it. */
const added: Step = { kind: 'expand', statements: [`ALTER TABLE records ADD COLUMN colour TEXT`] };
const counted: Step = {
  kind: 'contract',
  oldest: own.length + 1,
  statements: [
    `CREATE TABLE counted (n BIGINT NOT NULL PRIMARY KEY)`,
    `INSERT INTO counted (n) SELECT count(*) FROM commits`,
    `ALTER TABLE records DROP COLUMN colour`,
  ],
};
const releases = { first: own, second: [...own, added], third: [...own, added, counted] } as const;

async function open(release: keyof typeof releases | readonly Step[], onOutdated = () => undefined as void) {
  const steps = typeof release === 'string' ? releases[release] : release;
  const store = await openPostgresStore({ url, masterKey, steps, onOutdated });
  opened.push(store);
  return store;
}

async function first(): Promise<Store> {
  const store = await open('first');
  await store.createAccount('acc_1');
  return store;
}

const commitOf = (id: string): Commit => {
  const put: Put = { op: 'put', kind: 'memory', id, state: 'active', payload: { id } };
  return { author: { type: 'key', id: 'key_1' }, at: 1_790_000_000_000, operations: [put] };
};
/** How many wait for a lock of a table. */
const waiting = `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%'`;
const numberIn = (sql: string) => server!.ask(url, sql);

describe('a server of the release before', () => {
  it('reads and writes beside one that added to the tables, and starts there too', async () => {
    const old = await first();
    const recent = await open('second');
    await old.commit(account, commitOf('mem_1'));
    await recent.commit(account, commitOf('mem_2'));
    const again = await open('first');
    await again.commit(account, commitOf('mem_3'));
    for (const store of [old, recent, again]) {
      await store.probe();
      expect(await store.count(account, { kind: 'memory' })).toBe(3);
    }
  });

  it('refuses everything once a change came that it cannot live with, and does not start again', async () => {
    await first();
    const onOutdated = vi.fn<() => void>();
    const old = await open('first', onOutdated);
    const recent = await open('second');
    const newest = await open('third');
    const refused = {
      code: 'UNAVAILABLE',
      message: expect.stringContaining('older than its database') as string,
    };
    await expect(old.commit(account, commitOf('mem_1'))).rejects.toMatchObject(refused);
    await expect(old.head(account)).rejects.toMatchObject(refused);
    await expect(old.probe()).rejects.toMatchObject(refused);
    expect(onOutdated).toHaveBeenCalledTimes(1);
    await recent.commit(account, commitOf('mem_2'));
    await newest.commit(account, commitOf('mem_3'));
    expect(await recent.count(account, { kind: 'memory' })).toBe(2);
    await expect(open('first')).rejects.toMatchObject({
      code: 'DATA_FOLDER_NEWER',
      message: expect.stringContaining(
        `version ${own.length + 2}, this one knows ${own.length}) in a way that this one cannot work with. Update Keepsake`,
      ) as string,
    });
  });

  it('has written nothing that the change did not find, though it wrote until it was stopped', async () => {
    const old = await first();
    let acknowledged = 0;
    const write = async (lane: number): Promise<string> => {
      for (let i = 0; ; i++) {
        try {
          await old.commit(account, commitOf(`mem_${lane}_${i}`));
          acknowledged++;
        } catch (error) {
          return (error as { code: string }).code;
        }
      }
    };
    const writing = [0, 1, 2, 3].map(write);
    await vi.waitUntil(() => acknowledged > 50, { timeout: 30_000 });
    await open('third');
    expect(await Promise.all(writing)).toEqual(Array.from({ length: 4 }, () => 'UNAVAILABLE'));
    expect(await numberIn('SELECT n FROM counted')).toBe(acknowledged);
    expect(await numberIn('SELECT count(*) FROM commits')).toBe(acknowledged);
  });
});

describe('changing the tables', () => {
  it('is done once by servers that start at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => open('third')));
    expect(await numberIn('SELECT version FROM versions WHERE one = 1')).toBe(releases.third.length);
    expect(await numberIn('SELECT count(*) FROM counted')).toBe(1);
  });

  it('keeps nobody waiting behind a long read that it waits for itself', async () => {
    const old = await first();
    await old.commit(account, commitOf('mem_1'));
    const copying = await old.snapshot({ spaces: [], kinds: [] });
    for await (const piece of copying.read(copying.scopes[0]?.name ?? ''))
      expect(piece.byteLength).toBeGreaterThan(0);
    const opening = open('second');
    await vi.waitUntil(async () => (await numberIn(waiting)) > 0, { timeout: 30_000 });
    await old.commit(account, commitOf('mem_2'));
    expect(await numberIn('SELECT version FROM versions WHERE one = 1')).toBe(own.length);
    await copying.close();
    await opening;
    expect(await numberIn('SELECT version FROM versions WHERE one = 1')).toBe(own.length + 1);
  });

  it('leaves nothing of a step that failed, and goes on with it at the next start', async () => {
    const old = await first();
    const broken: Step = {
      kind: 'expand',
      statements: [...added.statements, 'ALTER TABLE nowhere ADD COLUMN x TEXT'],
    };
    await expect(open([...own, broken])).rejects.toMatchObject({ code: 'INTERNAL' });
    await old.commit(account, commitOf('mem_1'));
    expect(await numberIn('SELECT version FROM versions WHERE one = 1')).toBe(own.length);
    await open('second');
    expect(await numberIn('SELECT version FROM versions WHERE one = 1')).toBe(own.length + 1);
  });
});

it('a running server that is outdated says that it is not ready, refuses requests and ends its streams', async () => {
  await using running = await startTestServer({ store: { url } });
  const { id: projectId } = await running.owner.createProject({ name: 'House' });
  const stream = eventsOf(await running.send(`/api/v1/projects/${projectId}/changes/events`));
  expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
  await open('third');
  await stream.rest();
  expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${running.url}/livez`)).status).toBe(200);
  await expect(running.owner.addMemory({ projectId, content: 'x' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: { retry_after: 1 },
  });
});

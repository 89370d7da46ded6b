/**
 * Lists of key-value memory on PostgreSQL, whose names the database holds hashed: the first page a server gives, a page
 * when nothing changed, and one after another server's write. `--keys N` (100,000), `--rounds N` (50).
 */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openPostgresStore } from '../server/store/postgres/index.ts';
import { openSqliteStore } from '../server/store/sqlite/index.ts';
import type { Operation, Store } from '../server/store/store.ts';
import { endWithGoals } from '../test/campaigns/result.ts';
import { findComponent } from '../test/harness/component.ts';
import { startPostgres } from '../test/harness/postgres.ts';
import { temporaryFolder } from './kv/folder.ts';

const { values } = parseArgs({
  options: { keys: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '50' } },
});
const [keys, rounds] = [Number(values.keys), Number(values.rounds)];
const masterKey = Buffer.alloc(32, 5);
const scope = { account: 'acc_1', project: 'prj_1' };
const atOnce = 500;
const limit = 100;

const keyOf = (at: number) => `space${at % 50}/user:${at}:preferences`;
const row = (at: number, text = 'x'): Operation => ({
  op: 'row',
  space: 'entries',
  key: keyOf(at),
  value: Buffer.from(JSON.stringify({ version: 1, bytes: 40, updatedAt: 1_790_000_000_000, text })),
});
const commitOf = (operations: readonly Operation[]) => ({
  author: { type: 'server', id: 'acc_1' } as const,
  at: 1_790_000_000_000,
  operations,
});

async function fill(store: Store): Promise<void> {
  await store.createAccount('acc_1');
  await store.commit({ account: 'acc_1' }, commitOf([{ op: 'create-project', project: 'prj_1' }]));
  for (let from = 0; from < keys; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, keys - from) }, (_, at) => row(from + at));
    await store.commit(scope, commitOf(some));
  }
}

const list = (store: Store, round: number) =>
  store.rows(scope, 'entries', { prefix: `space${round % 50}/`, after: `space${round % 50}/user:5`, limit });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

async function medianOf(work: (round: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await work(round));
  return round2(times.sort((a, b) => a - b)[rounds >> 1] ?? 0);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

await using server = await startPostgres(findComponent('postgresql') ?? '');
const url = await server.database();
const open = () => openPostgresStore({ url, masterKey, hidden: { heads: [], whole: ['entries'] } });
const [writer, reader] = [await open(), await open()];
await fill(writer);
const before = process.memoryUsage.rss();
const first = await timed(() => list(reader, 0));
const memory = (process.memoryUsage.rss() - before) / 1_048_576;
const unchanged = await medianOf((round) => timed(() => list(reader, round)));
const changed = await medianOf(async (round) => {
  await writer.commit(scope, commitOf([row(keys + round), row(round, 'y')]));
  return timed(() => list(reader, round));
});
const write = await medianOf((round) => timed(() => writer.commit(scope, commitOf([row(round, 'z')]))));
// Before names were kept, every page read the whole space, as the first one still does.
await Promise.all([writer.close(), reader.close()]);

await using folder = await temporaryFolder();
const sqlite = await openSqliteStore({ folder: folder.path, masterKey });
await fill(sqlite);
const embedded = await medianOf((round) => timed(() => list(sqlite, round)));
await sqlite.close();

const results = {
  keys,
  page: limit,
  first_page_ms: round2(first),
  page_unchanged_ms: unchanged,
  page_after_a_write_ms: changed,
  write_ms: write,
  memory_mb: round2(memory),
  page_sqlite_ms: embedded,
};
endWithGoals('kv-lists', results, [
  // Of the same load, whatever that is: both are a few trips to the database.
  {
    name: 'page after a write to a write',
    value: round2(changed / write),
    goal: '<= 3',
    met: changed / write <= 3,
  },
  {
    name: 'first page to a later one',
    value: round2(first / changed),
    goal: '>= 20',
    met: first / changed >= 20,
  },
]);

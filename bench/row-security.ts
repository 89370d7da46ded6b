/**
 * What row-level security costs: the same store with and without it on one PostgreSQL, in turns. `--rounds N` (5),
 * `--reads N` and `--commits N` per round (1500, 400).
 */
import { parseArgs } from 'node:util';
import { openPostgresStore } from '../server/store/postgres/index.ts';
import type { Store } from '../server/store/store.ts';
import { endWithGoals } from '../test/campaigns/result.ts';
import { findComponent } from '../test/harness/component.ts';
import { startPostgres, type PostgresServer } from '../test/harness/postgres.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    reads: { type: 'string', default: '1500' },
    commits: { type: 'string', default: '400' },
  },
});
const masterKey = Buffer.alloc(32, 7);
const scope = { account: 'acc_1', project: 'prj_1' };
const author = { type: 'owner', id: 'acc_1', name: 'owner' } as const;
let written = 0;

function write(store: Store) {
  const id = `mem_${written++}`;
  return store.commit(scope, {
    author,
    at: Date.now(),
    operations: [
      { op: 'put', kind: 'memory', id, state: 'active', payload: { text: id.repeat(20) } },
      { op: 'row', space: 'tail', key: id, value: Buffer.from(id.repeat(20)) },
    ],
  });
}

async function openFilled(server: PostgresServer, hasWall: boolean): Promise<Store> {
  const url = await (hasWall ? server.prepared() : server.database());
  if (!hasWall) {
    // What an engine without policies looks like to a server.
    const note = `CREATE TABLE versions (one BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL);
      INSERT INTO versions VALUES (1, 0), (2, 0)`;
    await server.run(url, note);
  }
  const store = await openPostgresStore({ url, masterKey });
  await store.createAccount('acc_1');
  await store.commit(
    { account: 'acc_1' },
    { author, at: 1, operations: [{ op: 'create-project', project: 'prj_1' }] },
  );
  for (let i = 0; i < 500; i++) await write(store);
  return store;
}

const works = {
  read: {
    count: Number(values.reads),
    lanes: 1,
    once: (store: Store, i: number) => store.get(scope, 'memory', `mem_${i % 400}`),
  },
  read_16: {
    count: Number(values.reads) * 4,
    lanes: 16,
    once: (store: Store, i: number) => store.get(scope, 'memory', `mem_${i % 400}`),
  },
  list: {
    count: 100,
    lanes: 1,
    once: (store: Store) => store.list(scope, { kind: 'memory', order: 'created', limit: 400 }),
  },
  commit: { count: Number(values.commits), lanes: 1, once: (store: Store) => write(store) },
  commit_32: { count: Number(values.commits) * 8, lanes: 32, once: (store: Store) => write(store) },
} as const;

interface Measured {
  /** Microseconds of the wall clock until one answer, and of this process's processor. */
  readonly wall: number;
  readonly cpu: number;
}

async function measure(store: Store, { count, lanes, once }: (typeof works)['read']): Promise<Measured> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let i = lane; i < count; i += lanes) await once(store, i);
    }),
  );
  const wall = ((performance.now() - from) * 1_000 * lanes) / count;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / count };
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const program = findComponent('postgresql');
if (program === undefined) throw new Error('PostgreSQL is not installed');
await using server = await startPostgres(program, () => ['fsync=on']);
const without = await openFilled(server, false);
written = 0;
const withWall = await openFilled(server, true);
const results: Record<string, { before: Measured; after: Measured }> = {};
for (const [name, work] of Object.entries(works) as [string, (typeof works)['read']][]) {
  const all: { before: Measured; after: Measured }[] = [];
  for (let round = 0; round <= Number(values.rounds); round++) {
    const one = { before: await measure(without, work), after: await measure(withWall, work) };
    if (round > 0) all.push(one);
  }
  const middle = (side: 'before' | 'after') => ({
    wall: Math.round(median(all.map((one) => one[side].wall))),
    cpu: Math.round(median(all.map((one) => one[side].cpu))),
  });
  results[name] = { before: middle('before'), after: middle('after') };
  console.log(name, JSON.stringify(results[name]));
}
await without.close();
await withWall.close();

const more = (name: string, of: keyof Measured) =>
  (results[name]?.after[of] ?? 0) - (results[name]?.before[of] ?? 0);
const goals = [
  { name: 'microseconds more until a read is answered', value: more('read', 'wall'), goal: 1_000 },
  { name: 'microseconds more until a commit is answered', value: more('commit', 'wall'), goal: 1_000 },
  { name: 'microseconds of processor more for a read', value: more('read_16', 'cpu'), goal: 100 },
].map((goal) => ({ ...goal, met: goal.value <= goal.goal }));
endWithGoals('row-security', { microseconds: results }, goals);

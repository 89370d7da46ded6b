/** Messages go when their time is over: their text, their history and what was found of them; later ones stay. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSearchEngine } from '../search/index.ts';
import type { SearchEngine } from '../search/search.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Store } from '../store/store.ts';
import { startRetention, type Retention } from './conversation-retention.ts';
import { createConversations, type Conversations } from './conversations.ts';
import { createProjects } from './projects.ts';
import { createTallies } from './tallies.ts';

const account = 'acc_1';
const call = { caller: { type: 'owner', account } } as const;
const dayMs = 86_400_000;

let folder: string;
let store: Store;
let search: SearchEngine;
let conversations: Conversations;
let retention: Retention;
let now: number;
let projectId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ks-retention-'));
  store = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 3) });
  await store.createAccount(account);
  search = createSearchEngine();
  now = Date.parse('2026-01-01T00:00:00Z');
  const clock = () => now;
  conversations = createConversations({ store, search, clock });
  retention = startRetention({ store, search, clock, logger: pino({ level: 'silent' }) });
  projectId = (
    await createProjects({ store, clock, tallies: createTallies(store) }).create(call, {
      name: 'P',
      description: '',
    })
  ).id;
});

afterEach(async () => {
  await retention.close();
  await search.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function begin(retention_days: number | null) {
  const { id } = await conversations.create(call, { projectId, title: 'T', retention_days });
  const one = { projectId, conversationId: id };
  const say = (content: string, external_id?: string) =>
    conversations.append(call, { ...one, messages: [{ role: 'user', content, external_id }] });
  return { one, say };
}

it('removes what is over and keeps positions, what came later, and conversations without retention', async () => {
  const { one, say } = await begin(10);
  const kept = await begin(null);
  const { items } = await say('an old heron', 'a');
  await say('an old stork', 'b');
  await kept.say('an old crane');
  now += 6 * dayMs;
  await say('a young heron', 'c');
  now += 5 * dayMs;
  await retention.sweep();
  const read = await conversations.read(call.caller, { ...one, limit: 50 });
  expect(read.total).toBe(3);
  expect(read.items.map(({ position, content }) => [position, content])).toEqual([[2, 'a young heron']]);
  expect(await conversations.get(call.caller, one)).toMatchObject({ first: 2, messages: 3 });
  const found = await conversations.search(call.caller, { ...one, query: 'heron', limit: 10 });
  expect(found.items.map(({ position }) => position)).toEqual([2]);
  const id = items[0]?.id ?? '';
  const scope = { account, project: projectId };
  expect(JSON.stringify(await store.revisions(scope, 'message', id, 10))).not.toContain('heron');
  expect((await conversations.read(call.caller, { ...kept.one, limit: 50 })).items).toHaveLength(1);

  await say('said again', 'a');
  expect((await conversations.get(call.caller, one)).messages).toBe(3);
  await say('a new heron', 'd');
  const after = await conversations.read(call.caller, { ...one, after: -1, limit: 50 });
  expect(after.items.map(({ position }) => position)).toEqual([2, 3]);
  now += 30 * dayMs;
  await retention.sweep();
  expect((await conversations.read(call.caller, { ...one, limit: 50 })).items).toEqual([]);
  expect((await conversations.search(call.caller, { ...one, query: 'heron', limit: 10 })).items).toEqual([]);
});

it('is done by one server of a store at a time, and again after a while', async () => {
  const { one, say } = await begin(10);
  await say('an old heron');
  await retention.close();
  now += 11 * dayMs;
  const gate = Promise.withResolvers<void>();
  const inside = Promise.withResolvers<void>();
  const slow: Store = {
    ...store,
    async list(scope, query) {
      if (query.kind === 'conversation') await (inside.resolve(), gate.promise);
      return store.list(scope, query);
    },
  };
  const clock = () => now;
  const logger = pino({ level: 'silent' });
  const claim = () => store.claimJob(['conversation-retention'], 'another', now, 1_000);
  retention = startRetention({ store: slow, search, clock, logger });
  await inside.promise;
  const other = startRetention({ store, search, clock, logger });
  await other.close();
  expect(await claim()).toBeUndefined();
  expect((await conversations.get(call.caller, one)).first).toBe(0);
  gate.resolve();
  await vi.waitUntil(async () => (await conversations.get(call.caller, one)).first === 1);
  await retention.close();
  expect(await claim()).toBeUndefined();
  now += 600_000;
  expect(await claim()).toMatchObject({ account });
});

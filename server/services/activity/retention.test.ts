/** Retention of activity on a real store, with a clock that is set. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../../store/sqlite/index.ts';
import { createActivity } from './activity.ts';
import { redactQuery } from './redaction.ts';
import { forgetOld } from './retention.ts';

const account = 'acc_1';
const owner = { type: 'owner', account } as const;
const dayMs = 24 * 3_600_000;
const key = {
  type: 'key',
  account,
  keyId: 'key_1',
  name: 'laptop',
  scope: 'read',
  projects: ['prj_1'],
  defaultProject: 'prj_1',
} as const;

it('forgets what is older than the days to keep, and its counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ks-activity-'));
  const store = await openSqliteStore({ folder, masterKey: Buffer.alloc(32, 1) });
  try {
    await store.createAccount(account);
    let now = Date.UTC(2026, 5, 1);
    const kept = createActivity({ store, clock: () => now, logger: pino({ level: 'silent' }) });
    const { activity } = kept;
    const read = (query: string) => activity.read(key, 'mcp', 'search', { query }, { results: [] });
    const list = async () => (await activity.list(owner, { limit: 50 })).items.map(({ query }) => query);
    read('old');
    expect(await list()).toEqual(['old']);
    now += 60 * dayMs;
    read('new');
    expect(await list()).toEqual(['new', 'old']);
    await forgetOld(store, account, now);
    expect(await list()).toEqual(['new', 'old']);
    await activity.configure({ caller: owner }, { retention_days: 30 });
    await forgetOld(store, account, now);
    expect(await list()).toEqual(['new']);
    const { items } = await activity.counts(owner, { days: 366 });
    expect(items.map(({ date }) => date)).toEqual(['2026-07-31']);
    await kept.close();
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
});

it.each([
  ['token ghp_abcdefghijklmnop1234', 'token [secret]'],
  ['curl -H "Authorization: Bearer abcdef123456"', 'curl -H "Authorization: Bearer [secret]"'],
  ['postgres://me:pass@host/db', 'postgres://[secret]@host/db'],
  ['api key = 123abc', 'api key = [secret]'],
  ['when is the secret meeting', 'when is the secret meeting'],
  ['x'.repeat(600), `${'x'.repeat(500)}…`],
])('a query is recorded without secrets: %s', (query, recorded) => {
  expect(redactQuery(query)).toBe(recorded);
});

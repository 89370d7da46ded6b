/** Another master key for a store that servers share: while they go on, broken off and run again, and by the command line. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/index.ts';
import { rewrapKeys } from '../../server/store/postgres/rewrapping.ts';
import type { Operation, Store } from '../../server/store/store.ts';
import { needs } from '../harness/component.ts';
import { end, runProgram, startServer } from '../harness/keepsake.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';

const [older, newer] = [randomBytes(32), randomBytes(32)];
const both = { masterKey: older, newerKeys: [newer] };
const author = { type: 'key', id: 'key_1', name: 'key' } as const;
const account = { account: 'acc_1' };
let server: PostgresServer;
let url: string;

beforeEach(async (context) => {
  server ??= await startPostgres(needs(context, 'postgresql'));
  url = await server.prepared();
});
afterAll(() => server?.[Symbol.asyncDispose]());

const commit = (
  store: Store,
  scope: { account: string; project?: string },
  operations: readonly Operation[],
) => store.commit(scope, { author, at: 1, operations });
const memory = (id: string) =>
  ({ op: 'put', kind: 'memory', id, state: 'active', payload: { text: id } }) as const;

/** A project with something in it. */
async function makeProject(store: Store, project: string): Promise<void> {
  await commit(store, account, [{ op: 'create-project', project }]);
  await commit(store, { ...account, project }, [memory(`mem_${project}`)]);
}

const textIn = async (store: Store, project: string) =>
  (await store.get({ ...account, project }, 'memory', `mem_${project}`))?.payload;

it('is used for everything once keys are wrapped anew, while servers write and make projects', async () => {
  const before = await openPostgresStore({ url, masterKey: older });
  await before.createAccount('acc_1');
  await makeProject(before, 'prj_0');
  const stores = [
    await openPostgresStore({ url, ...both }),
    await openPostgresStore({ url, ...both }),
  ] as const;
  // What a server makes that knows both can be read by one that was not told yet.
  await makeProject(stores[0], 'prj_1');
  expect(await textIn(before, 'prj_1')).toEqual({ text: 'mem_prj_1' });
  await before.close();
  const projects = Array.from({ length: 40 }, (_, i) => `prj_m${i}`);
  const making = Promise.all(
    projects.map(async (project, i) => {
      await makeProject(stores[i % 2 === 0 ? 0 : 1], project);
      if (i % 4 === 0) await stores[1].createAccount(`acc_m${i}`);
    }),
  );
  const first = await rewrapKeys({ url, ...both });
  await making;
  const again = await rewrapKeys({ url, ...both });
  expect(first.rewrapped).toBeGreaterThanOrEqual(3);
  expect(again.keys).toBe(1 + 2 + projects.length + projects.length / 4);
  expect(await rewrapKeys({ url, ...both })).toEqual({ keys: again.keys, rewrapped: 0 });
  await makeProject(stores[1], 'prj_after');
  for (const store of stores) await store.close();
  // The older one opens nothing any more, and the newer one everything.
  await expect(openPostgresStore({ url, masterKey: older })).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNREADABLE',
  });
  const after = await openPostgresStore({ url, masterKey: newer });
  for (const project of ['prj_0', 'prj_1', 'prj_after', ...projects])
    expect(await textIn(after, project)).toEqual({ text: `mem_${project}` });
  expect(await after.accounts()).toHaveLength(1 + projects.length / 4);
  await after.close();
});

it('goes on where it was broken off', async () => {
  const store = await openPostgresStore({ url, ...both, masterKey: older, newerKeys: [] });
  await store.createAccount('acc_1');
  for (const project of ['prj_a', 'prj_b', 'prj_c']) await makeProject(store, project);
  await store.close();
  const [kept] = await server.rows(
    url,
    `SELECT encode(wrapped_key, 'hex') AS key FROM scopes WHERE scope = 'prj_b'`,
  );
  await server.run(url, `UPDATE scopes SET wrapped_key = '\\x00' WHERE scope = 'prj_b'`);
  await expect(rewrapKeys({ url, ...both })).rejects.toMatchObject({ code: 'DATA_FOLDER_UNREADABLE' });
  await server.run(url, `UPDATE scopes SET wrapped_key = '\\x${kept?.['key']}' WHERE scope = 'prj_b'`);
  const half = await openPostgresStore({ url, ...both });
  for (const project of ['prj_a', 'prj_b', 'prj_c'])
    expect(await textIn(half, project)).toEqual({ text: `mem_${project}` });
  await half.close();
  expect(await rewrapKeys({ url, ...both })).toEqual({ keys: 4, rewrapped: 2 });
});

it('by the command line, with keys that a program prints and a role that owns nothing', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ks-rotation-'));
  const tell = (...keys: Buffer[]) => {
    writeFileSync(join(home, 'keys'), keys.map((key) => `${key.toString('base64')}\n`).join(''), {
      mode: 0o600,
    });
  };
  const program = join(home, 'print-keys');
  writeFileSync(program, `#!/bin/sh\nexec cat ${join(home, 'keys')}\n`);
  chmodSync(program, 0o700);
  const fresh = await server.database();
  const administrator = { PATH: process.env['PATH'] ?? '', KEEPSAKE_HOME: home };
  const store = fresh.replace('//keepsake@', '//keepsake_server@');
  const env = {
    ...administrator,
    KEEPSAKE_STORE: store,
    KEEPSAKE_MASTER_KEY_COMMAND: JSON.stringify([program]),
    KEEPSAKE_OWNER_TOKEN_FILE: join(home, 'owner-token'),
    KEEPSAKE_ROW_SECURITY: 'required',
    KEEPSAKE_LOG_LEVEL: 'warn',
  };
  const run = (args: string[], more: Record<string, string> = env) => runProgram('', args, more);
  tell(older);
  const unprepared = await run(['serve', '--port', '0']);
  expect(unprepared.code).not.toBe(0);
  expect(unprepared.err).toContain('keepsake prepare-database');
  const prepared = await run(
    ['prepare-database', '--store', fresh, '--role', 'keepsake_server'],
    administrator,
  );
  expect(prepared.out).toContain('Row-level security is on');
  const owning = await run(['serve', '--port', '0', '--store', fresh]);
  expect(owning.err).toMatch(
    /Row-level security of the database is required .*without SUPERUSER and BYPASSRLS/,
  );

  const start = async () => {
    const started = await startServer(['--port', '0'], env);
    await end(started.child, 'SIGTERM');
    return started.output();
  };
  expect(await start()).toContain('listening');
  expect((await run(['rotate-master-key'])).err).toContain('Put a new one');
  tell(newer, older);
  const rotated = await run(['rotate-master-key']);
  expect(rotated).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+ keys stand under the newest/) as string,
  });
  expect(await start()).toContain('listening');
  tell(older);
  expect((await run(['serve', '--port', '0'])).err).toContain('the master key does not fit');
  rmSync(home, { recursive: true });
});

/** Files of earlier versions: read as they are, and brought up to date by the first write. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitOf, memory } from '../suite/stage.suite.ts';
import { openFiles } from './files.ts';
import { openSqliteStore } from './index.ts';

const masterKey = Buffer.alloc(32, 7);
const account = { account: 'acc_1' };
const project = { account: 'acc_1', project: 'prj_1' };

test('a project from before branches keeps what it has and takes a branch', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-upgrade-'));
  try {
    const first = await openSqliteStore({ folder, masterKey });
    await first.createAccount('acc_1');
    await first.commit(account, commitOf([{ op: 'create-project', project: 'prj_1' }]));
    await first.commit(project, commitOf([memory('mem_1')]));
    await first.close();
    const files = openFiles({ folder, masterKey, synchronous: 'FULL', encrypted: true }, 'write');
    files.of(project).connection.exec('DROP TABLE heads; PRAGMA user_version = 1');
    files.close();
    const store = await openSqliteStore({ folder, masterKey });
    const names = [{ kind: 'memory', id: 'mem_1' }];
    expect((await store.revisionsAt(project, 1, names))[0]?.version).toBe(1);
    await store.commit(project, commitOf([memory('mem_1', { branch: { id: 'brn_1', base: 1 } })]));
    const heads = await store.branchHeads(project, { branch: 'brn_1', limit: 9 });
    expect(heads.map(({ version }) => version)).toEqual([2]);
    expect((await store.get(project, 'memory', 'mem_1'))?.version).toBe(1);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

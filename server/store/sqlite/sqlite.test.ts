/** The SQLite driver passes the suite of all drivers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeSuite } from '../suite.ts';
import { openSqliteStore } from './index.ts';

storeSuite('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-store-'));
  const masterKey = Buffer.alloc(32, 7);
  let store = await openSqliteStore({ folder, masterKey });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openSqliteStore({ folder, masterKey });
      return store;
    },
    async dispose() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

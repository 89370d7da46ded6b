/** The PostgreSQL driver passes the suite of all drivers, on a real server. */
import { afterAll, beforeEach } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/index.ts';
import { storeSuite } from '../../server/store/suite.ts';
import { needs } from '../harness/component.ts';
import { startPostgres, type PostgresServer } from '../harness/postgres.ts';

const masterKey = Buffer.alloc(32, 7);
let server: PostgresServer | undefined;

beforeEach(async (context) => {
  server ??= await startPostgres(needs(context, 'postgresql'));
});
afterAll(() => server?.[Symbol.asyncDispose]());

storeSuite('PostgreSQL', async () => {
  const url = (await server?.prepared()) ?? '';
  let store = await openPostgresStore({ url, masterKey });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openPostgresStore({ url, masterKey });
      return store;
    },
    dispose: () => store.close(),
  };
});

/** Stores that a campaign migrates between: data folders with keys of their own, and databases of one PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import { KeepsakeError } from '../../../contract/index.ts';
import { openMasterKey } from '../../../local/master-key.ts';
import { openSecrets } from '../../../local/secrets.ts';
import { openStore } from '../../../server/open-store.ts';
import { inheritedSpace } from '../../../server/service-keys.ts';
import { compareScopes } from '../../../server/services/migration/comparing.ts';
import type { LeftOut } from '../../../server/store/copying.ts';
import type { Store } from '../../../server/store/store.ts';
import { createHome } from '../../harness/home.ts';
import type { PostgresServer } from '../../harness/postgres.ts';
import { startTestServer, type TestServer } from '../../server/running.ts';
import { migrate, type Ended } from './command.ts';

export interface Place {
  readonly name: string;
  /** As `--from` or `--to` names it, with its blobs where they are elsewhere. */
  readonly store: string;
  readonly blobs: string | undefined;
  /** Of a process that uses it; nothing for a database, which any may use. */
  readonly env: Record<string, string> | undefined;
  serve(): Promise<TestServer>;
  open(): Promise<Store>;
  /** Whether a server would open it: never while something is missing. */
  state(): Promise<'empty' | 'refuses' | 'serves'>;
}

export interface Places extends AsyncDisposable {
  folder(): Promise<Place>;
  database(): Promise<Place>;
  /** Whether both hold the same, record by record. */
  isWhole(from: Place, to: Place): Promise<boolean>;
  migrate(from: Place, to: Place, killAfterMs?: number): Promise<Ended>;
}

const logger = pino({ level: 'silent' });
const everything: LeftOut = { spaces: [inheritedSpace], kinds: [], withPassing: true };
const rateLimit = 100_000_000;

export async function createPlaces(postgres: PostgresServer): Promise<Places> {
  const shared = await mkdtemp(join(tmpdir(), 'ks-migrated-'));
  const masterKey = randomBytes(32);
  const masterKeyFile = join(shared, 'master-key');
  await writeFile(masterKeyFile, masterKey.toString('base64'), { mode: 0o600 });
  const more = {
    KEEPSAKE_MASTER_KEY_FILE: masterKeyFile,
    KEEPSAKE_OWNER_TOKEN_FILE: join(shared, 'owner-token'),
  };
  const homes: AsyncDisposable[] = [];
  let made = 0;
  return {
    async folder() {
      const home = await createHome(more);
      homes.push(home);
      const { dataFolder } = home.paths;
      const keyOf = async () => {
        const secrets = await openSecrets({ paths: home.paths, env: home.env });
        return (await openMasterKey({ dataFolder, secrets })).masterKey;
      };
      return {
        name: `folder ${++made}`,
        store: 'folder',
        blobs: undefined,
        env: home.env,
        serve: async () => startTestServer({ dataFolder, masterKey: await keyOf(), rateLimit }),
        open: async () => openStore({ dataFolder, masterKey: await keyOf() }, logger),
        // Opening an empty folder would make a store of it.
        state: async () =>
          existsSync(join(dataFolder, 'catalogue.db'))
            ? opened({ dataFolder, masterKey: await keyOf() })
            : 'empty',
      };
    },
    async database() {
      const url = await postgres.prepared();
      const blobs = pathToFileURL(await mkdtemp(join(shared, 'blobs-'))).href;
      const options = { dataFolder: shared, masterKey, store: { url } };
      return {
        name: `database ${++made}`,
        store: url,
        blobs,
        env: undefined,
        serve: () => startTestServer({ ...options, blobs, rateLimit }),
        open: () => openStore(options, logger),
        state: () => opened(options),
      };
    },
    async isWhole(from, to) {
      const stores = await Promise.all([from.open(), to.open()]);
      const [of, against] = await Promise.all(stores.map((store) => store.snapshot(everything)));
      try {
        if (of === undefined || against === undefined) return false;
        const { signal } = new AbortController();
        const compared = await compareScopes(of, against, { report: () => undefined, signal });
        return compared.every(({ equal }) => equal);
      } finally {
        await Promise.all([of?.close(), against?.close()]);
        await Promise.all(stores.map((store) => store.close()));
      }
    },
    migrate: (from, to, killAfterMs) =>
      migrate(
        from.env ?? to.env ?? {},
        [
          '--from',
          from.store,
          '--to',
          to.store,
          ...(from.blobs === undefined ? [] : ['--from-blobs', from.blobs]),
          ...(to.blobs === undefined ? [] : ['--to-blobs', to.blobs]),
        ],
        killAfterMs,
      ),
    async [Symbol.asyncDispose]() {
      await rm(shared, { recursive: true, force: true });
      for (const home of homes) await home[Symbol.asyncDispose]();
    },
  };
}

async function opened(options: Parameters<typeof openStore>[0]): Promise<'empty' | 'refuses' | 'serves'> {
  try {
    const store = await openStore(options, logger);
    const accounts = await store.accounts();
    await store.close();
    return accounts.length === 0 ? 'empty' : 'serves';
  } catch (error) {
    if (error instanceof KeepsakeError && error.code === 'STATE_NOT_READY') return 'refuses';
    throw error;
  }
}

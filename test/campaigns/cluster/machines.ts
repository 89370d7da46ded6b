/** What a cluster is made of, all real and on this computer: PostgreSQL, an object store, HAProxy, three `keepsake serve`. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../harness/certificates.ts';
import { ofThisRun } from '../../harness/home.ts';
import { startPostgres, type PostgresServer } from '../../harness/postgres.ts';
import { s3Environment, startObjectStore } from '../../harness/s3.ts';
import { startBalancer, type Balancer } from './balancer.ts';
import { createInstance, type Instance } from './instance.ts';
import { createNetwork, type Network } from './network.ts';

export interface Machines extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly instances: readonly Instance[];
  /** Where clients go. */
  readonly url: string;
  readonly ownerToken: string;
  /** Cables that can be cut, if wanted. */
  readonly network: Network | undefined;
  /** Whether clocks of instances can be wrong. */
  readonly canSkew: boolean;
}

export interface Programs {
  /** Paths of `initdb` and `haproxy`. */
  readonly initdb: string;
  readonly haproxy: string;
}

const count = 3;
const faketimes = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`,
);

/** @param withNetwork gives the database a network of its own, which only root may */
export async function startMachines(
  { initdb, haproxy }: Programs,
  { withNetwork }: { withNetwork: boolean },
): Promise<Machines> {
  await using parts = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'ks-cluster-'));
  parts.defer(() => rm(home, { recursive: true, force: true }));
  const network = withNetwork ? parts.use(createNetwork(count)) : undefined;
  const database = await startDatabase(initdb, network, parts);
  const objects = parts.use(await startObjectStore());
  const ownerTokenFile = join(home, 'owner-token');
  const masterKeyFile = join(home, 'master-key');
  await writeFile(masterKeyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  const env = {
    ...ofThisRun(),
    ...s3Environment,
    ...database.env,
    KEEPSAKE_HOME: home,
    KEEPSAKE_MASTER_KEY_FILE: masterKeyFile,
    KEEPSAKE_OWNER_TOKEN_FILE: ownerTokenFile,
    KEEPSAKE_LOG_LEVEL: 'error',
  };
  const faketime = faketimes.find((path) => existsSync(path));
  const [port = 0, ...ports] = await freePorts(1 + 2 * count);
  const instances = Array.from({ length: count }, (_, i) => {
    const [own = 0, operationsPort = 0] = ports.slice(2 * i);
    const store = database.store(i);
    return createInstance({ port: own, operationsPort, store, blobs: objects.location(), env, faketime });
  });
  parts.defer(async () => void (await Promise.all(instances.map((instance) => instance.kill()))));
  // The first makes the tables and the owner's token.
  for (const instance of instances.slice(0, 1)) await instance.start();
  await Promise.all(instances.slice(1).map((instance) => instance.start()));
  const balancer: Balancer = parts.use(await startBalancer(haproxy, port, instances));
  const ownerToken = (await readFile(ownerTokenFile, 'utf8')).trim();
  const owned = parts.move();
  const { postgres } = database;
  return {
    postgres,
    instances,
    url: balancer.url,
    ownerToken,
    network,
    canSkew: faketime !== undefined,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** On a socket in a folder, or beyond a cable: then with TLS, which is asked for there. */
async function startDatabase(initdb: string, network: Network | undefined, parts: AsyncDisposableStack) {
  if (network === undefined) {
    const postgres = parts.use(await startPostgres(initdb));
    const store = await postgres.prepared();
    return { postgres, store: () => store, env: {} };
  }
  const authority = parts.use(createAuthority());
  const { key, cert } = authority.sign(network.addresses.map((address) => `IP:${address}`).join(','));
  const postgres = parts.use(
    await startPostgres(
      initdb,
      (place) => [
        'listen_addresses=*',
        'ssl=on',
        `ssl_key_file=${place('server.key', key)}`,
        `ssl_cert_file=${place('server.pem', cert)}`,
        `hba_file=${place('hba.conf', 'local all all trust\nhostssl all all 10.0.0.0/8 trust\n')}`,
      ],
      network.launch,
    ),
  );
  const { username, pathname } = new URL(await postgres.prepared());
  const store = (instance: number) => `postgres://${username}@${network.address(instance)}:5432${pathname}`;
  return { postgres, store, env: { PGSSLROOTCERT: authority.path } };
}

/** Free now, and of one moment, so that they differ. */
export async function freePorts(wanted: number): Promise<number[]> {
  const servers = Array.from({ length: wanted }, () => createServer());
  const listening = servers.map(
    (server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
  );
  await Promise.all(listening);
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

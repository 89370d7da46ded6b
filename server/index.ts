/** Starts a memory server: wires store, search, extraction, services and faces together, and listens. */
import { setTimeout as sleep } from 'node:timers/promises';
import pino, { type Logger } from 'pino';
import { KeepsakeError } from '../contract/index.ts';
import { createApp } from './app.ts';
import { listen, type Listening } from './listen.ts';
import { startObserving } from './observing/index.ts';
import type { Metrics } from './observing/metrics.ts';
import { createOperations, createReadiness, type Readiness } from './observing/operations.ts';
import { openAccount } from './services/accounts/opening.ts';
import { retryOnConflict } from './services/records.ts';
import type { Store } from './store/store.ts';
import { watchJobs } from './working.ts';
import { inOrder } from './in-order.ts';
import { firstAccountId, openBlobs, openStore } from './open-store.ts';
import type { RunningServer, ServerOptions } from './options.ts';
import { readServiceKeys } from './service-keys.ts';
import { createServices } from './wiring.ts';

export { integrityCheck } from './store/sqlite/check.ts';
export type { RunningServer, ServerOptions } from './options.ts';

/**
 * Starts a server on a data folder that nobody else has open.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE, UNAVAILABLE when an address is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  assertOpenOnlyHere(options);
  const logger = pino(
    { level: options.logLevel ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  const store = await openStore(options, logger);
  try {
    return await startOn(store, options, logger);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A namespace without a secret is for programs of this computer. */
function assertOpenOnlyHere({ openNamespaces = [], listen: { host = '127.0.0.1' } }: ServerOptions): void {
  if (openNamespaces.length === 0 || ['127.0.0.1', '::1', 'localhost'].includes(host)) return;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `A namespace can be open only on this computer, and ${host} is reached from others. Leave --host or --open-namespace out.`,
  );
}

async function startOn(bare: Store, options: ServerOptions, logger: Logger): Promise<RunningServer> {
  const observing = await startObserving({ metrics: options.operations !== undefined }, logger);
  const working = watchJobs(observing.store(bare));
  const { store } = working;
  const address: { listening?: Listening } = {};
  let draining = false;
  const publicUrl = options.publicUrl?.replace(/\/$/, '');
  const endpointUrl = () => `${publicUrl ?? address.listening?.url ?? 'http://localhost'}/mcp`;
  const keys = await readServiceKeys(store, options.masterKey);
  const blobs = observing.blobs(await openBlobs(options, keys.blobNames));
  const opened = { store, blobs, keys };
  const { services, close, endStreams, engine } = createServices(opened, options, logger, endpointUrl);
  const accountId = await retryOnConflict(() => firstAccount(store, options.masterKey));
  await services.owners.admit(accountId, options.ownerToken);
  const isDraining = () => draining;
  const readiness = createReadiness({ probe: () => bare.probe(), isDraining, logger });
  const app = createApp({
    services,
    logger,
    endpointUrl,
    hosts: hostsOf(options),
    oidcIssuer: options.oidc?.issuer,
    pageFolder: options.pageFolder,
    readiness,
    isDraining,
    observer: observing.observer,
    mcpFixture: options.mcpFixture,
    openNamespaces: { names: options.openNamespaces ?? [], account: () => accountId },
  });
  const listening = await listen(app.fetch, options.listen);
  address.listening = listening;
  const operations = await startOperations(options, readiness, observing.metrics, {
    keepsake_connections: ['Open connections of clients.', () => listening.connections()],
    keepsake_jobs_under_way: ['Jobs that this server has taken.', () => working.held()],
    keepsake_ready: ['0 once this server is about to stop.', () => (draining ? 0 : 1)],
  }).catch(async (error: unknown) => {
    await listening.close();
    throw error;
  });
  const { url } = listening;
  await engine.start(accountId);
  logger.info({ url, socket: listening.socketPath !== undefined, operations: operations?.url }, 'listening');
  return {
    url: listening.url,
    socketPath: listening.socketPath,
    operationsUrl: operations?.url,
    accountId,
    idleMs: () => Math.min(listening.idleMs(), working.idleMs()),
    async close() {
      draining = true;
      await sleep(options.drainMs ?? 0);
      endStreams();
      const parts = [() => listening.close(), () => app.close(), close, () => store.close()];
      const last = [() => observing.close(), async () => operations?.close()];
      await inOrder([...parts, ...last], logger);
      logger.info('stopped');
    },
  };
}

type Gauges = Readonly<Record<string, readonly [help: string, read: () => number]>>;

async function startOperations(
  { operations }: ServerOptions,
  readiness: Readiness,
  metrics: Metrics | undefined,
  gauges: Gauges,
): Promise<Listening | undefined> {
  if (operations === undefined || metrics === undefined) return undefined;
  for (const [name, [help, read]] of Object.entries(gauges)) metrics.gauge(name, help, read);
  return listen(createOperations({ readiness, metrics }), { ...operations, option: '--operations' });
}

/** The account of an embedded server: made, with its drive, at the first start. */
async function firstAccount(store: Store, masterKey: Uint8Array): Promise<string> {
  const [existing] = await store.accounts();
  const account = existing ?? firstAccountId(masterKey);
  await openAccount(store, Date.now, account);
  return account;
}

function hostsOf({ hosts = [], publicUrl }: ServerOptions): string[] {
  return publicUrl === undefined ? [...hosts] : [...hosts, new URL(publicUrl).hostname];
}

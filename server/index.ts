/** Starts a memory server: wires store, search, extraction, services and faces together, and listens. */
import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { newId } from '../local/ids.ts';
import { createApp } from './app.ts';
import { createExtractor, extractionPlaces } from './extract/index.ts';
import { createTableQueries } from './extract/tables/query.ts';
import type { McpFixture } from './faces/mcp/endpoint.ts';
import { listen, type Listening, type ListenOptions } from './listen.ts';
import { createSearchEngine } from './search/index.ts';
import { createAttributes } from './services/attributes.ts';
import { createComments } from './services/comments.ts';
import { createContent } from './services/content.ts';
import { createConversations } from './services/conversations.ts';
import { createDocuments } from './services/documents.ts';
import { startDriveJobs } from './services/drive-jobs.ts';
import { createDrive } from './services/drive.ts';
import { createEmbedding } from './services/embedding.ts';
import { createExtractions } from './services/extractions.ts';
import { createFinding } from './services/finding.ts';
import { createIndexing } from './services/indexing.ts';
import { createMerging } from './services/merging.ts';
import { rootPut } from './services/items.ts';
import { liveFoldersPut } from './services/live-folders.ts';
import { createKeys } from './services/keys.ts';
import { createMemories } from './services/memories.ts';
import { createOwners, type Owners } from './services/owners.ts';
import { createQuota } from './services/quota.ts';
import { createProjects } from './services/projects.ts';
import { createRecall } from './services/recall.ts';
import { createReindexing } from './services/reindexing.ts';
import { createResumable, startTidying } from './services/resumable.ts';
import type { Services } from './services/services.ts';
import { createTrash } from './services/trash.ts';
import { createTables } from './services/tables.ts';
import { createUsage } from './services/usage.ts';
import { createVersions } from './services/versions.ts';
import { openFolderBlobs } from './store/folder-blobs.ts';
import { openSqliteStore } from './store/sqlite/index.ts';
import type { Store } from './store/store.ts';

export { integrityCheck } from './store/sqlite/check.ts';

export interface ServerOptions {
  dataFolder: string;
  /** 32 bytes. */
  masterKey: Buffer;
  /** Acts as the owner of the first account. */
  ownerToken: string;
  listen: ListenOptions;
  /** The built page; none is served when left out. */
  pageFolder?: string | undefined;
  logLevel?: string;
  /** Requests per principal and minute. */
  rateLimit?: number;
  maxFileBytes?: number | undefined;
  /** The most that all versions of an account's files may take together; no limit when left out. */
  quotaBytes?: number | undefined;
  /** After so many days in the trash, files and folders are deleted for good. */
  retentionDays?: number;
  /** Hosts, besides loopback, by which people reach the server. */
  hosts?: readonly string[];
  /** For tests that need to see what would be on disk without encryption. */
  encrypted?: boolean;
  mcpFixture?: McpFixture;
}

export interface RunningServer {
  /** Of the TCP face, such as `http://127.0.0.1:7272`. */
  readonly url: string | undefined;
  readonly socketPath: string | undefined;
  readonly accountId: string;
  /** Stops taking requests, lets those under way end, and closes the store. */
  close(): Promise<void>;
}

const defaults = { rateLimit: 6_000, maxFileBytes: 500 * 1024 * 1024, retentionDays: 30 };

/**
 * Starts a server on a data folder that nobody else has open.
 *
 * @throws KeepsakeError DATA_FOLDER_NEWER, DATA_FOLDER_UNREADABLE, UNAVAILABLE when an address is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const logger = pino(
    { level: options.logLevel ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  const encryption = options.encrypted === undefined ? {} : { encrypted: options.encrypted };
  const store = await openSqliteStore({
    folder: options.dataFolder,
    masterKey: options.masterKey,
    ...encryption,
  });
  try {
    return await startOn(store, options, logger);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOn(store: Store, options: ServerOptions, logger: Logger): Promise<RunningServer> {
  const address: { listening?: Listening } = {};
  let draining = false;
  const endpointUrl = () => `${address.listening?.url ?? 'http://localhost'}/mcp`;
  const { services, close } = createServices(store, options, logger, endpointUrl);
  const accountId = await firstAccount(store);
  await services.owners.admit(accountId, options.ownerToken);
  const app = createApp({
    services,
    logger,
    endpointUrl,
    hosts: options.hosts ?? [],
    pageFolder: options.pageFolder,
    probe: () => store.probe(),
    isDraining: () => draining,
    mcpFixture: options.mcpFixture,
  });
  const listening = await listen(app.fetch, options.listen);
  address.listening = listening;
  logger.info({ url: listening.url, socket: listening.socketPath !== undefined }, 'listening');
  return {
    url: listening.url,
    socketPath: listening.socketPath,
    accountId,
    async close() {
      draining = true;
      await inOrder([() => listening.close(), () => app.close(), close, () => store.close()], logger);
      logger.info('stopped');
    },
  };
}

/** Does every step, whatever becomes of those before it; throws the first failure once all are done. */
async function inOrder(steps: readonly (() => Promise<void>)[], logger: Logger): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      logger.error({ err: error }, 'a part of the server did not stop as it should');
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function createServices(unwatched: Store, options: ServerOptions, logger: Logger, endpointUrl: () => string) {
  const clock = Date.now;
  const encryption = options.encrypted === undefined ? {} : { encrypted: options.encrypted };
  const blobs = openFolderBlobs({
    folder: join(options.dataFolder, 'blobs'),
    masterKey: options.masterKey,
    ...encryption,
  });
  const nameKey = new Uint8Array(hkdfSync('sha256', options.masterKey, '', 'keepsake content names', 32));
  const search = createSearchEngine();
  const merging = createMerging({ store: unwatched, search, clock, logger });
  const sealKey = new Uint8Array(hkdfSync('sha256', options.masterKey, '', 'keepsake model secrets', 32));
  const modelsFolder = join(options.dataFolder, 'models');
  const embeddings = createEmbedding({ store: merging.store, search, clock, logger, sealKey, modelsFolder });
  const { store } = embeddings;
  const content = createContent({ store, blobs, nameKey });
  const recognitionFolder = join(options.dataFolder, 'models', 'ocr');
  const extractor = createExtractor({ recognitionFolder });
  const tableQueries = createTableQueries();
  const usage = createUsage({ store, clock, limit: options.rateLimit ?? defaults.rateLimit });
  const extractions = createExtractions({ store, content, extractor, clock });
  const indexed = { store, search, extractions, clock, logger, concurrency: extractionPlaces() };
  const indexing = createIndexing(indexed);
  const reindexing = createReindexing(indexed);
  const reindexes = reindexing.start();
  const merges = merging.start();
  embeddings.start();
  const retentionDays = options.retentionDays ?? defaults.retentionDays;
  const kept = { store, blobs, search, clock, logger };
  const driveJobs = startDriveJobs({ ...kept, wakeIndexing: indexing.wake, retentionDays });
  const wake = () => [indexing, driveJobs].forEach((jobs) => jobs.wake());
  const documents = createDocuments({ store, clock, search, wake });
  const owners: Owners = createOwners({ store, clock });
  const maxFileBytes = options.maxFileBytes ?? defaults.maxFileBytes;
  const quota = createQuota({ store, maxBytes: options.quotaBytes });
  const filing = { store, clock, content, documents, maxFileBytes, quota, blobs, logger };
  const tidying = startTidying(filing);
  const services: Services = {
    projects: createProjects({ store, clock }),
    drive: createDrive(filing),
    uploads: createResumable(filing),
    versions: createVersions(filing),
    trash: createTrash({ store, clock, wake }),
    comments: createComments({ store, clock }),
    attributes: createAttributes({ store, clock }),
    finding: createFinding({ store }),
    documents,
    conversations: createConversations({ store, search, clock }),
    memories: createMemories({ store, search, clock }),
    keys: createKeys({ store, clock, usage, endpointUrl }),
    owners,
    recall: createRecall({ store, search, embedding: embeddings.embedding }),
    reindexing,
    tables: createTables({ store, content, queries: tableQueries }),
    usage,
    embedding: embeddings.embedding,
  };
  async function close(): Promise<void> {
    const jobs = async () =>
      void (await Promise.all(
        [indexing, driveJobs, reindexes, merges, embeddings, extractor, tidying, tableQueries].map((one) =>
          one.close(),
        ),
      ));
    await inOrder([jobs, () => usage.close(), () => search.close()], logger);
  }
  return { services, close };
}

/** The account of an embedded server: made, with its drive, at the first start. */
async function firstAccount(store: Store): Promise<string> {
  const [existing] = await store.accounts();
  const account = existing ?? newId('acc');
  if (existing === undefined) await store.createAccount(account);
  for (const put of [rootPut(account), liveFoldersPut(account, { folders: {}, version: 0 }, {})]) {
    if ((await store.get({ account }, put.kind, put.id)) !== undefined) continue;
    const author = { type: 'server', id: account } as const;
    await store.commit({ account }, { author, at: Date.now(), operations: [put] });
  }
  return account;
}

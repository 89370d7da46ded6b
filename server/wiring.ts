/** Puts the services of a server together. */
import { join } from 'node:path';
import { type Logger } from 'pino';
import { createReceiptSigner } from '../local/receipts.ts';
import { createExtractor, extractionPlaces } from './extract/index.ts';
import { createTableQueries } from './extract/tables/query.ts';
import { recognitionLanguages } from './extract/formats/ocr-models.ts';
import { searchLanguages } from './search/analysis/languages.ts';
import { createSearchEngine } from './search/index.ts';
import { createPeople } from './services/accounts/index.ts';
import { createLimits } from './services/accounts/limits.ts';
import { createActivity } from './services/activity/activity.ts';
import { createAttributes } from './services/attributes.ts';
import { createBackups } from './services/backup/backups.ts';
import { heldBlobs } from './services/backup/holding.ts';
import { createLease } from './services/backup/lease.ts';
import { createComments } from './services/comments.ts';
import { createContent } from './services/content.ts';
import { startRetention } from './services/conversation-retention.ts';
import { createConversations } from './services/conversations.ts';
import { createDocuments } from './services/documents.ts';
import { startDriveJobs } from './services/drive-jobs.ts';
import { createDrive } from './services/drive.ts';
import { createEmbedding } from './services/embedding.ts';
import { createEntries } from './services/entries.ts';
import { createEntryExpiry } from './services/entry-expiry.ts';
import { createErasures } from './services/erasure/erasures.ts';
import { createExtractions } from './services/extractions.ts';
import { createFinding, type Finding } from './services/finding.ts';
import { createHeads } from './services/heads.ts';
import { createHistory } from './services/history/index.ts';
import { createFolderListing } from './services/folder-listing.ts';
import { createIndexing } from './services/indexing.ts';
import { createMerging } from './services/merging.ts';
import { createKeys } from './services/keys.ts';
import { createOwners } from './services/owners.ts';
import { createQuota } from './services/quota.ts';
import { createOriginals } from './services/originals.ts';
import { createPalette } from './services/palette.ts';
import { createPortable } from './services/portable/index.ts';
import { createPreviews } from './services/previews.ts';
import { createProjects } from './services/projects.ts';
import { createRecall } from './services/recall.ts';
import { createReindexing } from './services/reindexing.ts';
import type { ResumableDependencies } from './services/resumable-parts.ts';
import { createResumable, startTidying } from './services/resumable.ts';
import { reviewedConversations } from './services/review/conversations.ts';
import { createReviewed } from './services/review/reviewed.ts';
import type { Services } from './services/services.ts';
import { createTrash } from './services/trash.ts';
import { createSetup, type ServerFacts } from './services/setup.ts';
import { createStorage } from './services/storage.ts';
import { createTallies } from './services/tallies.ts';
import { createTables } from './services/tables.ts';
import { createUsage } from './services/usage.ts';
import { createVersions } from './services/versions.ts';
import { createEngine, type EngineDependencies } from './sync/engine/index.ts';
import { createLinkedContents } from './sync/service/drive/absent.ts';
import { createSync } from './sync/service/index.ts';
import type { BlobStore } from './store/blobs.ts';
import type { Store } from './store/store.ts';
import { inOrder } from './in-order.ts';
import type { ServiceKeys } from './service-keys.ts';
import { defaults, searchMemoryOf, type ServerOptions } from './options.ts';

/** What services stand on. */
export interface Opened {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly keys: ServiceKeys;
}

/** Every service over a store, with the jobs that run beside them; `close` ends those in order. */
export function createServices(
  { store: unlimited, blobs: placed, keys }: Opened,
  options: ServerOptions,
  logger: Logger,
  endpointUrl: () => string,
) {
  const clock = Date.now;
  const { dataFolder, masterKey, encrypted = true } = options;
  const isShared = options.store !== undefined;
  const lease = createLease({ store: unlimited, clock, isShared });
  const blobs = heldBlobs(placed, lease);
  const modelsFolder = join(dataFolder, 'models');
  const { limits, store: unwatched } = createLimits(unlimited);
  const watched = watchedStore(unwatched, {
    logger,
    sealKey: keys.modelSecrets,
    modelsFolder,
    isShared,
    searchMemoryBytes: searchMemoryOf(options),
  });
  const { store, search, activity, expiry, merging, embeddings } = watched;
  const linkedContents = createLinkedContents();
  const content = createContent({ store, blobs, nameKey: keys.contentNames, absent: linkedContents });
  const recognitionFolder = join(modelsFolder, 'ocr');
  const extractor = createExtractor({ recognitionFolder });
  const tableQueries = createTableQueries();
  const usage = createUsage({ store, clock, limit: options.rateLimit ?? defaults.rateLimit });
  const extractions = createExtractions({ store, content, extractor, clock });
  const indexed = { store, search, extractions, content, clock, logger, concurrency: extractionPlaces() };
  const indexing = createIndexing(indexed);
  const reindexing = createReindexing(indexed);
  [embeddings, expiry].forEach((jobs) => jobs.start());
  const { retentionDays = defaults.retentionDays, maxFileBytes = defaults.maxFileBytes } = options;
  const kept = { store, blobs, search, clock, logger, expunge: merging.expunge };
  const backups = createBackups({ store, blobs, lease, clock, logger, dataFolder, masterKey, encrypted });
  const erasures = createErasures({ ...kept, ...erasureKeys(keys), backups, activity });
  const driveJobs = startDriveJobs({ ...kept, wakeIndexing: indexing.wake, retentionDays });
  const retention = startRetention(kept);
  const wake = () => [indexing, driveJobs].forEach((jobs) => jobs.wake());
  const documents = createDocuments({ store, clock, search, wake });
  const originals = createOriginals(store);
  const tallies = createTallies(store);
  const quota = createQuota({ originals, limits, maxBytes: options.quotaBytes });
  const uploading = new Set<string>();
  const filing = { store, clock, content, documents, maxFileBytes, quota, blobs, logger, uploading };
  const uploads = createResumable(filing);
  const tidying = startTidying(filing);
  const finding = createFinding({ store });
  const recall = createRecall({ store, search, embedding: embeddings.embedding });
  const conversations = createConversations({ store, search, clock });
  const entries = createEntries({ store, clock });
  const reviewed = createReviewed({ store, search, clock });
  const projects = createProjects({ store, clock, tallies });
  const syncing = {
    ...kept,
    ...filing,
    linkedContents,
    originals,
    uploads,
    challengeKey: keys.contentProofs,
    heads: watched.heads,
    projects,
    erasures,
    secrets: options.secrets,
  };
  const { engine, ...synced } = syncServices(syncing);
  const services: Services = {
    heads: watched.heads,
    projects,
    uploads,
    ...driveServices(filing, { wake, finding }),
    documents,
    conversations: reviewedConversations(conversations, store),
    ...reviewed,
    ...createHistory({ store, search, documents, clock }, reviewed),
    keys: createKeys({ store, clock, usage, endpointUrl }),
    owners: createOwners({ store, clock }),
    recall,
    reindexing,
    usage,
    embedding: embeddings.embedding,
    activity: activity.activity,
    setup: createSetup({ store, clock, facts: factsOf(options, recognitionFolder) }),
    storage: createStorage({ store, tallies, originals }),
    portable: createPortable({ ...filing, search, conversations, entries }),
    erasures,
    backups,
    ...synced,
    ...createPeople({ store, clock, usage, limits, originals, endpointUrl, oidc: options.oidc }),
    ...shownServices({ store, content, extractions, finding, recall, queries: tableQueries }),
  };
  const beside = [reindexing.start(), merging.start(), embeddings, tidying, expiry, retention];
  const jobs = [indexing, driveJobs, extractor, tableQueries, erasures.start(), backups, engine, ...beside];
  const close = () =>
    inOrder(
      [() => closeAll(jobs), () => activity.close(), () => usage.close(), () => search.close()],
      logger,
    );
  return { services, close, endStreams: watched.endStreams, engine };
}

interface WatchOptions {
  readonly logger: Logger;
  readonly sealKey: Uint8Array;
  readonly modelsFolder: string;
  /** Whether other servers commit to it too. */
  readonly isShared: boolean;
  /** For indexes that are kept in memory. */
  readonly searchMemoryBytes: number;
}

/** The store as services use it: what they commit is heard by activity, expiry, merging and embedding, in that order. */
function watchedStore(
  unwatched: Store,
  { logger, isShared, searchMemoryBytes: cacheBytes, ...models }: WatchOptions,
) {
  const clock = Date.now;
  const search = createSearchEngine({ cacheBytes });
  const activity = createActivity({ store: unwatched, clock, logger });
  const expiry = createEntryExpiry({ store: activity.store, clock, logger });
  const merging = createMerging({ store: expiry.store, search, clock, logger });
  const embeddings = createEmbedding({ store: merging.store, search, clock, logger, ...models });
  const { heads, store } = createHeads(embeddings.store, { everyMs: isShared ? 100 : 1_000 });
  const endStreams = () => {
    heads.end();
    activity.endFollowing();
  };
  return { store, search, activity, expiry, merging, embeddings, heads, endStreams };
}

function driveServices(
  filing: ResumableDependencies,
  { wake, finding }: { wake: () => void; finding: Finding },
) {
  const { store, clock } = filing;
  return {
    drive: createDrive(filing),
    versions: createVersions(filing),
    trash: createTrash({ store, clock, wake }),
    comments: createComments({ store, clock }),
    attributes: createAttributes({ store, clock }),
    finding,
    listing: createFolderListing({ store }),
  };
}

/** What is shown of what others wrote. */
function shownServices(
  dependencies: Parameters<typeof createPalette>[0] & Parameters<typeof createPreviews>[0],
) {
  return {
    palette: createPalette(dependencies),
    tables: createTables(dependencies),
    previews: createPreviews(dependencies),
  };
}

/** Sync as this server serves it, and as it takes part itself where it is linked. */
function syncServices(dependencies: EngineDependencies & Parameters<typeof createSync>[0]) {
  const engine = createEngine(dependencies);
  const sync = createSync(dependencies);
  return { engine, links: engine.links, sync: { ...sync, ...engine.clashesOf(sync) } };
}

function erasureKeys({ receipts, erasureDigests }: ServiceKeys) {
  return { signer: createReceiptSigner(receipts), digestKey: erasureDigests };
}

function factsOf(options: ServerOptions, recognitionFolder: string): ServerFacts {
  return {
    dataFolder: options.dataFolder,
    recognitionFolder,
    recognitionLanguages: () => recognitionLanguages(recognitionFolder),
    searchLanguages,
    maxFileBytes: options.maxFileBytes ?? defaults.maxFileBytes,
    quotaBytes: options.quotaBytes,
  };
}

async function closeAll(parts: readonly { close(): Promise<void> }[]): Promise<void> {
  await Promise.all(parts.map((part) => part.close()));
}

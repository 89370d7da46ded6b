/** Extraction and indexing of documents: jobs of a queue that all servers share, each held under a lease. */
import type { Logger } from 'pino';
import { KeepsakeError } from '../../contract/index.ts';
import type { Extraction, Piece } from '../extract/extract.ts';
import type { IndexedPiece, SearchEngine } from '../search/search.ts';
import type { Job, Operation, Put, Scope, Store, StoredRecord } from '../store/store.ts';
import type { Content, ContentReference } from './content.ts';
import type { Extractions } from './extractions.ts';
import {
  extractKinds,
  onlySource,
  type DocumentPayload,
  type DocumentSource,
  type ExtractJob,
} from './attachments.ts';
import { conflictsOfDocument } from './memories/contradictions.ts';
import { serverCommit, startJobs, type Jobs } from './jobs.ts';
import { asJson, typed, type Clock } from './records.ts';

export interface IndexingDependencies {
  store: Store;
  search: SearchEngine;
  extractions: Extractions;
  content: Pick<Content, 'bring'>;
  clock: Clock;
  logger: Logger;
  /** Huge documents at a time; of small ones, four times as many wait for the extractor. */
  concurrency: number;
}

const maxAttempts = 3;

/** Starts working on jobs at once. */
export function createIndexing(dependencies: IndexingDependencies): Jobs {
  const { store, clock, logger, concurrency } = dependencies;
  const run = (job: Job, signal: AbortSignal): Promise<void> => extractDocument(dependencies, job, signal);
  const common = { store, clock, logger, run };
  // Small files wait for the extractor rather than in the queue: it knows when one of them takes long.
  const small = startJobs({ ...common, kind: extractKinds.small, concurrency: 4 * concurrency });
  const huge = startJobs({ ...common, kind: extractKinds.huge, concurrency });
  return {
    wake() {
      small.wake();
      huge.wake();
    },
    close: async () => void (await Promise.all([small.close(), huge.close()])),
  };
}

async function extractDocument(
  dependencies: IndexingDependencies,
  job: Job,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = dependencies;
  const { project, document, versionId } = job.payload as unknown as ExtractJob;
  const scope = { account: job.account, project };
  const record = await store.get(scope, 'document', document);
  if (record === undefined || !isWanted(record, versionId)) return;
  const source = onlySource(typed<DocumentPayload>(record).payload);
  await bringBytes(dependencies, job.account, source);
  const put = (state: string, payload: DocumentPayload, version: number): Put => ({
    op: 'put',
    kind: 'document',
    id: document,
    state,
    payload: asJson(payload),
    expect: { version },
  });
  const begun = await store.commit(
    scope,
    serverCommit(job.account, clock(), [put('running', source, record.version)]),
  );
  const version = begun.results[0]?.version as number;
  const extraction =
    job.attempts >= maxAttempts && record.state === 'running'
      ? failedTooOften
      : await extractVersion(dependencies, scope, source, signal);
  const outcome = { ...source, ...outcomeOf(extraction) };
  const operations = [
    put(extraction.state, outcome, version),
    ...(await indexRows(dependencies, scope, source, document, extraction)),
    ...(await conflicts(dependencies, scope, source, document, extraction)),
  ];
  await store.commit(scope, serverCommit(job.account, clock(), operations)).catch(ignoreChanged);
}

/** Bytes that another server keeps are waited for, however often that takes; the document is pending meanwhile. */
async function bringBytes(
  { store, content, extractions }: IndexingDependencies,
  account: string,
  { versionId, name }: DocumentSource,
): Promise<void> {
  const { payload } = typed<ContentReference>(await requireVersion(store, account, versionId));
  const blob = await store.get({ account }, 'blob', payload.blob);
  if (blob?.state !== 'remote' || (await extractions.isKept(account, { name, content: payload }))) return;
  await content.bring(account, payload);
}

/** Memories that the document contradicts, for a person to look at. */
async function conflicts(
  { store }: IndexingDependencies,
  scope: Required<Scope>,
  { versionId }: DocumentSource,
  id: string,
  extraction: Extraction,
): Promise<readonly Operation[]> {
  if (extraction.state !== 'okay') return [];
  const { createdAt: at } = await requireVersion(store, scope.account, versionId);
  return conflictsOfDocument(store, scope, { id, at, texts: extraction.pieces.map(({ text }) => text) });
}

/** Not when it was removed, replaced by a newer version or indexed already before a crash. */
function isWanted(record: StoredRecord, versionId: string): boolean {
  const { payload } = typed<DocumentPayload>(record);
  return payload.versionId === versionId && (record.state === 'pending' || record.state === 'running');
}

const failedTooOften: Extraction = {
  state: 'error',
  code: 'crashed',
  reason:
    'Reading this file failed three times. Open it in its own program, save it anew, and upload it again.',
  retry: true,
};

/** Reads and indexes a document again that was indexed before. What cannot be read now stays as it was. */
export async function reindexDocument(
  dependencies: IndexingDependencies,
  scope: Required<Scope>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = dependencies;
  const record = await store.get(scope, 'document', id);
  if (record === undefined || record.state !== 'okay') return;
  const source = onlySource(typed<DocumentPayload>(record).payload);
  const extraction = await extractVersion(dependencies, scope, source, signal);
  if (extraction.state !== 'okay') return;
  const put: Put = {
    op: 'put',
    kind: 'document',
    id,
    state: 'okay',
    payload: asJson({ ...source, ...outcomeOf(extraction) }),
    expect: { version: record.version },
    message: 'indexed again',
  };
  const operations = [put, ...(await indexRows(dependencies, scope, source, id, extraction))];
  await store.commit(scope, serverCommit(scope.account, clock(), operations)).catch(ignoreChanged);
}

async function extractVersion(
  { store, extractions }: IndexingDependencies,
  { account }: Scope,
  { name, versionId }: DocumentSource,
  signal: AbortSignal,
): Promise<Extraction> {
  const content = typed<ContentReference>(await requireVersion(store, account, versionId)).payload;
  return extractions.extract(account, { name, content }, signal);
}

async function requireVersion(store: Store, account: string, id: string): Promise<StoredRecord> {
  const version = await store.get({ account }, 'version', id);
  if (version?.state !== 'kept') throw new KeepsakeError('NOT_FOUND', `The version ${id} of a file is gone.`);
  return version;
}

/** The document was changed or removed meanwhile: that change has asked for its own job. */
function ignoreChanged(error: unknown): void {
  if (!(error instanceof KeepsakeError) || error.code !== 'VERSION_CONFLICT') throw error;
}

function outcomeOf(extraction: Extraction): Partial<DocumentPayload> {
  if (extraction.state === 'error')
    return { reason: extraction.reason, reasonCode: extraction.code, retry: extraction.retry };
  const { mediaType, title, pages, pieces } = extraction;
  return {
    mediaType,
    passages: pieces.length,
    ...(title === undefined ? {} : { title }),
    ...(pages === undefined ? {} : { pages }),
  };
}

/** A document's time is when the version of its file was added, however often it is indexed. */
async function indexRows(
  { store, search }: IndexingDependencies,
  { account }: Scope,
  { name, versionId }: DocumentSource,
  id: string,
  extraction: Extraction,
): Promise<readonly Operation[]> {
  const pieces = extraction.state === 'okay' ? extraction.pieces.map(indexedPiece) : [];
  const alias = extraction.state === 'okay' ? (extraction.title ?? '') : '';
  const { createdAt: updatedAt } = await requireVersion(store, account, versionId);
  return search.indexLarge({ id, type: 'document', title: name, alias, updatedAt, pieces });
}

function indexedPiece({ text, place, box }: Piece): IndexedPiece {
  return { text, headings: place.headings ?? [], place: { ...place, ...(box && { box }) } };
}

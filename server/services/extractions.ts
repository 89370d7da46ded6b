/** What extraction found in each content, kept as derived rows: a file in several projects, or indexed again, is read once. */
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { KeepsakeError } from '../../contract/index.ts';
import type { Extraction, Extractor } from '../extract/extract.ts';
import type { Operation, Scope, Store } from '../store/store.ts';
import type { Content, ContentReference } from './content.ts';
import { contentCheck } from './file-versions.ts';
import { serverCommit } from './jobs.ts';
import type { Clock } from './records.ts';

/** Raised when readers find more, or other pieces, in the same file: what was kept before is then not used again. */
const extractionFormat = 3;

/** Rows of extractions; their keys begin with the content's name and a slash. */
export const extractionSpace = 'extraction';

export interface Extractions {
  /** As `Extractor.extract`; a failure is not kept. */
  extract(
    account: string,
    file: { name: string; content: ContentReference },
    signal: AbortSignal,
  ): Promise<Extraction>;
  /** Whether it was read before, so that reading it needs no bytes. */
  isKept(account: string, file: { name: string; content: ContentReference }): Promise<boolean>;
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const rowBytes = 512 * 1024;
const mostRows = 10_000;

export function createExtractions({
  store,
  content,
  extractor,
  clock,
}: {
  store: Store;
  content: Content;
  extractor: Extractor;
  clock: Clock;
}): Extractions {
  const running = new Map<string, Promise<Extraction>>();

  async function read(
    scope: Scope,
    key: string,
    { name, content: reference }: { name: string; content: ContentReference },
    signal: AbortSignal,
  ): Promise<Extraction> {
    const kept = await readKept(store, scope, key);
    if (kept !== undefined) return kept;
    const bytes = await content.read(scope.account, reference);
    const extraction = await extractor.extract({ content: bytes, size: reference.size, name, signal });
    if (extraction.state === 'okay') await keep(store, clock, scope, { key, reference, extraction });
    return extraction;
  }

  return {
    isKept: async (account, file) =>
      (await store.rows({ account }, extractionSpace, { prefix: keyOf(file), limit: 1 })).length > 0,
    async extract(account, file, signal) {
      const key = keyOf(file);
      const name = `${account} ${key}`;
      const begun = running.get(name) ?? read({ account }, key, file, signal);
      running.set(name, begun);
      try {
        return await begun;
      } finally {
        running.delete(name);
      }
    },
  };
}

function keyOf({ name, content }: { name: string; content: ContentReference }): string {
  return `${content.blob}/${extractionFormat}${extname(name).toLowerCase()}/`;
}

async function readKept(store: Store, scope: Scope, key: string): Promise<Extraction | undefined> {
  const rows = await store.rows(scope, extractionSpace, { prefix: key, limit: mostRows });
  if (rows.length === 0) return undefined;
  const bytes = await decompress(Buffer.concat(rows.map(({ value }) => value)));
  return JSON.parse(bytes.toString()) as Extraction;
}

async function keep(
  store: Store,
  clock: Clock,
  scope: Scope,
  { key, reference, extraction }: { key: string; reference: ContentReference; extraction: Extraction },
): Promise<void> {
  const bytes = await compress(Buffer.from(JSON.stringify(extraction)));
  const operations: Operation[] = [
    contentCheck(reference),
    { op: 'clear', space: extractionSpace, prefix: `${reference.blob}/` },
  ];
  for (let at = 0; at < bytes.length; at += rowBytes) {
    const row = `${key}${String(at / rowBytes).padStart(6, '0')}`;
    operations.push({
      op: 'row',
      space: extractionSpace,
      key: row,
      value: bytes.subarray(at, at + rowBytes),
    });
  }
  try {
    await store.commit(scope, serverCommit(scope.account, clock(), operations));
  } catch (error) {
    // The file was deleted for good meanwhile, and nothing of it is kept.
    if (!(error instanceof KeepsakeError) || error.code !== 'STATE_NOT_READY') throw error;
  }
}

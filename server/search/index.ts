/** The search engine: full-text search over the passages and memories of one or more projects. */
import { queryTermsOf } from './analyser.ts';
import { createIndexCache } from './cache.ts';
import { candidatesPerHit, choosePassages } from './passages.ts';
import { rank } from './ranking.ts';
import { pieceKey, pieceSpace, recordPrefix, recordRows, storedPiece } from './rows.ts';
import type { SearchEngine } from './search.ts';

export interface SearchEngineOptions {
  /** Memory for the indexes of projects used last; about 256 MB unless given. */
  readonly cacheBytes?: number;
}

/**
 * An engine that keeps no state of its own but a cache: what it finds is in the rows that its callers store.
 *
 * @example
 * const engine = createSearchEngine();
 * await store.commit(scope, { …, operations: [put, ...engine.indexRecord(record)] });
 * const hits = await engine.search([reader], { text: 'invoice date', limit: 10 });
 */
export function createSearchEngine(options: SearchEngineOptions = {}): SearchEngine {
  const cache = createIndexCache(options.cacheBytes ?? 256 * 1024 * 1024);
  return {
    indexRecord: recordRows,
    async search(projects, query) {
      const terms = queryTermsOf(query.text);
      if (terms.length === 0 || query.limit < 1) return [];
      const readers = new Map(projects.map((reader) => [reader.id, reader]));
      const searched = await Promise.all(
        [...readers].map(async ([id, reader]) => ({ id, index: await cache.current(reader) })),
      );
      const candidates = rank(searched, terms, query.types, query.limit * candidatesPerHit);
      return choosePassages(readers, candidates, query);
    },
    async pieces(project, recordId, from, limit) {
      const before = from > 0 ? { after: pieceKey(recordId, from - 1) } : {};
      const range = { prefix: recordPrefix(recordId), limit, ...before };
      const rows = await project.rows(pieceSpace, range);
      return rows.map(({ key, value }) => storedPiece(key, value));
    },
    close() {
      cache.clear();
      return Promise.resolve();
    },
  };
}

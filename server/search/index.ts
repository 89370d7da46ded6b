/** The search engine: full-text search over the passages, memories and messages of one or more projects. */
import { availableParallelism } from 'node:os';
import { createMergeThread } from './engine/merge-thread.ts';
import { createProjects } from './engine/projects.ts';
import type { ProjectState } from './project-state.ts';
import { StaleIndex } from './stale.ts';
import { startSearchThreads } from './engine/threads.ts';
import { dropVectors, embedProject } from './vectors/embedding.ts';
import { embeddedIn, isComplete, readVectorManifest } from './vectors/manifest.ts';
import { pieceKey, pieceSpace, recordPrefix, recordRows, storedPiece } from './rows.ts';
import type { Hit, IndexReader, IndexWriter, SearchEngine, SearchQuery } from './search.ts';

export interface SearchEngineOptions {
  /** Memory for the indexes of projects used last; about 256 MB unless given. */
  readonly cacheBytes?: number;
  /** Threads that score; as many as fit the machine, at most 4, unless given. */
  readonly threads?: number;
}

/** Pieces that are indexed at once; what has more is done in a thread. */
const fewPieces = 8;

/** Merges that may get in the way of one search before it fails. */
const maxAttempts = 5;

/**
 * An engine that keeps no state of its own but a cache: what it finds is in the rows that its callers store.
 *
 * @example
 * const engine = createSearchEngine();
 * await store.commit(scope, { …, operations: [put, ...engine.indexRecord(record)] });
 * const hits = await engine.search([reader], { text: 'invoice date', limit: 10 });
 */
export function createSearchEngine(options: SearchEngineOptions = {}): SearchEngine {
  const projects = createProjects({
    maxBytes: options.cacheBytes ?? 256 * 1024 * 1024,
    onForget: (project) => threads.forget(project),
    onDrop: (project, chunkKeys) => threads.drop(project, chunkKeys),
  });
  const threads = startSearchThreads({
    count: options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
    projectOf: projects.get,
    onRead: projects.shrink,
  });

  const mergeThread = createMergeThread((project) => projects.get(project)?.segments ?? []);

  async function search(readers: readonly IndexReader[], query: SearchQuery): Promise<Hit[]> {
    for (let attempt = 1; ; attempt++) {
      let states: readonly ProjectState[] = [];
      try {
        states = await Promise.all(readers.map((reader) => projects.current(reader)));
        const { vectors } = query;
        if (vectors !== undefined)
          await Promise.all(states.map((state) => state.vectors.refresh(state.reader, vectors)));
        return await threads.search(states, { projects: readers.map(({ id }) => id), query });
      } catch (error) {
        // Whatever went wrong may have left a thread with half an update: the next search begins anew.
        // What another search has begun anew already is left to it, or searches that fail together would end each other.
        for (const state of states)
          if (projects.get(state.reader.id) === state) projects.forget(state.reader.id);
        if (!(error instanceof StaleIndex) || attempt === maxAttempts) throw error;
      }
    }
  }

  /** A writer whose segments are kept in memory as they are written. */
  function keeping(reader: IndexReader, writer: IndexWriter): IndexWriter {
    return {
      async commit(rows, manifest) {
        const done = await writer.commit(rows, manifest);
        if (done) projects.get(reader.id)?.keep(rows);
        projects.shrink();
        return done;
      },
    };
  }

  return {
    indexRecord: recordRows,
    indexLarge: (record) =>
      record.pieces.length > fewPieces ? mergeThread.index(record) : Promise.resolve(recordRows(record)),
    async search(given, query) {
      const readers = new Map(given.map((reader) => [reader.id, reader]));
      if (readers.size === 0 || query.limit < 1) return [];
      const hits = await search([...readers.values()], query);
      projects.shrink();
      return hits;
    },
    async pieces(project, recordId, from, limit) {
      const before = from > 0 ? { after: pieceKey(recordId, from - 1) } : {};
      const range = { prefix: recordPrefix(recordId), limit, ...before };
      const rows = await project.rows(pieceSpace, range);
      return rows.map(({ key, value }) => storedPiece(key, value));
    },
    merge: (reader, writer, signal) => mergeThread.merge(reader, keeping(reader, writer), signal),
    async expunge(reader, writer, signal) {
      await mergeThread.merge(reader, keeping(reader, writer), signal, true);
      await dropVectors(reader, writer, signal);
    },
    embed: embedProject,
    async vectors(project) {
      const { sets } = await readVectorManifest(project);
      return sets.map((set) => ({
        set: set.id,
        complete: isComplete(set),
        done: embeddedIn(set),
        total: set.total,
      }));
    },
    async close() {
      await Promise.all([threads.close(), mergeThread.close()]);
      projects.clear();
    },
  };
}

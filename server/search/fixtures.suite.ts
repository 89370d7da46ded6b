/** A project for search's own tests: rows and commits in memory behind the reader that the server passes. */
import type { IndexedRecord, IndexReader, SearchEngine } from './search.ts';

export interface TestProject {
  readonly reader: IndexReader;
  /** Calls of `rows` so far, per space. */
  readonly reads: Map<string, number>;
  /** Commits a record's rows. */
  put(record: IndexedRecord): void;
  remove(id: string): void;
  /** Called before rows are read, for instance to commit in the middle of a search or to fail. */
  beforeRows: (space: string) => void;
}

export function createTestProject(id: string, engine: SearchEngine): TestProject {
  const spaces = new Map<string, Map<string, Uint8Array>>();
  const commits: string[] = [];
  const reads = new Map<string, number>();

  function rowsOf(space: string): Map<string, Uint8Array> {
    const rows = spaces.get(space) ?? new Map<string, Uint8Array>();
    spaces.set(space, rows);
    return rows;
  }

  function put(record: IndexedRecord): void {
    for (const operation of engine.indexRecord(record)) {
      const rows = rowsOf(operation.space);
      if (operation.op === 'row' && operation.value !== null) rows.set(operation.key, operation.value);
      if (operation.op === 'clear') {
        for (const key of rows.keys()) if (key.startsWith(operation.prefix)) rows.delete(key);
      }
    }
    commits.push(record.id);
  }

  const project: TestProject = {
    reads,
    put,
    remove: (record) => put({ ...memory(record, ''), pieces: [] }),
    beforeRows: () => undefined,
    reader: {
      id,
      head: () => Promise.resolve(commits.length),
      changedSince: (seq) => Promise.resolve({ head: commits.length, ids: [...new Set(commits.slice(seq))] }),
      async rows(space, { prefix = '', after = '', limit }) {
        await Promise.resolve();
        project.beforeRows(space);
        reads.set(space, (reads.get(space) ?? 0) + 1);
        return [...rowsOf(space)]
          .filter(([key]) => key.startsWith(prefix) && key > after)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .slice(0, limit)
          .map(([key, value]) => ({ key, value }));
      },
    },
  };
  return project;
}

/** A memory of one piece. */
export function memory(id: string, text: string, title = ''): IndexedRecord {
  return { id, type: 'memory', title, updatedAt: 1_000, pieces: [{ text, title, place: {} }] };
}

/** A document with one piece per text, each on a page of its own. */
export function document(id: string, texts: readonly string[], title = ''): IndexedRecord {
  const pieces = texts.map((text, at) => ({ text, title, place: { page: at + 1 } }));
  return { id, type: 'document', title, updatedAt: 2_000, pieces };
}

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

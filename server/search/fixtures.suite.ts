/** A project for search's own tests: rows and commits in memory behind the reader that the server passes. */
import {
  manifestId,
  type IndexedRecord,
  type IndexReader,
  type IndexRow,
  type IndexWriter,
  type SearchEngine,
  type StoredManifest,
} from './search.ts';

export interface TestProject {
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  /** Calls of `rows` so far, per space. */
  readonly reads: Map<string, number>;
  /** Commits a record's rows. */
  put(record: IndexedRecord): void;
  remove(id: string, type?: IndexedRecord['type']): void;
  /** Called before rows are read, for instance to commit in the middle of a search or to fail. */
  beforeRows: (space: string) => void;
  /** Called before a merge's commit is applied, for instance to end it there. */
  beforeMerge: (withManifest: boolean) => void;
  /** Bytes of the rows of a space. */
  bytes(space: string): number;
  /** Keys of a space, in order. */
  keys(space: string): string[];
}

export function createTestProject(id: string, engine: SearchEngine): TestProject {
  const spaces = new Map<string, Map<string, Uint8Array>>();
  const commits: string[] = [];
  const reads = new Map<string, number>();
  const manifests = new Map<string, StoredManifest>();

  function rowsOf(space: string): Map<string, Uint8Array> {
    const rows = spaces.get(space) ?? new Map<string, Uint8Array>();
    spaces.set(space, rows);
    return rows;
  }

  function apply(operations: readonly IndexRow[]): void {
    for (const operation of operations) {
      const rows = rowsOf(operation.space);
      if (operation.op === 'clear') {
        for (const key of rows.keys()) if (key.startsWith(operation.prefix)) rows.delete(key);
      } else if (operation.value === null) rows.delete(operation.key);
      else rows.set(operation.key, operation.value.slice());
    }
  }

  function put(record: IndexedRecord): void {
    apply(engine.indexRecord(record));
    commits.push(record.id);
  }

  const project: TestProject = {
    reads,
    put,
    remove: (record, type = 'memory') => put({ ...memory(record, ''), type, pieces: [] }),
    beforeRows: () => undefined,
    beforeMerge: () => undefined,
    bytes: (space) => [...rowsOf(space).values()].reduce((sum, { length }) => sum + length, 0),
    keys: (space) => [...rowsOf(space).keys()].sort(),
    reader: {
      id,
      head: () => Promise.resolve(commits.length),
      changedSince: (seq) => Promise.resolve({ head: commits.length, ids: [...new Set(commits.slice(seq))] }),
      async rowsOf(space, keys) {
        await Promise.resolve();
        project.beforeRows(space);
        return keys.map((key) => rowsOf(space).get(key));
      },
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
      manifest: (of = manifestId) => Promise.resolve(manifests.get(of)),
    },
    writer: {
      async commit(rows, next) {
        await Promise.resolve();
        project.beforeMerge(next !== undefined);
        const { id: list = manifestId } = next ?? {};
        const version = manifests.get(list)?.version;
        if (next !== undefined && next.replaces !== version) return false;
        apply(rows);
        if (next !== undefined) manifests.set(list, { version: (version ?? 0) + 1, value: next.value });
        commits.push(next === undefined ? 'rows' : list);
        return true;
      },
    },
  };
  return project;
}

/** A memory of one piece. */
export function memory(id: string, text: string, title = ''): IndexedRecord {
  return { id, type: 'memory', title, updatedAt: 1_000, pieces: [{ text, place: {} }] };
}

/** A document with one piece per text, each on a page of its own. */
export function document(id: string, texts: readonly string[], title = ''): IndexedRecord {
  const pieces = texts.map((text, at) => ({ text, place: { page: at + 1 } }));
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

/**
 * Reads chunks of segments from a project's rows: each once, however many searches wait for it, and few at a time, because
 * a row takes a multiple of its size while it is on its way, and searches are not to keep all connections of a store to themselves.
 */
import type { ChunkCache, Shared } from './chunk-cache.ts';
import { segmentSpace } from './manifest.ts';
import type { IndexReader } from './search.ts';
import { StaleIndex } from './stale.ts';

/** Reads under way in this thread, of all projects together; each is of 1 MiB at most. */
const mostReads = 4;
let reads = 0;
const waiting: (() => void)[] = [];

/**
 * Rows of segments, when it is their turn.
 *
 * @throws StaleIndex when one is gone.
 */
export async function readSegmentRows(reader: IndexReader, keys: readonly string[]): Promise<Uint8Array[]> {
  if (reads >= mostReads) await new Promise<void>((resolve) => waiting.push(resolve));
  else reads++;
  try {
    const rows = await reader.rowsOf(segmentSpace, keys);
    return rows.map((row) => {
      if (row === undefined) throw new StaleIndex();
      return row;
    });
  } finally {
    // Whoever waits longest takes the place over.
    const next = waiting.shift();
    if (next === undefined) reads--;
    else next();
  }
}

/** What is on its way into a project's cache. */
export class ChunkReading {
  readonly #cache: ChunkCache;
  readonly #underway = new Map<string, Promise<Shared>>();

  constructor(cache: ChunkCache) {
    this.#cache = cache;
  }

  isUnderway(key: string): boolean {
    return this.#underway.has(key);
  }

  /** Begins to read rows together that are not on their way yet. */
  begin(reader: IndexReader, keys: readonly string[]): void {
    const rows = readSegmentRows(reader, keys);
    for (const [at, key] of keys.entries()) {
      const chunk = rows
        .then((read) => this.#cache.hold(key, read[at] as Uint8Array))
        .finally(() => this.#underway.delete(key));
      this.#underway.set(key, chunk);
    }
  }

  /** A chunk that is at hand or on its way. @throws StaleIndex when it is gone, and what reading it threw. */
  async get(key: string): Promise<Shared> {
    const chunk = this.#cache.get(key) ?? (await this.#underway.get(key));
    if (chunk === undefined) throw new StaleIndex();
    return chunk;
  }
}

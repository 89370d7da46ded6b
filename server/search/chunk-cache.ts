/** Chunks of a project's segments in shared memory, as they were read. */
import { segmentOfChunk } from './manifest.ts';
import { rowLengths } from './segment/format.ts';

/** What a chunk takes beside its own bytes, here and in a thread that knows it, about. */
const chunkOverhead = 500;

export type Shared = Uint8Array<SharedArrayBuffer>;

export class ChunkCache {
  #bytes = 0;
  readonly #chunks = new Map<string, Shared>();
  /** Small ones, of which each search needs others: they go first. */
  readonly #pages = new Map<string, Shared>();

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Shared | undefined {
    return this.#pages.get(key) ?? this.#chunks.get(key);
  }

  /** A row in shared memory; another search may have read it meanwhile. */
  hold(key: string, row: Uint8Array): Shared {
    const known = this.get(key);
    if (known !== undefined) return known;
    const chunk = shared([row]);
    (chunk.length <= rowLengths.forward ? this.#pages : this.#chunks).set(key, chunk);
    this.#bytes += chunk.length + chunkOverhead;
    return chunk;
  }

  /** Lets go of pages, then of chunks, those read longest ago first, until so many bytes are free; returns their keys. */
  drop(bytes: number): string[] {
    const wanted = this.#bytes - bytes;
    return this.#remove(() => this.#bytes > wanted);
  }

  /** Lets go of what belongs to no segment of these. */
  keepOnly(segments: ReadonlySet<string>): void {
    this.#remove((key) => !segments.has(segmentOfChunk(key)));
  }

  #remove(goes: (key: string) => boolean): string[] {
    const removed: string[] = [];
    for (const held of [this.#pages, this.#chunks]) {
      for (const [key, chunk] of held) {
        if (!goes(key)) continue;
        held.delete(key);
        this.#bytes -= chunk.length + chunkOverhead;
        removed.push(key);
      }
    }
    return removed;
  }
}

/** Parts one after another, where all threads see them. */
export function shared(parts: readonly Uint8Array[]): Shared {
  const bytes = new Uint8Array(new SharedArrayBuffer(parts.reduce((sum, part) => sum + part.length, 0)));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The chunks that a merge has at hand: each segment is read once from front to back, in two places at a time. */
import { chunkKey } from '../manifest.ts';
import type { ProjectState } from '../project-state.ts';
import { partOfChunk } from '../segment/chunks.ts';
import type { SegmentInfo } from '../segment/format.ts';
import type { ChunkSource } from './project.ts';

/** Enough for what is read ahead of eight segments, and for the postings of the most frequent term of millions of passages. */
const keptBytes = 8 << 20;
/** At the least, because chunks of older segments are of 1 MiB: two of each of eight segments, and as much again. */
const keptChunks = 32;

/** Bytes of small chunks that are read ahead at once, about. */
const bytesAhead = 1 << 18;

/** Keeps those used last: what one term needs of several segments is there together. */
export function holdChunks(state: Pick<ProjectState, 'chunks' | 'dropChunks'>): ChunkSource {
  const held = new Map<string, Uint8Array>();
  let bytes = 0;

  function shrink(): void {
    for (const [old, chunk] of held) {
      if (bytes <= keptBytes || held.size <= keptChunks) return;
      held.delete(old);
      bytes -= chunk.length;
    }
  }

  return {
    chunk(segment, number) {
      const key = chunkKey(segment, number);
      const found = held.get(key);
      if (found === undefined) return undefined;
      held.delete(key);
      held.set(key, found);
      return found;
    },
    async fetch(segment, numbers) {
      for (const [number, chunk] of await state.chunks(segment, numbers)) {
        const key = chunkKey(segment, number);
        if (held.has(key)) continue;
        held.set(key, chunk);
        bytes += chunk.length;
      }
      state.dropChunks(Infinity);
      shrink();
    },
  };
}

/** Chunks that are missing, and what follows them in the same part, which is wanted soon, too. */
export function readAhead(info: SegmentInfo, missing: ReadonlySet<number>): number[] {
  const last = Math.max(...missing);
  const { length, end } = partOfChunk(info, last);
  const ahead = Math.max(1, Math.floor(bytesAhead / length));
  const next = Array.from({ length: Math.min(ahead, end - 1 - last) }, (_, at) => last + 1 + at);
  return [...missing, ...next];
}

/** Fetches what a search is about to read of a segment, in one go. */
import type { Segment } from '../segment/reading.ts';
import type { ChunkSource } from './project.ts';

interface Stretch {
  readonly at: number;
  readonly length: number;
}

export async function fetchStretches(
  segment: Segment,
  id: string,
  stretches: readonly Stretch[],
  chunks: ChunkSource,
): Promise<void> {
  const missing = new Set<number>();
  for (const { at, length } of stretches) segment.missing(at, length, missing);
  if (missing.size > 0) await chunks.fetch(id, [...missing]);
}

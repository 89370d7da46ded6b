/** A project's list of segments, per type of record, and where each one's rows are. */
import type { RecordType } from './search.ts';
import { segmentFormat, type SegmentInfo } from './segment/format.ts';

export const segmentSpace = 'segment';
export const deadSpace = 'dead';

/** Passages of a segment that are no longer found, as far as a merge has written them down. */
export interface StoredDead {
  /** Of its row. */
  readonly key: string;
  readonly passages: number;
}

export interface SegmentEntry {
  readonly id: string;
  readonly info: SegmentInfo;
  readonly dead?: StoredDead;
}

export type Manifest = { readonly [T in RecordType]: readonly SegmentEntry[] };

export const emptyManifest: Manifest = { document: [], memory: [], message: [] };

/** An index of another layout counts as none: it has to be built anew. */
export function readManifest(value: unknown): Manifest {
  const manifest = { ...emptyManifest, ...(value as Partial<Manifest>) };
  const known = Object.values(manifest)
    .flat()
    .every(({ info }) => info.format === segmentFormat);
  return known ? manifest : emptyManifest;
}

export function chunkKey(segment: string, chunk: number): string {
  return `${segment}/${String(chunk).padStart(6, '0')}`;
}

export function segmentOfChunk(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

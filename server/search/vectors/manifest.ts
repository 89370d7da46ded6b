/** A project's sets of vectors, one per model, and how far each has come. */
import type { IndexReader, StoredManifest } from '../search.ts';

export const vectorManifestId = 'vectors';

export interface BlockEntry {
  readonly number: number;
  /** Rises whenever the block's row is written. */
  readonly version: number;
  readonly passages: number;
}

export interface VectorSetEntry {
  /** Stands for the model: vectors of different sets do not compare. */
  readonly id: string;
  readonly dimensions: number;
  /** While every piece is gone through: the key of the last one that was embedded. */
  readonly cursor?: string;
  /** Changes after this commit have not been looked at. */
  readonly seq: number;
  /** Passages to embed, as far as known. */
  readonly total: number;
  readonly blocks: readonly BlockEntry[];
}

export interface VectorManifest {
  readonly sets: readonly VectorSetEntry[];
}

export interface ReadVectorManifest extends VectorManifest {
  readonly stored: StoredManifest | undefined;
}

export async function readVectorManifest(reader: IndexReader): Promise<ReadVectorManifest> {
  const stored = await reader.manifest(vectorManifestId);
  const { sets } = (stored?.value ?? { sets: [] }) as VectorManifest;
  return { sets, stored };
}

/** Whether every passage has a vector, but for what changed lately. */
export function isComplete({ cursor }: VectorSetEntry): boolean {
  return cursor === undefined;
}

export function embeddedIn({ blocks }: VectorSetEntry): number {
  return blocks.reduce((sum, { passages }) => sum + passages, 0);
}

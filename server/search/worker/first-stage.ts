/** The first stage over all sources of a search: what must be read is fetched, then the best passages are found. */
import { searchSegment } from '../scoring/first-stage.ts';
import { Top, type Scored } from '../scoring/top.ts';
import { allowedPassages, isConstrained, type Constraints, type PassageSet } from './constraints.ts';
import { fetchStretches } from './fetching.ts';
import type { ChunkSource, Source } from './project.ts';
import type { FoundTerm, Statistics } from './statistics.ts';

/** A source and where its chunks come from. */
export interface SearchedSource extends Source {
  readonly project: string;
  readonly chunks: ChunkSource;
}

export interface WeightedTerm extends FoundTerm {
  /** Its idf is multiplied by this. */
  readonly weight: number;
}

export async function firstStage(
  sources: readonly SearchedSource[],
  terms: readonly WeightedTerm[],
  constraints: Constraints,
  { averageLength }: Statistics,
  limit: number,
): Promise<Scored[]> {
  await Promise.all(
    sources.map(({ segment, id, chunks }, at) =>
      fetchStretches(
        segment,
        id,
        terms.flatMap(({ entries }) => entries[at] ?? []),
        chunks,
      ),
    ),
  );
  const allowed = isConstrained(constraints)
    ? await Promise.all(sources.map((source) => allowedPassages(source, constraints, source.chunks)))
    : undefined;
  const top = new Top(limit);
  // The largest first: its best passages let most of the others be passed over.
  const order = [...sources.keys()].sort((one, other) => sizeOf(sources, other) - sizeOf(sources, one));
  for (const at of order) {
    const source = sources[at] as SearchedSource;
    searchSegment(
      {
        segment: source.segment,
        terms: terms.flatMap(({ entries, idf, weight }) => {
          const entry = entries[at];
          return entry === undefined ? [] : [{ entry, weight: idf * weight }];
        }),
        averageLength,
        accept: acceptor(source, allowed?.[at]),
        source: at,
      },
      top,
    );
  }
  return top.ranked();
}

function sizeOf(sources: readonly SearchedSource[], at: number): number {
  return sources[at]?.segment.info.passages ?? 0;
}

function acceptor(
  { dead }: Source,
  allowed: PassageSet | undefined,
): ((passage: number) => boolean) | undefined {
  if (dead.passages === 0 && allowed === undefined) return undefined;
  return (passage) => !dead.has(passage) && (allowed === undefined || allowed.has(passage));
}

/** The first stage over all sources of a search: what must be read is fetched, then the best passages are found. */
import { searchSegment } from '../scoring/first-stage.ts';
import { Top, type PlaceOrder, type Scored } from '../scoring/top.ts';
import { compareBytes } from '../segment/bytes.ts';
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

export interface FirstStage {
  readonly sources: readonly SearchedSource[];
  /** Which of the sources are searched. */
  readonly only: readonly boolean[];
  readonly terms: readonly WeightedTerm[];
  readonly constraints: Constraints;
  readonly statistics: Statistics;
}

export async function firstStage(
  { sources, only, terms, constraints, statistics: { averageLength } }: FirstStage,
  limit: number,
): Promise<Scored[]> {
  // The largest first: its best passages let most of the others be passed over.
  const order = [...sources.keys()]
    .filter((at) => only[at] === true)
    .sort((one, other) => sizeOf(sources, other) - sizeOf(sources, one));
  const allowed = new Map<number, PassageSet>();
  const constrained = isConstrained(constraints);
  await Promise.all(
    order.map(async (at) => {
      const source = sources[at] as SearchedSource;
      const postings = terms.flatMap(({ entries }) => entries[at] ?? []);
      await fetchStretches(source.segment, source.id, postings, source.chunks);
      if (constrained) allowed.set(at, await allowedPassages(source, constraints, source.chunks));
    }),
  );
  const top = new Top(limit, orderIn(sources));
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
        accept: acceptor(source, allowed.get(at)),
        source: at,
      },
      top,
    );
  }
  return top.ranked();
}

/** By project, record and position, which are the same in whichever segment a passage is. */
function orderIn(sources: readonly SearchedSource[]): PlaceOrder {
  return (source, passage, otherSource, otherPassage) => {
    if (source === otherSource) return passage - otherPassage;
    const [one, other] = [sources[source] as SearchedSource, sources[otherSource] as SearchedSource];
    if (one.project !== other.project) return one.project < other.project ? -1 : 1;
    const [place, otherPlace] = [one.segment.placeOf(passage), other.segment.placeOf(otherPassage)];
    return compareBytes(place.group, otherPlace.group) || place.position - otherPlace.position;
  };
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

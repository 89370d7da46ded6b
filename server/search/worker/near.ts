/** The passages whose vectors are nearest to a query's, among those that are alive and that the query allows. */
import type { Scored } from '../scoring/top.ts';
import { encodeText } from '../segment/bytes.ts';
import { VectorBlock } from '../vectors/block.ts';
import { normalise } from '../vectors/codes.ts';
import { VectorScan, type ScannedBlock } from '../vectors/scan.ts';
import { allowedPassages, isConstrained, type PassageSet } from './constraints.ts';
import type { SearchedSource } from './first-stage.ts';
import type { OpenVectors } from './messages.ts';
import { passagesOf } from './project.ts';
import type { Search, SearchedProject } from './reading-query.ts';

/** A project's vectors as a thread scans them. */
export interface ThreadVectors {
  readonly set: string;
  readonly centre: Float32Array;
  readonly blocks: readonly ScannedBlock[];
}

/** A passage found by its vector; its score is the similarity. */
export interface NearPassage extends Scored {
  readonly set: string;
  readonly textHash: string;
}

export function openVectors({ set, centre, blocks }: OpenVectors): ThreadVectors {
  return { set, centre, blocks: blocks.map(({ row, codes }) => ({ block: new VectorBlock(row), codes })) };
}

/** Passages that the vector ranking has. */
const nearest = 100;
/** Vectors that are compared exactly at first, and how many times more when too few of them count. */
export const vectorsCompared = 600;
const widening = 8;

/** The best of each set of vectors, best first. */
export async function nearPassages(
  projects: readonly SearchedProject[],
  search: Search,
): Promise<NearPassage[]> {
  const found: NearPassage[] = [];
  const allowed = await allowedIn(search);
  for (const { id, vectors } of projects) {
    const query = search.query.vectors?.find(({ set }) => set === vectors?.set);
    if (vectors === undefined || query === undefined || query.values.length !== vectors.centre.length)
      continue;
    found.push(...scan(vectors, normalise(query.values), new Places(id, search.sources, allowed)));
  }
  return [...Map.groupBy(found, ({ set }) => set).values()].flatMap((ofSet) =>
    ofSet.sort((one, other) => other.score - one.score).slice(0, nearest),
  );
}

function scan({ set, centre, blocks }: ThreadVectors, query: Float32Array, places: Places): NearPassage[] {
  const vectors = new VectorScan(blocks, query, centre);
  for (let most = vectorsCompared; ; most *= widening) {
    const found: NearPassage[] = [];
    for (const { block, at, similarity } of vectors.nearest(most)) {
      const held = (blocks[block] as ScannedBlock).block;
      const place = places.of(held.recordOf(at), held.ordinalOf(at));
      if (place === undefined) continue;
      found.push({ ...place, score: similarity, set, textHash: held.hashOf(at) });
      if (found.length === nearest) return found;
    }
    if (most >= vectors.size) return found;
  }
}

/** Sources without a set allow everything. */
async function allowedIn({ sources, constraints }: Search): Promise<readonly (PassageSet | undefined)[]> {
  if (!isConstrained(constraints)) return sources.map(() => undefined);
  return Promise.all(sources.map((source) => allowedPassages(source, constraints, source.chunks)));
}

/** Where the passages of a project's records are in the sources. */
class Places {
  readonly #project: string;
  readonly #sources: readonly SearchedSource[];
  readonly #allowed: readonly (PassageSet | undefined)[];
  readonly #known = new Map<string, Map<number, { source: number; passage: number }>>();

  constructor(
    project: string,
    sources: readonly SearchedSource[],
    allowed: readonly (PassageSet | undefined)[],
  ) {
    this.#project = project;
    this.#sources = sources;
    this.#allowed = allowed;
  }

  of(record: string, position: number): { source: number; passage: number } | undefined {
    const known = this.#known.get(record) ?? this.#read(record);
    this.#known.set(record, known);
    return known.get(position);
  }

  #read(record: string): Map<number, { source: number; passage: number }> {
    const places = new Map<number, { source: number; passage: number }>();
    const group = encodeText(record);
    for (const [source, { project, segment, dead }] of this.#sources.entries()) {
      if (project !== this.#project) continue;
      for (const { passage, position } of passagesOf(segment, group))
        if (!dead.has(passage) && this.#allowed[source]?.has(passage) !== false)
          places.set(position, { source, passage });
    }
    return places;
  }
}

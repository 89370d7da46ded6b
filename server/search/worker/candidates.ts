/** Turns what the first stage found into candidates for ranking: with their neighbours, and their groups' totals. */
import type { Asked } from '../ranking/asked.ts';
import type { Candidate, GroupTotals } from '../ranking/features.ts';
import type { Profile } from '../ranking/profiles.ts';
import { readView, TermMatches, type PassageView } from '../ranking/view.ts';
import type { Scored } from '../scoring/top.ts';
import type { RecordType } from '../search.ts';
import { authorsOf } from './authors.ts';
import type { SearchedSource, WeightedTerm } from './first-stage.ts';
import { fetchStretches } from './fetching.ts';
import { Group, type Spot } from './groups.ts';
import { addMatches, prefixOf } from './matches.ts';
import type { NearPassage } from './near.ts';

export interface Gathered extends Candidate {
  readonly source: number;
  readonly type: RecordType;
  readonly groupName: string;
  /** BM25 of the first stage; 0 for a neighbour that it did not find. */
  readonly firstScore: number;
  readonly near: NearPassage | undefined;
  /** Found by its vector alone, and not by words. */
  readonly onlyNear: boolean;
}

interface Wanted {
  readonly group: Group;
  readonly position: number;
  readonly type: RecordType;
  readonly firstScore: number;
  readonly near?: NearPassage;
  readonly onlyNear?: boolean;
}

export interface GatherInput {
  readonly sources: readonly SearchedSource[];
  readonly terms: readonly WeightedTerm[];
  readonly asked: Asked;
  readonly authors: readonly string[];
  readonly profile: Profile;
  /** Of the profile's type, passages whose vectors are near to the query's. */
  readonly near: readonly NearPassage[];
}

const noTotals: GroupTotals = { length: 0, counts: [] };

/** Of a group longer than this, totals are of the stretch that a candidate stands in. */
const stretch = 64;
const wholeGroup = 200;

export async function gatherCandidates(
  input: GatherInput,
  scored: readonly Scored[],
  neighbours: number,
): Promise<Gathered[]> {
  const wanted = new Map<string, Wanted>();
  const spots = createSpots(input.sources);
  for (const { source, passage, score } of scored) {
    const { key, ...place } = spots.of(source, passage);
    const { group, position } = place;
    wanted.set(`${key} ${position}`, { ...place, firstScore: score });
    for (let at = position - neighbours; at <= position + neighbours; at++) {
      if (!wanted.has(`${key} ${at}`) && group.at(at) !== undefined)
        wanted.set(`${key} ${at}`, { ...place, position: at, firstScore: 0 });
    }
  }
  for (const near of input.near) {
    const { key, ...place } = spots.of(near.source, near.passage);
    const known = wanted.get(`${key} ${place.position}`);
    const found = known ?? { ...place, firstScore: 0, onlyNear: true };
    wanted.set(`${key} ${place.position}`, { ...found, near });
  }
  const views = createViews(input);
  await views.fetch(
    [...wanted.values()].flatMap(({ group, position }) => spotsAround(group, position, input.profile)),
  );
  return [...wanted.values()].map((one) => gather(input, views, one));
}

/** Groups and positions of passages; a group is made once. */
function createSpots(sources: readonly SearchedSource[]) {
  const groups = new Map<string, Group>();
  return {
    of(source: number, passage: number) {
      const { segment, project, type } = sources[source] as SearchedSource;
      const run = segment.runOf(passage);
      const name = segment.groupName(run);
      const key = `${project} ${name}`;
      const group = groups.get(key) ?? new Group(name, source, run, sources);
      groups.set(key, group);
      const position = segment.runPosition(run) + passage - segment.runFirst(run);
      return { key, group, position, type };
    },
  };
}

function gather(
  { sources, profile }: GatherInput,
  views: Views,
  { group, position, type, firstScore, near, onlyNear = false }: Wanted,
): Gathered {
  const spot = group.at(position) as Spot;
  const neighbour = (distance: number) => group.at(position + distance);
  const before: PassageView[] = [];
  const after: PassageView[] = [];
  for (let distance = 1; distance <= profile.reach; distance++) {
    const [previous, next] = [neighbour(-distance), neighbour(distance)];
    if (previous !== undefined) before.push(views.of(previous));
    if (next !== undefined) after.push(views.of(next));
  }
  const view = views.of(spot);
  return {
    source: spot.source,
    type,
    groupName: group.name,
    firstScore,
    near,
    onlyNear,
    view,
    before,
    after,
    position,
    group: profile.groups ? views.totals(group, position) : noTotals,
    author: views.authorOf(spot.source, view.author),
    time: (sources[spot.source]?.segment.times[spot.passage] ?? 0) * 60_000,
  };
}

/** A candidate, what its features look at, and the stretch that its group's totals are of. */
function spotsAround(group: Group, position: number, { reach, groups }: Profile): Spot[] {
  const { first, end } = groups ? stretchOf(group, position) : { first: position, end: position };
  const spots: Spot[] = [];
  for (let at = Math.min(first, position - reach); at < Math.max(end, position + reach + 1); at++) {
    const spot = group.at(at);
    if (spot !== undefined) spots.push(spot);
  }
  return spots;
}

function stretchOf(group: Group, position: number): { first: number; end: number } {
  const { end } = group;
  if (end <= wholeGroup) return { first: 0, end };
  const first = position - (position % stretch);
  return { first, end: Math.min(end, first + stretch) };
}

interface Views {
  /** Reads passages; what is asked for after it must be among them. */
  fetch(spots: readonly Spot[]): Promise<void>;
  of(spot: Spot): PassageView;
  totals(group: Group, position: number): GroupTotals;
  /** Place in the list of authors, by the number of a term. */
  authorOf(source: number, number: number): number;
}

function createViews({ sources, terms, asked, authors }: GatherInput): Views {
  const prefixes = asked.terms.map(({ term }) => prefixOf(term));
  const authorNumbers = perSource((source) => {
    const { segment } = sources[source] as SearchedSource;
    return new Map(authorsOf(segment).map(({ name, number }) => [number, authors.indexOf(name)]));
  });
  const views = sources.map(() => new Map<number, PassageView>());
  const totals = new Map<string, GroupTotals>();

  /** Reads passages of a source, whose records are at hand. */
  function readViews(source: number, passages: Iterable<number>): void {
    const { segment } = sources[source] as SearchedSource;
    const known = views[source] as Map<number, PassageView>;
    const matches = new TermMatches(segment.info.numbers);
    try {
      addMatches(matches, segment, source, terms, prefixes);
      for (const passage of passages)
        known.set(passage, readView(segment.forward(passage), terms.length, matches));
    } finally {
      matches.close();
    }
  }

  const of = ({ source, passage }: Spot): PassageView => views[source]?.get(passage) as PassageView;

  return {
    of,
    async fetch(spots) {
      const bySource = [...Map.groupBy(spots, ({ source }) => source)];
      await Promise.all(
        bySource.map(async ([source, own]) => {
          const { segment, id, chunks } = sources[source] as SearchedSource;
          const passages = new Set(own.map(({ passage }) => passage));
          const stretches = Array.from(passages, (passage) => segment.forwardAt(passage));
          await fetchStretches(segment, id, stretches, chunks);
          readViews(source, passages);
        }),
      );
    },
    totals(group, position) {
      const { first, end } = stretchOf(group, position);
      const key = `${group.name} ${first}`;
      const known = totals.get(key) ?? totalsOf(group, first, end, terms.length, of);
      totals.set(key, known);
      return known;
    },
    authorOf: (source, number) => authorNumbers(source).get(number) ?? -1,
  };
}

function totalsOf(
  group: Group,
  first: number,
  end: number,
  terms: number,
  viewOf: (spot: Spot) => PassageView,
): GroupTotals {
  const counts = new Float64Array(terms);
  let length = 0;
  for (let at = first; at < end; at++) {
    const spot = group.at(at);
    if (spot === undefined) continue;
    const { body, length: own } = viewOf(spot);
    for (let term = 0; term < terms; term++) counts[term] = (counts[term] as number) + (body[term] as number);
    length += own;
  }
  return { length, counts };
}

function perSource<T>(make: (source: number) => T): (source: number) => T {
  const made = new Map<number, T>();
  return (source) => {
    const known = made.get(source) ?? make(source);
    made.set(source, known);
    return known;
  };
}

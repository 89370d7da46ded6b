/** Ranks the passages of projects for a query: first stage, neighbours, features, weights. */
import { constraintsOf, typesOf } from '../constraints-of.ts';
import { parseQuery } from '../syntax.ts';
import { readAsked, type Asked } from '../ranking/asked.ts';
import { featuresOf, type Features } from '../ranking/features.ts';
import type { Scored } from '../scoring/top.ts';
import { decodeText } from '../segment/bytes.ts';
import { documents, scoreOf, sharesOf, talk, type Profile } from '../ranking/profiles.ts';
import { recordTypes, type RecordType, type SearchQuery } from '../search.ts';
import { readAuthors } from './authors.ts';
import { gatherCandidates, type Gathered } from './candidates.ts';
import { firstStage, type SearchedSource, type WeightedTerm } from './first-stage.ts';
import { isConstrained, type Constraints } from './constraints.ts';
import type { Candidate, RankRequest } from './messages.ts';
import type { ChunkSource, ProjectView } from './project.ts';
import { findTerm, statisticsOf, type Statistics } from './statistics.ts';

export interface SearchedProject {
  readonly id: string;
  readonly view: ProjectView;
  readonly chunks: ChunkSource;
}

const profileOf: Readonly<Record<RecordType, Profile>> = {
  document: documents,
  memory: documents,
  message: talk,
};

interface Search {
  readonly query: SearchQuery;
  readonly types: readonly RecordType[];
  readonly constraints: Constraints;
  readonly sources: readonly SearchedSource[];
  readonly statistics: Statistics;
  readonly terms: readonly WeightedTerm[];
  readonly asked: Asked;
  readonly authors: readonly string[];
}

export async function rank(projects: readonly SearchedProject[], request: RankRequest): Promise<Candidate[]> {
  const search = open(projects, request.query);
  if (search.terms.length === 0) return [];
  if (request.query.plain === true) return plain(search, request.most);
  const found: Gathered[] = [];
  for (const type of search.types) found.push(...(await candidatesOf(search, type, request.most)));
  const ranked = rankGathered(search, found);
  return ranked.slice(0, request.most).map(({ gathered, features, score }) => ({
    ...placed(search, gathered),
    score,
    relevance: 0,
    terms: search.asked.terms.filter((_, term) => gathered.view.body[term] !== 0).map(({ word }) => word),
    shares: sharesOf(features, profileFor(search, gathered)),
  }));
}

function open(projects: readonly SearchedProject[], query: SearchQuery): Search {
  const parsed = parseQuery(query.text);
  const types = typesOf(query, parsed) ?? recordTypes;
  const sources = projects.flatMap(({ id, view, chunks }) =>
    view.sources(types).map((source): SearchedSource => ({ ...source, project: id, chunks })),
  );
  const authors = readAuthors(sources);
  const statistics = statisticsOf(sources);
  const asked = readAsked(parsed.words, authors, query.now ?? newest(sources));
  const terms = asked.terms.map(({ term, weight }): WeightedTerm => ({
    ...findTerm(term, sources, statistics),
    weight,
  }));
  return {
    query,
    types,
    constraints: constraintsOf(query, parsed),
    sources,
    statistics,
    terms,
    asked,
    authors,
  };
}

/** When something was last said: a date without a year is read against it. */
function newest(sources: readonly SearchedSource[]): number {
  const minutes = sources.map(({ segment }) => segment.newest);
  return Math.min(Date.now(), Math.max(0, ...minutes) * 60_000);
}

function profileFor({ query }: Search, { type }: Gathered): Profile {
  const profile = profileOf[type];
  return query.weights === undefined ? profile : { ...profile, weights: query.weights };
}

/** The best of the first stage, and their neighbours, unless those might not satisfy the constraints. */
async function candidatesOf(search: Search, type: RecordType, most: number): Promise<Gathered[]> {
  const profile = profileOf[type];
  const { sources, terms, constraints, asked, authors } = search;
  const scored = await best(search, type, Math.max(profile.candidates, most));
  const neighbours = isConstrained(constraints) ? 0 : profile.neighbours;
  return gatherCandidates({ sources, terms, asked, authors, profile }, scored, neighbours);
}

function best(
  { sources, terms, statistics, constraints }: Search,
  type: RecordType,
  limit: number,
): Promise<Scored[]> {
  const only = sources.map((source) => source.type === type);
  return firstStage({ sources, only, terms, constraints, statistics }, limit);
}

function rankGathered(search: Search, found: readonly Gathered[]) {
  const { asked, terms, statistics } = search;
  const groups = new Set(found.map(({ group }) => group));
  const groupLength = [...groups].reduce((sum, { length }) => sum + length, 0) / Math.max(1, groups.size);
  const features = featuresOf(found, {
    asked,
    weights: terms.map(({ idf, weight }) => idf * weight),
    averageLength: statistics.averageLength,
    averageGroupLength: Math.max(1, groupLength),
  });
  return found
    .map((gathered, at) => {
      const own = features[at] as Features;
      return { gathered, features: own, score: scoreOf(own, profileFor(search, gathered)) };
    })
    .sort((one, other) => other.score - one.score || byPlace(one.gathered, other.gathered));
}

function byPlace(one: Gathered, other: Gathered): number {
  if (one.groupName !== other.groupName) return one.groupName < other.groupName ? -1 : 1;
  return one.position - other.position;
}

/** The first stage alone. */
async function plain(search: Search, most: number): Promise<Candidate[]> {
  const { sources, types } = search;
  const found: Scored[] = [];
  for (const type of types) found.push(...(await best(search, type, most)));
  return found
    .sort((one, other) => other.score - one.score)
    .slice(0, most)
    .map(({ source, passage, score }) => {
      const { project, type, segment } = sources[source] as SearchedSource;
      const { group, position } = segment.placeOf(passage);
      return {
        project,
        type,
        group: decodeText(group),
        position,
        score,
        relevance: 0,
        terms: [],
        shares: { words: score },
      };
    });
}

function placed({ sources }: Search, { source, groupName, position, type }: Gathered) {
  const { project } = sources[source] as SearchedSource;
  return { project, type, group: groupName, position };
}

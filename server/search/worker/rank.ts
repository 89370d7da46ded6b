/** Ranks the passages of projects for a query: first stage, neighbours, features, weights. */
import { featuresOf, type Features } from '../ranking/features.ts';
import { documents, scoreOf, sharesOf, talk, type Profile } from '../ranking/profiles.ts';
import { preferenceShares } from '../ranking/preferences.ts';
import { relevanceOf } from '../ranking/relevance.ts';
import type { Scored } from '../scoring/top.ts';
import type { RecordType, SearchQuery } from '../search.ts';
import { decodeText } from '../segment/bytes.ts';
import { gatherCandidates, type Gathered } from './candidates.ts';
import { isConstrained } from './constraints.ts';
import { firstStage, type SearchedSource } from './first-stage.ts';
import { fused, vectorRanks } from './fusion.ts';
import type { Candidate } from './messages.ts';
import { nearPassages, type NearPassage } from './near.ts';
import { readQuery, type Search, type SearchedProject } from './reading-query.ts';

const profileOf: Readonly<Record<RecordType, Profile>> = {
  document: documents,
  memory: documents,
  message: talk,
};

/** Candidates returned for each passage wanted; past that, what would still fit is hardly relevant. */
const candidatesPerHit = 4;

export async function rank(projects: readonly SearchedProject[], query: SearchQuery): Promise<Candidate[]> {
  const search = readQuery(projects, query);
  const most = (query.limit + (query.offset ?? 0)) * candidatesPerHit;
  const near = query.vectors === undefined ? [] : await nearPassages(projects, search);
  if (search.terms.length === 0 && near.length === 0) return [];
  if (query.plain === true) return plain(search, most);
  const found: Gathered[] = [];
  for (const type of search.types) found.push(...(await candidatesOf(search, type, most, near)));
  const byWords = rankGathered(search, found);
  const ranked = near.length === 0 ? byWords : fuse(search, byWords, near);
  return ranked.slice(0, most).map(({ gathered, features, score, shares }) => ({
    ...placed(search, gathered),
    score,
    relevance: relevanceOf(features),
    terms: wordsIn(search, gathered),
    shares: shares ?? sharesByWords(search, { gathered, features }),
    ...(gathered.onlyNear ? { textHash: gathered.near?.textHash ?? '' } : {}),
  }));
}

/** Words of the query that a passage holds. */
function wordsIn({ asked }: Search, { view }: Gathered): string[] {
  const words = asked.terms.filter((_, term) => view.body[term] !== 0).map(({ word }) => word);
  return [...new Set(words)];
}

interface RankedGathered {
  readonly gathered: Gathered;
  readonly features: Features;
  readonly score: number;
  readonly shares?: Readonly<Record<string, number>>;
}

function sharesByWords(
  search: Search,
  { gathered, features }: Pick<RankedGathered, 'gathered' | 'features'>,
) {
  return { ...sharesOf(features, profileFor(search, gathered)), ...preferences(search, gathered) };
}

/** @param byWords in the order that words alone give. */
function fuse(
  search: Search,
  byWords: readonly RankedGathered[],
  near: readonly NearPassage[],
): RankedGathered[] {
  const ranks = vectorRanks(near);
  let rank = 0;
  return byWords
    .map((one) => {
      const words = one.gathered.onlyNear ? undefined : rank++;
      const vector = one.gathered.near && ranks.get(one.gathered.near);
      return {
        ...one,
        ...fused({ words, vector }, { score: one.score, shares: sharesByWords(search, one) }),
      };
    })
    .sort((one, other) => other.score - one.score || byPlace(one.gathered, other.gathered));
}

function profileFor({ query }: Search, { type }: Gathered): Profile {
  const profile = profileOf[type];
  return query.weights === undefined ? profile : { ...profile, weights: query.weights };
}

/** The best of the first stage, and their neighbours, unless those might not satisfy the constraints. */
async function candidatesOf(
  search: Search,
  type: RecordType,
  most: number,
  near: readonly NearPassage[],
): Promise<Gathered[]> {
  const profile = profileOf[type];
  const { sources, terms, constraints, asked, authors } = search;
  const limit = Math.max(search.query.candidates ?? profile.candidates, most);
  const scored = terms.length === 0 ? [] : await best(search, type, limit);
  const neighbours = isConstrained(constraints) ? 0 : profile.neighbours;
  const ofType = near.filter(({ source }) => sources[source]?.type === type);
  return gatherCandidates({ sources, terms, asked, authors, profile, near: ofType }, scored, neighbours);
}

function best(
  { sources, terms, statistics, constraints }: Search,
  type: RecordType,
  limit: number,
): Promise<Scored[]> {
  const only = sources.map((source) => source.type === type);
  return firstStage({ sources, only, terms, constraints, statistics }, limit);
}

function rankGathered(search: Search, found: readonly Gathered[]): RankedGathered[] {
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
      const preferred = Object.values(preferences(search, gathered)).reduce((sum, share) => sum + share, 0);
      return { gathered, features: own, score: scoreOf(own, profileFor(search, gathered)) + preferred };
    })
    .sort((one, other) => other.score - one.score || byPlace(one.gathered, other.gathered));
}

function preferences(
  { query, newest }: Search,
  { groupName: record, time }: Gathered,
): Record<string, number> {
  return preferenceShares(query, { record, time }, newest);
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

/** Reads a query against what is searched: its words with their statistics, its constraints, and who and when it names. */
import { constraintsOf, typesOf } from '../constraints-of.ts';
import { readAsked, type Asked, type AskedTerm } from '../ranking/asked.ts';
import { recordTypes, type RecordType, type SearchQuery } from '../search.ts';
import { parseQuery } from '../syntax.ts';
import { readAuthors } from './authors.ts';
import type { Constraints } from './constraints.ts';
import { alternativesOf, completionsOf, languagesOf, similarTo } from './expansion.ts';
import type { SearchedSource, WeightedTerm } from './first-stage.ts';
import type { ThreadVectors } from './near.ts';
import type { ChunkSource, ProjectView } from './project.ts';
import { findTerm, statisticsOf, type Statistics } from './statistics.ts';

export interface SearchedProject {
  readonly id: string;
  readonly view: ProjectView;
  readonly chunks: ChunkSource;
  readonly vectors?: ThreadVectors | undefined;
}

export interface Search {
  readonly query: SearchQuery;
  readonly types: readonly RecordType[];
  readonly constraints: Constraints;
  readonly sources: readonly SearchedSource[];
  readonly statistics: Statistics;
  /** In the order of `asked.terms`. */
  readonly terms: readonly WeightedTerm[];
  readonly asked: Asked;
  readonly authors: readonly string[];
  /** When something was last said: a date without a year is read against it, and ages count from it. */
  readonly newest: number;
}

export function readQuery(projects: readonly SearchedProject[], query: SearchQuery): Search {
  const parsed = parseQuery(query.text);
  const types = typesOf(query, parsed) ?? recordTypes;
  const sources = projects.flatMap(({ id, view, chunks }) =>
    view.sources(types).map((source): SearchedSource => ({ ...source, project: id, chunks })),
  );
  const statistics = statisticsOf(sources);
  const authors = readAuthors(sources);
  const newest = query.now ?? newestOf(sources);
  const read = readAsked(parsed.words, authors, newest);
  const languages = languagesOf(read, sources);
  const alternatives = read.terms.map((one) => alternativesOf(one, languages, sources));
  const completions = query.prefix === true ? completionsOf(parsed.words, sources) : [];
  const taken = [
    ...read.terms.map((one, at) => takeTerm(one, alternatives[at]?.length === 0, sources, statistics)),
    ...newTerms(read.terms, alternatives.flat()).map((one) => takeTerm(one, false, sources, statistics)),
    ...completions.map((one) => takeTerm(one, false, sources, statistics)),
  ];
  return {
    query,
    types,
    constraints: constraintsOf(query, parsed),
    sources,
    statistics,
    terms: taken.map(({ term }) => term),
    asked: { ...read, terms: taken.map(({ asked }) => asked) },
    authors,
    newest,
  };
}

/** Words of a query may have a stem in common. */
function newTerms(terms: readonly AskedTerm[], others: readonly AskedTerm[]): AskedTerm[] {
  const taken = new Set(terms.map(({ term }) => term));
  return [...new Map(others.map((one) => [one.term, one])).values()].filter(({ term }) => !taken.has(term));
}

/** A word that stands nowhere in any form is looked for as the one most like it. */
function takeTerm(
  one: AskedTerm,
  replaceable: boolean,
  sources: readonly SearchedSource[],
  statistics: Statistics,
): { asked: AskedTerm; term: WeightedTerm } {
  const found = findTerm(one.term, sources, statistics);
  const similar = replaceable && found.frequency === 0 ? similarTo(one, sources) : undefined;
  if (similar === undefined) return { asked: one, term: { ...found, weight: one.weight } };
  return { asked: similar, term: { ...findTerm(similar.term, sources, statistics), weight: similar.weight } };
}

function newestOf(sources: readonly SearchedSource[]): number {
  const minutes = sources.map(({ segment }) => segment.newest);
  return Math.min(Date.now(), Math.max(0, ...minutes) * 60_000);
}

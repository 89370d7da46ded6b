/** Ranks the passages of projects for a query. */
import { readQuestion } from '../question.ts';
import { firstStage, type SearchedSource, type WeightedTerm } from './first-stage.ts';
import type { Candidate, RankRequest } from './messages.ts';
import type { ChunkSource, ProjectView } from './project.ts';
import { findTerm, statisticsOf } from './statistics.ts';

export interface SearchedProject {
  readonly id: string;
  readonly view: ProjectView;
  readonly chunks: ChunkSource;
}

export async function rank(projects: readonly SearchedProject[], request: RankRequest): Promise<Candidate[]> {
  const { query, most } = request;
  const question = readQuestion(query);
  const sources = projects.flatMap(({ id, view, chunks }) =>
    view.sources(query.types).map((source): SearchedSource => ({ ...source, project: id, chunks })),
  );
  const statistics = statisticsOf(sources);
  const terms = question.terms.map(({ term, weight }): WeightedTerm => ({
    ...findTerm(term, sources, statistics),
    weight,
  }));
  const scored = await firstStage(sources, terms, question.constraints, statistics, most);
  return scored.map(({ source, passage, score }): Candidate => {
    const { project, type, segment } = sources[source] as SearchedSource;
    const run = segment.runOf(passage);
    return {
      project,
      type,
      group: segment.groupName(run),
      position: segment.runPosition(run) + passage - segment.runFirst(run),
      score,
      relevance: 0,
      terms: [],
      shares: { words: score },
    };
  });
}

/** Searches and what they find, between the words of the contract and those of search. */
import type { z } from 'zod';
import type { operations, Passage } from '../../contract/index.ts';
import type { Hit, SearchQuery } from '../search/search.ts';
import { viewTime } from './records.ts';

/** What a search asks for; a tool leaves the rest out. */
export type SearchInput = Partial<z.output<typeof operations.search.input>> & {
  query: string;
  limit: number;
};

export function queryOf(input: SearchInput): SearchQuery {
  const { query, token_budget, record_ids, min_relevance, after, before, ...same } = input;
  return {
    ...same,
    text: query,
    tokenBudget: token_budget,
    records: record_ids,
    minRelevance: min_relevance,
    after: after === undefined ? undefined : Date.parse(after),
    before: before === undefined ? undefined : Date.parse(before),
  };
}

export function viewHit(hit: Hit, explain: boolean): Passage {
  const id = hit.type === 'memory' ? hit.recordId : `${hit.recordId}#${hit.ordinal}`;
  return {
    id,
    type: hit.type,
    title: hit.title,
    url: linkTo(hit.project, id),
    text: hit.text,
    project_id: hit.project,
    record_id: hit.recordId,
    citation: hit.place,
    score: rounded(hit.score),
    relevance: rounded(hit.relevance),
    highlights: hit.highlights.map(([start, end]) => [start, end]),
    similar: hit.folded,
    ...(explain ? { why: { terms: [...hit.why.terms], shares: { ...hit.why.shares } } } : {}),
    updated_at: viewTime(hit.updatedAt),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

export function linkTo(project: string, id: string): string {
  return `keepsake://open/${project}/${id.replace('#', '?passage=').replace('@', '?passage=')}`;
}

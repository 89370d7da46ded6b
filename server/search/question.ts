/** Reads a query: the words to score with, and what a passage must or must not hold. */
import { queryTermsOf } from './analyser.ts';
import { filterTerms } from './filters.ts';
import type { SearchQuery } from './search.ts';
import { minutesOf } from './segment/passage.ts';
import type { Constraints } from './worker/constraints.ts';

export interface QuestionTerm {
  readonly term: string;
  readonly word: string;
  readonly weight: number;
}

export interface Question {
  readonly terms: readonly QuestionTerm[];
  readonly constraints: Constraints;
}

export function readQuestion(query: SearchQuery): Question {
  const terms = queryTermsOf(query.text).map((term): QuestionTerm => ({ term, word: term, weight: 1 }));
  const { tags, author, client, records, after, before } = query;
  const filters = [
    ...(tags ?? []).map((tag) => [filterTerms.tag(tag)]),
    ...(author === undefined ? [] : [[filterTerms.author(author)]]),
    ...(client === undefined ? [] : [[filterTerms.client(client)]]),
  ];
  return {
    terms,
    constraints: {
      required: [],
      excluded: [],
      filters,
      records,
      after: after === undefined ? undefined : minutesOf(after),
      before: before === undefined ? undefined : minutesOf(before),
    },
  };
}

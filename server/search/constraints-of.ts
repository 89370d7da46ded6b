/** What a passage must hold to be returned, from the filters of a query. */
import { filterTerms } from './filters.ts';
import type { SearchQuery } from './search.ts';
import { minutesOf } from './segment/passage.ts';
import type { Constraints } from './worker/constraints.ts';

export function constraintsOf({ tags, author, client, records, after, before }: SearchQuery): Constraints {
  const filters = [
    ...(tags ?? []).map((tag) => [filterTerms.tag(tag)]),
    ...(author === undefined ? [] : [[filterTerms.author(author)]]),
    ...(client === undefined ? [] : [[filterTerms.client(client)]]),
  ];
  return {
    required: [],
    excluded: [],
    filters,
    records,
    after: after === undefined ? undefined : minutesOf(after),
    before: before === undefined ? undefined : minutesOf(before),
  };
}

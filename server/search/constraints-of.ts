/** What a passage must hold to be returned, from a query's filters and syntax. */
import { queryWordsOf } from './analyser.ts';
import { filterTerms } from './filters.ts';
import type { SearchQuery } from './search.ts';
import { fields, minutesOf } from './segment/passage.ts';
import { dayOf, typeOf, type ParsedQuery } from './syntax.ts';
import type { Constraints, Phrase } from './worker/constraints.ts';

/** The types a query asks for; all when it does not say. */
export function typesOf(query: SearchQuery, parsed: ParsedQuery): SearchQuery['types'] {
  const asked = parsed.fields.flatMap(({ field, value }) => (field === 'type' ? [typeOf(value)] : []));
  const named = asked.filter((type) => type !== undefined);
  if (named.length === 0) return query.types;
  return query.types === undefined ? named : query.types.filter((type) => named.includes(type));
}

export function constraintsOf(query: SearchQuery, parsed: ParsedQuery): Constraints {
  const valuesOf = (...names: string[]) =>
    parsed.fields.filter(({ field }) => names.includes(field)).map(({ value }) => value);
  const tags = [...(query.tags ?? []), ...valuesOf('tag')].map(filterTerms.tag);
  const authors = [query.author ?? [], valuesOf('author')].flat().map(filterTerms.author);
  const clients = [query.client ?? [], valuesOf('client')].flat().map(filterTerms.client);
  const { after, before } = timesOf(query, valuesOf);
  return {
    required: [
      ...parsed.phrases.map((phrase) => phraseOf(phrase)),
      ...valuesOf('title', 'name', 'document').map((value) => phraseOf(value, fields.title)),
      ...valuesOf('heading').map((value) => phraseOf(value, fields.heading)),
    ],
    excluded: parsed.excluded.map((value) => phraseOf(value)).filter(({ terms }) => terms.length > 0),
    filters: [...tags, ...authors, ...clients].map((term) => [term]),
    records: query.records,
    after: after === undefined ? undefined : minutesOf(after),
    before: before === undefined ? undefined : minutesOf(before),
  };
}

function phraseOf(text: string, field?: number): Phrase {
  const terms = queryWordsOf(text)
    .filter(({ same }) => !same)
    .map(({ term }) => term);
  return field === undefined ? { terms } : { terms, field };
}

function timesOf(query: SearchQuery, valuesOf: (...names: string[]) => string[]) {
  const days = (name: string) => valuesOf(name).flatMap((value) => dayOf(value) ?? []);
  const from = [
    query.after ?? [],
    days('after').map((day) => day.until),
    days('on').map((day) => day.from),
  ].flat();
  const until = [
    query.before ?? [],
    days('before').map((day) => day.from),
    days('on').map((day) => day.until),
  ].flat();
  return {
    after: from.length === 0 ? undefined : Math.max(...from),
    before: until.length === 0 ? undefined : Math.min(...until),
  };
}

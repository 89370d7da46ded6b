/** What ranking knows of a passage for one query, read from its forward record. */
import { fields, readForward } from '../segment/passage.ts';

/** How a term of the index matches a term of the query. */
export interface TermMatch {
  /** Number of the query's term. */
  readonly term: number;
  /** The same stem; otherwise a word that begins alike. */
  readonly exact: boolean;
}

export interface PassageView {
  /** Terms of the body. */
  readonly length: number;
  /** Per query term, how often it stands in the body, in what names it (title, headings, tags), and whether a word that begins alike stands in the body. */
  readonly body: Uint8Array;
  readonly named: Uint8Array;
  readonly alike: Uint8Array;
  /** Exact matches in the body, in order: position, query term, sentence. */
  readonly at: readonly number[];
  readonly cues: number;
  /** Number of the author's term in its segment, or -1. */
  readonly author: number;
  readonly days: readonly number[];
}

/** @param matches by number of a term in the passage's segment. */
export function readView(
  record: Uint8Array,
  terms: number,
  matches: ReadonlyMap<number, readonly TermMatch[]>,
): PassageView {
  const body = new Uint8Array(terms);
  const named = new Uint8Array(terms);
  const alike = new Uint8Array(terms);
  const at: number[] = [];
  let field: number = fields.body;
  let position = -1;
  let sentence = 0;
  let length = 0;
  const facts = readForward(record, {
    field(next) {
      field = next;
      position = -1;
    },
    sentence() {
      sentence++;
    },
    term(number, same) {
      if (!same) position++;
      if (field === fields.body && !same) length++;
      const matched = matches.get(number);
      if (matched === undefined) return;
      for (const { term, exact } of matched) {
        if (!exact) {
          if (field === fields.body) alike[term] = 1;
        } else if (field === fields.body) {
          body[term] = Math.min(255, (body[term] as number) + 1);
          at.push(position, term, sentence);
        } else named[term] = Math.min(255, (named[term] as number) + 1);
      }
    },
  });
  return { length, body, named, alike, at, cues: facts.cues, author: facts.author, days: facts.days };
}

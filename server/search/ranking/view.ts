/** What ranking knows of a passage for one query, read from its forward record. */
import { ByteReader } from '../segment/bytes.ts';
import { fields, firstTermCode, readFacts, sentenceCode } from '../segment/passage.ts';

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

/** Which terms of a segment match the query: few among many, so most are told apart without a look into the map. */
export class TermMatches {
  readonly #matches = new Map<number, TermMatch[]>();
  readonly #maybe = new Uint8Array(filterSize);

  add(number: number, match: TermMatch): void {
    this.#maybe[number & (filterSize - 1)] = 1;
    this.#matches.set(number, [...(this.#matches.get(number) ?? []), match]);
  }

  of(number: number): readonly TermMatch[] | undefined {
    return this.#maybe[number & (filterSize - 1)] === 0 ? undefined : this.#matches.get(number);
  }
}

const filterSize = 1_024;

/** Reads a forward record for a query of so many terms. The codes are those of segment/passage.ts, read in one loop because a search reads hundreds of records. */
export function readView(record: Uint8Array, terms: number, matches: TermMatches): PassageView {
  const body = new Uint8Array(terms);
  const named = new Uint8Array(terms);
  const alike = new Uint8Array(terms);
  const at: number[] = [];
  const reader = new ByteReader(record);
  const facts = readFacts(reader);
  let length = 0;
  while (reader.at < record.length) {
    const isBody = reader.varint() === fields.body;
    let position = -1;
    let sentence = 0;
    let same = false;
    for (let codes = reader.varint(); codes > 0; codes--) {
      const code = reader.varint();
      if (code < firstTermCode) {
        if (code === sentenceCode) sentence++;
        else same = true;
        continue;
      }
      if (!same) position++;
      same = false;
      const matched = matches.of(code - firstTermCode);
      if (matched === undefined) continue;
      for (const { term, exact } of matched) {
        if (isBody && exact) at.push(position, term, sentence);
        const counts = isBody ? (exact ? body : alike) : exact ? named : undefined;
        if (counts !== undefined) counts[term] = Math.min(255, (counts[term] as number) + 1);
      }
    }
    if (isBody) length = position + 1;
  }
  return { length, body, named, alike, at, cues: facts.cues, author: facts.author, days: facts.days };
}

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

/** By the number of a term, the place of its matches, or 0: one segment's at a time, all others' are cleared. */
let places = new Uint32Array(1 << 12);

/** Which terms of a segment match the query, by a look into one table, because a search asks for tens of thousands. */
export class TermMatches {
  readonly #numbers: number[] = [];
  readonly #matches: (readonly TermMatch[])[] = [[]];

  /** @param numbers one past the highest of the segment; until `close`, there is no other. */
  constructor(numbers: number) {
    if (places.length < numbers) places = new Uint32Array(numbers + (numbers >>> 2));
  }

  /** Matches that the terms added next have; they may be shared by many. */
  matching(match: TermMatch): (number: number) => void {
    const place = this.#matches.push([match]) - 1;
    return (number) => {
      const known = places[number] as number;
      if (known === 0) this.#numbers.push(number);
      places[number] = known === 0 ? place : this.#matches.push([...this.#of(known), match]) - 1;
    };
  }

  of(number: number): readonly TermMatch[] | undefined {
    const place = places[number] as number;
    return place === 0 ? undefined : this.#of(place);
  }

  #of(place: number): readonly TermMatch[] {
    return this.#matches[place] as readonly TermMatch[];
  }

  close(): void {
    for (const number of this.#numbers) places[number] = 0;
  }
}

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

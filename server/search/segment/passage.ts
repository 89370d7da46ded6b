/**
 * A passage as an index holds it, and its forward record: what ranking needs of a candidate, read without its text.
 *
 * A forward record is: cues (varint), author's term plus one or 0 (varint), the number of days it mentions and each as a varint, then per field its number, its count of codes and the codes: a term's
 * number plus 2, or 0 where a sentence begins, or 1 before a term that stands where the one before it stands.
 */
import { ByteReader, type ByteWriter } from './bytes.ts';

/** The body, and what names it. */
export const fields = { body: 0, title: 1, heading: 2, tag: 3 } as const;

/** A term begins a sentence; a term stands at the position of the one before it, as the parts of a name do. */
export const marks = { sentence: 1, same: 2 } as const;

export interface AnalysedField {
  readonly field: number;
  readonly terms: readonly string[];
  /** `marks` of each term. */
  readonly marks: Uint8Array;
}

export interface AnalysedPassage {
  readonly fields: readonly AnalysedField[];
  /** Terms to filter by (see filters.ts): found, never scored. */
  readonly filters: readonly string[];
  /** Bits that ranking knows the meaning of. */
  readonly cues: number;
  /** Milliseconds since 1970 when it was said or written. */
  readonly time?: number;
  /** Days since 1970 that its text mentions. */
  readonly days: readonly number[];
  /** One of `filters`. */
  readonly author?: string;
}

/** Terms that count for the length of a passage: those that do not share a position. */
export function lengthOf(passage: AnalysedPassage): number {
  let length = 0;
  for (const { marks: ofField } of passage.fields)
    for (const mark of ofField) if ((mark & marks.same) === 0) length++;
  return length;
}

/** Minutes since 1970, as segments keep times; 0 when unknown. */
export function minutesOf(time: number | undefined): number {
  return time === undefined ? 0 : Math.max(0, Math.floor(time / 60_000));
}

export const sentenceCode = 0;
const sameCode = 1;
export const firstTermCode = 2;

export function writeForward(
  writer: ByteWriter,
  passage: AnalysedPassage,
  numberOf: (term: string) => number,
): void {
  writer.varint(passage.cues);
  writer.varint(passage.author === undefined ? 0 : numberOf(passage.author) + 1);
  writer.varint(passage.days.length);
  for (const day of passage.days) writer.varint(Math.max(0, day));
  for (const { field, terms, marks: ofField } of passage.fields) {
    if (terms.length === 0) continue;
    writer.varint(field);
    writer.varint(terms.length + countMarked(ofField));
    for (const [at, term] of terms.entries()) {
      const mark = ofField[at] as number;
      if ((mark & marks.sentence) !== 0) writer.varint(sentenceCode);
      if ((mark & marks.same) !== 0) writer.varint(sameCode);
      writer.varint(numberOf(term) + firstTermCode);
    }
  }
}

function countMarked(ofField: Uint8Array): number {
  let count = 0;
  for (const mark of ofField) count += (mark & 1) + (mark >>> 1);
  return count;
}

/** Copies a forward record, with its terms numbered anew. */
export function copyForward(from: Uint8Array, writer: ByteWriter, numbers: Int32Array): void {
  const reader = new ByteReader(from);
  writer.varint(reader.varint());
  const author = reader.varint();
  writer.varint(author === 0 ? 0 : (numbers[author - 1] as number) + 1);
  const days = reader.varint();
  writer.varint(days);
  for (let at = 0; at < days; at++) writer.varint(reader.varint());
  while (reader.at < from.length) {
    writer.varint(reader.varint());
    const codes = reader.varint();
    writer.varint(codes);
    for (let at = 0; at < codes; at++) {
      const code = reader.varint();
      writer.varint(code < firstTermCode ? code : (numbers[code - firstTermCode] as number) + firstTermCode);
    }
  }
}

export interface ForwardFacts {
  readonly cues: number;
  /** Number of the author's term, or -1. */
  readonly author: number;
  readonly days: readonly number[];
}

/** What a reader of a forward record is told, in its order. */
export interface ForwardVisitor {
  field(field: number): void;
  sentence(): void;
  /** `same`: at the position of the term before it. */
  term(number: number, same: boolean): void;
}

export function readFacts(reader: ByteReader): ForwardFacts {
  const cues = reader.varint();
  const author = reader.varint() - 1;
  const count = reader.varint();
  const days: number[] = [];
  for (let at = 0; at < count; at++) days.push(reader.varint());
  return { cues, author, days };
}

export function readForward(from: Uint8Array, visitor: ForwardVisitor): ForwardFacts {
  const reader = new ByteReader(from);
  const facts = readFacts(reader);
  while (reader.at < from.length) {
    visitor.field(reader.varint());
    let same = false;
    for (let codes = reader.varint(); codes > 0; codes--) {
      const code = reader.varint();
      if (code >= firstTermCode) visitor.term(code - firstTermCode, same);
      else if (code === sentenceCode) visitor.sentence();
      same = code === sameCode;
    }
  }
  return facts;
}

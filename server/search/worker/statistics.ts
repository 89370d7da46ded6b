/** Statistics over all that is searched, as if dead passages had never been. */
import { encodeText } from '../segment/bytes.ts';
import { idf } from '../scoring/bm25.ts';
import type { TermEntry } from '../segment/dictionary.ts';
import type { Source } from './project.ts';

/** A term with its entry in each source that has it. */
export interface FoundTerm {
  readonly term: string;
  /** By number of the source. */
  readonly entries: readonly (TermEntry | undefined)[];
  /** Passages that hold it. */
  readonly frequency: number;
  readonly idf: number;
}

export interface Statistics {
  readonly passages: number;
  readonly averageLength: number;
}

export function statisticsOf(sources: readonly Source[]): Statistics {
  let passages = 0;
  let length = 0;
  for (const { segment, dead } of sources) {
    passages += segment.info.passages - dead.passages;
    length += segment.info.length - dead.length;
  }
  return { passages, averageLength: passages === 0 ? 1 : Math.max(1, length / passages) };
}

export function findTerm(term: string, sources: readonly Source[], { passages }: Statistics): FoundTerm {
  const name = encodeText(term);
  const entries = sources.map(({ segment }) => segment.terms.find(name));
  let frequency = 0;
  for (const [at, source] of sources.entries()) frequency += livingFrequency(source, entries[at]);
  return { term, entries, frequency, idf: idf(passages, frequency) };
}

/** Passages of a source that hold a term: dead ones count as little as if they had never been. */
export function livingFrequency({ dead }: Source, entry: TermEntry | undefined): number {
  return entry === undefined ? 0 : entry.frequency - (dead.terms.get(entry.number) ?? 0);
}

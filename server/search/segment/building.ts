/** Builds a segment in memory from passages, for what a write adds to the index. */
import { compareBytes, createByteWriter, encodeText } from './bytes.ts';
import type { PackedSegment, Run } from './format.ts';
import { lengthOf, minutesOf, writeForward, type AnalysedPassage } from './passage.ts';
import { createSegmentWriter } from './writing.ts';

/** Passages of one group at consecutive positions. */
export interface PassageRun {
  readonly group: string;
  readonly firstPosition: number;
  readonly passages: readonly AnalysedPassage[];
}

interface Term {
  readonly name: Uint8Array;
  number: number;
  readonly passages: number[];
  readonly counts: number[];
}

const longestLength = 0xffff;

/** A segment of runs that stand in order of their groups and positions. */
export function buildSegment(runs: readonly PassageRun[]): PackedSegment {
  const passages = runs.flatMap((run) => run.passages);
  const terms = termsOf(passages);
  const chunks: Uint8Array[] = [];
  const plan = {
    lengths: Uint16Array.from(passages, (passage) => Math.min(longestLength, lengthOf(passage))),
    times: Uint32Array.from(passages, ({ time }) => minutesOf(time)),
    runs: runs.map((run): Run => ({
      group: encodeText(run.group),
      firstPosition: run.firstPosition,
      passages: run.passages.length,
    })),
  };
  const writer = createSegmentWriter(plan, (chunk) => chunks.push(chunk));
  for (const { name, number, passages: of, counts } of [...terms.values()].sort(byName))
    writer.term(name, number, Uint32Array.from(of), Uint32Array.from(counts), of.length);
  const record = createByteWriter(1_024);
  for (const passage of passages) {
    record.reset();
    writeForward(record, passage, (term) => terms.get(term)?.number as number);
    writer.forward(record.view());
  }
  const info = writer.finish();
  return { info, bytes: joined(chunks, info.bytes) };
}

function byName(one: Term, other: Term): number {
  return compareBytes(one.name, other.name);
}

/** Frequent terms get small numbers, which take less room in forward records. */
function termsOf(passages: readonly AnalysedPassage[]): Map<string, Term> {
  const terms = new Map<string, Term>();
  for (const [number, passage] of passages.entries()) {
    for (const { terms: ofField } of passage.fields) for (const term of ofField) count(terms, term, number);
    for (const filter of passage.filters) count(terms, filter, number);
  }
  const byFrequency = [...terms.values()].sort((one, other) => other.passages.length - one.passages.length);
  for (const [number, term] of byFrequency.entries()) term.number = number;
  return terms;
}

function count(terms: Map<string, Term>, name: string, passage: number): void {
  let term = terms.get(name);
  if (term === undefined) {
    term = { name: encodeText(name), number: 0, passages: [], counts: [] };
    terms.set(name, term);
  }
  const last = term.passages.length - 1;
  if (term.passages[last] === passage) {
    term.counts[last] = (term.counts[last] as number) + 1;
    return;
  }
  term.passages.push(passage);
  term.counts.push(1);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

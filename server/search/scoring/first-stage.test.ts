/** The first stage over a segment of many blocks, against a scan of every passage. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures.suite.ts';
import { buildSegment } from '../segment/building.ts';
import { encodeText } from '../segment/bytes.ts';
import { mergeSegments } from '../segment/merging.ts';
import { Segment } from '../segment/reading.ts';
import { idf, saturation } from './bm25.ts';
import { searchSegment } from './first-stage.ts';
import { Top } from './top.ts';

const count = 12_000;
const vocabulary = 3_000;
const random = createRandom(5);

/** Passages of 10 to 80 words, few words frequent and most rare; long stretches keep to some words. */
const passages = Array.from({ length: count }, (_, at) => {
  const shift = Math.floor(at / 1_000) * 37;
  const length = 10 + Math.floor(70 * random() ** 2);
  return Array.from(
    { length },
    () => `w${(Math.floor(vocabulary * random() ** 5) + (random() < 0.3 ? shift : 0)) % vocabulary}`,
  );
});
let segment: Segment;

beforeAll(async () => {
  const parts: Segment[] = [];
  for (let from = 0; from < count; from += 1_500) {
    const runs = Array.from({ length: 150 }, (_, run) => ({
      group: `doc_${String(from + run * 10).padStart(6, '0')}`,
      firstPosition: 0,
      passages: passages.slice(from + run * 10, from + run * 10 + 10).map((terms) => ({
        fields: [{ field: 0, terms, marks: new Uint8Array(terms.length) }],
        filters: [],
        cues: 0,
        days: [],
      })),
    }));
    const { info, bytes } = buildSegment(runs);
    parts.push(new Segment(info, { resident: bytes, residentFrom: 0, chunk: () => undefined }));
  }
  const chunks: Uint8Array[] = [];
  const inputs = parts.map((part) => ({ segment: part, isDead: () => false, fetch: () => undefined }));
  const info = await mergeSegments(inputs, (chunk) => Promise.resolve(void chunks.push(chunk)));
  if (info === undefined) throw new Error('nothing was merged');
  const resident = new Uint8Array(Buffer.concat(chunks).subarray(info.sections.dictionary));
  segment = new Segment(info, {
    resident,
    residentFrom: info.sections.dictionary,
    chunk: (number) => chunks[number],
  });
});

function search(
  terms: readonly string[],
  limit: number,
  averageLength: number,
  accept?: (at: number) => boolean,
) {
  const top = new Top(limit, (_, passage, __, other) => passage - other);
  const scored = terms.flatMap((term) => {
    const entry = segment.terms.find(encodeText(term));
    return entry === undefined ? [] : [{ entry, weight: idf(count, entry.frequency) }];
  });
  searchSegment({ segment, terms: scored, averageLength, accept, source: 0 }, top);
  return top.ranked();
}

function scan(
  terms: readonly string[],
  limit: number,
  averageLength: number,
  accept: (at: number) => boolean,
) {
  const scores = passages.map(() => 0);
  for (const term of terms) {
    const counts = passages.map((words) => words.filter((word) => word === term).length);
    const weight = idf(count, counts.filter((found) => found > 0).length);
    for (const [at, found] of counts.entries())
      if (found > 0)
        scores[at] =
          (scores[at] as number) + weight * saturation(found, passages[at]?.length ?? 0, averageLength);
  }
  return scores
    .filter((score, at) => score > 0 && accept(at))
    .sort((one, other) => other - one)
    .slice(0, limit);
}

function randomTerms(): string[] {
  const words = passages[Math.floor(random() * count)] as string[];
  const chosen = Array.from(
    { length: 2 + Math.floor(random() * 6) },
    () => words[Math.floor(random() * words.length)] as string,
  );
  return [...new Set(chosen)];
}

describe('the best passages are those of a scan', () => {
  const cases = [
    { name: 'under the mean length of the segment', factor: 1, accept: () => true },
    {
      name: 'under a greater mean length than the impacts were computed with',
      factor: 3,
      accept: () => true,
    },
    { name: 'under a smaller one', factor: 0.3, accept: () => true },
    { name: 'among some passages only', factor: 1, accept: (at: number) => at % 7 === 3 },
  ];
  for (const { name, factor, accept } of cases)
    for (const limit of [1, 10, 200])
      test(`${name}, the best ${limit}`, { timeout: 60_000 }, () => {
        const averageLength = segment.info.averageLength * factor;
        for (let round = 0; round < 12; round++) {
          const terms = randomTerms();
          const found = search(terms, limit, averageLength, accept).map(({ score }) => score);
          const wanted = scan(terms, limit, averageLength, accept);
          expect(found).toHaveLength(wanted.length);
          for (const [at, score] of wanted.entries()) expect(found[at]).toBeCloseTo(score, 6);
        }
      });
});

test('prefixes and neighbours of a term in the dictionary are found', () => {
  const all = new Set(passages.flat());
  const wanted = [...all].filter((term) => term.startsWith('w29')).length;
  expect(segment.terms.numbersWith(encodeText('w29'), 10_000)).toHaveLength(wanted);
  expect(segment.terms.numbersWith(encodeText('w29'), 3)).toHaveLength(3);
  expect(segment.terms.find(encodeText('w'))).toBeUndefined();
  expect(segment.terms.find(encodeText('zzz'))).toBeUndefined();
});

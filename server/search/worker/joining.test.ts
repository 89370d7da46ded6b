/** Which passages come as one, where, and with what citation. */
import { expect, test } from 'vitest';
import type { Hit } from '../search.ts';
import { joinNeighbours } from './joining.ts';

function hit(ordinal: number, score: number, place: Record<string, unknown>, recordId = 'doc_a'): Hit {
  const more = { relevance: 1, highlights: [], why: { terms: [], shares: {} }, folded: 0, updatedAt: 1 };
  const text = `text ${ordinal}`;
  return { project: 'prj', recordId, type: 'document', ordinal, title: 'A', text, place, score, ...more };
}

function shown(hits: readonly Hit[]) {
  return joinNeighbours(hits).map(({ recordId, ordinal, text, score, place }) => ({
    recordId,
    ordinal,
    text,
    score,
    place,
  }));
}

test('passages of one place that follow each other come as one, where the best of them stood', () => {
  const page = { page: 4, headings: ['Limits'] };
  const found = [
    hit(7, 9, { ...page, line_start: 70, line_end: 79, box: [72, 90, 300, 120] }),
    hit(2, 8, page),
    hit(9, 7, { ...page, line_start: 90, line_end: 99 }),
    hit(8, 6, { ...page, line_start: 80, line_end: 89, box: [60, 120, 310, 150] }),
  ];
  expect(shown(found)).toMatchObject([
    {
      ordinal: 7,
      text: 'text 7\n\ntext 8\n\ntext 9',
      score: 9,
      place: { ...page, line_start: 70, line_end: 99, box: [60, 90, 310, 150] },
    },
    { ordinal: 2, text: 'text 2', score: 8 },
  ]);
});

test('passages of other pages, other documents, or farther apart stay as they are', () => {
  const found = [
    hit(1, 9, { page: 1 }),
    hit(2, 8, { page: 2 }),
    hit(3, 7, { page: 2 }, 'doc_b'),
    hit(4, 6, { page: 2 }),
  ];
  expect(shown(found).map(({ text }) => text)).toEqual(found.map(({ text }) => text));
});

test('at most four are joined', () => {
  const found = Array.from({ length: 6 }, (_, at) => hit(at, 9 - at, { page: 1 }));
  expect(shown(found).map(({ text }) => text.split('\n\n').length)).toEqual([4, 2]);
});

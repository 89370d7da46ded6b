/** What ranks a document's passages beside their own words: the headings above them and the passages around them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestProject } from '../fixtures.suite.ts';
import { createSearchEngine } from '../index.ts';
import type { IndexedPiece, SearchEngine } from '../search.ts';

let engine: SearchEngine;
beforeAll(() => {
  engine = createSearchEngine({ threads: 1 });
});
afterAll(() => engine.close());

function piece(text: string, ...headings: string[]): IndexedPiece {
  return { text, headings, place: {} };
}

let projects = 0;

/** Ordinals of the passages of one document, best first. */
async function ranked(question: string, pieces: IndexedPiece[]): Promise<number[]> {
  const project = createTestProject(`prj_${++projects}`, engine);
  project.put({ id: 'doc_manual', type: 'document', title: 'manual.pdf', updatedAt: 1_000, pieces });
  const hits = await engine.search([project.reader], { text: question, limit: 10 });
  return hits.map(({ ordinal }) => ordinal);
}

const filler = (word: string): IndexedPiece =>
  piece(`The ${word} chapter is about other matters that nobody asked for in this place.`);

describe('passages of documents', () => {
  it('under a heading with the words of the question come before those that only hold them', async () => {
    const found = await ranked('bar width', [
      piece('The width of a bar may change between versions of the program, as it did before.', 'History'),
      filler('second'),
      filler('third'),
      filler('fourth'),
      piece('The width is given in units of the axis, and may be relative to the default.', 'Bar width'),
    ]);
    expect(found[0]).toBe(4);
  });

  it('between passages that hold the rest of the question come before those that stand alone', async () => {
    const found = await ranked('install firmware from a stick', [
      piece('Some devices need files that the system loads when it starts, called firmware by vendors.'),
      filler('second'),
      filler('third'),
      piece('To install the system, the stick with the files must be plugged in at the first start.'),
      piece('Some devices need files that the system loads when it starts, called firmware by makers.'),
      piece('Formats of a stick that the program can install from are listed in the table below here.'),
    ]);
    expect(found.indexOf(4)).toBeLessThan(found.indexOf(0));
  });

  it('as short as a heading do not come before what stands under it', async () => {
    const found = await ranked('network card', [
      piece('Network card', 'Hardware'),
      filler('second'),
      filler('third'),
      piece(
        'A network card that is not found needs a driver; install it from another medium.',
        'Network card',
      ),
    ]);
    expect(found[0]).toBe(3);
  });
});

/** Cells, lines, kinds of files, blocks of passages and differences, as previews read them. */
import { describe, expect, it } from 'vitest';
import { changesOf } from './changes.ts';
import { findAll } from './find.ts';
import { viewerOf } from './kinds.ts';
import { blocksOf } from './passage-blocks.ts';
import { cellsOf, citedRows } from './places.ts';

describe('places', () => {
  it('reads ranges of cells, single cells, and columns beyond Z', () => {
    expect(cellsOf('B2:AA20')).toEqual({ left: 2, top: 2, right: 27, bottom: 20 });
    expect(cellsOf('C7')).toEqual({ left: 3, top: 7, right: 3, bottom: 7 });
    expect(cellsOf('total')).toBeUndefined();
    expect(cellsOf(undefined)).toBeUndefined();
  });

  it('takes rows from cells, else from lines', () => {
    expect(citedRows({ cells: 'A3:B9' })).toEqual({ first: 3, last: 9 });
    expect(citedRows({ line_start: 4, line_end: 6 })).toEqual({ first: 4, last: 6 });
    expect(citedRows({ page: 2 })).toBeUndefined();
  });
});

describe('kinds', () => {
  it.each([
    ['report.PDF', undefined, 'pdf'],
    ['table.csv', 'text/plain', 'table'],
    ['page.html', 'text/html', 'passages'],
    ['main.ts', 'video/mp2t', 'lines'],
    ['LICENSE', 'text/plain', 'lines'],
    ['LICENSE', undefined, 'passages'],
    ['scan', 'image/png', 'image'],
    ['logo.svg', 'image/svg+xml', 'lines'],
    ['scan.tiff', 'image/tiff', 'passages'],
  ])('shows %s (%s) as %s', (name, mediaType, viewer) => {
    expect(viewerOf({ name, mediaType })).toBe(viewer);
  });
});

describe('blocks of a passage', () => {
  const blocks = (text: string, headings: string[] = []) =>
    blocksOf({ number: 0, text, citation: { headings } });

  it('tells headings by the path of the citation', () => {
    expect(blocks('Survey\n\nUpper reach\n\nTrout spawn.', ['Survey', 'Upper reach'])).toEqual([
      { kind: 'heading', level: 1, text: 'Survey' },
      { kind: 'heading', level: 2, text: 'Upper reach' },
      { kind: 'text', text: 'Trout spawn.' },
    ]);
  });

  it('makes tables of even rows, also with empty cells, and of nothing else', () => {
    expect(blocks('Place | Depth\nSpring | 0.2 m\nWeir |')).toEqual([
      {
        kind: 'table',
        rows: [
          ['Place', 'Depth'],
          ['Spring', '0.2 m'],
          ['Weir', ''],
        ],
      },
    ]);
    expect(blocks('one | two\nthree')[0]?.kind).toBe('text');
    expect(blocks('yes | no')[0]?.kind).toBe('text');
  });
});

describe('finding', () => {
  it('finds words in any case, across breaks, and takes signs as they are', () => {
    expect(findAll('The Lamp\n lamp', 'lamp')).toEqual([
      [4, 8],
      [10, 14],
    ]);
    expect(findAll('blue\n tin', 'blue tin')).toEqual([[0, 9]]);
    expect(findAll('a+b (c)', '+b (')).toEqual([[1, 5]]);
    expect(findAll('text', '  ')).toEqual([]);
  });
});

describe('changes', () => {
  it('says nothing of two texts that are the same', () => {
    expect(changesOf([{ kind: 'same', lines: 1, text: 'a\n' }])).toEqual([]);
  });

  it('numbers lines, marks changed words, and leaves out what is far from a change', () => {
    const far = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
    const shown = changesOf([
      { kind: 'same', lines: 20, text: far },
      { kind: 'removed', lines: 1, text: 'leaves at seven\n' },
      { kind: 'added', lines: 1, text: 'leaves at eight\n' },
    ]);
    expect(shown.map(({ kind, number }) => `${kind} ${number}`)).toEqual([
      'gap 0',
      'same 18',
      'same 19',
      'same 20',
      'removed 21',
      'added 21',
    ]);
    expect(shown.at(-1)?.parts).toEqual([
      { text: 'leaves at ', isChanged: false },
      { text: 'eight', isChanged: true },
    ]);
  });
});

/** Where blocks are cut and joined, and what the pieces cite. */
import { describe, expect, test } from 'vitest';
import type { Block, Place } from './extract.ts';
import { cutPieces } from './pieces.ts';
import { countWords } from './words.ts';

const small = { maxWords: 10, minWords: 3 };

function paragraph(text: string, place: Place = {}): Block {
  return { kind: 'paragraph', text, place };
}

function heading(text: string, place: Place): Block {
  return { kind: 'heading', level: 1, text, place };
}

function texts(blocks: Block[]): string[] {
  return cutPieces(blocks, small).map(({ text }) => text);
}

describe('boundaries', () => {
  test('paragraphs join up to the limit', () => {
    expect(
      texts([paragraph('one two three four'), paragraph('five six seven'), paragraph('a b c d e')]),
    ).toEqual(['one two three four\n\nfive six seven', 'a b c d e']);
  });

  test('a page is never crossed, however short', () => {
    const pieces = cutPieces([paragraph('end of one', { page: 1 }), paragraph('two', { page: 2 })], small);
    expect(pieces.map(({ place }) => place.page)).toEqual([1, 2]);
  });

  test('a heading begins a piece and takes along what follows', () => {
    const a = { headings: ['A'] };
    const b = { headings: ['B'] };
    expect(
      texts([heading('A', a), paragraph('under a', a), heading('B', b), paragraph('under b', b)]),
    ).toEqual(['A\n\nunder a', 'B\n\nunder b']);
  });

  test('a title stays with the heading right below it, and the lower one is cited', () => {
    const low = { headings: ['T', 'S'] };
    const pieces = cutPieces(
      [heading('T', { headings: ['T'] }), heading('S', low), paragraph('words', low)],
      small,
    );
    expect(pieces).toEqual([{ text: 'T\n\nS\n\nwords', place: low }]);
  });

  test('headings of one name that follow each other part pieces', () => {
    const place = { headings: ['Notes'] };
    expect(
      texts([heading('Notes', place), paragraph('x', place), heading('Notes', place), paragraph('y', place)]),
    ).toEqual(['Notes\n\nx', 'Notes\n\ny']);
  });

  test('a short rest joins the piece before it', () => {
    const pieces = texts([
      paragraph('one two three four five six seven eight nine'),
      paragraph('ten eleven'),
    ]);
    expect(pieces).toEqual(['one two three four five six seven eight nine\n\nten eleven']);
  });

  test('blocks without text make no piece', () => {
    expect(texts([paragraph(' \n '), paragraph('\u0000\ufeff')])).toEqual([]);
  });
});

describe('long blocks', () => {
  test('a paragraph is cut between sentences, and each part cites its own lines', () => {
    const text =
      'First comes one sentence\nover two lines. Then comes another\nsentence over two. A third one ends it all here.';
    const pieces = cutPieces([paragraph(text, { line_start: 5, line_end: 7 })], small);
    expect(pieces).toEqual([
      { text: 'First comes one sentence\nover two lines.', place: { line_start: 5, line_end: 6 } },
      { text: 'Then comes another\nsentence over two.', place: { line_start: 6, line_end: 7 } },
      { text: 'A third one ends it all here.', place: { line_start: 7, line_end: 7 } },
    ]);
  });

  test('a sentence without end is cut between words', () => {
    const pieces = texts([paragraph(Array.from({ length: 25 }, (_, i) => `w${i}`).join(' '))]);
    expect(pieces.map(countWords)).toEqual([10, 10, 5]);
    expect(pieces[1]).toMatch(/^w10 .* w19$/);
  });

  test('a word without end is cut between characters, and none of them in two', () => {
    const family = '👨‍👩‍👧‍👦';
    const pieces = texts([paragraph(family.repeat(100))]);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.every((piece) => piece.replaceAll(family, '') === '')).toBe(true);
    expect(pieces.join('')).toBe(family.repeat(100));
  });

  test('Japanese without spaces is cut after sentences', () => {
    expect(texts([paragraph('山の図書館で本を読む人。春まで薪を割る司書の話。')])).toEqual([
      '山の図書館で本を読む人。',
      '春まで薪を割る司書の話。',
    ]);
  });

  test('code is cut between lines and keeps its indentation', () => {
    const code: Block = {
      kind: 'code',
      text: 'a b c d e f\n  g h i j k\n\n  l m',
      place: { line_start: 2, line_end: 5 },
    };
    expect(cutPieces([code], small)).toEqual([
      { text: 'a b c d e f', place: { line_start: 2, line_end: 2 } },
      { text: '  g h i j k\n\n  l m', place: { line_start: 3, line_end: 5 } },
    ]);
  });

  test('a million words in one line are cut without a fault', () => {
    const pieces = cutPieces([paragraph('word '.repeat(1_000_000))]);
    expect(pieces.reduce((sum, { text }) => sum + countWords(text), 0)).toBe(1_000_000);
  });
});

describe('tables', () => {
  const rows = [
    ['name', 'days'],
    ['Ann', '1'],
    ['Bob', '2'],
    ['Cy', '3'],
    ['Di', '4'],
  ];
  const table: Block = {
    kind: 'table',
    text: '',
    rows,
    rowLines: [3, 5, 6, 8, 9],
    place: { line_start: 3, line_end: 9 },
  };

  test('one that fits is whole', () => {
    expect(cutPieces([table])).toEqual([
      { text: rows.map((row) => row.join(' | ')).join('\n'), place: { line_start: 3, line_end: 9 } },
    ]);
  });

  test('a long one is cut between rows; each part repeats the header and cites its own lines', () => {
    expect(cutPieces([table], { maxWords: 9, minWords: 0 })).toEqual([
      { text: 'name | days\nAnn | 1\nBob | 2', place: { line_start: 3, line_end: 7 } },
      { text: 'name | days\nCy | 3\nDi | 4', place: { line_start: 8, line_end: 9 } },
    ]);
  });

  test('a cell with a whole essay is cut by sentences', () => {
    const essay = 'One two three four five. '.repeat(20).trim();
    const pieces = cutPieces(
      [
        {
          ...table,
          rows: [
            ['id', 'essay'],
            ['1', essay],
          ],
          rowLines: [1, 2],
        },
      ],
      small,
    );
    expect(Math.max(...pieces.map(({ text }) => countWords(text)))).toBeLessThanOrEqual(13);
    expect(pieces.at(-1)?.text).toContain('One two three four five.');
  });
});

test('text is composed and free of what no reader sees', () => {
  const [piece] = cutPieces([
    heading('Caf\u0065\u0301', { headings: ['Caf\u0065\u0301'] }),
    paragraph('a\u0000b\u00adc\u202ed \ud800'),
  ]);
  expect(piece).toEqual({ text: 'Café', place: { headings: ['Café'] } });
});

test.each([
  ['three plain words', 3],
  ['山の図書館', 3],
  ['ภาษาไทย', 4],
  ['a'.repeat(200), 10],
  ['', 0],
])('%s: %i words', (text, words) => {
  expect(countWords(text)).toBe(words);
});

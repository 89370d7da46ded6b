/** Reading order, lines and paragraphs from positions alone. */
import { extractSample, pieceWith } from '../fixtures.suite.ts';
import { describe, expect, test } from 'vitest';
import { readingOrder } from './pdf-columns.ts';
import { linesOfRegion, type Run } from './pdf-lines.ts';
import { createHyphens, joinAcross, paragraphsOf } from './pdf-paragraphs.ts';

/** A run of 10-point text, half as wide as high for each character. */
function run(text: string, x: number, y: number, size = 10): Run {
  return { text, x, y, size, width: text.length * size * 0.5 };
}

function column(name: string, x: number, lines: number, top = 100): Run[] {
  return Array.from({ length: lines }, (_, i) =>
    run(`${name}${i} words that fill the line of it`, x, top + i * 12),
  );
}

function order(runs: Run[]): string[] {
  return readingOrder(runs).flatMap((region) => linesOfRegion(region).map(({ text }) => text.split(' ')[0]!));
}

function paragraphs(runs: Run[]): string[] {
  const lines = linesOfRegion(runs);
  return paragraphsOf(lines, createHyphens(lines)).map(({ text }) => text);
}

describe('columns', () => {
  test('two are read one after the other, under a title and above a footer that span both', () => {
    const title = run('Title that spans both of the columns, from side to side of the page', 60, 60, 12);
    const footer = run('Footer that spans both of the columns, from side to side of the page', 60, 200, 10);
    expect(order([...column('r', 280, 4), footer, ...column('l', 50, 5), title])).toEqual([
      'Title',
      'l0',
      'l1',
      'l2',
      'l3',
      'l4',
      'r0',
      'r1',
      'r2',
      'r3',
      'Footer',
    ]);
  });

  test('three are read from left to right, whatever their baselines', () => {
    expect(order([...column('c', 450, 3, 104), ...column('a', 50, 3), ...column('b', 250, 3, 97)])).toEqual([
      'a0',
      'a1',
      'a2',
      'b0',
      'b1',
      'b2',
      'c0',
      'c1',
      'c2',
    ]);
  });

  test('a table of short cells is read row by row', () => {
    const rows = Array.from({ length: 5 }, (_, i) => [
      run(`k${i}`, 50, 100 + i * 12),
      run(`v${i}`, 200, 100 + i * 12),
    ]);
    expect(readingOrder(rows.flat())).toHaveLength(1);
    expect(linesOfRegion(rows.flat())[0]?.text).toBe('k0 v0');
  });

  test('a page without text has no regions', () => {
    expect(readingOrder([])).toEqual([]);
    expect(readingOrder([run('  ', 1, 1)])).toEqual([]);
  });
});

describe('lines', () => {
  test('runs that touch make one word, runs that stand apart two', () => {
    expect(linesOfRegion([run('Qui', 50, 10), run('llmere', 65, 10), run('pippin', 98, 10)])[0]?.text).toBe(
      'Quillmere pippin',
    );
  });

  test('a raised figure stays in its line', () => {
    expect(linesOfRegion([run('area', 50, 100), run('2', 70, 97, 6), run('is large', 80, 100)])).toHaveLength(
      1,
    );
  });
});

describe('paragraphs', () => {
  test('end at a gap, and at a change of size', () => {
    const runs = [
      run('One goes', 50, 100),
      run('on here.', 50, 112),
      run('Two', 50, 136),
      run('Head', 50, 150, 16),
    ];
    expect(paragraphs(runs)).toEqual(['One goes on here.', 'Two', 'Head']);
  });

  test('end where an indented line follows a full stop, and at bullets', () => {
    const runs = [
      run('A first paragraph ends.', 50, 100),
      run('A second begins', 65, 112),
      run('• item', 50, 124),
      run('• item', 50, 136),
    ];
    expect(paragraphs(runs)).toEqual(['A first paragraph ends.', 'A second begins', '• item', '• item']);
  });

  test('hyphens at line ends go, unless the document writes the word with one', () => {
    const runs = [
      run('a hyphen-', 50, 100),
      run('ated word, a well-', 50, 112),
      run('known and well-known', 50, 124),
    ];
    expect(paragraphs(runs)).toEqual(['a hyphenated word, a well-known and well-known']);
  });

  test('a paragraph goes on in the next column, a new sentence does not', () => {
    const paragraph = (text: string) => ({ text, size: 10, lines: 1 });
    expect(
      joinAcross([[paragraph('it goes')], [paragraph('on here.')], [paragraph('New one.')]]).map(
        ({ text }) => text,
      ),
    ).toEqual(['it goes on here.', 'New one.']);
  });
});

test('a passage says where it stands on its page', async () => {
  const { box } = pieceWith(await extractSample('handbook.pdf'), 'Visitors reach the island');
  // `pdftotext -bbox-layout` puts the heading and the paragraph at 33.7, 34.1 to 573.7, 103.8.
  expect(box).toEqual([33, 31, 574, 105]);
});

/** Markdown's structure, by line. */
import { describe, expect, test } from 'vitest';
import type { Block } from '../extract.ts';
import { readMarkdown } from './markdown.ts';

function read(text: string): Block[] {
  return readMarkdown(Buffer.from(text)).blocks;
}

function shape(text: string): string[] {
  return read(text).map(({ kind, place }) => `${kind} ${place.line_start}-${place.line_end}`);
}

describe('headings', () => {
  test('make a path; levels may be skipped', () => {
    const blocks = read('# A\n\n### B\n\ntext\n\n## C\n\nmore');
    expect(blocks.map(({ place }) => place.headings)).toEqual([
      ['A'],
      ['A', 'B'],
      ['A', 'B'],
      ['A', 'C'],
      ['A', 'C'],
    ]);
  });

  test('are cited without their markup', () => {
    const [heading] = read('## The **big** `list` of [links](https://example.org) ##');
    expect(heading).toMatchObject({ kind: 'heading', level: 2, text: 'The big list of links' });
  });

  test('may be underlined', () => {
    expect(
      read('Title\n=====\n\nPart\n---\ntext').map(({ kind, level, text }) => [kind, level, text]),
    ).toEqual([
      ['heading', 1, 'Title'],
      ['heading', 2, 'Part'],
      ['paragraph', undefined, 'text'],
    ]);
  });

  test('need a space, and are none in code', () => {
    expect(shape('#hashtag\n\n```\n# comment\n```\n\n    # indented')).toEqual([
      'paragraph 1-1',
      'code 4-4',
      'code 7-7',
    ]);
  });
});

describe('code', () => {
  test('a fence ends at one as long of its kind, or at the end of the file', () => {
    expect(shape('````\n```\ninside\n````\nafter')).toEqual(['code 2-3', 'paragraph 5-5']);
    expect(shape('~~~\n```\nstill inside')).toEqual(['code 2-3']);
    expect(shape('```\n```\nafter')).toEqual(['paragraph 3-3']);
  });
});

describe('tables', () => {
  test('know the line of each row; escaped bars belong to their cell', () => {
    const [table] = read('| a | b |\n|---|:-:|\n| 1 | x \\| y |\n| 2 | z |\n\nafter');
    expect(table).toMatchObject({
      kind: 'table',
      rows: [
        ['a', 'b'],
        ['1', 'x | y'],
        ['2', 'z'],
      ],
      rowLines: [1, 3, 4],
      place: { line_start: 1, line_end: 4 },
    });
  });

  test('may stand right after a paragraph and go without outer bars', () => {
    expect(shape('words\na | b\n--- | ---\n1 | 2')).toEqual(['paragraph 1-1', 'table 2-4']);
  });

  test('a line with a bar alone is no table', () => {
    expect(shape('either | or\nand more')).toEqual(['paragraph 1-2']);
  });
});

test('lists go on over blank lines and indented text, and end at other text', () => {
  expect(shape('- one\n\n  more of one\n- two\n\nafter')).toEqual(['list 1-4', 'paragraph 6-6']);
});

test('rules and comments are no text', () => {
  expect(shape('a\n\n***\n\n<!-- hidden\nwords -->\n\nb')).toEqual(['paragraph 1-1', 'paragraph 8-8']);
});

test('front matter gives the title and is cited by its lines', () => {
  const { title, blocks } = readMarkdown(Buffer.from("---\ntitle: 'The Book'\ntags: [a]\n---\ntext"));
  expect(title).toBe('The Book');
  expect(blocks.map(({ text, place }) => [text, place.line_start])).toEqual([
    ["title: 'The Book'\ntags: [a]", 2],
    ['text', 5],
  ]);
});

test('Windows line ends count lines as others do', () => {
  expect(shape('# A\r\n\r\ntext\r\nmore')).toEqual(['heading 1-1', 'paragraph 3-4']);
});

test('any text is read, however odd', () => {
  for (const odd of ['', '\n\n', '#', '```', '|', '|\n|-', '---', '- ', '<!--', '=\n=', '\u0000'])
    expect(read(odd)).toBeInstanceOf(Array);
});

/** Paragraphs, headings and tables from the control words of RTF. */
import type { Block } from '../extract.ts';
import { createHeadingPath } from './headings.ts';

export interface RtfBlocks {
  text(text: string): void;
  control(word: string): void;
  /** The paragraph that is open is a heading. */
  heading(level: number): void;
  /** All blocks; call once. */
  end(): Block[];
}

const characters: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  emdash: '—',
  endash: '–',
  emspace: ' ',
  enspace: ' ',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  '~': ' ',
  _: '-',
};

export function createRtfBlocks(): RtfBlocks {
  const blocks: Block[] = [];
  const path = createHeadingPath();
  let buffer = '';
  let level: number | undefined;
  let inTable = false;
  let cells: string[] = [];
  let rows: string[][] = [];

  function endTable(): void {
    if (rows.length > 0) blocks.push({ kind: 'table', text: '', rows, place: path.place() });
    rows = [];
  }

  function endParagraph(): void {
    const text = buffer.trim();
    buffer = '';
    if (text === '') return;
    endTable();
    if (level === undefined) return void blocks.push({ kind: 'paragraph', text, place: path.place() });
    path.enter(level, text);
    blocks.push({ kind: 'heading', level, text, place: path.place() });
  }

  const controls: Readonly<Record<string, () => void>> = {
    par: () => (inTable ? void (buffer += ' ') : endParagraph()),
    sect: endParagraph,
    page: endParagraph,
    pard() {
      level = undefined;
      inTable = false;
    },
    intbl: () => void (inTable = true),
    cell() {
      cells.push(buffer.trim());
      buffer = '';
    },
    row() {
      if (cells.some((cell) => cell !== '')) rows.push(cells);
      cells = [];
      buffer = '';
    },
  };

  return {
    text(text) {
      buffer += text;
    },
    control(word) {
      if (Object.hasOwn(controls, word)) controls[word]!();
      else if (Object.hasOwn(characters, word)) buffer += characters[word];
    },
    heading(value) {
      level = value;
    },
    end() {
      inTable = false;
      endParagraph();
      endTable();
      return blocks;
    },
  };
}

/** Turns the elements and text of a page, as they come, into blocks: the part of HTML that knows what a block is. */
import type { Block } from '../extract.ts';
import type { DomElement, DomNode } from './dom.ts';
import { createHeadingPath } from './headings.ts';

/** Elements within a line; every other one begins and ends a paragraph. */
const inline = new Set(
  (
    'A ABBR ACRONYM B BDI BDO BIG BUTTON CITE CODE DATA DEL DFN EM FONT I IMG INPUT INS KBD LABEL MARK NOBR OUTPUT Q RB RP RT ' +
    'RUBY S SAMP SMALL SPAN STRIKE STRONG SUB SUP TIME TT U VAR WBR'
  ).split(' '),
);

export interface HtmlBlocks {
  text(text: string): void;
  enter(element: DomElement, name: string): void;
  leave(element: DomElement, name: string): void;
  /** All blocks; call once. */
  end(): Block[];
}

interface OpenTable {
  element: DomNode;
  rows: string[][];
}

interface OpenList {
  ordered: boolean;
  count: number;
}

/** `layout` holds the tables to read through. */
export function createHtmlBlocks(layout: WeakSet<DomNode>): HtmlBlocks {
  const blocks: Block[] = [];
  const path = createHeadingPath();
  const lists: OpenList[] = [];
  let items: string[] = [];
  let item = '';
  let buffer = '';
  let preformatted = 0;
  let table: OpenTable | undefined;

  function add(kind: Block['kind'], text: string, more: Partial<Block> = {}): void {
    if (text.trim() !== '') blocks.push({ kind, text, place: path.place(), ...more });
  }

  /** Ends the line or paragraph that text was gathered for. */
  function flush(): void {
    const text = squeezed(buffer);
    buffer = '';
    if (text === '') return;
    if (lists.length === 0) return add('paragraph', text);
    items.push(item === '' ? `${indent(lists.length)}  ${text}` : item + text);
    item = '';
  }

  function beginItem(): void {
    flush();
    const list = lists.at(-1) ?? { ordered: false, count: 0 };
    list.count += 1;
    item = `${indent(lists.length)}${list.ordered ? `${list.count}.` : '-'} `;
  }

  function flushItems(): void {
    flush();
    add('list', items.join('\n'));
    items = [];
    item = '';
  }

  function heading(level: number): void {
    const text = squeezed(buffer);
    buffer = '';
    if (text === '') return;
    flushItems();
    path.enter(level, text);
    add('heading', text, { level });
  }

  function endTable(): void {
    const rows = table!.rows.filter((row) => row.some((cell) => cell !== ''));
    table = undefined;
    if (rows.length > 0) add('table', rows.map((row) => row.join(' | ')).join('\n'), { rows });
  }

  function enterInTable(name: string): void {
    if (name === 'TR') table!.rows.push([]);
    if (name === 'TR' || name === 'TD' || name === 'TH' || name === 'CAPTION') buffer = '';
    else if (!inline.has(name)) buffer += ' ';
  }

  function leaveInTable(element: DomElement, name: string): void {
    if (name === 'CAPTION') {
      add('paragraph', squeezed(buffer));
      buffer = '';
    } else if (name === 'TD' || name === 'TH') {
      if (table!.rows.length === 0) table!.rows.push([]);
      table!.rows.at(-1)!.push(squeezed(buffer));
      buffer = '';
    } else if (element === table!.element) endTable();
    else if (!inline.has(name)) buffer += ' ';
  }

  return {
    text(text) {
      buffer += text;
    },
    enter(element, name) {
      if (table !== undefined) return enterInTable(name);
      if (name === 'BR') buffer += preformatted > 0 ? '\n' : ' ';
      if (inline.has(name) || name === 'BR') return;
      if (name === 'LI') return beginItem();
      flush();
      if (name === 'UL' || name === 'OL') lists.push({ ordered: name === 'OL', count: startOf(element) - 1 });
      else if (name === 'PRE') preformatted += 1;
      else if (name === 'TABLE' && !layout.has(element)) {
        flushItems();
        table = { element, rows: [] };
      }
    },
    leave(element, name) {
      if (table !== undefined) return leaveInTable(element, name);
      if (inline.has(name) || name === 'BR') return;
      const level = /^H([1-6])$/.exec(name)?.[1];
      if (level !== undefined) return heading(Number(level));
      if (name === 'PRE') {
        preformatted -= 1;
        const code = buffer.replace(/^\r?\n/, '').trimEnd();
        buffer = '';
        return add('code', code);
      }
      flush();
      if (name === 'UL' || name === 'OL') {
        lists.pop();
        if (lists.length === 0) flushItems();
      }
    },
    end() {
      if (table !== undefined) endTable();
      flushItems();
      return blocks;
    },
  };
}

function startOf(element: DomElement): number {
  return Number.parseInt(element.getAttribute('start') ?? '1', 10) || 1;
}

/** Deep enough to show the structure, and no deeper: hostile pages nest lists a hundred thousand times. */
function indent(depth: number): string {
  return '  '.repeat(Math.min(Math.max(0, depth - 1), 8));
}

function squeezed(text: string): string {
  return text.replaceAll(/[ \t\r\n\f\u00a0]+/g, ' ').trim();
}

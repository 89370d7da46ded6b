/** Turns the elements and text of a page, as they come, into blocks: the part of HTML that knows what a block is. */
import type { Block } from '../extract.ts';
import type { DomElement, DomNode } from './dom.ts';
import { createHeadingPath } from './headings.ts';
import { createHtmlTable, type HtmlTable } from './html-table.ts';
import { inline, squeezed } from './html-inline.ts';

export interface HtmlBlocks {
  text(text: string): void;
  enter(element: DomElement, name: string): void;
  leave(element: DomElement, name: string): void;
  /** All blocks; call once. */
  end(): Block[];
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
  let table: HtmlTable | undefined;

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
    const rows = table?.rows() ?? [];
    table = undefined;
    if (rows.length > 0) add('table', rows.map((row) => row.join(' | ')).join('\n'), { rows });
  }

  return {
    text(text) {
      if (table === undefined) buffer += text;
      else table.text(text);
    },
    enter(element, name) {
      if (table !== undefined) return table.enter(name);
      if (name === 'BR') buffer += preformatted > 0 ? '\n' : ' ';
      if (inline.has(name) || name === 'BR') return;
      if (name === 'LI') return beginItem();
      flush();
      if (name === 'UL' || name === 'OL') lists.push({ ordered: name === 'OL', count: startOf(element) - 1 });
      else if (name === 'PRE') preformatted += 1;
      else if (name === 'TABLE' && !layout.has(element)) {
        flushItems();
        table = createHtmlTable(element, (text) => add('paragraph', text));
      }
    },
    leave(element, name) {
      if (table !== undefined) {
        table.leave(name);
        if (element === table.element) endTable();
        return;
      }
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
      endTable();
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

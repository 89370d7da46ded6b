/** Gathers the cells of one table of a page. */
import type { DomNode } from './dom.ts';
import { inline, squeezed } from './html-inline.ts';

export interface HtmlTable {
  readonly element: DomNode;
  text(text: string): void;
  enter(name: string): void;
  leave(name: string): void;
  /** The rows that hold anything. */
  rows(): string[][];
}

/** `caption` gets the table's caption, which is a paragraph before it. */
export function createHtmlTable(element: DomNode, caption: (text: string) => void): HtmlTable {
  const rows: string[][] = [];
  let buffer = '';

  function take(): string {
    const text = squeezed(buffer);
    buffer = '';
    return text;
  }

  return {
    element,
    text(text) {
      buffer += text;
    },
    enter(name) {
      if (name === 'TR') rows.push([]);
      if (['TR', 'TD', 'TH', 'CAPTION'].includes(name)) buffer = '';
      else if (!inline.has(name)) buffer += ' ';
    },
    leave(name) {
      if (name === 'CAPTION') caption(take());
      else if (name === 'TD' || name === 'TH') {
        if (rows.length === 0) rows.push([]);
        rows.at(-1)!.push(take());
      } else if (!inline.has(name)) buffer += ' ';
    },
    rows: () => rows.filter((row) => row.some((cell) => cell !== '')),
  };
}

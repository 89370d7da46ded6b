/** HTML: the text that a reader would see, with its headings, lists and tables. */
import { parseHTML } from 'linkedom';
import type { Block, Place } from '../extract.ts';
import { cleanText, decodeText } from '../text.ts';

const skipped = new Set([
  'SCRIPT',
  'STYLE',
  'TEMPLATE',
  'NOSCRIPT',
  'SVG',
  'HEAD',
  'TITLE',
  'NAV',
  'IFRAME',
  'OBJECT',
  'BUTTON',
  'SELECT',
]);
const inline = new Set(
  'A ABBR B BDI BDO BR CITE CODE DATA DFN EM FONT I IMG KBD LABEL MARK Q S SAMP SMALL SPAN STRONG SUB SUP TIME U VAR WBR'.split(
    ' ',
  ),
);
const maxDepth = 500;

interface ElementLike {
  readonly nodeType: number;
  readonly tagName: string;
  readonly textContent: string;
  readonly childNodes: Iterable<ElementLike>;
  hasAttribute(name: string): boolean;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<ElementLike>;
}

interface State {
  readonly blocks: Block[];
  readonly headings: string[];
  text: string;
}

export function readHtml(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  return readHtmlText(decodeText(bytes));
}

/** The same for HTML that another format was turned into. */
export function readHtmlText(html: string): { blocks: Block[]; title?: string } {
  const text = /<html[\s>]/i.test(html) ? html : `<html><head></head><body>${html}</body></html>`;
  const { document } = parseHTML(text) as unknown as {
    document: { title: string; documentElement: ElementLike };
  };
  const state: State = { blocks: [], headings: [], text: '' };
  // From the root: the parser makes no body for pages that leave tags out.
  walk(state, document.documentElement, 0);
  flush(state);
  const title = cleanText(document.title).trim();
  return title === '' ? { blocks: state.blocks } : { blocks: state.blocks, title };
}

function walk(state: State, element: ElementLike, depth: number): void {
  if (depth > maxDepth) return;
  for (const node of element.childNodes) {
    if (node.nodeType === 3) state.text += node.textContent;
    else if (node.nodeType === 1 && isVisible(node)) walkElement(state, node, depth + 1);
  }
}

function walkElement(state: State, element: ElementLike, depth: number): void {
  const tag = element.tagName.toUpperCase();
  if (tag === 'BR') state.text += '\n';
  else if (inline.has(tag)) walk(state, element, depth);
  else if (/^H[1-6]$/.test(tag)) addHeading(state, Number(tag[1]), squeeze(element.textContent));
  else if (tag === 'TABLE') addTable(state, element);
  else if (tag === 'PRE') addBlock(state, 'code', cleanText(element.textContent).trimEnd());
  else if (tag === 'UL' || tag === 'OL') addList(state, element);
  else {
    flush(state);
    walk(state, element, depth);
    flush(state);
  }
}

function isVisible(element: ElementLike): boolean {
  if (skipped.has(element.tagName.toUpperCase()) || element.hasAttribute('hidden')) return false;
  if (element.getAttribute('aria-hidden') === 'true') return false;
  return !/display\s*:\s*none|visibility\s*:\s*hidden/i.test(element.getAttribute('style') ?? '');
}

function addHeading(state: State, level: number, text: string): void {
  flush(state);
  if (text === '') return;
  state.headings.length = Math.min(state.headings.length, level - 1);
  state.headings.push(text);
  state.blocks.push({ kind: 'heading', level, text, place: placeOf(state) });
}

function addTable(state: State, table: ElementLike): void {
  flush(state);
  const rows = [...table.querySelectorAll('tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => squeeze(cell.textContent)),
  );
  const filled = rows.filter((row) => row.some((cell) => cell !== ''));
  if (filled.length === 0) return;
  const text = filled.map((row) => row.join(' | ')).join('\n');
  state.blocks.push({ kind: 'table', text, rows: filled, place: placeOf(state) });
}

function addList(state: State, list: ElementLike): void {
  flush(state);
  const items = [...list.querySelectorAll('li')].map((item) => `- ${squeeze(item.textContent)}`);
  addBlock(state, 'list', items.join('\n'));
}

function addBlock(state: State, kind: Block['kind'], text: string): void {
  flush(state);
  if (text.trim() !== '') state.blocks.push({ kind, text, place: placeOf(state) });
}

/** Ends the paragraph that inline text has gathered. */
function flush(state: State): void {
  const text = squeeze(state.text);
  state.text = '';
  if (text !== '') state.blocks.push({ kind: 'paragraph', text, place: placeOf(state) });
}

function placeOf({ headings }: State): Place {
  return headings.length === 0 ? {} : { headings: [...headings] };
}

function squeeze(text: string): string {
  return cleanText(text)
    .replaceAll(/[ \t\n\u00a0]+/g, ' ')
    .trim();
}

/** Markdown: headings, code fences, tables, lists and paragraphs (CommonMark 0.31, tables as GitHub has them), by line. */
import type { Block, Place } from '../extract.ts';
import { cleanText, decodeText } from '../text.ts';

interface State {
  readonly blocks: Block[];
  readonly headings: string[];
  open: string[];
  kind: Block['kind'];
  fence: string | undefined;
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})/;
const headingLine = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const tableLine = /^\s*\|.*\|\s*$/;
const listLine = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/;

export function readMarkdown(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  const state: State = { blocks: [], headings: [], open: [], kind: 'paragraph', fence: undefined };
  const lines = cleanText(decodeText(bytes)).split('\n');
  const body = skipFrontMatter(lines);
  for (let number = body + 1; number <= lines.length; number++)
    readLine(state, lines[number - 1] ?? '', number);
  close(state, lines.length);
  const title = state.blocks.find(({ kind, level }) => kind === 'heading' && level === 1)?.text;
  return title === undefined ? { blocks: state.blocks } : { blocks: state.blocks, title };
}

/** How many lines of front matter stand before the text. */
function skipFrontMatter(lines: readonly string[]): number {
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  return end === -1 ? 0 : end + 1;
}

function readLine(state: State, line: string, number: number): void {
  const fence = fenceLine.exec(line)?.[1];
  if (state.fence !== undefined) {
    state.open.push(line);
    if (fence?.startsWith(state.fence) === true) {
      state.fence = undefined;
      close(state, number);
    }
    return;
  }
  const heading = headingLine.exec(line);
  if (fence !== undefined) {
    begin(state, 'code', number);
    state.fence = fence;
  } else if (heading !== null) {
    close(state, number - 1);
    addHeading(state, (heading[1] ?? '#').length, heading[2] ?? '', number);
    return;
  } else if (line.trim() === '') {
    close(state, number - 1);
    return;
  } else if (tableLine.test(line)) {
    if (state.kind !== 'table') begin(state, 'table', number);
  } else if (listLine.test(line)) {
    if (state.kind !== 'list') begin(state, 'list', number);
  } else if (state.kind === 'table') begin(state, 'paragraph', number);
  state.open.push(line);
}

function addHeading(state: State, level: number, text: string, number: number): void {
  state.headings.length = Math.min(state.headings.length, level - 1);
  state.headings.push(text);
  state.blocks.push({ kind: 'heading', level, text, place: placeOf(state, number, number) });
}

function begin(state: State, kind: Block['kind'], number: number): void {
  close(state, number - 1);
  state.kind = kind;
}

function close(state: State, end: number): void {
  const { open, kind } = state;
  if (open.length > 0) {
    const place = placeOf(state, end - open.length + 1, end);
    const rows =
      kind === 'table' ? { rows: open.filter((line) => !/^[\s|:-]+$/.test(line)).map(cellsOf) } : {};
    state.blocks.push({ kind, text: open.join('\n'), place, ...rows });
  }
  state.open = [];
  state.kind = 'paragraph';
}

function placeOf({ headings }: State, line_start: number, line_end: number): Place {
  return { ...(headings.length === 0 ? {} : { headings: [...headings] }), line_start, line_end };
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replaceAll(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

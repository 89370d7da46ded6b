/** Markdown by line: headings, fences, tables, lists and paragraphs (CommonMark 0.31; tables as GitHub has them). */
import type { Block } from '../extract.ts';
import { decodeText, linesOf } from '../text.ts';
import { createHeadingPath } from './headings.ts';

const fenceLine = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const headingLine = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const underline = /^ {0,3}(=+|-+)[ \t]*$/;
const rule = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const listLine = /^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const delimiterRow = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const codeIndent = /^(?: {4}|\t)/;

/** Inline markup stays in the text: models read it well, and a quotation can be found again in the source. */
export function readMarkdown(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  return scan(linesOf(decodeText(bytes)));
}

function scan(lines: readonly string[]): { blocks: Block[]; title?: string } {
  const blocks: Block[] = [];
  const path = createHeadingPath();
  /** Adds lines `from` up to `to` (from 0, exclusive) as one block. */
  const add = (kind: Block['kind'], from: number, to: number, more: Partial<Block> = {}): void => {
    const place = { ...path.place(), line_start: from + 1, line_end: to };
    blocks.push({ kind, text: lines.slice(from, to).join('\n'), place, ...more });
  };
  const addHeading = (level: number, raw: string, from: number, to: number): void => {
    const text = withoutMarkup(raw);
    if (text === '') return;
    path.enter(level, text);
    add('heading', from, to, { level, text });
  };

  const front = frontMatter(lines);
  if (front.end > 2) add('code', 1, front.end - 1);
  for (let at = front.end; at < lines.length;) {
    const line = lines[at]!;
    const end = endOfBlock(lines, at);
    const heading = headingLine.exec(line);
    if (fenceLine.test(line)) {
      const closed = end - 1 > at && isClosing(line, lines[end - 1]!);
      if (closed ? end - at > 2 : end - at > 1) add('code', at + 1, closed ? end - 1 : end);
    } else if (heading !== null) addHeading(heading[1]!.length, heading[2] ?? '', at, end);
    else if (isTable(lines, at)) add('table', at, end, tableOf(lines, at, end));
    else if (listLine.test(line) && !rule.test(line)) add('list', at, end);
    else if (codeIndent.test(line)) add('code', at, end);
    else if (end > at + 1 && underline.test(lines[end - 1]!))
      addHeading(lines[end - 1]!.includes('=') ? 1 : 2, lines.slice(at, end - 1).join(' '), at, end);
    else if (line.trim() !== '' && !rule.test(line) && !isComment(lines, at, end)) add('paragraph', at, end);
    at = end;
  }
  const title = front.title ?? blocks.find(({ kind, level }) => kind === 'heading' && level === 1)?.text;
  return { blocks, ...(title === undefined ? {} : { title }) };
}

/** The line after the last one of the block that begins at `at`. */
function endOfBlock(lines: readonly string[], at: number): number {
  const line = lines[at]!;
  if (line.trim() === '' || headingLine.test(line) || rule.test(line)) return at + 1;
  if (fenceLine.test(line)) return endOfFence(lines, at);
  if (line.startsWith('<!--')) return endAfter(lines, at, (text) => text.includes('-->'));
  if (isTable(lines, at))
    return endBefore(lines, at + 2, (text) => text.trim() === '' || !text.includes('|'));
  if (listLine.test(line)) return endOfList(lines, at);
  if (codeIndent.test(line)) return endBefore(lines, at + 1, (text) => !codeIndent.test(text));
  for (let next = at + 1; next < lines.length; next++) {
    const text = lines[next]!;
    if (underline.test(text)) return next + 1;
    if (text.trim() === '' || fenceLine.test(text) || headingLine.test(text) || isTable(lines, next))
      return next;
    if (listLine.test(text)) return next;
  }
  return lines.length;
}

/** Without a closing fence, code goes on to the end, as CommonMark says. */
function endOfFence(lines: readonly string[], at: number): number {
  return endAfter(lines, at + 1, (text) => isClosing(lines[at]!, text));
}

function isClosing(opening: string, line: string): boolean {
  const fence = fenceLine.exec(opening)![1]!;
  const [, closing = '', info = ''] = fenceLine.exec(line) ?? [];
  return closing.startsWith(fence) && info.trim() === '';
}

/** A list goes on over blank lines as long as an item or indented text follows; a fence in an item belongs to it. */
function endOfList(lines: readonly string[], at: number): number {
  let end = at + 1;
  for (let next = at + 1; next < lines.length; next++) {
    const text = lines[next]!;
    if (text.trim() === '') continue;
    const afterBlank = lines[next - 1]!.trim() === '';
    const belongs = listLine.test(text) || /^\s{2,}/.test(text) || (!afterBlank && !headingLine.test(text));
    if (!belongs || fenceLine.test(text) || rule.test(text)) break;
    end = next + 1;
  }
  return end;
}

function endAfter(lines: readonly string[], from: number, isLast: (line: string) => boolean): number {
  for (let at = from; at < lines.length; at++) if (isLast(lines[at]!)) return at + 1;
  return lines.length;
}

function endBefore(lines: readonly string[], from: number, isNext: (line: string) => boolean): number {
  for (let at = from; at < lines.length; at++) if (isNext(lines[at]!)) return at;
  return lines.length;
}

function isComment(lines: readonly string[], at: number, end: number): boolean {
  return lines[at]!.startsWith('<!--') && lines[end - 1]!.trimEnd().endsWith('-->');
}

function isTable(lines: readonly string[], at: number): boolean {
  const next = lines[at + 1];
  return lines[at]!.includes('|') && next !== undefined && next.includes('-') && delimiterRow.test(next);
}

function tableOf(lines: readonly string[], at: number, end: number): Pick<Block, 'rows' | 'rowLines'> {
  const rowLines = [at + 1];
  for (let row = at + 2; row < end; row++) rowLines.push(row + 1);
  return { rows: rowLines.map((line) => cellsOf(lines[line - 1]!)), rowLines };
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
}

/** YAML between `---` lines at the very start: its end, and its title. */
function frontMatter(lines: readonly string[]): { end: number; title?: string } {
  const close =
    lines[0]?.trimEnd() === '---' ? lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') : -1;
  if (close === -1) return { end: 0 };
  const titles = lines.slice(1, close).flatMap((line) => /^title:\s*(.+?)\s*$/.exec(line)?.[1] ?? []);
  const title = titles[0]?.replace(/^(["'])(.*)\1$/, '$2').slice(0, 300);
  return { end: close + 1, ...(title === undefined ? {} : { title }) };
}

/** A heading is cited by its words. */
function withoutMarkup(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|__|`|~~)(.+?)\1/g, '$2')
    .replaceAll(/(?<![\p{L}\p{N}])([*_])(\S(?:.*?\S)?)\1(?![\p{L}\p{N}])/gu, '$2')
    .trim();
}

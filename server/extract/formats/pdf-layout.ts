/** From runs of text with positions to blocks in reading order: columns, lines, paragraphs, headings. */
import type { Block, Place } from '../extract.ts';
import { cleanText } from '../text.ts';

/** A run of text; positions in points from the lower left corner of the page. */
export interface Run {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly width: number;
  /** Of the font. */
  readonly size: number;
}

interface Line {
  readonly text: string;
  readonly y: number;
  readonly size: number;
}

/** The blocks of one page. */
export function pageBlocks(runs: readonly Run[], place: Place): Block[] {
  const body = median(
    runs.flatMap(({ size, text }) => Array.from({ length: Math.ceil(text.length / 10) }, () => size)),
  );
  const blocks: Block[] = [];
  const headings: string[] = [];
  for (const column of columnsOf(runs)) {
    for (const lines of paragraphsOf(linesOf(column))) {
      const text = cleanText(joinLines(lines)).trim();
      if (text === '') continue;
      const isHeading = (lines[0]?.size ?? 0) > body * 1.15 && text.length < 200;
      if (isHeading) headings.splice(0, headings.length, text);
      const where = { ...place, ...(headings.length === 0 ? {} : { headings: [...headings] }) };
      blocks.push(
        isHeading
          ? { kind: 'heading', level: 1, text, place: where }
          : { kind: 'paragraph', text, place: where },
      );
    }
  }
  return blocks;
}

/**
 * Splits a page at an empty vertical strip near its middle, if most lines keep clear of it. Runs that cross the strip
 * (titles over both columns) come first or last as they stand.
 */
function columnsOf(runs: readonly Run[]): Run[][] {
  if (runs.length < 20) return [[...runs]];
  const left = Math.min(...runs.map(({ x }) => x));
  const right = Math.max(...runs.map(({ x, width }) => x + width));
  const strip = emptyStrip(runs, left, right);
  if (strip === undefined) return [[...runs]];
  const crossing = runs.filter(({ x, width }) => x < strip && x + width > strip);
  const columns = [runs.filter(({ x, width }) => x + width <= strip), runs.filter(({ x }) => x >= strip)];
  const top = Math.max(...columns.flat().map(({ y }) => y));
  const above = crossing.filter(({ y }) => y > top);
  const below = crossing.filter(({ y }) => y <= top);
  return [above, ...columns, below].filter((column) => column.length > 0);
}

/** The middle of a strip that hardly any run crosses, with a good share of the runs on either side. */
function emptyStrip(runs: readonly Run[], left: number, right: number): number | undefined {
  for (let at = left + (right - left) * 0.4; at <= left + (right - left) * 0.6; at += 4) {
    const crossing = runs.filter(({ x, width }) => x < at + 4 && x + width > at - 4).length;
    const before = runs.filter(({ x, width }) => x + width <= at - 4).length;
    const after = runs.filter(({ x }) => x >= at + 4).length;
    if (crossing <= runs.length * 0.06 && before >= runs.length * 0.25 && after >= runs.length * 0.25)
      return at;
  }
  return undefined;
}

/** Runs of one baseline, from the top down and from left to right. */
function linesOf(runs: readonly Run[]): Line[] {
  const rows: Run[][] = [];
  for (const run of runs.toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const row = rows.at(-1);
    if (row !== undefined && Math.abs((row[0]?.y ?? 0) - run.y) < run.size * 0.5) row.push(run);
    else rows.push([run]);
  }
  return rows.map((row) => {
    const ordered = row.toSorted((a, b) => a.x - b.x);
    return {
      text: joinRuns(ordered),
      y: ordered[0]?.y ?? 0,
      size: Math.max(...ordered.map(({ size }) => size)),
    };
  });
}

/** Words that a gap parts get a space; those that touch belong together. */
function joinRuns(runs: readonly Run[]): string {
  let text = '';
  let end = 0;
  for (const run of runs) {
    const gap = run.x - end;
    const separate = text !== '' && gap > run.size * 0.15 && !text.endsWith(' ') && !run.text.startsWith(' ');
    text += (separate ? ' ' : '') + run.text;
    end = run.x + run.width;
  }
  return text;
}

/** Lines without a wide gap between them and of one size. */
function paragraphsOf(lines: readonly Line[]): Line[][] {
  const paragraphs: Line[][] = [];
  for (const line of lines) {
    const open = paragraphs.at(-1);
    const last = open?.at(-1);
    const near = last !== undefined && last.y - line.y < Math.max(last.size, line.size) * 1.7;
    if (open !== undefined && last !== undefined && near && Math.abs(last.size - line.size) < 1)
      open.push(line);
    else paragraphs.push([line]);
  }
  return paragraphs;
}

const eastAsianEnd = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/** One paragraph's lines as running text: hyphenated words whole again, no space between East Asian characters. */
function joinLines(lines: readonly Line[]): string {
  return lines.reduce((text, { text: line }) => {
    if (text === '') return line;
    if (/\p{L}-$/u.test(text) && /^\p{Ll}/u.test(line)) return text.slice(0, -1) + line;
    return eastAsianEnd.test(text) ? text + line : `${text} ${line}`;
  }, '');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Lines to paragraphs, and a paragraph's lines to running text. */
import { boxAround, type Box } from '../box.ts';
import { medianOf, type Line } from './pdf-lines.ts';

export interface Paragraph {
  readonly text: string;
  readonly size: number;
  /** How many lines it had on the page. */
  readonly lines: number;
  readonly box?: Box | undefined;
}

/** Whether the hyphen that ends a line belongs to its word. */
export interface Hyphens {
  isKept(before: string, after: string): boolean;
}

const bullet = /^(?:[•◦▪‣·●○–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s/u;
const endOfSentence = /[.!?:;。！？…]["'”’)\]]*$/u;

/** The paragraphs of a region, from its lines. */
export function paragraphsOf(lines: readonly Line[], hyphens: Hyphens): Paragraph[] {
  const leading = usualLeading(lines);
  const right = lines.reduce((most, line) => Math.max(most, line.right), -Infinity);
  const groups: Line[][] = [];
  for (const line of lines) {
    const open = groups.at(-1);
    if (open === undefined || startsParagraph(open, line, leading, right)) groups.push([line]);
    else open.push(line);
  }
  return groups
    .map((group) => ({
      text: joinLines(group, hyphens),
      size: group[0]!.size,
      lines: group.length,
      box: boxAround(group.map(boxOf)),
    }))
    .filter(({ text }) => text !== '');
}

/** The paragraphs of one page; one that breaks off at the foot of a column goes on at the head of the next. */
export function joinAcross(regions: readonly Paragraph[][]): Paragraph[] {
  const joined: Paragraph[] = [];
  for (const [first, ...others] of regions) {
    if (first === undefined) continue;
    const last = joined.at(-1);
    const goesOn = last !== undefined && sameSize(last, first) && !endOfSentence.test(last.text);
    if (goesOn && /^\p{Ll}/u.test(first.text)) {
      const text = `${last.text} ${first.text}`;
      const box = boxAround([last.box, first.box]);
      joined.splice(-1, 1, { ...last, text, lines: last.lines + first.lines, box });
    } else joined.push(first);
    joined.push(...others);
  }
  return joined;
}

/** Letters below the baseline take about a quarter of the size. */
function boxOf({ left, right, y, size }: Line): Box {
  return [left, y - size, right, y + size / 4];
}

function sameSize(a: { size: number }, b: { size: number }): boolean {
  return Math.abs(a.size - b.size) <= b.size * 0.1;
}

/** Usual distance of two lines, in sizes of the text. */
function usualLeading(lines: readonly Line[]): number {
  const distances = lines.slice(1).map((line, index) => (line.y - lines[index]!.y) / line.size);
  return medianOf(distances.filter((distance) => distance < 2)) || 1.2;
}

function startsParagraph(open: readonly Line[], line: Line, leading: number, right: number): boolean {
  const last = open.at(-1)!;
  const { size } = line;
  if (!sameSize(last, line)) return true;
  if (line.y - last.y > Math.max(leading * 1.3, leading + 0.25) * size) return true;
  if (bullet.test(line.text)) return true;
  // A hanging indent belongs to what it hangs from; a first line's begins something new.
  const indented = line.left > last.left + size && !bullet.test(open[0]!.text);
  if (indented && endOfSentence.test(last.text)) return true;
  return last.right < right - (right - last.left) * 0.25 && endOfSentence.test(last.text);
}

const joinedScripts = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]$/u;
const joinedStart = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const brokenWord = /(\p{L}+)[-\u2010\u00ad]$/u;

/** Hyphenated words are whole again, and East Asian characters get no space between them. */
function joinLines(lines: readonly Line[], hyphens: Hyphens): string {
  let text = '';
  for (const { text: line } of lines) {
    const before = brokenWord.exec(text)?.[1];
    const after = /^\p{Ll}+/u.exec(line)?.[0];
    if (text === '') text = line;
    else if (before !== undefined && after !== undefined)
      text = (hyphens.isKept(before, after) ? text : text.slice(0, -1)) + line;
    else if (joinedScripts.test(text) && joinedStart.test(line)) text += line;
    else text += ` ${line}`;
  }
  return text.trim();
}

/** Asks the rest of the document how it writes a word where no line ends within it; in doubt the hyphen goes. */
export function createHyphens(lines: readonly Line[]): Hyphens {
  const written = new Set<string>();
  for (const { text } of lines)
    for (const [word] of text.matchAll(/\p{L}+(?:-\p{L}+)+/gu)) written.add(word.toLowerCase());
  return { isKept: (before, after) => written.has(`${before}-${after}`.toLowerCase()) };
}

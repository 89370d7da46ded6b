/** Cuts one block into parts that fit a piece: rows, lines, sentences, words and, at last, characters. */
import type { Block, Place } from './extract.ts';
import { rowsOfRange } from './cells.ts';
import { countWords } from './words.ts';

export interface Part {
  text: string;
  words: number;
  place: Place;
  /** What stands between this part and one before it in the same piece. */
  join: '\n\n' | '\n' | ' ' | '';
}

/** The whole block when it fits, otherwise parts of at most `maxWords`; empty when it holds no text. */
export function cutBlock(block: Block, maxWords: number): Part[] {
  if (block.kind === 'table' && block.rows !== undefined) return cutTable(block, block.rows, maxWords);
  const words = countWords(block.text);
  if (block.text.trim() === '') return [];
  if (words <= maxWords) return [{ text: block.text, words, place: block.place, join: '\n\n' }];
  return withLines(block, cutText(block.text, block.kind, maxWords));
}

interface Span {
  start: number;
  end: number;
  words: number;
}

/** Spans of source text as parts, each with the lines it covers. */
function withLines(block: Block, spans: readonly Span[]): Part[] {
  const { text, place } = block;
  const separator = block.kind === 'paragraph' ? ' ' : '\n';
  let line = place.line_start;
  let counted = 0;
  const lineAt = (offset: number): number => {
    for (; counted < offset; counted++) if (text.charCodeAt(counted) === 10) line! += 1;
    return line!;
  };
  return spans.map(({ start, end, words }, index) => {
    const lines = line === undefined ? {} : { line_start: lineAt(start), line_end: lineAt(end) };
    const adjoining = index > 0 && spans[index - 1]!.end === start;
    const join = index === 0 ? '\n\n' : adjoining ? '' : separator;
    return { text: text.slice(start, end), words, place: { ...place, ...lines }, join };
  });
}

/** From large boundaries to small ones, the pieces of each packed up to `maxWords`. */
function cutText(text: string, kind: Block['kind'], maxWords: number): Span[] {
  const coarse = kind === 'paragraph' ? sentenceEnds(text) : lineEnds(text);
  const spans: Span[] = [];
  for (const span of spansBetween(text, 0, coarse)) {
    // One by one: a file may be one sentence of a million words, and no call takes as many arguments.
    for (const fitting of span.words <= maxWords ? [span] : cutSentence(text, span, maxWords))
      spans.push(fitting);
  }
  return packed(text, spans, maxWords);
}

function cutSentence(text: string, { start, end }: Span, maxWords: number): Span[] {
  const part = text.slice(start, end);
  const ends = [...part.matchAll(/\s+/g)].map((gap) => start + gap.index + gap[0].length);
  return spansBetween(text, start, [...ends, end]).flatMap((span) =>
    span.words <= maxWords ? [span] : cutWord(text, span, maxWords),
  );
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function cutWord(text: string, { start, end }: Span, maxWords: number): Span[] {
  const spans: Span[] = [];
  // A character counts a word at the very most, so this many always fit.
  let from = start;
  let length = 0;
  for (const { index, segment } of graphemes.segment(text.slice(start, end))) {
    length += 1;
    const to = start + index + segment.length;
    if (length < maxWords && to < end) continue;
    spans.push(spanOf(text, from, to));
    from = to;
    length = 0;
  }
  return spans;
}

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });

/** A line break inside a paragraph is no end of a sentence, as the segmenter would have it. */
function sentenceEnds(text: string): number[] {
  const flowing = text.replaceAll('\n', ' ');
  return Array.from(sentences.segment(flowing), ({ index, segment }) => index + segment.length);
}

function lineEnds(text: string): number[] {
  return [...text.matchAll(/\n/g)].map(({ index }) => index + 1).concat(text.length);
}

function spansBetween(text: string, start: number, ends: readonly number[]): Span[] {
  const spans: Span[] = [];
  let from = start;
  for (const end of ends) {
    if (end > from) spans.push(spanOf(text, from, end));
    from = end;
  }
  return spans;
}

function spanOf(text: string, start: number, end: number): Span {
  return { start, end, words: countWords(text.slice(start, end)) };
}

/** Joins neighbours up to `maxWords`, and drops the white space around each. */
function packed(text: string, spans: readonly Span[], maxWords: number): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && last.words + span.words <= maxWords) {
      last.end = span.end;
      last.words += span.words;
    } else result.push({ ...span });
  }
  return result.map((span) => trimmed(text, span)).filter(({ start, end }) => start < end);
}

function trimmed(text: string, { start, end, words }: Span): Span {
  const part = text.slice(start, end);
  // Leading spaces stay: they are the indentation of code and lists.
  const lead = /^\s*\n/.exec(part)?.[0].length ?? 0;
  return { start: start + lead, end: start + Math.max(lead, part.trimEnd().length), words };
}

/** A table's rows with the header before each part, unless the header alone fills half of one. */
function cutTable(block: Block, rows: readonly string[][], maxWords: number): Part[] {
  const lines = rows.map(rowText);
  const counts = lines.map(countWords);
  const [header = '', ...body] = lines;
  const headerWords = counts[0] ?? 0;
  const repeated = headerWords <= maxWords / 2;
  const parts: Part[] = [];
  const lineOf = (row: number): number | undefined => block.rowLines?.[row] ?? block.place.line_start;
  const add = (texts: readonly string[], words: number, from: number, to: number): void => {
    const text = texts.join('\n');
    if (text.trim() !== '')
      parts.push({
        text,
        words,
        place: sheetPlace(block, rowPlace(block, lineOf(from), to), from, to),
        join: '\n\n',
      });
  };
  let open: string[] = [header];
  let words = headerWords;
  let from = 0;
  for (const [index, line] of body.entries()) {
    const row = index + 1;
    if (words + counts[row]! > maxWords && row > from + (from === 0 && repeated ? 1 : 0)) {
      add(open, words, from, row - 1);
      open = repeated ? [header] : [];
      words = repeated ? headerWords : 0;
      from = row;
    }
    open.push(line);
    words += counts[row]!;
  }
  add(open, words, from, rows.length - 1);
  return parts.flatMap((part) => (part.words <= 2 * maxWords ? [part] : longRow(part, maxWords)));
}

/** A row that alone overfills a piece is cut like a paragraph; all its parts cite the row. */
function longRow(part: Part, maxWords: number): Part[] {
  return cutText(part.text, 'paragraph', maxWords).map(({ start, end, words }, index) => ({
    text: part.text.slice(start, end),
    words,
    place: part.place,
    join: index === 0 ? '\n\n' : ' ',
  }));
}

/** The lines from the first row of a part to the end of its last one. */
function rowPlace({ place, rowLines }: Block, line_start: number | undefined, lastRow: number): Place {
  if (line_start === undefined || place.line_end === undefined) return place;
  const next = rowLines?.[lastRow + 1];
  return { ...place, line_start, line_end: next === undefined ? place.line_end : next - 1 };
}

/** Of a sheet's table: the cells from the first row of a part to its last one. */
function sheetPlace({ sheetRows }: Block, place: Place, firstRow: number, lastRow: number): Place {
  if (sheetRows === undefined || place.cells === undefined) return place;
  return { ...place, cells: rowsOfRange(place.cells, sheetRows[firstRow]!, sheetRows[lastRow]!) };
}

function rowText(row: readonly string[]): string {
  return row.map((cell) => cell.replaceAll(/\s+/g, ' ').trim()).join(' | ');
}

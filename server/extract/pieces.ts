/** Cuts blocks into pieces to index, at the boundaries that a reader would choose. */
import type { Block, Piece, Place } from './extract.ts';

export interface PieceSize {
  /** A piece holds no more words, unless a single unbroken run is longer than that in characters. */
  maxWords: number;
  /** A shorter piece is joined with what follows under the same heading. */
  minWords: number;
}

const usual: PieceSize = { maxWords: 220, minWords: 40 };
const charactersPerWord = 12;

/** Pieces in the order of the blocks. None crosses a page, a sheet, a slide or a heading. */
export function cutPieces(blocks: readonly Block[], size: PieceSize = usual): Piece[] {
  const pieces: Piece[] = [];
  let open: Piece[] = [];
  const close = () => {
    if (open.length > 0) pieces.push(join(open));
    open = [];
  };
  for (const block of blocks) {
    for (const part of partsOf(block, size)) {
      const last = open.at(-1);
      const words = open.reduce((sum, { text }) => sum + wordsIn(text), 0);
      const startsAnew =
        last !== undefined && (block.kind === 'heading' || !sameSection(last.place, part.place));
      if (
        startsAnew ||
        words + wordsIn(part.text) > size.maxWords ||
        (words >= size.minWords && block.kind === 'table')
      )
        close();
      open.push(part);
    }
  }
  close();
  return pieces.filter(({ text }) => text.trim() !== '');
}

function sameSection(a: Place, b: Place): boolean {
  const keys = ['page', 'sheet', 'slide', 'chapter'] as const;
  return (
    keys.every((key) => a[key] === b[key]) && (a.headings ?? []).join('\n') === (b.headings ?? []).join('\n')
  );
}

function join(parts: readonly Piece[]): Piece {
  const first = parts[0] as Piece;
  const last = parts.at(-1) as Piece;
  const place: Place = { ...first.place };
  if (last.place.line_end !== undefined) place.line_end = last.place.line_end;
  return { text: parts.map(({ text }) => text).join('\n\n'), place };
}

/** A block, or the parts of one that is too long for a piece. */
function partsOf(block: Block, size: PieceSize): Piece[] {
  if (wordsIn(block.text) <= size.maxWords && block.text.length <= size.maxWords * charactersPerWord) {
    return [{ text: block.text, place: block.place }];
  }
  if (block.kind === 'table' && block.rows !== undefined) return rowParts(block, block.rows, size);
  const units = block.kind === 'code' ? block.text.split(/(?<=\n)/) : sentences(block.text);
  return packed(
    units.flatMap((unit) => shortened(unit, size)),
    size,
  ).map((text) => ({ text, place: block.place }));
}

/** A long table by rows, the header repeated; the lines are those of the rows where a line is a row. */
function rowParts(block: Block, [header = [], ...rows]: readonly string[][], size: PieceSize): Piece[] {
  const lineOf = (row: string[]) => row.join(' | ');
  const head = lineOf(header);
  const parts: Piece[] = [];
  for (let from = 0; from < rows.length;) {
    let to = from + 1;
    let words = wordsIn(head) + wordsIn(lineOf(rows[from] ?? []));
    while (to < rows.length && words + wordsIn(lineOf(rows[to] ?? [])) <= size.maxWords)
      words += wordsIn(lineOf(rows[to++] ?? []));
    const text = [head, ...rows.slice(from, to).map(lineOf)].join('\n');
    const start = block.place.line_start;
    const lines = start === undefined ? {} : { line_start: start + 1 + from, line_end: start + to };
    parts.push({ text, place: { ...block.place, ...lines } });
    from = to;
  }
  return parts;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

function sentences(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** A unit that is longer than a piece may be: by words, then by characters that belong together. */
function shortened(unit: string, { maxWords }: PieceSize): string[] {
  const most = maxWords * charactersPerWord;
  if (wordsIn(unit) <= maxWords && unit.length <= most) return [unit];
  const words = unit.split(/(?<=\s)/);
  return words.flatMap((word) => {
    if (word.length <= most) return [word];
    const graphemes = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)].map(
      ({ segment }) => segment,
    );
    return Array.from({ length: Math.ceil(graphemes.length / most) }, (_, i) =>
      graphemes.slice(i * most, (i + 1) * most).join(''),
    );
  });
}

function packed(units: readonly string[], { maxWords }: PieceSize): string[] {
  const texts: string[] = [];
  let open = '';
  for (const unit of units) {
    const tooLong =
      wordsIn(open) + wordsIn(unit) > maxWords || open.length + unit.length > maxWords * charactersPerWord;
    if (open !== '' && tooLong) {
      texts.push(open.trim());
      open = '';
    }
    open += unit;
  }
  return [...texts, open.trim()].filter((text) => text !== '');
}

function wordsIn(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** Cuts blocks into pieces to index, at the boundaries that a reader would choose. */
import { boxAround, type Box } from './box.ts';
import { spanOfRanges } from './cells.ts';
import type { Block, Piece, Place } from './extract.ts';
import { cutBlock, type Part } from './parts.ts';
import { cleanText } from './text.ts';

export interface PieceOptions {
  /** Most words of a piece; one of them is a word of a spaced script or two characters of another. 220 unless told. */
  maxWords?: number;
  /** A last piece of a section with fewer words joins the one before, which may then exceed `maxWords` by as many. */
  minWords?: number;
}

interface PlacedPart extends Part {
  readonly box: Box | undefined;
}

interface Open {
  parts: PlacedPart[];
  words: number;
  /** Only headings so far: what follows belongs to them. */
  bare: boolean;
  /** Begins with a heading. */
  titled: boolean;
}

export interface PieceCutter {
  /** The pieces that are complete, now that this block follows. */
  add(block: Block): Piece[];
  /** The rest; call once. */
  end(): Piece[];
}

/** Pieces in the order of the blocks. None crosses a page, sheet, slide, chapter or heading. */
export function createPieceCutter({ maxWords = 220, minWords = 40 }: PieceOptions = {}): PieceCutter {
  /** Kept back: what follows may join it. */
  let before: Open | undefined;
  let open: Open | undefined;
  let done: Piece[] = [];

  function close(): void {
    if (open === undefined) return;
    const tail = open.words < minWords && !open.titled && before !== undefined && !before.bare;
    if (tail && sameSection(before!.parts[0]!.place, open.parts[0]!.place)) {
      before!.parts.push(...open.parts);
      before!.words += open.words;
    } else {
      release();
      before = open;
    }
    open = undefined;
  }

  function release(): void {
    if (before !== undefined) done.push(joined(before.parts));
    before = undefined;
  }

  function taken(): Piece[] {
    const pieces = done;
    done = [];
    return pieces;
  }

  return {
    add(raw) {
      const block = cleaned(raw);
      const heading = block.kind === 'heading';
      if (open !== undefined && startsSection(open, block.place, heading)) close();
      for (const cut of cutBlock(block, maxWords)) {
        const part: PlacedPart = { ...cut, box: block.box };
        if (open !== undefined && !open.bare && open.words + part.words > maxWords) close();
        open ??= { parts: [], words: 0, bare: true, titled: heading };
        open.parts.push(part);
        open.words += part.words;
        open.bare &&= heading;
      }
      return taken();
    },
    end() {
      close();
      release();
      return taken();
    },
  };
}

/** The same for blocks that are all there. */
export function cutPieces(blocks: Iterable<Block>, options?: PieceOptions): Piece[] {
  const cutter = createPieceCutter(options);
  return Array.from(blocks, (block) => cutter.add(block))
    .flat()
    .concat(cutter.end());
}

/** A heading and what stands under it stay together, and so do a title and the heading right after it. */
function startsSection(open: Open, place: Place, heading: boolean): boolean {
  const last = open.parts.at(-1)!.place;
  if (sameSection(last, place)) return heading && !open.bare;
  return !(open.bare && samePart(last, place) && isBelow(place.headings, last.headings));
}

const partKeys = ['page', 'sheet', 'slide', 'notes', 'chapter', 'ocr'] as const;

function samePart(a: Place, b: Place): boolean {
  return partKeys.every((key) => a[key] === b[key]);
}

function sameSection(a: Place, b: Place): boolean {
  return samePart(a, b) && a.headings?.length === b.headings?.length && isBelow(a.headings, b.headings);
}

function isBelow(path: readonly string[] = [], above: readonly string[] = []): boolean {
  return above.every((heading, level) => path[level] === heading);
}

function joined(parts: readonly PlacedPart[]): Piece {
  const last = parts.at(-1)!;
  let text = '';
  for (const part of parts) text += (text === '' ? '' : part.join) + part.text;
  const lines = parts.flatMap(({ place }) => [place.line_start ?? [], place.line_end ?? []].flat());
  const span =
    lines.length === 0
      ? {}
      : {
          line_start: lines.reduce((least, line) => Math.min(least, line)),
          line_end: lines.reduce((most, line) => Math.max(most, line)),
        };
  const cells = spanOfRanges(parts.flatMap(({ place }) => place.cells ?? []));
  const box = boxAround(parts.map((part) => part.box));
  return {
    text,
    place: { ...last.place, ...span, ...(cells === undefined ? {} : { cells }) },
    ...(box === undefined ? {} : { box: rounded(box) }),
  };
}

function rounded([left, top, right, bottom]: Box): Box {
  return [Math.floor(left), Math.floor(top), Math.ceil(right), Math.ceil(bottom)];
}

function cleaned(block: Block): Block {
  const { headings } = block.place;
  return {
    ...block,
    text: cleanText(block.text),
    ...(block.rows && { rows: block.rows.map((row) => row.map(cleanText)) }),
    place: { ...block.place, ...(headings && { headings: headings.map(cleanText) }) },
  };
}

/** Places of citations as numbers: cells of a sheet, lines of a text. */
import type { Citation } from '../../../contract/index.ts';

/** 1-based and inclusive. */
export interface Cells {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Reads `B2:D20` or `B2`; nothing for what is no range of cells. */
export function cellsOf(range: string | undefined): Cells | undefined {
  const [, left = '', top = '', right = left, bottom = top] =
    /^\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$/.exec(range ?? '') ?? [];
  if (left === '') return undefined;
  return { top: Number(top), bottom: Number(bottom), left: columnOf(left), right: columnOf(right) };
}

/** `A` is 1, `AA` is 27. */
function columnOf(letters: string): number {
  return letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** The rows of a table that a citation names: of its sheet, or the lines of its file. */
export function citedRows(citation: Citation | undefined): { first: number; last: number } | undefined {
  const cells = cellsOf(citation?.cells);
  if (cells !== undefined) return { first: cells.top, last: cells.bottom };
  const { line_start: first, line_end: last = first } = citation ?? {};
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** What passages are shown together: a page, slide, sheet or chapter; the same text for the same one. */
export function partOf({ page, slide, notes, sheet, chapter }: Citation): string {
  return [page, slide, notes === true ? 'notes' : '', sheet, chapter].join('\n');
}

/** Ranges of cells as spreadsheets write them: `A1`, `B2:D9`. Rows and columns count from 1. */

export interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** 1 is A, 27 is AA. */
export function columnName(column: number): string {
  const before = Math.floor((column - 1) / 26);
  return (before === 0 ? '' : columnName(before)) + String.fromCharCode(65 + ((column - 1) % 26));
}

export function rangeOf({ top, left, bottom, right }: Area): string {
  const first = `${columnName(left)}${top}`;
  return top === bottom && left === right ? first : `${first}:${columnName(right)}${bottom}`;
}

/** The same columns, other rows. */
export function rowsOfRange(range: string, top: number, bottom: number): string {
  return rangeOf({ ...areaOf(range), top, bottom });
}

/** The smallest range around all; undefined when there are none. */
export function spanOfRanges(ranges: readonly string[]): string | undefined {
  if (ranges.length === 0) return undefined;
  const areas = ranges.map(areaOf);
  return rangeOf(
    areas.reduce((a, b) => ({
      top: Math.min(a.top, b.top),
      left: Math.min(a.left, b.left),
      bottom: Math.max(a.bottom, b.bottom),
      right: Math.max(a.right, b.right),
    })),
  );
}

export function areaOf(range: string): Area {
  const [first = '', last = first] = range.split(':');
  const from = cellOf(first);
  const to = cellOf(last);
  return { top: from.row, left: from.column, bottom: to.row, right: to.column };
}

function cellOf(cell: string): { row: number; column: number } {
  const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(digits), column };
}

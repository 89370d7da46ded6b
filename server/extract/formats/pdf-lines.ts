/** Runs of text with positions, and the lines that they make. */

/** A run of text; positions in points from the upper left corner of the page. */
export interface Run {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly width: number;
  /** Of the font. */
  readonly size: number;
}

export interface Line {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Of the baseline. */
  readonly y: number;
  /** Of most of its text. */
  readonly size: number;
}

/** Smallest gap that parts two words, in sizes of the text. */
const wordGap = 0.12;

/** The lines of a region from the top down. */
export function linesOfRegion(runs: readonly Run[]): Line[] {
  const rows: Run[][] = [];
  for (const run of runs.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    // Raised and lowered figures stay in their line.
    if (row !== undefined && run.y - row[0]!.y < Math.max(row[0]!.size, run.size) * 0.45) row.push(run);
    else rows.push([run]);
  }
  return rows.map((row) => lineOf(row.toSorted((a, b) => a.x - b.x)));
}

function lineOf(runs: readonly Run[]): Line {
  let text = '';
  let end = Infinity;
  for (const run of runs) {
    const apart = run.x - end > run.size * wordGap && !/\s$/.test(text) && !/^\s/.test(run.text);
    text += (apart ? ' ' : '') + run.text;
    end = run.x + run.width;
  }
  const longest = runs.reduce((best, run) => (run.text.length > best.text.length ? run : best));
  const right = runs.reduce((most, { x, width }) => Math.max(most, x + width), -Infinity);
  return { text: text.trim(), left: runs[0]!.x, right, y: runs[0]!.y, size: longest.size };
}

/** The upper median; 0 of nothing. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

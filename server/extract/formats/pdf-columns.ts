/** Finds the order in which a page is read: columns from left to right, and what spans them where it stands. */
import { linesOfRegion, medianOf, type Run } from './pdf-lines.ts';

/** An empty vertical strip. */
type Gap = readonly [from: number, to: number];

/** Narrowest space between columns, in sizes of the text. */
const gutterSizes = 0.9;
/** A side of a gutter with fewer lines, or shorter ones (in sizes of the text), is a table's column, a list's numbers or a margin note. */
const leastLines = 3;
const leastSizes = 7;

/**
 * The page's regions in reading order. Bands of lines from the top are joined as long as one strip through all of them
 * stays empty; a group with text worth a column on both sides is read one side after the other.
 */
export function readingOrder(runs: readonly Run[]): Run[][] {
  const regions: Run[][] = [];
  let plain: Run[] = [];
  for (const group of groupsOf(bandsOf(runs.filter(({ text }) => text.trim() !== '')))) {
    const gap = gutterOf(group);
    if (gap === undefined) {
      plain.push(...group);
      continue;
    }
    if (plain.length > 0) regions.push(plain);
    plain = [];
    const middle = (gap[0] + gap[1]) / 2;
    // Each side may be two columns again.
    regions.push(...readingOrder(group.filter(({ x }) => x < middle)));
    regions.push(...readingOrder(group.filter(({ x }) => x >= middle)));
  }
  if (plain.length > 0) regions.push(plain);
  return regions;
}

/** Runs that overlap in height stand in one band. */
function bandsOf(runs: readonly Run[]): Run[][] {
  const bands: Run[][] = [];
  let bottom = -Infinity;
  for (const run of runs.toSorted((a, b) => top(a) - top(b))) {
    if (top(run) < bottom && bands.length > 0) bands.at(-1)!.push(run);
    else bands.push([run]);
    bottom = Math.max(bottom, run.y);
  }
  return bands;
}

function top({ y, size }: Run): number {
  return y - size * 0.7;
}

/** Neighbouring bands while a common strip stays empty with text on both of its sides; other bands stand alone. */
function groupsOf(bands: readonly Run[][]): Run[][] {
  const groups: Run[][] = [];
  let gaps: Gap[] = [];
  for (const band of bands) {
    const open = groups.at(-1) ?? [];
    const both = [...open, ...band];
    const own = gapsOf(band);
    const common = (open.length === 0 ? own : intersected(gaps, own)).filter((gap) => parts(gap, both));
    if (open.length > 0 && common.length > 0) {
      open.push(...band);
      gaps = common;
    } else {
      groups.push(band);
      gaps = own;
    }
  }
  return groups;
}

/** Empty strips of a band, the margins included: a line on one side says nothing against a column on the other. */
function gapsOf(runs: readonly Run[]): Gap[] {
  const gaps: Gap[] = [];
  let right = -Infinity;
  for (const { x, width } of runs.toSorted((a, b) => a.x - b.x)) {
    if (x > right) gaps.push([right, x]);
    right = Math.max(right, x + width);
  }
  return [...gaps, [right, Infinity]];
}

function intersected(some: readonly Gap[], others: readonly Gap[]): Gap[] {
  return some.flatMap(([from, to]) =>
    others.flatMap(([start, end]): Gap[] => {
      const gap: Gap = [Math.max(from, start), Math.min(to, end)];
      return gap[0] < gap[1] ? [gap] : [];
    }),
  );
}

function parts([from, to]: Gap, runs: readonly Run[]): boolean {
  if (!Number.isFinite(from) && !Number.isFinite(to)) return false;
  const wide = to - from >= gutterSizes * medianOf(runs.map(({ size }) => size));
  return wide && runs.some(({ x }) => x < from) && runs.some(({ x }) => x >= to);
}

/** The widest strip with a column's worth of text on both sides. */
function gutterOf(group: readonly Run[]): Gap | undefined {
  const gaps = gapsOf(group).filter((gap) => parts(gap, group));
  return gaps
    .toSorted((a, b) => b[1] - b[0] - (a[1] - a[0]))
    .find(
      ([from, to]) =>
        isColumn(group.filter(({ x }) => x < from)) && isColumn(group.filter(({ x }) => x >= to)),
    );
}

function isColumn(runs: readonly Run[]): boolean {
  const lines = linesOfRegion(runs);
  if (lines.length < leastLines) return false;
  return medianOf(lines.map(({ left, right, size }) => (right - left) / size)) >= leastSizes;
}

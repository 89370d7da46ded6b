/** Sets of commits' numbers, mostly without gaps, as ranges. */

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** @param numbers in any order, also some that are in it */
export function withNumbers(ranges: readonly Range[], numbers: readonly number[]): Range[] {
  const single = numbers.map((number): Range => ({ from: number, to: number }));
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges, ...single].toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** Those that end after a number; of more than `most` the first ones. */
export function rangesAfter(ranges: readonly Range[], number: number, most: number): Range[] {
  return ranges.filter(({ to }) => to > number).slice(0, most);
}

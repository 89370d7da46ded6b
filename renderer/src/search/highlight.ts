/** Cuts a text at the ranges that the server says match the query. */

export interface Part {
  readonly text: string;
  readonly isMarked: boolean;
}

/**
 * @param ranges of the whole text, in UTF-16 code units, in order
 * @param from where the part to show begins
 */
export function highlight(
  text: string,
  ranges: readonly (readonly [start: number, end: number])[],
  from = 0,
): readonly Part[] {
  const parts: Part[] = [];
  let at = from;
  for (const [start, end] of ranges) {
    if (start < at) continue;
    parts.push(
      { text: text.slice(at, start), isMarked: false },
      { text: text.slice(start, end), isMarked: true },
    );
    at = end;
  }
  parts.push({ text: text.slice(at), isMarked: false });
  return parts.filter((part) => part.text !== '');
}

/** Where the words of a query stand in a name, in order and without overlaps; a word may be unfinished. */
export function wordRanges(name: string, query: string): readonly (readonly [start: number, end: number])[] {
  const folded = name.toLowerCase();
  // Some signs grow when they are folded; places in the folded name would then be wrong.
  if (folded.length !== name.length) return [];
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = words.flatMap((word): [number, number][] => {
    const at = folded.indexOf(word);
    return at < 0 ? [] : [[at, at + word.length]];
  });
  return found.toSorted(([one], [other]) => one - other);
}

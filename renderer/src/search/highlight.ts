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

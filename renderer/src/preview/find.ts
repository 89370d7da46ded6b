/** Finds words in a text or in what is drawn, across elements, and marks them without changing what is drawn. */

/** Where `words` stand in `text`, in any case; white space matches any white space. */
export function findAll(text: string, words: string): readonly (readonly [start: number, end: number])[] {
  const wanted = words.trim();
  if (wanted === '') return [];
  const pattern = wanted
    .split(/\s+/)
    .map((word) => RegExp.escape(word))
    .join('\\s*');
  return [...text.matchAll(new RegExp(pattern, 'giu'))].map(({ index, 0: found }) => [
    index,
    index + found.length,
  ]);
}

/** The same in what is drawn below an element, in the order of its text. */
export function findRanges(root: Node, words: string): Range[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: { node: Text; start: number }[] = [];
  let text = '';
  while (walker.nextNode() !== null) {
    const node = walker.currentNode as Text;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  let at = 0;
  const boundary = (offset: number): [Text, number] => {
    while (at + 1 < nodes.length && nodes[at + 1]!.start <= offset) at += 1;
    const { node, start } = nodes[at]!;
    return [node, Math.min(node.length, offset - start)];
  };
  return findAll(text, words).map(([start, end]) => {
    const range = new Range();
    range.setStart(...boundary(start));
    const [last, offset] = boundary(end - 1);
    range.setEnd(last, offset + 1);
    return range;
  });
}

export type MarkName = 'found' | 'found-now' | 'cited';

/** Marks ranges under a name that `preview.css` gives a colour; none takes the marks away. */
export function mark(name: MarkName, ranges: readonly Range[]): void {
  // Where the browser has no such marks, what is found is still scrolled to.
  if (typeof Highlight === 'undefined') return;
  if (ranges.length === 0) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...ranges));
}

/** Plain text: paragraphs by blank lines, each with its lines. */
import type { Block } from '../extract.ts';
import { decodeText, linesOf } from '../text.ts';

export function readPlain(bytes: Uint8Array): { blocks: Block[] } {
  return { blocks: paragraphsOf(decodeText(bytes)) };
}

export function paragraphsOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: string[] = [];
  const close = (end: number): void => {
    const place = { line_start: end - open.length + 1, line_end: end };
    if (open.length > 0) blocks.push({ kind: 'paragraph', text: open.join('\n'), place });
    open = [];
  };
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') close(index);
    else open.push(line);
  }
  close(lines.length);
  return blocks;
}

/** Plain text: paragraphs by blank lines, each with its lines. */
import type { Block } from '../extract.ts';
import { cleanText, decodeText } from '../text.ts';

export function readPlain(bytes: Uint8Array): Block[] {
  const blocks: Block[] = [];
  let open: string[] = [];
  const lines = cleanText(decodeText(bytes)).split('\n');
  const close = (end: number) => {
    if (open.length > 0)
      blocks.push({
        kind: 'paragraph',
        text: open.join('\n'),
        place: { line_start: end - open.length + 1, line_end: end },
      });
    open = [];
  };
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') close(index);
    else open.push(line);
  }
  close(lines.length);
  return blocks;
}

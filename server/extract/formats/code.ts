/** Source code, settings and data as text: line by line, broken where the outermost level is taken up again. */
import type { Block } from '../extract.ts';
import { decodeText, linesOf } from '../text.ts';

export function readCode(bytes: Uint8Array): { blocks: Block[] } {
  const blocks: Block[] = [];
  const lines = linesOf(decodeText(bytes));
  let from = 0;
  const close = (end: number): void => {
    const part = lines.slice(from, end);
    while (part.at(-1)?.trim() === '') part.pop();
    const place = { line_start: from + 1, line_end: from + part.length };
    if (part.length > 0) blocks.push({ kind: 'code', text: part.join('\n'), place });
    from = end;
  };
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' && index === from) from += 1;
    else if (index > from && lines[index - 1]!.trim() === '' && /^\S/.test(line)) close(index);
  }
  close(lines.length);
  return { blocks };
}

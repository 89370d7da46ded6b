/** Cuts a passage's text back into headings, tables and paragraphs, as the reader joined them. */
import type { PreviewPassage } from '../../../contract/operations/previews.ts';

export type PassageBlock =
  | { readonly kind: 'heading'; readonly text: string; readonly level: number }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'text'; readonly text: string };

const cellEnd = / \|(?: |$)/;

export function blocksOf({ text, citation }: PreviewPassage): readonly PassageBlock[] {
  const { headings = [] } = citation;
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block) => blockOf(block, headings));
}

function blockOf(text: string, headings: readonly string[]): PassageBlock {
  const level = headings.indexOf(text.trim()) + 1;
  if (level > 0) return { kind: 'heading', text: text.trim(), level };
  const rows = text.split('\n').map((line) => line.split(cellEnd));
  const [head] = rows;
  const isTable = rows.length > 1 && head !== undefined && head.length > 1 && isEven(rows, head.length);
  return isTable ? { kind: 'table', rows } : { kind: 'text', text };
}

function isEven(rows: readonly (readonly string[])[], columns: number): boolean {
  return rows.every((row) => row.length === columns);
}

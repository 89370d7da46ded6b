/** A text with what a search found in it marked. */
import { highlight } from './highlight.ts';

interface MarkedProps {
  readonly text: string;
  /** In UTF-16 code units of `text`, in order. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** Where the part to show begins. */
  readonly from?: number;
  /** Without its blank lines. */
  readonly isDense?: boolean;
}

export function Marked({ text, ranges, from = 0, isDense = false }: MarkedProps) {
  return highlight(text, ranges, from).map((part, index) => {
    const words = isDense ? part.text.replace(/\n{2,}/g, '\n') : part.text;
    return part.isMarked ? <mark key={index}>{words}</mark> : <span key={index}>{words}</span>;
  });
}

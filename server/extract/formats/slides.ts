/** Slides of a presentation, whatever program wrote it, as blocks that know their slide. */
import type { Block, Place } from '../extract.ts';

export interface SlideText {
  title: string;
  /** Without the title; their places are set here. */
  content: readonly Block[];
  notes: readonly Block[];
}

/** A slide's title is the heading above all that stands on it, and above its notes. */
export function slideBlocks(slides: readonly SlideText[]): Block[] {
  return slides.flatMap(({ title, content, notes }, index) => {
    const place: Place = { slide: index + 1, ...(title === '' ? {} : { headings: [title] }) };
    const heading: Block = { kind: 'heading', level: 1, text: title, place };
    return [
      ...(title === '' ? [] : [heading]),
      ...content.filter(isFilled).map((block) => ({ ...block, place })),
      ...notes.filter(isFilled).map((block) => ({ ...block, place: { ...place, notes: true as const } })),
    ];
  });
}

function isFilled({ text, rows }: Block): boolean {
  return text.trim() !== '' || (rows !== undefined && rows.flat().some((cell) => cell.trim() !== ''));
}

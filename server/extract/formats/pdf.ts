/** PDF: the visible text of each page in reading order, with page numbers, labels and headings. */
import type { ReadContext } from '../child/read.ts';
import type { Block, Place } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { createHeadingPath } from './headings.ts';
import { readingOrder } from './pdf-columns.ts';
import { linesOfRegion, type Line } from './pdf-lines.ts';
import { createHyphens, joinAcross, paragraphsOf, type Paragraph } from './pdf-paragraphs.ts';
import { runsOfPage } from './pdf-runs.ts';
import { openPdf, type Pdf } from './pdfium.ts';

interface Page {
  place: Place;
  /** Regions in reading order, each with its lines from the top. */
  regions: Line[][];
  /** Paragraphs that were recognised, of a page that is a picture. */
  recognized?: string[];
}

/** @throws Unreadable damaged, encrypted, too_large (too many pictures of pages), empty. */
export async function readPdf(
  bytes: Uint8Array,
  context: ReadContext,
): Promise<{ blocks: Block[]; pages: number; title?: string }> {
  if (!hasEnd(bytes)) throw new Unreadable('damaged', reasons.damaged);
  const pdf = await openPdf(bytes);
  const pages: Page[] = [];
  for (let index = 0; index < pdf.pages; index++) {
    const runs = runsOfPage(pdf, index);
    if (runs === undefined) throw damagedPage(index + 1);
    const label = pdf.label(index);
    const place = { page: index + 1, ...(label === '' ? {} : { page_label: label }) };
    pages.push({ place, regions: readingOrder(runs).map(linesOfRegion) });
  }
  const title = pdf.title().trim().slice(0, 300);
  await readScans(pdf, pages, context);
  pdf.close();
  const blocks = blocksOf(pages);
  if (blocks.length === 0) throw new Unreadable('empty', reasons.nothingRecognized);
  return { blocks, pages: pages.length, ...(title === '' ? {} : { title }) };
}

/**
 * Pages without text are drawn and recognised. Of a document that is mostly text, with more pictures than that, the
 * first ones are; one that is mostly pictures is refused rather than read in part.
 */
async function readScans({ document }: Pdf, pages: readonly Page[], context: ReadContext): Promise<void> {
  const scans = pages.filter(({ regions }) => regions.length === 0);
  if (scans.length === 0) return;
  const most = context.maxRecognizedPages;
  if (scans.length > most && scans.length > pages.length / 2)
    throw new Unreadable('too_large', reasons.tooManyScans(scans.length, most));
  const numbers = scans.slice(0, most).map(({ place }) => place.page!);
  const { recognizePages } = await import('./pdf-scans.ts');
  const texts = await recognizePages(document, numbers, context);
  for (const scan of scans) scan.recognized = texts.get(scan.place.page!) ?? [];
}

/** Every whole PDF ends with where its index starts. Readers would quietly repair one that was cut off, pages missing. */
function hasEnd(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(-65_536)).includes('startxref');
}

function damagedPage(number: number): Unreadable {
  const reason = `Page ${number} of this PDF is damaged. Open it in a PDF viewer, save or print it to a new PDF, and upload that.`;
  return new Unreadable('damaged', reason);
}

function blocksOf(pages: readonly Page[]): Block[] {
  const lines = pages.flatMap(({ regions }) => regions.flat());
  const levels = headingLevels(lines);
  const hyphens = createHyphens(lines);
  const path = createHeadingPath();
  return pages.flatMap(({ place, regions, recognized = [] }) => {
    const scanned = recognized.map((text): Block => {
      return { kind: 'paragraph', text, place: { ...place, ocr: true } };
    });
    const paragraphs = regions.map((region) => paragraphsOf(region, hyphens));
    const drawn = joinAcross(paragraphs).map((paragraph): Block => {
      const { text } = paragraph;
      const box = paragraph.box && { box: paragraph.box };
      const level = isHeadingLike(paragraph) ? levels.get(half(paragraph.size)) : undefined;
      if (level !== undefined) path.enter(level, text);
      const where = { ...place, ...path.place() };
      return level === undefined
        ? { kind: 'paragraph', text, place: where, ...box }
        : { kind: 'heading', level, text, place: where, ...box };
    });
    return [...drawn, ...scanned];
  });
}

/** Sizes clearly above that of most of the text, the largest being level 1. */
function headingLevels(lines: readonly Line[]): Map<number, number> {
  const characters = new Map<number, number>();
  for (const { size, text } of lines)
    characters.set(half(size), (characters.get(half(size)) ?? 0) + text.length);
  const [body = 0] = [...characters].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const larger = [...characters.keys()].filter((size) => size >= body * 1.15).toSorted((a, b) => b - a);
  return new Map(larger.map((size, index) => [size, Math.min(6, index + 1)]));
}

/** To half a point: programs write one size in slightly different numbers. */
function half(size: number): number {
  return Math.round(size * 2) / 2;
}

function isHeadingLike({ text, lines }: Paragraph): boolean {
  return lines <= 3 && text.length <= 200 && /\p{L}/u.test(text);
}

/** Pictures: the text that can be recognised in them. */
import type { DocumentContent, ReadContext } from '../child/read.ts';
import type { Block, Place } from '../extract.ts';
import type { PictureFormat } from '../kinds.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { createRecognizer } from './ocr.ts';
import { pictureSize, tiffFrom, tiffPages } from './picture-size.ts';

/** A page of A3 at 300 dots per inch has 17 million. */
const maxPixels = 40_000_000;

/** @throws Unreadable damaged, too_large, empty (no text), unsupported (a rare way to pack a TIFF). */
export async function readPicture(
  bytes: Uint8Array,
  format: PictureFormat,
  context: ReadContext,
): Promise<DocumentContent> {
  const pages = pagesOf(bytes, format, context.maxRecognizedPages);
  const recognizer = await createRecognizer(context.recognitionFolder);
  const blocks: Block[] = [];
  for (const [index, page] of pages.entries()) {
    await context.recognizing();
    const texts = recognizer.read(page, format === 'jpeg' ? exifOrientation(page) : 1);
    if (texts === undefined) throw undecodable(format);
    const place: Place = { ...(pages.length > 1 ? { page: index + 1 } : {}), ocr: true };
    for (const text of texts) blocks.push({ kind: 'paragraph', text, place });
  }
  if (blocks.length === 0) throw new Unreadable('empty', reasons.nothingRecognized);
  return { blocks, ...(pages.length > 1 ? { pages: pages.length } : {}) };
}

/** A TIFF may have several pages; of the others the first picture counts. */
function pagesOf(bytes: Uint8Array, format: PictureFormat, most: number): Uint8Array[] {
  const size = pictureSize(bytes, format);
  if (size === undefined || size.width === 0 || size.height === 0)
    throw new Unreadable('damaged', reasons.damaged);
  if (format !== 'tiff') return checked([{ size, content: () => bytes }]);
  const buffer = Buffer.from(bytes);
  const pages = tiffPages(buffer);
  if (pages.length > most) throw new Unreadable('too_large', reasons.tooManyScans(pages.length, most));
  return checked(pages.map((page) => ({ size: page.size, content: () => tiffFrom(buffer, page) })));
}

interface ClaimedPage {
  size: { width: number; height: number };
  content: () => Uint8Array;
}

function checked(pages: readonly ClaimedPage[]): Uint8Array[] {
  if (pages.some(({ size }) => size.width * size.height > maxPixels)) {
    const reason =
      'This picture has more than 40 million pixels, too many to recognise text in. Save it smaller and upload that.';
    throw new Unreadable('too_large', reason);
  }
  return pages.map(({ content }) => content());
}

function undecodable(format: PictureFormat): Unreadable {
  if (format !== 'tiff') return new Unreadable('damaged', reasons.damaged);
  const reason =
    'This TIFF is damaged, or packed in a way that cannot be read (Deflate or JPEG). Save it as PNG, or as TIFF with LZW, and upload that.';
  return new Unreadable('unsupported', reason);
}

/** How a camera was held: the EXIF tag 274, in either byte order, near the start; 1 is upright. */
function exifOrientation(bytes: Uint8Array): number {
  const start = Buffer.from(bytes.subarray(0, 4_096)).toString('hex');
  const found = /01120003000000010(?:0)0(\d)/.exec(start)?.[1] ?? /1201030001000000(0\d)00/.exec(start)?.[1];
  const value = Number(found ?? 1);
  return value >= 1 && value <= 8 ? value : 1;
}

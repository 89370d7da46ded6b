/** Pages of a PDF that are pictures: drawn by PDFium, then recognised. */
import type { PDFiumDocument } from '@hyzyla/pdfium';
import type { ReadContext } from '../child/read.ts';
import { createRecognizer } from './ocr.ts';

/** Dots per inch at which Tesseract reads best. */
const resolution = 200;
const pointsPerInch = 72;
/** A large poster is drawn coarser. */
const maxPixels = 12_000_000;
/** Paper darkens, pages without any mark do not. */
const darkestPaper = 160;

/** The paragraphs of those pages of the PDF, by page number from 1. */
export async function recognizePages(
  document: PDFiumDocument,
  numbers: readonly number[],
  context: ReadContext,
): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  let recognizer: Awaited<ReturnType<typeof createRecognizer>> | undefined;
  for (const number of numbers) {
    await context.recognizing();
    const page = document.getPage(number - 1);
    const { originalWidth: width, originalHeight: height } = page.getOriginalSize();
    const wanted = resolution / pointsPerInch;
    const scale = Math.min(wanted, Math.sqrt(maxPixels / Math.max(1, width * height)));
    const drawn = await page.render({ scale, colorSpace: 'Gray' });
    if (drawn.data.every((value) => value > darkestPaper)) continue;
    recognizer ??= await createRecognizer(context.recognitionFolder);
    found.set(number, recognizer.read(greyPicture(drawn)) ?? []);
  }
  return found;
}

/** As a portable graymap, which is a line of text before the bytes of the picture. */
function greyPicture({ width, height, data }: { width: number; height: number; data: Uint8Array }): Buffer {
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), data.subarray(0, width * height)]);
}
